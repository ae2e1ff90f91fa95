"""Papers and the print system: recorded when they came out, once, and never printed by themselves (C28)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from helpdesk.application import prints
from helpdesk.application.cases import open_case
from helpdesk.application.intake import Intake
from helpdesk.application.ports import PrintJob
from helpdesk.application.printers import Capabilities
from helpdesk.application.prints import queue_paper
from helpdesk.bootstrap import print_queue
from helpdesk.bootstrap.folder import OpenDesk
from helpdesk.bootstrap.papers import DeskPapers
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.i18n.history import describe
from helpdesk.i18n.problems import sentence
from helpdesk.printing.spool import Spooled
from helpdesk.ui.screens.case.paper_lines import paper_lines
from tests.desk import MONDAY, at, desk_in

PRINTER = "窗口激光"


@dataclass
class Queue:
    """A print system that says what the test wants it to say."""

    says: list[Spooled] = field(default_factory=list)
    taken: list[tuple[str, int]] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    away: bool = False
    troubles: tuple[str, ...] = ()
    trays: list[str] = field(default_factory=list)
    silent: bool = False
    names_jobs: bool = True
    meanwhile: Callable[[], object] = field(default=lambda: None)

    def names(self) -> tuple[str, ...]:
        return (PRINTER,)

    def capabilities(self, printer: str) -> Capabilities:
        return Capabilities(troubles=self.troubles)

    def submit(self, pdf: bytes, *, printer: str, title: str, tray: str = "") -> str:
        if self.away:
            raise EnvironmentProblem("printer-missing", printer=printer)
        self.taken.append((title, len(pdf)))
        self.trays.append(tray)
        self.meanwhile()
        return f"{printer}-{len(self.taken)}" if self.names_jobs else ""

    def state(self, job: str) -> Spooled:
        if self.silent:
            raise EnvironmentProblem("printer-failed", printer=PRINTER)
        return self.says.pop(0) if len(self.says) > 1 else self.says[0]

    def cancel(self, job: str) -> None:
        self.cancelled.append(job)


@dataclass
class Counter:
    """A desk with one case and such a queue."""

    desk: OpenDesk
    case: str
    queue: Queue

    @property
    def papers(self) -> DeskPapers:
        return DeskPapers(self.desk.session, self.desk.queries, printers=self.queue)

    @property
    def job(self) -> PrintJob:
        """The newest job of the case, as stored."""
        file = self.desk.queries.case_file(self.case)
        assert file is not None
        return file.jobs[-1]

    def recorded(self) -> int:
        file = self.desk.queries.case_file(self.case)
        assert file is not None
        return file.case.copies_of("receipt")

    def ask(self) -> PrintJob:
        return queue_paper(self.desk.session, self.case, paper="receipt", size="A5", copies=2)


@pytest.fixture
def counter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter]:
    monkeypatch.setattr(print_queue, "CONFIRM_SECONDS", 0.0)
    with desk_in(tmp_path / "desk") as desk:
        case = open_case(
            desk.session, Intake(new_resident={"name": "包玉兰"}, matter="TL-0014")
        ).case
        yield Counter(desk, case, Queue())


def test_what_the_printer_confirms_is_recorded_with_its_facts(counter: Counter) -> None:
    counter.queue.says = [Spooled.PRINTED]
    counter.papers.print_job(counter.ask(), printer=PRINTER)
    assert (counter.job.state, counter.recorded()) == ("done", 2)
    assert counter.queue.taken[0][0] == "代办登记回执", "the queue shows no personal data"


def test_a_slow_printer_is_said_and_recorded_when_it_is_done(counter: Counter) -> None:
    counter.queue.says = [Spooled.WAITING]
    with pytest.raises(EnvironmentProblem, match="printer-slow"):
        counter.papers.print_job(counter.ask(), printer=PRINTER)
    assert (counter.job.state, counter.job.printer, counter.recorded()) == ("printing", PRINTER, 0)
    assert counter.job.facts
    counter.papers.settle_prints()
    assert counter.job.state == "printing"
    counter.queue.says = [Spooled.PRINTED]
    counter.papers.settle_prints()
    counter.papers.settle_prints()
    assert (counter.job.state, counter.recorded()) == ("done", 2)
    assert len(counter.queue.taken) == 1


def test_a_printer_that_waits_says_why(counter: Counter) -> None:
    """Paper of the wrong size in it, a jam: told in a sentence, and the job stays with the printer."""
    counter.queue.says, counter.queue.troubles = [Spooled.WAITING], ("media-needed", "toner-low")
    with pytest.raises(EnvironmentProblem, match="printer-waits") as said:
        counter.papers.print_job(counter.ask(), printer=PRINTER)
    assert "需放入该规格纸张" in sentence(said.value)
    assert (counter.job.state, counter.recorded()) == ("printing", 0)
    counter.queue.says = [Spooled.PRINTED]
    counter.papers.settle_prints()
    assert (counter.job.state, counter.recorded()) == ("done", 2)


def test_the_tray_of_the_settings_goes_with_every_paper(counter: Counter) -> None:
    """From the counter, in a batch, and of a paper without a case."""
    counter.queue.says, papers = [Spooled.PRINTED], counter.papers
    papers.tray_of = lambda paper, printer: f"{paper} {printer}"
    papers.print_job(counter.ask(), printer=PRINTER)
    papers.print_job(replace(counter.ask(), tray="manual"), printer=PRINTER)
    papers.print_pdf(b"%PDF-1.4", printer=PRINTER, paper="authorisation")
    assert counter.queue.trays == [
        f"receipt {PRINTER}",
        "manual",
        f"authorisation {PRINTER}",
    ]


def test_after_ten_minutes_it_is_given_up_and_never_printed_by_itself(counter: Counter) -> None:
    """C28: no night's jobs at once."""
    counter.queue.says = [Spooled.WAITING]
    with pytest.raises(EnvironmentProblem, match="printer-slow"):
        counter.papers.print_job(counter.ask(), printer=PRINTER)
    counter.desk.session = at(counter.desk.session, MONDAY + timedelta(minutes=11))
    counter.papers.settle_prints()
    assert (counter.job.state, counter.recorded()) == ("abandoned", 0)
    assert counter.queue.cancelled == [f"{PRINTER}-1"]
    counter.queue.says = [Spooled.PRINTED]
    counter.papers.settle_prints()
    assert len(counter.queue.taken) == 1


