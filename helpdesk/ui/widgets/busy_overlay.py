"""A veil over one widget while its content is on the way. GUI thread."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QProgressBar, QVBoxLayout, QWidget

from helpdesk.i18n import _
from helpdesk.ui.tasks import BUSY_AFTER
from helpdesk.ui.widgets.buttons import SecondaryButton
from helpdesk.ui.widgets.text import label


class BusyOverlay(QFrame):
    """Covers its parent from `begin` to `end`, but only when that lasts longer than 400 ms."""

    cancelled = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._covered = parent
        self.setObjectName("busy_overlay")
        self._words = label("", "body")
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(240)
        self._cancel = SecondaryButton(_("Cancel"))
        self._cancel.clicked.connect(self._give_up)
        body = QVBoxLayout(self)
        body.setSpacing(14)
        body.addStretch(1)
        for part in (self._words, self._bar, self._cancel):
            body.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        body.addStretch(1)
        self._timer = QTimer(self, singleShot=True, interval=BUSY_AFTER)
        self._timer.timeout.connect(self._cover)
        parent.installEventFilter(self)
        self.hide()

    def begin(self, words: str, *, cancellable: bool = False) -> None:
        """The wait begins; `words` say for what."""
        self._words.setText(words)
        self._bar.setAccessibleName(words)
        self._cancel.setVisible(cancellable)
        self._bar.setRange(0, 0)
        self._timer.start()

    def set_progress(self, done: int, total: int) -> None:
        """How far it is; connect `Tasks.run(progress=...)` here."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def end(self) -> None:
        """The wait is over."""
        self._timer.stop()
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._covered and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._covered.rect())
        return super().eventFilter(watched, event)

    def _give_up(self) -> None:
        self.end()
        self.cancelled.emit()

    def _cover(self) -> None:
        self.setGeometry(self._covered.rect())
        self.raise_()
        self.show()
