"""A column that scrolls when big type or a long form needs more room. GUI thread."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

_ROOM = 8


class ScrollColumn(QScrollArea):
    """Put widgets into `body`; it is never narrower than they and the scroll bar are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = QWidget()
        self._content.setObjectName("scrolled")
        self.body = QVBoxLayout(self._content)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(8)
        self.setWidget(self._content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._followed: QWidget | None = None
        self._content.installEventFilter(self)

    def read_by_arrows(self, name: str) -> None:
        """It takes the keyboard, because what is in it does not."""
        self.setProperty("reads", "true")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)

    def clear(self) -> None:
        """Takes everything out of `body`."""
        while (item := self.body.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def follow(self, widget: QWidget) -> None:
        """Keep this widget in sight while it grows, such as a list of results."""
        self._followed = widget
        self.ensureWidgetVisible(widget, 0, _ROOM)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._content:
            if event.type() == QEvent.Type.LayoutRequest:
                self._fit()
            elif event.type() == QEvent.Type.Resize and self._followed:
                QTimer.singleShot(0, self, self._catch_up)
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Room for wrapped lines: a scroll area does not ask how high its content is at this width."""
        wrapped = self.body.totalMinimumHeightForWidth(self.viewport().width())
        self._content.setMinimumHeight(max(wrapped, self.body.totalMinimumSize().height()))

    def _catch_up(self) -> None:
        if self._followed is not None and self._followed.isVisible():
            self.ensureWidgetVisible(self._followed, 0, _ROOM)

    def minimumSizeHint(self) -> QSize:
        wanted = self._content.minimumSizeHint().width()
        return QSize(wanted + self.verticalScrollBar().sizeHint().width(), 120)
