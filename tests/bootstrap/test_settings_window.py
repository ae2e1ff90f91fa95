"""The settings in the window: passwords, PINs, agents, backups, room on the disk; all by keyboard."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu

from helpdesk.bootstrap.bilingual import ON, SETTING
from helpdesk.bootstrap.desktop import Desktop
from helpdesk.domain.audit import DataExported, KeyAct, KeyChanged
from helpdesk.domain.events import Author
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _, set_language
from helpdesk.i18n.problems import sentence
from helpdesk.protocol.messages import Enrolment
from helpdesk.store import keys
from helpdesk.store.backup import backups_in
from helpdesk.ui import theme
from helpdesk.ui.fields_dialog import FieldsDialog
from helpdesk.ui.screens.settings.mongolian import MongolianPanel
from helpdesk.ui.screens.settings.view import SettingsScreen
from helpdesk.ui.screens.today.care import CarePanel
from helpdesk.ui.tokens import chosen
from tests.desk import PASSWORD, QUICK, VILLAGE, WUYUN, desk_in
from tests.ui import focus_chain

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

HAISI = Author("haisi", "哈斯")
OTHER = "另一个人的密码八字"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("helpdesk.store.keys.measured", lambda: QUICK)
    with desk_in(tmp_path / "desk") as desk:
        keys.add_agent(
            tmp_path / "desk", desk.store.data_key, HAISI, password=OTHER, stretching=QUICK
        )
    return tmp_path / "desk"


@pytest.fixture
def desktop(folder: Path, qtbot) -> Iterator[Desktop]:
    desktop = Desktop(folder)
    qtbot.addWidget(desktop.window)
    desktop.show()
    desktop.opened(desktop.unlock(WUYUN.id, PASSWORD))
    yield desktop
    desktop.close()


@pytest.fixture
def screen(desktop: Desktop, qtbot) -> SettingsScreen:
    """The settings, reached by their key, everything read."""
    assert desktop.workplace is not None
    desktop.window.activateWindow()
    qtbot.waitUntil(desktop.window.isActiveWindow)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F10)
    found = desktop.window.findChild(SettingsScreen)
    qtbot.waitUntil(lambda: found.isVisible() and len(found._agents) == 2)
    return found


def said_on_today(desktop: Desktop) -> list[str]:
    """The sentences of Today's panel on reconciliation and safety."""
    panel = desktop.window.findChild(CarePanel)
    return [each.accessibleName() for each in panel.findChildren(QLabel)]


def fill(screen: SettingsScreen, qtbot, *typed: str) -> FieldsDialog:
    """Type into the open dialog, Enter from field to field; the last one sends."""
    dialogs = [each for each in screen.findChildren(FieldsDialog) if each.isVisible()]
    (dialog,) = dialogs
    editors = [field.editor for field in dialog.fields.values()]
    assert len(editors) == len(typed)
    for editor, text in zip(editors, typed, strict=True):
        editor.clear()
        editor.insert(text)
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    return dialog


def is_gone(screen: SettingsScreen) -> bool:
    return not any(each.isVisible() for each in screen.findChildren(FieldsDialog))


def key_acts(desktop: Desktop) -> list[KeyChanged]:
    assert desktop.desk is not None
    with desktop.desk.store.unit_of_work() as work:
        return [act for act in work.device_acts() if isinstance(act, KeyChanged)]


def choose(screen: SettingsScreen, qtbot, agent: Author) -> None:
    row = [each.id for each in screen._agents].index(agent.id)
    screen._table.setFocus()
    screen._table.selectRow(row)


def test_an_agent_is_added_and_can_log_in(desktop: Desktop, screen, folder, qtbot) -> None:
    """C26: one device, several people; who adds them proves to be who logged in."""
    screen._presenter.add_agent()
    dialog = fill(
        screen, qtbot, "bao", "包文明", "包文明的密码2026", "包文明的密码2026", "错的密码"
    )
    wrong = dialog.fields["password"]
    qtbot.waitUntil(lambda: wrong.error == sentence(Problem("password-wrong")))
    assert [agent.id for agent in keys.agents(folder)] == [WUYUN.id, HAISI.id]
    fill(screen, qtbot, "bao", "包文明", "包文明的密码2026", "包文明的密码2026", PASSWORD)
    qtbot.waitUntil(lambda: is_gone(screen) and len(screen._agents) == 3)
    assert keys.unlock(folder, "bao", "包文明的密码2026")
    assert key_acts(desktop) == [KeyChanged(KeyAct.AGENT_ADDED, "bao")]


