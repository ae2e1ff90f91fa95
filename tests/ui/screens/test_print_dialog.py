"""The printing dialog of a registered case: preview, printing, saving, and honest failures."""

from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from helpdesk.application.printers import Capabilities
from helpdesk.application.prints import print_failed, queue_paper
from helpdesk.bootstrap.papers import DeskPapers
from helpdesk.bootstrap.qt_printers import QtPrinters
from helpdesk.domain import events as ev
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.i18n.problems import sentence
from helpdesk.ui import theme
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.printing_dialog.dialog import PrintDialog, open_print
from helpdesk.ui.tokens import chosen
from tests.printing.samples import NO_GLYPH
from tests.ui import focus_chain
from tests.ui.screens.counter import ALLOWANCE, LASER, Counter


@pytest.fixture
def case(counter: Counter, people) -> str:
    return counter.desk.case(people["包玉兰"], ALLOWANCE)


@pytest.fixture
def dialog(counter: Counter, case: str, qtbot) -> PrintDialog:
    result = open_print(case, bench=counter.bench, settings=counter.settings, parent=counter.screen)
    qtbot.waitUntil(lambda: result.preview.page_count > 0)
    yield result
    if shiboken6.isValid(result):
        result.reject()


def jobs(counter: Counter, case: str) -> list[tuple[str, str, str, str]]:
    file = counter.bench.queries.case_file(case)
    return [(job.paper, job.state, job.error, job.size) for job in file.jobs]


def press(qtbot, button) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_enter_prints_what_is_shown(counter, case, dialog, qtbot) -> None:
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert counter.tray.sheets == [(LASER, 2)]
    assert jobs(counter, case) == [("receipt", "done", "", "A5")]
    assert counter.guide.tones() == {"success"}


def test_paper_size_and_copies_are_chosen_and_remembered(counter, case, dialog, qtbot) -> None:
    dialog.paper.editor.setCurrentIndex(1)
    dialog.paper.editor.activated.emit(1)
    dialog.options.size_row.editor.setCurrentIndex(1)
    dialog.options.size_row.editor.activated.emit(1)
    dialog.options.copies.editor._group.button(0).click()
    qtbot.waitUntil(lambda: dialog.preview.page_count == 1)
    with qtbot.waitSignal(dialog.accepted):
        press(qtbot, dialog.print_button)
    assert jobs(counter, case) == [("one_time_notice", "done", "", "A4")]
    assert counter.settings.get("print.one_time_notice.size") == "A4"
    assert counter.settings.get("print.receipt.size") == ""


def test_a_tray_is_chosen_where_there_are_several_and_remembered(counter, case, qtbot) -> None:
    """For this paper at this printer; elsewhere there is nothing to see."""
    counter.tray.tells = Capabilities(trays=("auto", "main", "by-pass-tray", "Fach 9"))
    ways = {"bench": counter.bench, "settings": counter.settings, "parent": counter.screen}
    dialog = open_print(case, **ways)
    field = dialog.options.tray
    qtbot.waitUntil(lambda: dialog.preview.page_count > 0 and field.isVisible())
    shown = [field.editor.itemText(n) for n in range(field.editor.count())]
    assert shown == ["由打印机决定", "主纸盒", "多功能纸盒", "Fach 9"]
    field.editor.setCurrentIndex(2)
    field.editor.activated.emit(2)
    with qtbot.waitSignal(dialog.accepted):
        press(qtbot, dialog.print_button)
    assert counter.tray.trays == ["by-pass-tray"]
    again = open_print(case, **ways)
    qtbot.waitUntil(lambda: again.options.tray.editor.currentData() == "by-pass-tray")
    again.paper.editor.setCurrentIndex(1)
    again.paper.editor.activated.emit(1)
    assert again.options.tray.editor.currentData() == ""
    again.reject()


