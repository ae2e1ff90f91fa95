"""Names and values in two columns. GUI thread."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from helpdesk.ui.theme import mark, tokens
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.text import paragraph


@dataclass(frozen=True)
class KeyValue:
    """One row."""

    key: str
    value: str
    strong: bool = False
    tone: Tone = Tone.PLAIN


_LEAST = 100  # pixels at normal type: what is shorter does not wrap


_BREAK = "\u200b"
_PIECES = re.compile(rf"[\s{_BREAK}]+")


def _breakable(words: str) -> str:
    """A path wraps after its slashes."""
    return words.replace("/", f"/{_BREAK}").replace("\\", f"\\{_BREAK}")


class KeyValueRows(QWidget):
    """Keys muted at the left, values at the right, such as the due date and how it is counted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(7)
        self._grid.setColumnStretch(1, 1)
        self._shown: list[tuple[QLabel, QLabel]] = []

    def set_rows(self, rows: Sequence[KeyValue]) -> None:
        """Shows these rows; labels are kept, so that nothing flickers while somebody types."""
        while len(self._shown) > len(rows):
            for gone in self._shown.pop():
                self._grid.removeWidget(gone)
                gone.deleteLater()
        while len(self._shown) < len(rows):
            self._append()
        for row, (key, value) in zip(rows, self._shown, strict=True):
            key.setText(row.key)
            value.setText(_breakable(row.value))
            self._restyle(value, row)
            self._give_room(key, value)
            value.setAccessibleName(f"{row.key}: {row.value}")

    def _append(self) -> None:
        key, value = paragraph("", "secondary"), paragraph("", "small")
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        number = len(self._shown)
        self._grid.addWidget(key, number, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(value, number, 1)
        self._shown.append((key, value))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._give_rooms()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._give_rooms()

    def _give_rooms(self) -> None:
        for key, value in self._shown:
            self._give_room(key, value)

    def _give_room(self, key: QLabel, value: QLabel) -> None:
        """Neither side is narrower than its longest word, for a number does not wrap; a key has up to
        half of the line to itself."""
        few = tokens().length(_LEAST)
        for each, room in ((key, max(few, self.width() * 45 // 100)), (value, few)):
            each.ensurePolished()
            metrics = each.fontMetrics()
            words = (word for word in _PIECES.split(each.text()) if word.isascii())
            longest = max(map(metrics.horizontalAdvance, words), default=0)
            least = max(longest, min(metrics.horizontalAdvance(each.text()), room)) + 2
            if least != each.minimumWidth():
                each.setMinimumWidth(least)

    @staticmethod
    def _restyle(value: QLabel, row: KeyValue) -> None:
        mark(value, "text_role", "small-strong" if row.strong else "small")
        mark(value, "tone", row.tone.value)