def test_what_is_missing_or_differs_is_said_at_its_field(screen, qtbot) -> None:
    screen._presenter.change_password()
    dialog = fill(screen, qtbot, PASSWORD, "neu-und-lang", "neu-und-anders")
    assert dialog.fields["again"].error == _("The two are not the same.")
    dialog = fill(screen, qtbot, PASSWORD, "kurz", "kurz")
    short = sentence(Problem("password-short", minimum=8))
    qtbot.waitUntil(lambda: dialog.fields["new"].error == short)
    dialog = fill(screen, qtbot, "", "neu-und-lang", "neu-und-lang")
    assert dialog.fields["password"].error == _("Fill this in.")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert is_gone(screen)


def test_ones_own_password_is_changed(desktop: Desktop, screen, folder, qtbot) -> None:
    screen._presenter.change_password()
    fill(screen, qtbot, PASSWORD, "eine-neue-lange", "eine-neue-lange")
    qtbot.waitUntil(lambda: is_gone(screen))
    assert keys.unlock(folder, WUYUN.id, "eine-neue-lange")
    with pytest.raises(Problem, match="password-wrong"):
        keys.unlock(folder, WUYUN.id, PASSWORD)
    assert key_acts(desktop) == [KeyChanged(KeyAct.PASSWORD_CHANGED, WUYUN.id)]


def test_a_pin_is_set_used_and_removed(desktop: Desktop, screen, qtbot) -> None:
    screen._presenter.set_pin()
    fill(screen, qtbot, PASSWORD, "2711", "2711")
    qtbot.waitUntil(lambda: is_gone(screen) and screen._remove_pin.isEnabled())
    desktop.lock()
    desktop.opened(desktop.unlock(WUYUN.id, "2711"))
    screen._presenter.remove_pin()
    fill(screen, qtbot, PASSWORD)
    qtbot.waitUntil(lambda: is_gone(screen) and not screen._remove_pin.isEnabled())
    desktop.lock()
    with pytest.raises(Problem, match="password-wrong"):
        desktop.unlock(WUYUN.id, "2711")
    acts = [act.act for act in key_acts(desktop)]
    assert acts == [KeyAct.PIN_CHANGED, KeyAct.PIN_CHANGED]


def test_a_colleague_is_disabled_enabled_reset_and_removed(
    desktop: Desktop, screen, folder, qtbot
) -> None:
    def state() -> str:
        return screen._agents[1].state if len(screen._agents) > 1 else "gone"

    choose(screen, qtbot, HAISI)
    for words, after in ((_("Disable…"), "disabled"), (_("Enable…"), "enabled")):
        assert screen._switch.text() == words
        screen._switch.click()
        fill(screen, qtbot, PASSWORD)
        qtbot.waitUntil(lambda after=after: is_gone(screen) and state() == after)
    assert keys.unlock(folder, HAISI.id, OTHER)
    screen._reset.click()
    fill(screen, qtbot, "ein-anderes-Wort", "ein-anderes-Wort", PASSWORD)
    qtbot.waitUntil(lambda: is_gone(screen))
    assert keys.unlock(folder, HAISI.id, "ein-anderes-Wort")
    screen._remove.click()
    fill(screen, qtbot, PASSWORD)
    qtbot.waitUntil(lambda: is_gone(screen) and state() == "gone")
    assert keys.agents(folder) == (WUYUN,)
    assert [act.act for act in key_acts(desktop)] == [
        KeyAct.AGENT_DISABLED,
        KeyAct.AGENT_ENABLED,
        KeyAct.PASSWORD_CHANGED,
        KeyAct.AGENT_REMOVED,
    ]


def test_nobody_can_shut_themselves_out(screen, qtbot) -> None:
    choose(screen, qtbot, WUYUN)
    assert not screen._switch.isEnabled()
    assert not screen._remove.isEnabled()
    assert not screen._reset.isEnabled()


def test_another_folder_takes_backups_at_once(
    desktop: Desktop, screen, folder, tmp_path, qtbot
) -> None:
    there = tmp_path / "another disk"
    assert screen._beside.isVisibleTo(screen)
    screen._safety.keep_in(str(there))
    qtbot.waitUntil(lambda: not screen._beside.isVisibleTo(screen))
    assert len(backups_in(there)) == 1
    saved = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
    assert saved["backup_folder"] == str(there)
    assert desktop.care is not None
    assert desktop.care.safekeeping.places()[0] == there


def test_a_folder_that_takes_nothing_is_not_chosen(screen, folder, qtbot) -> None:
    blocked = folder / "keys.json" / "backups"
    screen._safety.keep_in(str(blocked))
    qtbot.waitUntil(lambda: any("keys.json" in text for text in shown(screen)))
    assert "backup_folder" not in (folder / "settings.json").read_text(encoding="utf-8")


def shown(screen: SettingsScreen) -> list[str]:
    return [label.text() for label in screen.window().findChildren(QLabel) if label.isVisible()]


