"""Papers that wait, one after the other: what hinders one, what hinders all, and stopping on the way."""

from collections.abc import Callable
from dataclasses import replace
from threading import Event

import pytest

from helpdesk.application.prints import queue_paper
from helpdesk.bootstrap.papers import DeskPapers
from helpdesk.domain import events as ev
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.domain.slip_events import SlipCause, SlipContent, SlipLevel
from helpdesk.i18n.problems import sentence
from helpdesk.printing.spool import Spooled
from helpdesk.ui.printing_dialog.batch_dialog import BatchDialog
from helpdesk.ui.screens.today.slip_presenter import SlipPresenter, SlipSheetShown
from tests.ui.screens.counter import ALLOWANCE, LASER, Counter, Tray


class Office(Tray):
    """A tray that takes each paper as the test wants it, and says what became of it."""

    def __init__(self) -> None:
        super().__init__()
        self.before: Callable[[int], object] = lambda _n: None
        self.says = Spooled.PRINTED

    def submit(self, pdf: bytes, *, printer: str, title: str, tray: str = "") -> str:
        self.before(len(self.sheets) + 1)
        super().submit(pdf, printer=printer, title=title, tray=tray)
        return f"{printer}-{len(self.sheets)}"

    def state(self, job: str) -> Spooled:
        return self.says

    def cancel(self, job: str) -> None: ...


@pytest.fixture
def office(counter: Counter) -> Office:
    made = Office()
    papers = DeskPapers(counter.desk.session, counter.bench.queries, printers=made)
    counter.bench = replace(counter.bench, papers=papers)
    return made


@pytest.fixture
def case(counter: Counter, people) -> str:
    return counter.desk.case(people["包玉兰"], ALLOWANCE)


@pytest.fixture
def batch(counter: Counter, office: Office, case: str, qtbot) -> BatchDialog:
    """Five receipts that wait."""
    for _n in range(5):
        queue_paper(counter.desk.session, case, paper="receipt", size="A5", copies=1)
    dialog = BatchDialog("", bench=counter.bench, settings=counter.settings, parent=counter.screen)
    dialog.open()
    qtbot.waitUntil(dialog.confirm.isEnabled)
    dialog.printer.editor.setCurrentIndex(dialog.printer.editor.findData(LASER))
    return dialog


def states(counter: Counter, case: str) -> list[str]:
    file = counter.bench.queries.case_file(case)
    return [job.state for job in file.jobs]


def copies(counter: Counter, case: str) -> int:
    return counter.bench.queries.case_file(case).case.copies_of("receipt")


def test_stopped_in_the_middle_only_what_came_out_counts(
    counter: Counter, office: Office, batch: BatchDialog, case: str, qtbot
) -> None:
    """The paper at the printer comes out and is recorded; the others keep waiting."""
    third, go_on = Event(), Event()

    def before(n: int) -> None:
        if n == 3:
            third.set()
            assert go_on.wait(20)

    office.before = before
    batch.submit()
    qtbot.waitUntil(third.is_set)
    qtbot.waitUntil(lambda: "2" in batch._progress._label.text())
    assert batch._leave.text() == "停止"
    batch._leave.click()
    go_on.set()
    qtbot.waitUntil(lambda: bool(counter.guide.said))
    assert counter.guide.said == [("info", "3 份文书已打印。\n2 份文书仍在等待。")]
    assert states(counter, case) == ["done"] * 3 + ["queued"] * 2
    assert (copies(counter, case), len(office.sheets)) == (3, 3)


def test_what_no_font_has_is_said_before_the_batch(counter: Counter, office: Office, qtbot) -> None:
    """Drawn while the list is read; a paper that cannot be drawn hinders no other."""
    who = counter.desk.resident("包玉兰\U0001f600")
    case = counter.desk.case(who, ALLOWANCE)
    for paper in ("receipt", "refusal_slip"):
        queue_paper(counter.desk.session, case, paper=paper, size="A5", copies=1)
    dialog = BatchDialog(
        case, bench=counter.bench, settings=counter.settings, parent=counter.screen
    )
    dialog.open()
    qtbot.waitUntil(lambda: "U+1F600" in dialog.glyphs._label.text())
    assert dialog.glyphs.isVisible()
    dialog.reject()


