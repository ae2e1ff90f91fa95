"""The lock: when nobody is there, with a PIN, and for good when the city says so."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit

from helpdesk.bootstrap.desktop import Desktop
from helpdesk.bootstrap.reopening import PIN_TRIES
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _
from helpdesk.i18n.problems import sentence
from helpdesk.protocol.messages import Enrolment
from helpdesk.protocol.standing import Standing, sign_standing
from helpdesk.store import keys
from helpdesk.store.standing import DAY_MS
from helpdesk.ui.widgets.buttons import SecondaryButton
from tests.desk import PASSWORD, VILLAGE, WUYUN, desk_in

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

SERVER = Ed25519PrivateKey.generate()
CITY = X25519PrivateKey.generate().public_key().public_bytes_raw()
PIN = "2711"


def word(**changes: object) -> Standing:
    return Standing(**({"device": "d1", "at_ms": 1, "recovery_key": CITY} | changes))  # type: ignore[arg-type]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with desk_in(tmp_path / "desk") as desk:
        enrolment = Enrolment(
            device="d1",
            prefix="021",
            history="H",
            server_ms=1,
            desk_code=VILLAGE,
            desk_name="x",
            server_key=SERVER.public_key().public_bytes_raw(),
        )
        desk.store.enrol(enrolment, server="http://127.0.0.1:1")
        desk.store.standing.set_pin(WUYUN.id, PIN)
    return tmp_path / "desk"


@pytest.fixture
def desktop(folder: Path, qtbot) -> Iterator[Desktop]:
    desktop = Desktop(folder)
    qtbot.addWidget(desktop.window)
    desktop.show()
    yield desktop
    desktop.close()


def enter(desktop: Desktop, typed: str = PASSWORD) -> None:
    desktop.opened(desktop.unlock(WUYUN.id, typed))


def is_locked(desktop: Desktop) -> bool:
    return desktop.window.currentWidget() is desktop.login


def test_an_idle_window_locks_and_the_work_stays(desktop: Desktop, qtbot) -> None:
    """C25: idle lock with PIN; the work stays as it was."""
    enter(desktop)
    workplace = desktop.workplace
    assert workplace is not None
    workplace.show("intake")
    desktop._idle.begin(30)
    qtbot.waitUntil(lambda: is_locked(desktop))
    enter(desktop, PIN)
    assert not is_locked(desktop)
    assert desktop.workplace is workplace
    assert workplace.frame.current_screen == "intake"


def test_a_key_shows_that_somebody_is_there(desktop: Desktop, qtbot) -> None:
    enter(desktop)
    desktop._idle.begin(60_000)
    timer = desktop._idle._timer
    qtbot.waitUntil(lambda: timer.remainingTime() < 59_200)
    before = timer.remainingTime()
    qtbot.keyClick(desktop.window, Qt.Key.Key_Shift)
    assert timer.remainingTime() > before


def test_a_failed_sync_never_ends_a_session(desktop: Desktop, qtbot) -> None:
    """C25: the server is away; who works goes on working."""
    enter(desktop)
    assert desktop.desk is not None
    queries = desktop.desk.queries
    qtbot.waitUntil(lambda: queries.sync_state().last_error == "network-unreachable")
    assert not is_locked(desktop)
    assert desktop.workplace is not None


def test_a_pin_opens_nothing_that_is_not_open(desktop: Desktop) -> None:
    with pytest.raises(Problem, match="password-wrong"):
        desktop.unlock(WUYUN.id, PIN)


def test_after_five_wrong_pins_the_password_is_needed(desktop: Desktop) -> None:
    enter(desktop)
    desktop.lock()
    for left in range(PIN_TRIES - 1, 0, -1):
        with pytest.raises(Problem) as caught:
            desktop.unlock(WUYUN.id, "0000")
        assert (caught.value.code, caught.value.params) == ("pin-wrong", {"left": left})
    with pytest.raises(Problem, match="pin-spent"):
        desktop.unlock(WUYUN.id, "0000")
    with pytest.raises(Problem, match="password-wrong"):
        desktop.unlock(WUYUN.id, PIN)
    enter(desktop)
    desktop.lock()
    enter(desktop, PIN)


def test_dialogs_show_nothing_behind_the_lock(desktop: Desktop, qtbot) -> None:
    enter(desktop)
    assert desktop.workplace is not None
    dialog = QDialog(desktop.workplace.frame)
    dialog.open()
    desktop.lock()
    assert not dialog.isVisible()
    enter(desktop, PIN)
    assert dialog.isVisible()
    assert dialog.result() == 0
    dialog.close()


def test_a_revoked_device_ends_the_session(desktop: Desktop, folder: Path, qtbot) -> None:
    enter(desktop)
    assert desktop.desk is not None
    desktop.desk.store.standing.heed(sign_standing(word(revoked=True), SERVER.sign))
    assert desktop.sync is not None
    desktop.sync.shut_out.emit()
    qtbot.waitUntil(lambda: is_locked(desktop))
    assert desktop.desk is None
    assert keys.agents(folder) == ()
    with pytest.raises(Problem, match="device-sealed"):
        desktop.unlock(WUYUN.id, PASSWORD)
    again = Desktop(folder)  # and after a restart the window says why nobody can log in
    qtbot.addWidget(again.window)
    assert again.login._password.error == sentence(Problem("device-sealed"))
    again.close()


def test_too_long_without_contact_offers_a_sync(desktop: Desktop, folder: Path, qtbot) -> None:
    """C25: N days; then one contact is needed, and the login screen offers it."""
    enter(desktop)
    assert desktop.desk is not None
    long_ago = desktop.desk.clock.now().utc_ms - 40 * DAY_MS
    desktop.desk.store.standing.heed(sign_standing(word(at_ms=long_ago), SERVER.sign))
    desktop._leave()
    desktop._show_login()
    password = desktop.login.findChild(QLineEdit)
    password.setText(PASSWORD)
    desktop.login._try()
    offer = desktop.login.findChild(SecondaryButton)
    qtbot.waitUntil(offer.isVisible)
    assert offer.text() == _("Sync with the city and unlock")
    offer.click()
    qtbot.waitUntil(lambda: not offer.isVisible() and password.isEnabled())
    assert desktop.desk is None  # there is no city at that address


def test_the_wait_after_wrong_passwords_is_counted_down(desktop: Desktop, qtbot) -> None:
    for _turn in range(3):
        with pytest.raises(Problem, match="password-wrong"):
            desktop.unlock(WUYUN.id, "not the password")
    login = desktop.login
    login.findChild(QLineEdit).setText(PASSWORD)
    login._try()
    qtbot.waitUntil(login._countdown.isActive)
    assert not login._unlock.isEnabled()
    login._seconds = 1
    login._count_down()
    assert login._unlock.isEnabled()
    assert login._password.error == ""