@pytest.mark.parametrize(
    ("state", "error"),
    [(Spooled.FAILED, "printer-failed"), (Spooled.GONE, "printer-unknown")],
)
def test_a_paper_that_did_not_come_out_is_not_recorded(
    counter: Counter, state: Spooled, error: str
) -> None:
    counter.queue.says = [Spooled.WAITING, state]
    with pytest.raises(EnvironmentProblem, match="printer"):
        counter.papers.print_job(counter.ask(), printer=PRINTER)
    counter.papers.settle_prints()
    assert (counter.job.state, counter.job.error, counter.recorded()) == ("failed", error, 0)


def test_another_printer_or_a_file_takes_the_paper_back_first(
    counter: Counter, tmp_path: Path
) -> None:
    counter.queue.says = [Spooled.WAITING]
    with pytest.raises(EnvironmentProblem, match="printer-slow"):
        counter.papers.print_job(counter.ask(), printer=PRINTER)
    with pytest.raises(EnvironmentProblem, match="printer-slow"):
        counter.papers.print_job(counter.job, printer=PRINTER)
    counter.papers.save_job(counter.job, path=str(tmp_path / "receipt.pdf"))
    assert counter.queue.cancelled == [f"{PRINTER}-1", f"{PRINTER}-2"]
    assert (counter.job.state, counter.recorded()) == ("done", 2)


def test_a_restart_finds_what_the_printer_still_has(counter: Counter, tmp_path: Path) -> None:
    counter.queue.says = [Spooled.WAITING]
    with pytest.raises(EnvironmentProblem, match="printer-slow"):
        counter.papers.print_job(counter.ask(), printer=PRINTER)
    again = replace(counter.desk.session)
    counter.queue.says = [Spooled.PRINTED]
    DeskPapers(again, counter.desk.queries, printers=counter.queue).settle_prints()
    assert (counter.job.state, counter.recorded()) == ("done", 2)


def test_a_printer_that_vanished_fails_the_job(counter: Counter) -> None:
    counter.queue.away = True
    with pytest.raises(EnvironmentProblem, match="printer-missing"):
        counter.papers.print_job(counter.ask(), printer=PRINTER)
    assert (counter.job.state, counter.job.error) == ("failed", "printer-missing")


class Killed(BaseException):
    """The program ends here, as with kill -9: nothing of it is caught."""


def killed() -> None:
    raise Killed


def test_killed_while_the_printer_takes_the_paper(counter: Counter) -> None:
    """Nobody knows whether it came out: not recorded, not printed again, and said after the restart."""
    counter.queue.says, counter.queue.meanwhile = [Spooled.PRINTED], killed
    with pytest.raises(Killed):
        counter.papers.print_job(counter.ask(), printer=PRINTER)
    assert (counter.job.state, counter.recorded()) == ("printing", 0)
    counter.papers.settle_prints()
    assert (counter.job.state, counter.job.error) == ("failed", "printer-unknown")
    assert counter.recorded() == 0
    counter.queue.meanwhile = int
    counter.papers.print_job(counter.job, printer=PRINTER)
    assert (counter.job.state, counter.recorded()) == ("done", 2)
    assert len(counter.queue.taken) == 2


