"""A desk put back in the window: from the login where the data is damaged or gone, and from the settings."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from helpdesk.application.cases import open_case
from helpdesk.application.intake import Intake
from helpdesk.application.queries import CaseFilter
from helpdesk.bootstrap.desktop import Desktop
from helpdesk.bootstrap.first_start import FirstStart
from helpdesk.bootstrap.safekeeping import Safekeeping
from helpdesk.domain.audit import KeyAct, KeyChanged
from helpdesk.domain.events import Author
from helpdesk.domain.problems import Problem
from helpdesk.domain.stages import CaseKind
from helpdesk.i18n import _
from helpdesk.i18n.problems import sentence
from helpdesk.protocol.messages import Enrolment
from helpdesk.store import keys
from helpdesk.ui.screens.restore.view import RestoreDialog
from tests.desk import PASSWORD, QUICK, VILLAGE, WUYUN, desk_in
from tests.ui import focus_chain

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

REQUEST = Intake(kind=CaseKind.REQUEST, new_resident={"name": "包玉兰"}, title="路灯不亮")
NOW = 1_795_406_400_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three backups an hour apart, the oldest damaged; one case since the newest."""
    data = tmp_path / "desk"
    with desk_in(data) as desk:
        welcome = Enrolment("d1", "021", "H", 1, VILLAGE, "x", spare="022")
        desk.store.enrol(welcome, server="http://127.0.0.1:1")
        for hours in range(3):
            open_case(desk.session, REQUEST)
            at = NOW + hours * 3_600_000
            Safekeeping(desk.store.backups, data, clock=lambda at=at: at).back_up(room_left=0)
        open_case(desk.session, REQUEST)
    oldest = min((data / "backups").iterdir())
    raw = bytearray(oldest.read_bytes())
    raw[5000] ^= 1
    oldest.write_bytes(raw)
    return data


@pytest.fixture
def key(folder: Path) -> bytes:
    return keys.unlock(folder, WUYUN.id, PASSWORD)


@pytest.fixture
def make(qtbot, folder: Path) -> Iterator[list[Desktop]]:
    made: list[Desktop] = []
    yield made
    for desktop in made:
        desktop.close()
        desktop.window.hide()  # what waits for the city would be asked about


def window(folder: Path, qtbot, made: list[Desktop]) -> Desktop:
    desktop = Desktop(folder)
    made.append(desktop)
    qtbot.addWidget(desktop.window)
    desktop.show()
    return desktop


def ruin(folder: Path) -> None:
    database = folder / "helpdesk.db"
    database.write_bytes(b"\0" * database.stat().st_size)


def try_password(desktop: Desktop) -> None:
    desktop.login._password.editor.setText(PASSWORD)
    desktop.login._try()


def dialog_of(desktop: Desktop, qtbot) -> RestoreDialog:
    """The open dialog, its backups read."""
    qtbot.waitUntil(lambda: desktop.window.findChild(RestoreDialog) is not None)
    dialog = desktop.window.findChild(RestoreDialog)
    qtbot.waitUntil(lambda: dialog._model.rowCount() == 3 and dialog.confirm.isEnabled())
    return dialog


def cells(dialog: RestoreDialog, column: int) -> list[str]:
    model = dialog._model
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


def said(dialog: RestoreDialog) -> str:
    return " ".join(label.text() for label in dialog._outcome.findChildren(QLabel))


