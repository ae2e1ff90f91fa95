"""The day sheet on the screen: chosen by keyboard, whole only when it is, printed and saved (C2)."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QMainWindow

from helpdesk.application.printers import Capabilities
from helpdesk.application.prints import paper_printed, queue_paper
from helpdesk.bootstrap.bulletins import Bulletins
from helpdesk.bootstrap.day_sheets import DaySheets
from helpdesk.bootstrap.settings import Settings
from helpdesk.domain import events as ev
from helpdesk.i18n import _, ngettext, set_language
from helpdesk.ui import theme
from helpdesk.ui.actions import ActionSet
from helpdesk.ui.printing_dialog.choice import PrintChoice
from helpdesk.ui.screens.day_sheet.month import MonthPane
from helpdesk.ui.screens.day_sheet.view import DaySheetScreen
from helpdesk.ui.tokens import chosen
from helpdesk.ui.widgets.chip import Chip
from helpdesk.ui.widgets.work_table import Role, WorkTable
from tests.ui import focus_chain
from tests.ui.screens.desk import NOW, NoPapers


class Printer:
    """A printer that keeps its jobs; stands at the system's edge."""

    def __init__(self) -> None:
        self.jobs: list[tuple[str, str, str]] = []

    def names(self) -> tuple[str, ...]:
        return ("激光",)

    def submit(self, pdf: bytes, *, printer: str, title: str, tray: str = "") -> None:
        assert pdf.startswith(b"%PDF")
        self.jobs.append((printer, title, tray))


class Printers(NoPapers):
    def printers(self) -> tuple[str, ...]:
        return ("激光",)

    def capabilities(self, printer: str) -> Capabilities:
        assert printer == "激光"
        return Capabilities(trays=("main", "manual"))


@pytest.fixture
def printer() -> Printer:
    return Printer()


@pytest.fixture
def screen(desk, cases, put_up, printer, tmp_path):
    sheets = DaySheets(desk.session, desk.store.reconciliation, printers=printer)
    bench = replace(desk.bench, papers=Printers())
    window = QMainWindow()
    months = Bulletins(desk.session, desk.store.months, printers=printer)
    settings = Settings(tmp_path)
    result = DaySheetScreen(bench, sheets, months, settings, actions=ActionSet(window))
    window.setCentralWidget(result)
    put_up(window)
    result.refresh()
    return result


def chip(screen) -> tuple[str, str]:
    found = screen.findChildren(Chip)[0]
    return found.text(), found.property("chip")


def by_number(screen) -> WorkTable:
    months = screen.findChild(MonthPane).findChildren(WorkTable)
    return next(each for each in screen.findChildren(WorkTable) if each not in months)


def numbers(screen) -> list[str]:
    model = by_number(screen).model()
    return [model.index(n, 0).data() for n in range(model.rowCount())]


def printed(desk, case: str, copies: int) -> None:
    job = queue_paper(desk.session, case, paper="receipt", size="A5", copies=copies)
    paper_printed(desk.session, job, output="printer", digest="")


def texts(screen) -> str:
    return "\n".join(each.text() for each in screen.findChildren(QLabel) if each.isVisible())


def test_what_is_on_paper_and_not_with_the_city_stands_first(qtbot, screen, desk, cases) -> None:
    """C2: the day is whole only once every number has its receipt."""
    queue_paper(desk.session, cases["特木尔"], paper="receipt", size="A5", copies=2)
    new = desk.case(desk.resident("新来的"), "TL-0018")
    printed(desk, new, 2)
    screen.refresh()
    file = desk.bench.queries.case_file(new)
    qtbot.waitUntil(lambda: file.row.number in numbers(screen)[:2])
    assert chip(screen) == (_("Not all with the city"), "amber")
    assert ngettext("{n} copy", "{n} copies", 2).format(n=2) in texts(screen)
    desk.receive(at=NOW)
    screen.refresh()
    qtbot.waitUntil(lambda: chip(screen) == (_("All with the city"), "green"))
    assert ngettext("{n} number", "{n} numbers", 2).format(n=2) not in texts(screen)
    table = by_number(screen)
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert desk.travels.steps == [("case", table.current_id())]