def test_one_tray_is_no_choice(counter, case, dialog, qtbot) -> None:
    counter.tray.tells = Capabilities(trays=("auto", "main"))
    other = open_print(case, bench=counter.bench, settings=counter.settings, parent=counter.screen)
    qtbot.waitUntil(lambda: bool(other._presenter._looking._known))
    assert not other.options.tray.isVisible()
    other.reject()


def test_a_sheet_that_the_printer_does_not_take_is_said_before_printing(
    counter, case, qtbot
) -> None:
    counter.tray.tells = Capabilities(sheets=("iso_a4_210x297mm",), loaded=("iso_a4_210x297mm",))
    dialog = open_print(case, bench=counter.bench, settings=counter.settings, parent=counter.screen)
    refused = sentence(Problem("printer-sheet", printer=LASER, size="A5"))
    qtbot.waitUntil(lambda: dialog.note._label.text() == refused)
    dialog.options.size_row.editor.setCurrentIndex(1)
    dialog.options.size_row.editor.activated.emit(1)
    qtbot.waitUntil(lambda: not dialog.note.isVisible())
    assert counter.tray.sheets == []
    dialog.reject()


def test_what_the_printer_says_of_itself_is_told_before_printing(counter, case, qtbot) -> None:
    counter.tray.tells = Capabilities(troubles=("media-empty", "toner-low", "cover-open"))
    dialog = open_print(case, bench=counter.bench, settings=counter.settings, parent=counter.screen)
    said = f"打印机“{LASER}”提示：缺纸，盖板未关好。请先处理。"
    qtbot.waitUntil(lambda: dialog.note._label.text() == said)
    assert dialog.print_button.isEnabled()
    dialog.reject()


def test_a_character_without_a_font_is_shown_before_printing(counter, people, qtbot) -> None:
    """On whatever paper it stands: here the reason of a refusal."""
    case = counter.desk.case(people["包玉兰"], ALLOWANCE)
    counter.desk.act(case, ev.Refused(f"申请人{NO_GLYPH}不在本旗", "民政局"))
    dialog = open_print(
        case,
        bench=counter.bench,
        settings=counter.settings,
        parent=counter.screen,
        paper="refusal_slip",
    )
    qtbot.waitUntil(lambda: f"{NO_GLYPH} (U+3134A)" in dialog.note._label.text())
    assert dialog.print_button.isEnabled()
    dialog.paper.editor.setCurrentIndex(0)
    dialog.paper.editor.activated.emit(0)
    qtbot.waitUntil(lambda: not dialog.note.isVisible())
    dialog.reject()


def test_a_jam_is_said_above_the_screen_where_the_dialog_is_closed_by_then(
    counter, case, dialog, qtbot
) -> None:
    counter.tray.jammed = True
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    dialog.reject()
    qtbot.waitUntil(lambda: "error" in counter.guide.tones())
    assert jobs(counter, case) == [("receipt", "failed", "printer-failed", "A5")]


def test_a_jam_is_said_and_the_dialog_stays(counter, case, dialog, qtbot) -> None:
    counter.tray.jammed = True
    press(qtbot, dialog.print_button)
    jam = sentence(EnvironmentProblem("printer-failed", printer=LASER))
    qtbot.waitUntil(lambda: dialog.note._label.text().startswith(jam))
    assert dialog.isVisible()
    assert dialog.print_button.isEnabled()
    assert jobs(counter, case) == [("receipt", "failed", "printer-failed", "A5")]
    counter.tray.jammed = False
    with qtbot.waitSignal(dialog.accepted):
        press(qtbot, dialog.print_button)
    assert [state for _paper, state, _error, _size in jobs(counter, case)] == ["done"]


def test_a_double_press_prints_once(counter, case, dialog, qtbot) -> None:
    with qtbot.waitSignal(dialog.accepted):
        dialog._presenter.go()
        dialog._presenter.go()
    assert len(counter.tray.sheets) == 1


