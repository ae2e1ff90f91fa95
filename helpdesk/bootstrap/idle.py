"""Whether anybody is still there: keys, buttons and wheel, anywhere in the program. GUI thread."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal

MINUTE_MS = 60_000
_SIGNS = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
    QEvent.Type.InputMethod,
}


class IdleWatch(QObject):
    """`idle` is said once after the time without a sign of anybody, until it is watched for again."""

    idle = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)  # a coarse one ends at a whole second
        self._timer.timeout.connect(self.idle)

    def begin(self, milliseconds: int) -> None:
        """Watch from now on; 0: not at all."""
        self.end()
        application = QCoreApplication.instance()
        if milliseconds > 0 and application is not None:
            application.installEventFilter(self)
            self._timer.start(milliseconds)

    def end(self) -> None:
        """Watch no more."""
        self._timer.stop()
        application = QCoreApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's own name
        """Any sign begins the time anew; every event goes its way."""
        if event.type() in _SIGNS and self._timer.isActive():
            self._timer.start()
        return False
