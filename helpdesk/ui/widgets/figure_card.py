"""A figure with what it counts. GUI thread."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from helpdesk.ui.theme import mark
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.text import label


class FigureCard(QFrame):
    """One of the day's figures; opens its list by click, Enter or space when `opens` is set."""

    opened = Signal()

    def __init__(
        self,
        words: str,
        tone: Tone = Tone.PLAIN,
        *,
        opens: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("panel", "plain")
        self._words = words
        self._tone = tone
        self._opens = opens
        self._figure = label("—", "figure", tone=tone)
        body = QVBoxLayout(self)
        body.setContentsMargins(16, 12, 16, 12)
        body.setSpacing(0)
        body.addWidget(self._figure)
        body.addWidget(label(words, "secondary"))
        if opens:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.set_figure(None)

    def set_figure(self, figure: int | None) -> None:
        """Shows the count; None (not known yet) shows a dash. A nought is quiet, without its tone."""
        shown = "—" if figure is None else f"{figure:,}"
        self._figure.setText(shown)
        mark(self._figure, "tone", (self._tone if figure else Tone.PLAIN).value)
        self.setAccessibleName(f"{self._words} {shown}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if (
            self._opens
            and event.key() in keys
            and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if self._opens and event.button() == Qt.MouseButton.LeftButton and inside:
            self.opened.emit()
        super().mouseReleaseEvent(event)