def test_a_paper_in_hand_is_not_taken_up_twice(counter: Counter, tmp_path: Path) -> None:
    """Two windows, a batch beside the counter, the quarter-minute look: one paper comes out."""
    papers, job = counter.papers, counter.ask()
    counter.queue.says = [Spooled.PRINTED]
    seen = []

    def meanwhile() -> None:
        for again in (papers, counter.papers):
            with pytest.raises(Problem, match="print-underway"):
                again.print_job(job, printer=PRINTER)
            with pytest.raises(Problem, match="print-underway"):
                again.save_job(job, path=str(tmp_path / "second.pdf"))
        papers.settle_prints()
        seen.append(counter.job.state)

    counter.queue.meanwhile = meanwhile
    papers.print_job(job, printer=PRINTER)
    assert seen == ["printing"]
    with pytest.raises(Problem, match="print-underway"):
        papers.print_job(job, printer=PRINTER)  # from a list that was read before
    assert (counter.job.state, counter.recorded(), len(counter.queue.taken)) == ("done", 2, 1)
    assert list(tmp_path.glob("*.pdf")) == []


def test_a_look_at_an_earlier_attempt_leaves_the_next_one_alone(counter: Counter) -> None:
    counter.queue.says = [Spooled.WAITING]
    with pytest.raises(EnvironmentProblem, match="printer-slow"):
        counter.papers.print_job(counter.ask(), printer=PRINTER)
    before = counter.job
    with pytest.raises(EnvironmentProblem, match="printer-slow"):
        counter.papers.print_job(before, printer=PRINTER)
    prints.print_failed(counter.desk.session, before, error="printer-failed")
    assert (counter.job.state, counter.job.spooled) == ("printing", f"{PRINTER}-2")


def test_a_paper_that_came_out_before_it_was_taken_back(counter: Counter, tmp_path: Path) -> None:
    """It is recorded, and no second original is made beside it."""
    counter.queue.says = [Spooled.WAITING]
    with pytest.raises(EnvironmentProblem, match="printer-slow"):
        counter.papers.print_job(counter.ask(), printer=PRINTER)
    counter.queue.says = [Spooled.PRINTED]
    with pytest.raises(Problem, match="print-came-out"):
        counter.papers.save_job(counter.job, path=str(tmp_path / "receipt.pdf"))
    assert (counter.job.state, counter.recorded(), len(counter.queue.taken)) == ("done", 2, 1)
    assert not (tmp_path / "receipt.pdf").exists()


def test_what_cannot_be_taken_back_is_not_given_up(counter: Counter) -> None:
    """CUPS is down at the tenth minute: it would print the job when it is up again, unseen."""
    counter.queue.says = [Spooled.WAITING]
    with pytest.raises(EnvironmentProblem, match="printer-slow"):
        counter.papers.print_job(counter.ask(), printer=PRINTER)
    session, counter.queue.silent = counter.desk.session, True
    counter.desk.session = at(session, MONDAY + timedelta(minutes=11))
    counter.papers.settle_prints()
    assert counter.job.state == "printing"
    counter.queue.silent = False
    counter.papers.settle_prints()
    assert (counter.job.state, counter.queue.cancelled) == ("abandoned", [f"{PRINTER}-1"])


def test_a_print_system_that_never_answers_again_holds_nothing_for_ever(counter: Counter) -> None:
    counter.queue.says = [Spooled.WAITING]
    with pytest.raises(EnvironmentProblem, match="printer-slow"):
        counter.papers.print_job(counter.ask(), printer=PRINTER)
    counter.queue.silent = True
    counter.desk.session = at(counter.desk.session, MONDAY + timedelta(hours=25))
    counter.papers.settle_prints()
    assert (counter.job.state, counter.recorded()) == ("abandoned", 0)


def test_a_printer_that_confirms_nothing_is_not_said_to_have_printed(counter: Counter) -> None:
    counter.queue.names_jobs = False
    counter.papers.print_job(counter.ask(), printer=PRINTER)
    file = counter.desk.queries.case_file(counter.case)
    assert file is not None
    assert "打印机不回报" in describe(file.events[-1].body)
    (line,) = paper_lines(file, offset_minutes=480)
    assert "不回报" in line.detail
