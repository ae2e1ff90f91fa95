"""The white panel everything stands on, and its relatives: chosen card, slip, note. GUI thread."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from helpdesk.ui.theme import mark
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.text import label, paragraph, whole


class Panel(QFrame):
    """A titled panel; put content into `body` (a vertical layout)."""

    def __init__(self, title: str = "", subtitle: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "plain")
        self._title = whole(title, "heading")
        self._subtitle = label(subtitle, "secondary")
        self.header = QHBoxLayout()
        self.header.setSpacing(5)
        self.header.addWidget(self._title, 0, Qt.AlignmentFlag.AlignBaseline)
        self.header.addWidget(self._subtitle, 0, Qt.AlignmentFlag.AlignBaseline)
        self.header.addStretch(1)
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        outer = self._outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 14, 16, 14)
        outer.setSpacing(0)
        outer.addLayout(self.header)
        outer.addLayout(self.body, 1)
        self.set_title(title, subtitle)

    def set_margins(self, sides: int, ends: int) -> None:
        """Other margins than the design's usual ones, such as those of a bar of buttons."""
        self._outer.setContentsMargins(sides, ends, sides, ends)

    def set_title(self, title: str, subtitle: str = "") -> None:
        """Title in bold, subtitle muted beside it; the title is the group's accessible name."""
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self._subtitle.setText(subtitle)
        self._subtitle.setVisible(bool(subtitle))
        self.header.setContentsMargins(0, 0, 0, 8 if title or subtitle else 0)
        self.setAccessibleName(title)


class Card(QFrame):
    """What was chosen, such as the resident of a new case: tinted, with the brand's line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "chosen")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(13, 9, 13, 10)
        self.body.setSpacing(1)


class Slip(QFrame):
    """A message with a coloured edge: what it is, its number, and one sentence."""

    def __init__(
        self, kind: str, number: str, sentence: str, *, tone: Tone, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("panel", "slip")
        mark(self, "tone", tone.value)
        first = QHBoxLayout()
        first.setSpacing(5)
        first.addWidget(label(kind, "heading"))
        first.addWidget(label(number), 1)
        body = QVBoxLayout(self)
        body.setContentsMargins(10, 0, 0, 0)
        body.setSpacing(0)
        body.addLayout(first)
        body.addWidget(paragraph(sentence, "secondary"))
        self.setAccessibleName(f"{kind} {number}")


class Note(QFrame):
    """A sentence on a pale ground inside a panel, such as the result of a pre-check."""

    def __init__(
        self, sentence: str = "", tone: Tone = Tone.BLUE, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("panel", "note")
        self._label: QLabel = paragraph(sentence)
        body = QVBoxLayout(self)
        body.setContentsMargins(12, 6, 12, 7)
        body.addWidget(self._label)
        self.set_state(sentence, tone)

    def set_state(self, sentence: str, tone: Tone) -> None:
        """Shows another sentence."""
        self._label.setText(sentence)
        mark(self, "tone", tone.value)
        mark(self._label, "tone", tone.value)
