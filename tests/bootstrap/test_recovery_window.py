"""A forgotten password in the window: the request out, the city's answer in, everything is there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from PySide6.QtWidgets import QLabel, QPushButton

from helpdesk.bootstrap.desktop import Desktop
from helpdesk.bootstrap.recovery_window import RecoveryWindow
from helpdesk.domain.audit import KeyAct, KeyChanged
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _
from helpdesk.i18n.problems import sentence
from helpdesk.protocol.messages import Enrolment
from helpdesk.protocol.recovery import answer_request, comparison_code
from helpdesk.protocol.standing import Standing, sign_standing
from helpdesk.ui.fields_dialog import FieldsDialog
from helpdesk.ui.sheet import Sheet
from tests.desk import QUICK, VILLAGE, WUYUN, desk_in
from tests.ui import focus_chain

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

SERVER = Ed25519PrivateKey.generate()
CITY = X25519PrivateKey.generate()
NEW = "想好的新密码二〇二六"


@pytest.fixture
def desktop(tmp_path: Path, qtbot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desktop]:
    monkeypatch.setattr("helpdesk.store.recovery.measured", lambda: QUICK)
    with desk_in(tmp_path / "desk") as desk:
        key = SERVER.public_key().public_bytes_raw()
        welcome = Enrolment("d1", "021", "H", 1, VILLAGE, "x", server_key=key)
        desk.store.enrol(welcome, server="http://127.0.0.1:1")
        public = CITY.public_key().public_bytes_raw()
        word = Standing("d1", desk.session.clock.now().utc_ms, recovery_key=public)
        desk.store.standing.heed(sign_standing(word, SERVER.sign))
    desktop = Desktop(tmp_path / "desk")
    qtbot.addWidget(desktop.window)
    desktop.show()
    yield desktop
    desktop.close()
    desktop.window.hide()


def shown(desktop: Desktop, kind: type[Sheet] = Sheet) -> Sheet:
    return next(each for each in desktop.window.findChildren(kind) if each.isVisible())


def said(desktop: Desktop) -> list[str]:
    return [each.text() for each in shown(desktop).findChildren(QLabel)]


def press(sheet: Sheet, words: str) -> None:
    next(b for b in sheet.findChildren(QPushButton) if b.text() == words).click()


def fill(desktop: Desktop, qtbot, *typed: str) -> FieldsDialog:
    qtbot.waitUntil(
        lambda: any(each.isVisible() for each in desktop.window.findChildren(FieldsDialog))
    )
    dialog = shown(desktop, FieldsDialog)
    assert isinstance(dialog, FieldsDialog)
    for field, text in zip(list(dialog.fields.values())[-len(typed) :], typed, strict=True):
        field.editor.setText(text)
    dialog.submit()
    return dialog


def test_to_the_city_and_back(desktop: Desktop, tmp_path: Path, qtbot) -> None:
    desktop.login._forgotten.click()
    sheet = shown(desktop)
    assert focus_chain.problems(sheet) == []
    assert focus_chain.clipped(sheet) == []
    press(sheet, _("Ask the city…"))
    window = desktop.window.findChild(RecoveryWindow)
    dialog = fill(desktop, qtbot, "kurz", "kurz")
    assert dialog.fields["agent"].editor.text() == WUYUN.id
    short = sentence(Problem("password-short", minimum=8))
    qtbot.waitUntil(lambda: dialog.fields["new"].error == short)
    fill(desktop, qtbot, NEW, NEW)
    qtbot.waitUntil(lambda: window._request is not None)
    request = tmp_path / "request"
    window._save(str(request))
    code = comparison_code(window._request)
    qtbot.waitUntil(lambda: code in said(desktop))
    shown(desktop).reject()
    _asked, _secret, answer = answer_request(request.read_bytes(), CITY.private_bytes_raw())
    (tmp_path / "answer").write_bytes(answer)
    desktop.login._forgotten.click()  # another day
    press(shown(desktop), _("Take in the city's answer…"))
    window._ask_password(str(tmp_path / "answer"))
    wrong = fill(desktop, qtbot, "another password")
    qtbot.waitUntil(lambda: wrong.fields["password"].error == sentence(Problem("password-wrong")))
    fill(desktop, qtbot, NEW)
    words = _("Log in with the new password now.")
    qtbot.waitUntil(
        lambda: any(
            words in [label.text() for label in each.findChildren(QLabel)]
            for each in desktop.window.findChildren(Sheet)
            if each.isVisible()
        )
    )
    shown(desktop).reject()
    desktop.opened(desktop.unlock(WUYUN.id, NEW))
    assert desktop.desk is not None
    with desktop.desk.store.unit_of_work() as work:
        assert KeyChanged(KeyAct.RECOVERED, WUYUN.id) in work.device_acts()
    desktop.lock()
    assert not desktop.login._forgotten.isVisible()  # there is somebody who can log in


def test_a_desk_without_a_city_says_so(tmp_path: Path, qtbot) -> None:
    with desk_in(tmp_path / "lone"):
        pass
    desktop = Desktop(tmp_path / "lone")
    try:
        qtbot.addWidget(desktop.window)
        desktop.show()
        desktop.login._forgotten.click()
        press(shown(desktop), _("Ask the city…"))
        dialog = fill(desktop, qtbot, NEW, NEW)
        qtbot.waitUntil(dialog._problem.isVisible)
        none = sentence(Problem("recovery-none"))
        assert none in [label.text() for label in dialog.findChildren(QLabel)]
        dialog.reject()
    finally:
        desktop.close()
