"""Names and values in two columns. GUI thread."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from helpdesk.ui.theme import mark
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.text import label


@dataclass(frozen=True)
class KeyValue:
    """One row."""

    key: str
    value: str
    strong: bool = False
    tone: Tone = Tone.PLAIN


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
            value.setAccessibleName(f"{row.key}: {row.value}")

    def _append(self) -> None:
        key, value = label("", "secondary"), label("", "small")
        value.setWordWrap(True)
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        number = len(self._shown)
        self._grid.addWidget(key, number, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(value, number, 1)
        self._shown.append((key, value))

    @staticmethod
    def _restyle(value: QLabel, row: KeyValue) -> None:
        mark(value, "text_role", "small-strong" if row.strong else "small")
        mark(value, "tone", row.tone.value)