def test_a_printer_that_fails_ends_the_batch_and_keeps_the_rest(
    counter: Counter, office: Office, batch: BatchDialog, case: str, qtbot
) -> None:
    def before(n: int) -> None:
        office.jammed = n == 2

    office.before = before
    batch.submit()
    jam = sentence(EnvironmentProblem("printer-failed", printer=LASER))
    qtbot.waitUntil(lambda: jam in batch._problem._label.text())
    assert "4 份文书仍在等待" not in batch._problem._label.text()
    assert "3 份文书仍在等待" in batch._problem._label.text()
    assert states(counter, case) == ["done", "failed", "queued", "queued", "queued"]
    qtbot.waitUntil(lambda: batch.papers.model().rowCount() == 4)
    assert len(office.sheets) == 1
    batch.reject()


def test_one_bad_paper_hinders_no_other(
    counter: Counter, office: Office, batch: BatchDialog, case: str, qtbot
) -> None:
    """A sheet that this printer does not take: said, and the next ones come out."""
    refused = Problem("printer-sheet", printer=LASER, size="A5")
    once = [refused]

    def before(n: int) -> None:
        if n == 2 and once:
            raise once.pop()

    office.before = before
    batch.submit()
    qtbot.waitUntil(lambda: sentence(refused) in batch._problem._label.text())
    assert states(counter, case) == ["done", "failed", "done", "done", "done"]
    batch.reject()


def test_three_papers_without_a_word_are_enough(
    counter: Counter, office: Office, batch: BatchDialog, case: str, qtbot, monkeypatch
) -> None:
    """C28: a stuck printer is not given a thousand papers that come out all at once."""
    monkeypatch.setattr("helpdesk.bootstrap.print_queue.CONFIRM_SECONDS", 0.0)
    office.says = Spooled.WAITING
    with qtbot.waitSignal(batch.finished):
        batch.submit()
    assert states(counter, case) == ["printing"] * 3 + ["queued"] * 2
    ((tone, words),) = counter.guide.said
    assert (tone, copies(counter, case)) == ("info", 0)
    assert "3 份文书已交给打印机，尚未确认出纸" in words


class Sheet:
    """A slip's dialog."""

    def __init__(self) -> None:
        self.failed: list[str] = []
        self.shown = ""

    def show_slip(self, shown: SlipSheetShown) -> None:
        self.shown = shown.glyphs

    def fail(self, sentence: str) -> None:
        self.failed.append(sentence)

    def ask_file(self, name: str, chosen: Callable[[str], object]) -> None:
        raise AssertionError("there is a printer")

    def finish(self) -> None: ...


def test_a_slip_counts_as_printed_when_it_came_out(
    counter: Counter, office: Office, case: str, qtbot
) -> None:
    """C28: it waits like every paper, and taking it up again makes no second one."""
    problem = "超期\U0001f600"
    content = SlipContent("保安村便民服务站", problem=problem, demand="当日回复", to_desk=True)
    issued = ev.SlipIssued(SlipLevel.URGING, 2026, 7, cause=SlipCause.OVERDUE, content=content)
    counter.desk.from_city(case, issued)
    view = Sheet()
    presenter = SlipPresenter(
        case, issued.key, bench=counter.bench, settings=counter.settings, view=view
    )
    office.jammed = True
    presenter.print()
    qtbot.waitUntil(lambda: bool(view.failed))
    file = counter.bench.queries.case_file(case)
    assert ([job.state for job in file.jobs], file.case.copies_of("slip")) == (["failed"], 0)
    office.jammed = False
    presenter.print()
    qtbot.waitUntil(lambda: counter.guide.tones() == {"success"})
    file = counter.bench.queries.case_file(case)
    assert ([job.state for job in file.jobs], file.case.copies_of("slip")) == (["done"], 1)
    assert file.case.escalation.slip(issued.key).printings == 1
    for name, value in (("size", "A5"), ("copies", "2")):
        counter.settings.set(f"print.slip.{name}", value)
    presenter.print()
    qtbot.waitUntil(lambda: len(office.sheets) == 2)
    assert office.sheets == [(LASER, 1), (LASER, 2)], "as often as the settings say"
    assert counter.bench.queries.case_file(case).jobs[-1].size == "A5"
    presenter.open()
    qtbot.waitUntil(lambda: "U+1F600" in view.shown)