def test_the_job_that_never_came_out_is_taken_up(counter, case, qtbot) -> None:
    session = counter.desk.session
    job = queue_paper(session, case, paper="receipt", size="A4", copies=1)
    print_failed(session, job, error="printer-failed")
    dialog = open_print(case, bench=counter.bench, settings=counter.settings, parent=counter.screen)
    qtbot.waitUntil(lambda: dialog.preview.page_count > 0)
    with qtbot.waitSignal(dialog.accepted):
        press(qtbot, dialog.print_button)
    assert [state for _paper, state, _error, _size in jobs(counter, case)] == ["done"]


def test_saving_instead(counter, case, dialog, qtbot, tmp_path: Path) -> None:
    press(qtbot, dialog.save_button)
    chooser = dialog.findChild(QFileDialog)
    target = tmp_path / "saved.pdf"
    with qtbot.waitSignal(dialog.accepted):
        chooser.fileSelected.emit(str(target))
    assert target.read_bytes().startswith(b"%PDF")
    assert jobs(counter, case) == [("receipt", "done", "", "A5")]
    chooser.close()


def test_a_folder_that_takes_nothing_is_a_sentence(
    counter, case, dialog, qtbot, tmp_path: Path
) -> None:
    no_folder = tmp_path / "a file"
    no_folder.write_text("")
    press(qtbot, dialog.save_button)
    chooser = dialog.findChild(QFileDialog)
    chooser.fileSelected.emit(str(no_folder / "saved.pdf"))
    problem = EnvironmentProblem("file-folder-missing", folder=str(no_folder))
    qtbot.waitUntil(lambda: dialog.note._label.text().startswith(sentence(problem)))
    assert dialog.isVisible()
    chooser.close()


def test_without_a_printer_only_saving_is_offered(counter, case, qtbot) -> None:
    counter.tray.printers = ()
    dialog = open_print(case, bench=counter.bench, settings=counter.settings, parent=counter.screen)
    qtbot.waitUntil(lambda: dialog.preview.page_count > 0)
    assert not dialog.print_button.isVisible()
    assert dialog.save_button.isDefault()
    assert dialog.note.isVisible()
    dialog.reject()


def test_a_real_queue_that_is_gone(counter, case, qtbot) -> None:
    """The printer was taken away between choosing and printing; through Qt, with no queue there."""
    real = DeskPapers(counter.desk.session, counter.bench.queries, printers=QtPrinters())

    class Vanished(DeskPapers):
        def printers(self) -> tuple[str, ...]:
            return ("gone",)

    real.__class__ = Vanished
    bench = Workbench(
        counter.desk.session,
        counter.bench.queries,
        counter.desk.tasks,
        counter.guide,
        real,
        counter.bench.filing,
    )
    dialog = open_print(case, bench=bench, settings=counter.settings, parent=counter.screen)
    qtbot.waitUntil(lambda: dialog.preview.page_count > 0)
    press(qtbot, dialog.print_button)
    missing = sentence(EnvironmentProblem("printer-missing", printer="gone"))
    qtbot.waitUntil(lambda: dialog.note._label.text().startswith(missing))
    assert jobs(counter, case) == [("receipt", "failed", "printer-missing", "A5")]
    dialog.reject()


def test_an_unknown_case_is_a_sentence(counter: Counter, qtbot) -> None:
    dialog = open_print(
        "00" * 16, bench=counter.bench, settings=counter.settings, parent=counter.screen
    )
    qtbot.waitUntil(lambda: dialog.note.isVisible() and dialog.save_button.isEnabled())
    press(qtbot, dialog.print_button)
    assert counter.tray.sheets == []
    dialog.reject()


@pytest.mark.parametrize("big", [False, True], ids=["normal", "big"])
def test_keyboard_and_room(qapp, request, qtbot, big: bool) -> None:
    if big:
        theme.apply(qapp, chosen(big_type=True))
    dialog = request.getfixturevalue("dialog")
    qtbot.waitUntil(lambda: focus_chain.clipped(dialog) == [])
    assert focus_chain.problems(dialog) == []
