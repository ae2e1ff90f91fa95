"""Before anybody works, and what belongs to the computer: login, first start, sync, settings, search."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from helpdesk.application.under_way import SyncStage, UnderWay
from helpdesk.bootstrap.desktop import agents_of
from helpdesk.bootstrap.first_start import FirstStart
from helpdesk.bootstrap.recovery_window import RecoveryWindow
from helpdesk.bootstrap.restore_window import open_restore
from helpdesk.i18n import _
from helpdesk.ui.leaving_dialog import LeavingDialog
from helpdesk.ui.screens.day_sheet.month import MonthPane
from helpdesk.ui.screens.day_sheet.view import DaySheetScreen
from helpdesk.ui.screens.settings.emblem import EmblemPanel
from helpdesk.ui.screens.settings.view import SettingsScreen
from helpdesk.ui.screens.sync.view import SyncScreen
from helpdesk.ui.tasks import Busy
from helpdesk.ui.widgets.field import Field
from helpdesk.ui.widgets.scroll_column import ScrollColumn
from helpdesk.ui.widgets.work_table import WorkTable
from tests.imaging.pictures import seal
from tests.looks.stage import Stage
from tests.ui.screens.desk import WUYUN

CONTROL = Qt.KeyboardModifier.ControlModifier


def login(stage: Stage) -> None:
    stage.desktop.login.begin(agents_of(stage.world.folder / "desk")[0])
    stage.desktop.window.setCurrentWidget(stage.desktop.login)
    stage.settle()


def wrong_password(stage: Stage) -> None:
    login(stage)
    stage.desktop.login._password.editor.setText("falsch")
    stage.desktop.login._unlock.click()
    stage.wait(lambda: stage.desktop.login._password.error, "the wrong password")
    stage.settle()


def locked(stage: Stage) -> None:
    stage.desktop.lock()
    stage.settle()


def recovery(stage: Stage) -> None:
    login(stage)
    window = RecoveryWindow(
        stage.desktop.window,
        stage.world.folder / "desk",
        stage.desktop.tasks,
        opened=lambda: None,
    )
    window.open(WUYUN.id)
    stage.dialog()


def recovery_asked(stage: Stage) -> None:
    recovery(stage)
    stage.button(_("Ask the city…")).click()
    stage.dialog()


def restore(stage: Stage) -> None:
    login(stage)
    open_restore(
        stage.desktop.window,
        stage.world.folder / "desk",
        stage.desktop.tasks,
        restored=lambda: None,
        agent=WUYUN.id,
    )
    stage.dialog()


def first_start(stage: Stage) -> None:
    start = FirstStart(stage.world.folder / "new", ready=lambda _o: None, restored=lambda: None)
    stage.put_up(start.window)
    start.screen.setFocus()


def first_start_wrong(stage: Stage) -> None:
    first_start(stage)
    for field in stage.window.findChildren(QLineEdit):
        field.setText("1")
    stage.press(Qt.Key.Key_Return, CONTROL)
    fields = stage.window.findChildren(Field)
    stage.wait(lambda: any(field.error for field in fields), "what is wrong, at its field")
    stage.settle()


def sync(stage: Stage) -> None:
    stage.go("sync")


def sync_running(stage: Stage) -> None:
    screen = stage.go("sync").findChild(SyncScreen)
    screen.show_progress(UnderWay(SyncStage.SENDING, done=340, total=1_200))
    stage.settle()


def sync_policy(stage: Stage) -> None:
    stage.go("sync")
    stage.button(_("When to sync …")).click()
    stage.dialog()


def sync_settle(stage: Stage) -> None:
    stage.go("sync")
    stage.button(_("It is settled …")).click()
    stage.dialog()


def stub(stage: Stage) -> None:
    stage.go("sync")
    stage.button(_("Re-enter from paper …")).click()
    stage.dialog()


def stick_out(stage: Stage) -> None:
    stage.go("sync")
    stage.button(_("To a stick …")).click()
    stage.dialog()


def stick_back(stage: Stage) -> None:
    stage.go("sync")
    stage.button(_("From a stick …")).click()
    stage.dialog()


def neighbour(stage: Stage) -> None:
    stage.go("sync")
    stage.button(_("Neighbour …")).click()
    stage.dialog()


def day_sheet(stage: Stage) -> None:
    stage.go("day_sheet")


def month(stage: Stage) -> None:
    """The month that runs, and its figures."""
    screen = stage.go("day_sheet").findChild(DaySheetScreen)
    screen.kind.choose_next()
    screen.kind.choose_next()
    pane = screen.findChild(MonthPane)
    pane.month.stepUp()
    stage.wait(lambda: pane.findChild(WorkTable).model().rowCount() > 1, "the month")
    stage.settle()


def settings(stage: Stage) -> None:
    stage.go("settings")


def settings_below(stage: Stage) -> None:
    """The lower end of both columns, with an agent chosen."""
    screen = stage.go("settings").findChild(SettingsScreen)
    screen.findChild(WorkTable).selectRow(1)
    for column in screen.findChildren(ScrollColumn):
        bar = column.verticalScrollBar()
        bar.setValue(bar.maximum())
    stage.settle()


def settings_emblem(stage: Stage) -> None:
    """An emblem is chosen and shown as it is printed."""
    screen = stage.go("settings").findChild(SettingsScreen)
    panel = screen.findChild(EmblemPanel)
    path = stage.world.folder / "emblem.png"
    seal().save(path)
    panel.take(str(path))
    stage.wait(panel.remove_button.isEnabled, "the emblem")
    panel.remove_button.setFocus()
    stage.settle()
    screen.findChild(ScrollColumn).verticalScrollBar().setValue(panel.y())
    stage.settle()


def _asked_in_settings(words: str) -> object:
    def scene(stage: Stage) -> None:
        stage.go("settings").findChild(WorkTable).selectRow(1)
        stage.button(_(words)).click()
        stage.dialog()

    return scene


def palette(stage: Stage) -> None:
    _search(stage, "b")


def palette_acts(stage: Stage) -> None:
    _search(stage, ">")


def palette_nothing(stage: Stage) -> None:
    _search(stage, "zzzz")


def _search(stage: Stage, text: str) -> None:
    stage.go("today")
    stage.press(Qt.Key.Key_K, CONTROL)
    stage.write(text)
    search = stage.workplace.frame._search
    stage.wait(lambda: search._answered == text, "the answers")
    stage.settle()


def keys(stage: Stage) -> None:
    stage.go("today")
    stage.workplace.frame.show_keys()
    stage.dialog()


def agent_menu(stage: Stage) -> None:
    stage.go("today")
    stage.workplace.frame._show_agent_menu()
    stage.settle()


def leaving(stage: Stage) -> None:
    stage.go("today")
    dialog = LeavingDialog(stage.window, seconds=8)
    dialog.show_progress(UnderWay(SyncStage.SENDING, done=3, total=12))
    dialog.open()
    stage.dialog()


def notices(stage: Stage) -> None:
    """All that can be said at once: trouble, long work, good news."""
    stage.go("cases")
    say = stage.workplace.say
    say(
        _(
            "Today is {today} by the clock, but numbers were given on {last}. Set the clock, or confirm."
        ).format(today="2026-11-20", last="2026-11-23"),
        tone="warning",
        action=_("Confirm the date"),
        do=bool,
    )
    say(_("The date is confirmed."), tone="success")
    stage.workplace.frame.set_busy(
        Busy(_("Sending what waits …"), done=1_200, total=18_000, cancel=bool)
    )
    stage.settle()


ENTRANCE = (
    ("login", login),
    ("login-wrong", wrong_password),
    ("locked", locked),
    ("recovery", recovery),
    ("recovery-asked", recovery_asked),
    ("restore", restore),
    ("first-start", first_start),
    ("first-start-wrong", first_start_wrong),
)
DESK = (
    ("sync", sync),
    ("sync-running", sync_running),
    ("sync-policy", sync_policy),
    ("sync-settle", sync_settle),
    ("stub", stub),
    ("stick-out", stick_out),
    ("stick-back", stick_back),
    ("neighbour", neighbour),
    ("day-sheet", day_sheet),
    ("month", month),
    ("settings", settings),
    ("settings-below", settings_below),
    ("settings-emblem", settings_emblem),
    ("settings-password", _asked_in_settings("Change my password…")),
    ("settings-agent", _asked_in_settings("Add an agent…")),
    ("settings-printer", _asked_in_settings("Add a printer…")),
    ("palette", palette),
    ("palette-acts", palette_acts),
    ("palette-nothing", palette_nothing),
    ("keys", keys),
    ("agent-menu", agent_menu),
    ("leaving", leaving),
    ("notices", notices),
)
