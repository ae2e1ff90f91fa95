"""A figure with what it counts. GUI thread."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QKeyEvent, Qt
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from helpdesk.ui.theme import mark
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.text import label, paragraph


class FigureCard(QPushButton):
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
        self.setProperty("kind", "card")
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._words = words
        self._tone = tone
        self._figure = label("—", "figure", tone=tone)
        what = paragraph(words, "secondary")
        body = self._body = QVBoxLayout(self)
        body.setContentsMargins(16, 12, 16, 12)
        body.setSpacing(0)
        for part in (self._figure, what):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            body.addWidget(part)
        body.addStretch(1)
        if opens:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.clicked.connect(self.opened)
        else:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.set_figure(None)

    def sizeHint(self) -> QSize:
        return self._body.totalSizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._body.totalMinimumSize()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._body.totalHeightForWidth(width)

    def set_figure(self, figure: int | None) -> None:
        """Shows the count; None (not known yet) shows a dash. A nought is quiet, without its tone."""
        shown = "—" if figure is None else f"{figure:,}"
        self._figure.setText(shown)
        mark(self._figure, "tone", (self._tone if figure else Tone.PLAIN).value)
        self.setAccessibleName(f"{self._words} {shown}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.click()
        else:
            super().keyPressEvent(event)