def test_another_day_and_a_trip_are_chosen(qtbot, screen, desk, cases) -> None:
    qtbot.waitUntil(lambda: bool(numbers(screen)))
    screen.day.setDate(QDate(2020, 1, 1))
    qtbot.waitUntil(lambda: _("No case in this time.") in texts(screen))
    screen.kind.choose_next()
    assert (screen.day.isVisible(), screen.since.isVisible()) == (False, True)
    screen.since.setDate(QDate(2026, 10, 1))
    qtbot.waitUntil(lambda: len(numbers(screen)) > 2)
    screen.until.setDate(QDate(2026, 9, 1))  # ends before it begins: nothing, and no trouble
    qtbot.waitUntil(lambda: not numbers(screen))


def test_it_is_printed_and_saved(qtbot, screen, desk, cases, printer, tmp_path: Path) -> None:
    qtbot.waitUntil(lambda: bool(numbers(screen)))
    sheet = screen._presenter._sheet
    named = replace(sheet.lines[0], title="路灯\U0001f600不亮")
    screen._presenter._sheet = replace(sheet, lines=(named, *sheet.lines[1:]))
    qtbot.keyClick(screen, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: screen.findChild(QDialog) is not None)
    dialog = screen.findChild(QDialog)
    assert "U+1F600" in dialog.glyphs._label.text()
    tray = dialog.options.tray.editor
    qtbot.waitUntil(dialog.options.tray.isVisible)
    tray.setCurrentIndex(tray.findData("manual"))
    tray.activated.emit(tray.currentIndex())
    dialog.accept()
    qtbot.waitUntil(lambda: bool(printer.jobs))
    assert set(printer.jobs) == {("激光", _("Day sheet"), "manual")}
    choice = PrintChoice(paper="day_sheet", size="A4", printer="")
    screen._presenter._out.take(sheet, "日结单.pdf", choice)
    dialog = screen.findChild(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "a.pdf"))
    saved = tmp_path / "a.pdf"
    qtbot.waitUntil(saved.exists)
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    dialog.close()


@pytest.mark.parametrize(("big", "speech"), [(False, "zh_CN"), (True, "zh_CN"), (True, "en")])
def test_keyboard_and_room(qtbot, qapp, screen, desk, cases, big, speech) -> None:
    set_language(speech)
    theme.apply(qapp, chosen(big_type=big))
    desk.act(cases["特木尔"], ev.Noted("记"), at=NOW - timedelta(minutes=1))
    screen.refresh()
    qtbot.waitUntil(lambda: len(numbers(screen)) > 1)
    assert focus_chain.problems(screen) == []
    qtbot.waitUntil(lambda: focus_chain.clipped(screen) == [])
    assert by_number(screen).model().index(0, 0).data(Role.ID)


def month_rows(screen) -> list[str]:
    model = screen.findChild(MonthPane).findChild(WorkTable).model()
    return [model.index(n, 0).data(Role.LEAD) for n in range(model.rowCount())]


def test_the_month_has_its_figures_and_goes_out_as_a_bulletin(
    qtbot, screen, desk, cases, printer, tmp_path: Path
) -> None:
    """The last whole month first; arrows go to the next one, and no further than this one."""
    screen.kind.choose_next()
    screen.kind.choose_next()
    pane = screen.findChild(MonthPane)
    assert (screen.day.isVisible(), screen.since.isVisible()) == (False, False)
    assert pane.month.date() == QDate(2026, 10, 1)
    pane.month.setDate(QDate(2020, 1, 1))
    qtbot.waitUntil(lambda: _("No case in this month.") in texts(screen))
    pane.month.setDate(QDate(2026, 10, 1))
    pane.month.setFocus()
    qtbot.keyClick(pane.month, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: desk.session.desk.name in month_rows(screen))
    assert chip(screen) == (_("Month not over"), "amber")
    qtbot.keyClick(pane.month, Qt.Key.Key_Up)
    assert pane.month.date() == QDate(2026, 11, 1)
    assert focus_chain.problems(screen) == []
    qtbot.keyClick(screen, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: screen.findChild(QDialog) is not None)
    screen.findChild(QDialog).accept()
    qtbot.waitUntil(lambda: bool(printer.jobs))
    assert set(printer.jobs) == {("激光", _("Monthly bulletin"), "")}
    pane.presenter.save()
    dialog = screen.findChild(QFileDialog)
    assert "2026-11" in dialog.selectedFiles()[0]
    dialog.fileSelected.emit(str(tmp_path / "b.pdf"))
    qtbot.waitUntil((tmp_path / "b.pdf").exists)
    dialog.close()
    screen.kind.set_value("day")
    screen.kind.chosen.emit("day")
    qtbot.waitUntil(lambda: chip(screen)[0] != _("Month not over"))