def restore(dialog: RestoreDialog, qtbot, password: str = PASSWORD) -> None:
    dialog._password.setText(password)
    qtbot.keyClick(dialog._password, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_from_the_login_where_the_data_is_damaged(folder: Path, qtbot, make) -> None:
    """C22, C6: what happened is said, the newest good backup is put back, numbers get a new prefix."""
    ruin(folder)
    desktop = window(folder, qtbot, make)
    try_password(desktop)
    offer = desktop.login._restore
    qtbot.waitUntil(offer.isVisible)
    offer.click()
    dialog = dialog_of(desktop, qtbot)
    qtbot.waitUntil(lambda: _("not read yet") not in cells(dialog, 3))
    assert cells(dialog, 3) == [_("complete"), _("complete"), _("unusable")]
    assert focus_chain.problems(dialog) == []
    assert focus_chain.clipped(dialog) == []
    restore(dialog, qtbot, "a wrong password")
    qtbot.waitUntil(lambda: not dialog._presenter.is_running)
    assert dialog._problem.isVisible()
    restore(dialog, qtbot)
    qtbot.waitUntil(lambda: dialog._pages.currentWidget() is dialog._outcome)
    assert "022" in said(dialog)
    assert "helpdesk.db.damaged-" in said(dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    try_password(desktop)
    qtbot.waitUntil(lambda: desktop.workplace is not None)
    desk = desktop.desk
    assert desk is not None
    assert desk.queries.count_cases(CaseFilter()) == 3
    assert open_case(desk.session, REQUEST).number.split("-")[2] == "022"
    with desk.store.unit_of_work() as work:
        assert KeyChanged(KeyAct.RESTORED) in work.device_acts()


def test_a_chosen_backup_and_a_change_of_mind(folder: Path, qtbot, make, monkeypatch) -> None:
    ruin(folder)
    before = (folder / "helpdesk.db").read_bytes()
    desktop = window(folder, qtbot, make)
    desktop._restore(WUYUN.id)
    dialog = dialog_of(desktop, qtbot)
    qtbot.waitUntil(lambda: _("not read yet") not in cells(dialog, 3))
    dialog._table.selectRow(2)
    dialog._password.setText(PASSWORD)
    dialog.submit()
    assert not dialog._presenter.is_running  # it is damaged
    dialog._table.selectRow(1)
    dialog.submit()
    assert dialog._presenter.is_running
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)  # while it runs: stop
    qtbot.waitUntil(lambda: not dialog._presenter.is_running)
    if dialog._pages.currentIndex() == 0:  # stopped in time
        assert (folder / "helpdesk.db").read_bytes() == before
        dialog.submit()
        qtbot.waitUntil(lambda: dialog._pages.currentIndex() == 1)
    dialog.reject()


@pytest.mark.parametrize("gone", ["helpdesk.db", "keys.json"])
def test_a_file_that_is_gone(folder: Path, qtbot, make, gone: str) -> None:
    """Never an empty database, never a window that does not open."""
    (folder / gone).unlink()
    desktop = window(folder, qtbot, make)
    if gone == "helpdesk.db":
        try_password(desktop)
    qtbot.waitUntil(desktop.login._restore.isVisible)
    code = "database-missing" if gone == "helpdesk.db" else "keys-missing"
    assert desktop.login._password.error == sentence(Problem(code))
    desktop.login._restore.click()
    dialog = dialog_of(desktop, qtbot)
    restore(dialog, qtbot)
    qtbot.waitUntil(lambda: dialog._pages.currentIndex() == 1)
    dialog.reject()
    try_password(desktop)
    qtbot.waitUntil(lambda: desktop.workplace is not None)


def test_from_the_settings_a_sound_desk_is_not_replaced(folder: Path, qtbot, make) -> None:
    desktop = window(folder, qtbot, make)
    desktop.opened(desktop.unlock(WUYUN.id, PASSWORD))
    assert desktop.workplace is not None
    desktop.workplace.restore_asked.emit()
    dialog = dialog_of(desktop, qtbot)
    assert desktop.desk is None  # its files are nobody's while they are replaced
    restore(dialog, qtbot)
    qtbot.waitUntil(lambda: not dialog._presenter.is_running)
    healthy = sentence(Problem("desk-healthy", folder=str(folder)))
    assert healthy in [label.text() for label in dialog.findChildren(QLabel)]
    dialog.reject()
    try_password(desktop)
    qtbot.waitUntil(lambda: desktop.workplace is not None)


def test_who_came_after_the_backup_can_restore_it(folder: Path, qtbot, make, key: bytes) -> None:
    keys.add_agent(
        folder, key, Author("bao", "包文明"), password="今天才来的包文明", stretching=QUICK
    )
    ruin(folder)
    desktop = window(folder, qtbot, make)
    desktop._restore("bao")
    dialog = dialog_of(desktop, qtbot)
    assert dialog._agent.editor.currentText() == "包文明"
    restore(dialog, qtbot, "今天才来的包文明")
    qtbot.waitUntil(lambda: dialog._pages.currentIndex() == 1)
    dialog.reject()
    assert "bao" in [agent.id for agent in keys.agents(folder)]


def test_on_another_computer(folder: Path, tmp_path: Path, qtbot) -> None:
    """Only the stick is left: the first page of a new computer puts the desk back."""
    back: list[bool] = []
    fresh = tmp_path / "new"
    start = FirstStart(fresh, ready=lambda _opened: None, restored=lambda: back.append(True))
    try:
        qtbot.addWidget(start.window)
        start.show()
        start.screen._restore.click()
        dialog = start.window.findChild(RestoreDialog)
        dialog._presenter.search(str(folder / "backups"))
        qtbot.waitUntil(dialog.confirm.isEnabled)
        restore(dialog, qtbot)
        qtbot.waitUntil(lambda: dialog._pages.currentIndex() == 1)
        assert back == []
        dialog.reject()
        assert back == [True]
        assert (fresh / "helpdesk.db").exists()
    finally:
        start.close()
