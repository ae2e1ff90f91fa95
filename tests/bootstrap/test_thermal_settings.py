"""A thermal printer from the settings to paper: added, tested, printed on, removed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from helpdesk.application.cases import open_case
from helpdesk.application.intake import Intake
from helpdesk.application.prints import queue_paper
from helpdesk.bootstrap.desktop import Desktop
from helpdesk.bootstrap.papers import DeskPapers
from helpdesk.bootstrap.qt_printers import system_printers
from helpdesk.bootstrap.thermal import TEST_CODE
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.i18n.problems import sentence
from helpdesk.ui.fields_dialog import FieldsDialog
from helpdesk.ui.screens.settings.printers import PrintersPanel
from helpdesk.ui.screens.settings.view import SettingsScreen
from tests.desk import PASSWORD, QUICK, WUYUN, desk_in
from tests.printing.thermal_player import Player, on_network

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot) -> Iterator[SettingsScreen]:
    """The settings, reached by their key."""
    monkeypatch.setattr("helpdesk.store.keys.measured", lambda: QUICK)
    with desk_in(tmp_path / "desk"):
        pass
    desktop = Desktop(tmp_path / "desk")
    qtbot.addWidget(desktop.window)
    desktop.show()
    desktop.opened(desktop.unlock(WUYUN.id, PASSWORD))
    desktop.window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F10)
    found = desktop.window.findChild(SettingsScreen)
    qtbot.waitUntil(lambda: found.isVisible() and len(found._agents) == 1)
    yield found
    desktop.close()


def test_a_printer_is_added_tested_and_removed(screen: SettingsScreen, qtbot) -> None:
    """C27: the test shows rare characters and a code, drawn by us."""
    (panel,), player = screen.findChildren(PrintersPanel), Player()
    assert not panel.test_button.isEnabled()
    with on_network(player) as address:
        panel.add_button.click()
        (dialog,) = [each for each in screen.findChildren(FieldsDialog) if each.isVisible()]
        name, where, width = (field.editor for field in dialog.fields.values())
        name.setText("窗口热敏")
        where.setText("打印机")
        dialog.submit()
        wrong = sentence(Problem("printer-address", text="打印机"))
        qtbot.waitUntil(lambda: dialog.fields["address"].error == wrong)
        where.setText(address.removeprefix("network:"))
        width.setText("58")
        dialog.submit()
        qtbot.waitUntil(lambda: [each.address for each in panel._listed] == [address])
        panel.table.selectRow(0)
        panel.test_button.click()
        qtbot.waitUntil(lambda: len(player.papers) == 1)
        (code,) = zxingcpp.read_barcodes(player.papers[0])
        assert code.text == TEST_CODE
    qtbot.waitUntil(panel.test_button.isEnabled)
    panel.remove_button.click()
    qtbot.waitUntil(lambda: panel._listed == ())


@pytest.mark.parametrize(
    ("player", "error"), [(Player(), ""), (Player(dies_at=9000), "printer-failed")]
)
def test_a_receipt_is_recorded_only_when_it_came_out(
    tmp_path: Path, player: Player, error: str
) -> None:
    """C28: a printer that vanishes leaves a failed job and nothing on record."""
    with desk_in(tmp_path / "desk") as desk, on_network(player) as address:
        printers = system_printers(lambda: f"热敏|{address}|80")
        assert printers.names()[-1] == "热敏"
        papers = DeskPapers(desk.session, desk.queries, printers=printers)
        intake = Intake(new_resident={"name": "𠮷玉兰"}, matter="TL-0014")
        case = open_case(desk.session, intake).case
        job = queue_paper(desk.session, case, paper="receipt", size="ROLL80", copies=2)
        try:
            papers.print_job(job, printer="热敏")
            failed = ""
        except EnvironmentProblem as problem:
            failed = problem.code
        file = desk.queries.case_file(case)
        assert file is not None
        printed = 0 if error else 2
        assert (failed, file.case.copies_of("receipt"), len(player.papers)) == (
            error,
            printed,
            printed,
        )
        assert file.jobs[-1].state == ("failed" if error else "done")
