"""Names and values in two columns. GUI thread."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt
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


_KEY_LEAST = 100  # pixels at normal type: what is shorter does not wrap


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
            value.setText(row.value)
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
            for key, value in self._shown:
                self._give_room(key, value)

    @staticmethod
    def _give_room(*labels: QLabel) -> None:
        """Neither side becomes narrower than its longest word: a number does not wrap."""
        for each in labels:
            each.ensurePolished()
            metrics = each.fontMetrics()
            words = (word for word in each.text().split() if word.isascii())
            longest = max(map(metrics.horizontalAdvance, words), default=0)
            whole = metrics.horizontalAdvance(each.text())
            each.setMinimumWidth(max(longest, min(whole, tokens().length(_KEY_LEAST))) + 2)

    @staticmethod
    def _restyle(value: QLabel, row: KeyValue) -> None:
        mark(value, "text_role", "small-strong" if row.strong else "small")
        mark(value, "tone", row.tone.value)
