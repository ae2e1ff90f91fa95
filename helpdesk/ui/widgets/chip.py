"""Chips: one or two words on a pale ground. GUI thread."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from helpdesk.ui.theme import mark, tokens
from helpdesk.ui.tokens import Tone


class Chip(QLabel):
    """A state in a word; the word says what the colour says."""

    def __init__(
        self, words: str = "", tone: Tone = Tone.GREY, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setIndent(0)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_state(words, tone)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), tokens().chip)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def set_state(self, words: str, tone: Tone) -> None:
        """Shows another state; an empty word hides the chip."""
        self.setText(words)
        mark(self, "chip", tone.value)
        self.updateGeometry()
        if not words:
            self.hide()
        elif self.parentWidget() is not None:
            self.show()
