"""Registering: once, with the paper after it, and with everything kept when something is in the way."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from helpdesk.application.intake import Intake
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.domain.stages import CaseKind
from helpdesk.i18n import _
from helpdesk.i18n.problems import sentence
from helpdesk.i18n.words import PAPERS
from helpdesk.ui.printing_dialog.choice import PrintChoice
from helpdesk.ui.printing_dialog.dialog import PrintDialog
from helpdesk.ui.printing_dialog.save_as import ask_file
from helpdesk.ui.signing_dialog.dialog import SigningDialog
from tests.ui.screens.counter import ALLOWANCE, Counter, taken
from tests.ui.screens.test_signing import stroke

ENTER, CTRL = Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier


def ready(counter: Counter, who: str, **changes: object) -> None:
    """The screen with a resident, a matter and all materials."""
    counter.frame.show_screen("intake")
    presenter = counter.screen.presenter
    presenter.begin()
    presenter._sheet.edit(**vars_of(replace(taken(counter.desk.session), **changes)), resident=who)
    presenter.resident.load()
    presenter.matter.load()


def vars_of(intake: Intake) -> dict[str, object]:
    return {name: getattr(intake, name) for name in ("matter", "materials", "channel", "proxy")}


def jobs(counter: Counter) -> list[tuple[str, str]]:
    (case,) = counter.cases()
    return [(job.state, job.error) for job in counter.bench.queries.case_file(case.id).jobs]


def test_a_double_press_registers_once(counter: Counter, qtbot, people) -> None:
    """C16: the button is dead while it works, and the key too."""
    ready(counter, people["包玉兰"])
    for _n in range(3):
        counter.press(ENTER, CTRL)
        counter.screen.presenter.registering.register()
    assert not counter.screen._register.isEnabled()
    qtbot.waitUntil(lambda: bool(counter.tray.sheets))
    assert len(counter.cases()) == 1
    assert counter.screen._register.isEnabled()


def test_afterwards_the_next_resident_finds_an_empty_screen(counter, qtbot, people) -> None:
    ready(counter, people["包玉兰"])
    counter.press(ENTER, CTRL)
    qtbot.waitUntil(lambda: len(counter.guide.said) > 1)
    (case,) = counter.cases()
    assert counter.intake == Intake()
    assert counter.focused() is counter.screen.residents.picker.edit
    assert all(tone == "success" and case.number in words for tone, words in counter.guide.said)
    counter.guide.buttons[_("Open the case")]()
    assert counter.guide.opened == [case.id]
    assert list(counter.drafts()) == []


def test_nothing_of_the_one_before_stays_in_sight(counter: Counter, qtbot, people) -> None:
    """The preview goes with the intake, and a paper drawn too late does not bring it back."""
    ready(counter, people["包玉兰"])
    preview = counter.screen.receipt._preview
    qtbot.waitUntil(lambda: preview.page_count > 0)
    confirmation = counter.screen.presenter.confirmation
    confirmation._render(confirmation._asked)
    counter.screen.presenter.begin()
    assert preview.page_count == 0
    counter.bench.background.run(lambda: None, done=lambda _nothing: counter.guide.show("later"))
    qtbot.waitUntil(lambda: "later" in counter.guide.shown)
    assert preview.page_count == 0


def test_without_resident_and_matter_it_is_said_where_it_is_missing(counter, qtbot, people) -> None:
    counter.press(Qt.Key.Key_F2)
    counter.press(ENTER, CTRL)
    qtbot.waitUntil(lambda: counter.bar == sentence(Problem("matter-missing")))
    assert counter.focused() is counter.screen.matters.picker.edit
    counter.screen.presenter.matter.pick(ALLOWANCE)
    counter.press(ENTER, CTRL)
    qtbot.waitUntil(lambda: counter.bar == sentence(Problem("applicant-missing")))
    assert counter.focused() is counter.screen.residents.picker.edit
    assert counter.intake.matter == ALLOWANCE


def test_a_full_disk_keeps_everything_on_the_screen(counter, qtbot, people, monkeypatch) -> None:
    ready(counter, people["包玉兰"], proxy="女儿 斯琴")
    qtbot.waitUntil(lambda: counter.screen.presenter.resident.known is not None)
    before = counter.intake
    keeper = counter.screen.presenter._autosave.keeper

    def no_room(*_args: object, **_options: object) -> None:
        raise EnvironmentProblem("disk-full")

    monkeypatch.setattr(keeper, "register", no_room)
    counter.press(ENTER, CTRL)
    qtbot.waitUntil(lambda: counter.bar == sentence(EnvironmentProblem("disk-full")))
    assert replace(counter.intake, notify="", area="") == replace(before, notify="", area="")
    assert counter.screen._register.isEnabled()
    monkeypatch.undo()
    counter.press(ENTER, CTRL)
    qtbot.waitUntil(lambda: len(counter.cases()) == 1)


def test_a_machine_without_a_documents_folder_saves_at_home(
    counter: Counter, qtbot, people, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "user-dirs.dirs").write_text('XDG_DOCUMENTS_DIR="$HOME/gone"\n', encoding="ascii")
    dialog = ask_file(counter.screen, "告知单.pdf", lambda _path: None)
    assert Path(dialog.selectedFiles()[0]).parent.is_dir()
    dialog.reject()


def test_a_jammed_printer_never_holds_the_case_up(counter, qtbot, people) -> None:
    """C28: the case stands, the job is failed and visible, another way is one press away."""
    counter.tray.jammed = True
    ready(counter, people["包玉兰"])
    counter.press(ENTER, CTRL)
    qtbot.waitUntil(lambda: "warning" in counter.guide.tones())
    assert jobs(counter) == [("failed", "printer-failed")]
    counter.tray.jammed = False
    counter.guide.buttons[_("Print again …")]()
    dialog = counter.screen.findChild(PrintDialog)
    qtbot.waitUntil(lambda: dialog.preview.page_count > 0)
    qtbot.mouseClick(dialog.print_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(counter.tray.sheets))
    qtbot.waitUntil(lambda: jobs(counter) == [("done", "")])


def test_without_a_printer_the_paper_is_saved(counter, qtbot, people, tmp_path: Path) -> None:
    counter.tray.printers = ()
    ready(counter, people["包玉兰"])
    counter.screen.presenter.confirmation.find_printers()
    qtbot.waitUntil(lambda: counter.screen.presenter.confirmation.choice.to_file)
    counter.press(ENTER, CTRL)
    qtbot.waitUntil(lambda: counter.screen.findChild(QFileDialog) is not None)
    dialog = counter.screen.findChild(QFileDialog)
    (case,) = counter.cases()
    assert case.number in dialog.selectedFiles()[0]
    assert "包" not in Path(dialog.selectedFiles()[0]).name
    target = tmp_path / "receipt.pdf"
    dialog.fileSelected.emit(str(target))
    qtbot.waitUntil(lambda: jobs(counter) == [("done", "")])
    assert target.read_bytes().startswith(b"%PDF")
    dialog.close()


def test_who_does_not_save_is_told_that_the_paper_waits(counter, qtbot, people) -> None:
    counter.settings.set("print.output", "file")
    ready(counter, people["包玉兰"])
    counter.screen.presenter.confirmation.choose(PrintChoice())
    counter.press(ENTER, CTRL)
    qtbot.waitUntil(lambda: counter.screen.findChild(QFileDialog) is not None)
    counter.screen.findChild(QFileDialog).reject()
    qtbot.waitUntil(lambda: "warning" in counter.guide.tones())
    assert jobs(counter) == [("queued", "")]


def test_registering_does_not_wait_for_the_printer(counter, qtbot, people) -> None:
    gate = threading.Event()
    printed = counter.tray.submit

    def slow(*args: object, **options: object) -> str:
        gate.wait(5)
        return printed(*args, **options)

    counter.tray.submit = slow
    ready(counter, people["包玉兰"])
    counter.press(ENTER, CTRL)
    qtbot.waitUntil(lambda: counter.intake == Intake())
    assert len(counter.cases()) == 1
    assert counter.tray.sheets == []
    gate.set()
    qtbot.waitUntil(lambda: bool(counter.tray.sheets))


@pytest.mark.parametrize("known", [True, False])
def test_the_notice_comes_before_anything_is_registered(counter, qtbot, people, known) -> None:
    ready(counter, people["包玉兰"] if known else "")
    counter.press(Qt.Key.Key_T, CTRL)
    qtbot.waitUntil(lambda: bool(counter.tray.sheets))
    assert counter.cases() == []
    assert counter.intake.matter


def test_no_notice_without_a_matter(counter: Counter, qtbot) -> None:
    counter.press(Qt.Key.Key_F2)
    counter.press(Qt.Key.Key_T, CTRL)
    assert counter.bar == sentence(Problem("matter-missing"))
    assert counter.tray.sheets == []


def test_a_request_takes_title_and_words(counter: Counter, qtbot, people) -> None:
    counter.press(Qt.Key.Key_F2)
    counter.type("byl")
    counter.press(ENTER)
    qtbot.waitUntil(lambda: bool(counter.intake.resident))
    counter.screen.presenter.set_kind(CaseKind.REQUEST)
    counter.commit("三组主路路灯不亮")
    counter.press(ENTER)
    counter.commit("半个月不亮，老人晚上出行不便。")
    counter.press(ENTER, CTRL)
    qtbot.waitUntil(lambda: bool(counter.tray.sheets))
    (case,) = counter.cases()
    assert (case.kind, case.title) == (CaseKind.REQUEST, "三组主路路灯不亮")


def test_what_is_to_be_signed_is_one_press_away_and_nobody_has_to(
    counter: Counter, qtbot, people
) -> None:
    """Item 12: authorisation, then the receipt, on the pad; nobody has to, and nothing waits for it."""
    ready(counter, people["包玉兰"], proxy="包春生，儿子")
    counter.press(ENTER, CTRL)
    asked = _("To be signed for {number}: {papers}.").partition("{")[0]
    qtbot.waitUntil(lambda: any(words.startswith(asked) for _tone, words in counter.guide.said))
    assert counter.intake == Intake(), "the next resident can begin"
    (case,) = counter.cases()
    counter.press(Qt.Key.Key_G, CTRL, Qt.KeyboardModifier.ShiftModifier)
    for paper in ("authorisation", "receipt"):
        dialog = shown_dialog(counter, paper, qtbot)
        assert dialog.by.editor.text() == "包玉兰"
        stroke(dialog.pad, (40, 60), (120, 100), (200, 50), (260, 90))
        dialog.submit()
        qtbot.waitUntil(lambda d=dialog: not d.is_there or not d.isVisible())
    file = counter.bench.queries.case_file(case.id)
    assert [s.signed.paper for s in file.case.signing.signatures] == ["authorisation", "receipt"]


def shown_dialog(counter: Counter, paper: str, qtbot) -> SigningDialog:
    def there() -> SigningDialog | None:
        found = counter.frame.findChildren(SigningDialog)
        name = _(PAPERS[paper])
        return next((d for d in found if d.isVisible() and d.windowTitle() == name), None)

    qtbot.waitUntil(lambda: there() is not None and there().confirm.isEnabled())
    return there()
