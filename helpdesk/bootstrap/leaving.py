"""Before the window closes, what waits gets a last chance: bounded, and never in anybody's way."""

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QGuiApplication
from shiboken6 import isValid

from helpdesk.application.under_way import UnderWay
from helpdesk.bootstrap.desk_sync import DeskSync
from helpdesk.ui.leaving_dialog import LeavingDialog
from helpdesk.ui.window import Window

SECONDS = 8


class Leaving(QObject):
    """One per open desk; call `end` before its sync closes."""

    def __init__(self, sync: DeskSync, window: Window) -> None:
        super().__init__(window)
        self._sync = sync
        self._window = window
        self._dialog: LeavingDialog | None = None
        self._decided = False
        self._asked = False
        self._timer = QTimer(self, singleShot=True, interval=SECONDS * 1000)
        self._timer.timeout.connect(self._leave)
        sync.told.connect(self._told)
        window.may_close = self.may_close

    def may_close(self) -> bool:
        """Whether the window closes at once; else it does in a moment, or the person stays."""
        if self._decided or _is_shutting_down():
            return True
        if not self._sync.is_worth_trying():
            return True
        if self._dialog is None:
            self._dialog = LeavingDialog(self._window, seconds=SECONDS)
            self._dialog.left.connect(self._leave)
            self._dialog.rejected.connect(self._stay)
            self._dialog.open()
            self._timer.start()
            self._sync.now()
        return False

    def end(self) -> None:
        """The desk closes: nothing is waited for any more."""
        self._sync.told.disconnect(self._told)
        self._window.may_close = lambda: True
        self._stay()

    @Slot(object)
    def _told(self, under_way: UnderWay | None) -> None:
        if self._dialog is None:
            return
        if under_way is not None:
            self._dialog.show_progress(under_way)
        elif not self._sync.is_worth_trying():
            self._leave()

    def _stay(self) -> None:
        self._timer.stop()
        dialog, self._dialog = self._dialog, None
        if dialog is not None and isValid(dialog):
            dialog.hide()
            dialog.deleteLater()

    def _leave(self) -> None:
        self._decided = True
        self._stay()
        self._window.close()


def _is_shutting_down() -> bool:
    """Whether the system ends the session: nothing of that may be held up."""
    application = QGuiApplication.instance()
    return isinstance(application, QGuiApplication) and application.isSavingSession()