def test_the_reserve_follows_at_once(desktop: Desktop, screen, folder, qtbot) -> None:
    """C21: how much is kept back is the administrator's choice."""
    screen._safety.set_reserve(3)
    qtbot.waitUntil((folder / "reserve").exists)
    assert (folder / "reserve").stat().st_size == 3_000_000
    screen._safety.set_reserve(0)
    qtbot.waitUntil(lambda: not (folder / "reserve").exists())
    saved = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
    assert saved["reserve_mb"] == "0"


def test_pages_are_checked_and_backups_rehearsed(desktop: Desktop, screen, qtbot) -> None:
    """C22: whoever wants to know is told at once."""
    screen._safety.back_up()
    qtbot.waitUntil(lambda: desktop.care.safekeeping.state.made_ms > 0)
    screen._safety.rehearse()
    qtbot.waitUntil(lambda: desktop.care.safekeeping.state.rehearsed_ms > 0)
    screen._safety.check_pages()
    words = _("Every page of the database is sound.")
    qtbot.waitUntil(lambda: words in shown(screen))
    state = desktop.care.safekeeping.state
    assert (state.damage, state.fault, state.checked_ms > 0) == ("", "", True)
    assert [act.act for act in key_acts(desktop)] == [KeyAct.BACKED_UP]
    desktop.workplace.show("today")
    well = f"✓ {_('The last backup was restored on trial')}"
    qtbot.waitUntil(lambda: well in said_on_today(desktop))
    desktop.care.safekeeping._note(fault="backup-damaged")
    desktop.workplace.refresh()
    words = _("The backup could not be restored on trial: make a new one in Settings (F10)")
    qtbot.waitUntil(lambda: f"⚠ {words}" in said_on_today(desktop))


@pytest.mark.qt_log_ignore("This plugin does not support")  # what a menu asks of the platform
def test_the_agents_name_leads_here_and_to_the_lock(desktop: Desktop, qtbot) -> None:
    assert desktop.workplace is not None
    frame = desktop.workplace.frame
    frame._rail._agent.click()
    menu = next(each for each in frame.findChildren(QMenu) if each.isVisible())
    assert [action.text() for action in menu.actions()] == [_("Settings"), _("Lock")]
    menu.close()


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("big", [False, True])
def test_reading_order_and_room(folder, qtbot, qapp, language: str, big: bool) -> None:
    theme.apply(qapp, chosen(big_type=big))
    set_language(language)
    desktop = Desktop(folder)
    try:
        qtbot.addWidget(desktop.window)
        desktop.show()
        desktop.opened(desktop.unlock(WUYUN.id, PASSWORD))
        desktop.workplace.show("settings")
        screen = desktop.window.findChild(SettingsScreen)
        qtbot.waitUntil(lambda: len(screen._agents) == 2)
        qtbot.waitUntil(lambda: focus_chain.clipped(screen) == [])  # once everything has its place
        assert focus_chain.problems(screen) == []
        screen._presenter.add_agent()
        (dialog,) = screen.findChildren(FieldsDialog)
        assert focus_chain.problems(dialog) == []
        assert focus_chain.clipped(dialog) == []
        secret = [e.echoMode() for e in dialog.findChildren(QLineEdit)]
        assert secret.count(QLineEdit.EchoMode.Password) == 3
        dialog.reject()
    finally:
        desktop.close()
        set_language("zh_CN")
        theme.apply(qapp, chosen())


def test_what_was_never_sent_goes_into_a_file(
    desktop: Desktop, screen, folder, tmp_path, qtbot
) -> None:
    """Only where there is a city to seal it to; the export is in the log before the file is there."""
    assert not screen._export.isEnabled()
    assert desktop.desk is not None
    server = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    welcome = Enrolment("d1", "021", "H", 1, VILLAGE, "x", server_key=server)
    desktop.desk.store.enrol(welcome, server="http://127.0.0.1:1")
    screen.refresh()
    qtbot.waitUntil(screen._export.isEnabled)
    screen._safety.export_unsent(str(tmp_path / "unsent"))
    qtbot.waitUntil((tmp_path / "unsent.hdb").exists)
    with desktop.desk.store.unit_of_work() as work:
        exports = [act for act in work.device_acts() if isinstance(act, DataExported)]
    assert [act.what for act in exports] == ["unsent"]
    desktop.window.hide()


def test_mongolian_is_off_until_chosen_and_drawn_then(desktop: Desktop, screen, qtbot) -> None:
    """Nothing of it can be chosen before the city sent it; then the papers of this window carry it."""
    panel = screen.findChild(MongolianPanel)
    qtbot.waitUntil(lambda: panel.state.text() == _("The city has not sent any Mongolian yet."))
    assert not panel.on.isChecked()
    assert not panel.on.isEnabled()
    panel._show((3, {"申请人": "\u1820"}))
    assert "3" in panel.state.text()
    panel.on.click()
    assert desktop.settings.get(SETTING) == ON
    panel.on.click()
    assert desktop.settings.get(SETTING) == ""
