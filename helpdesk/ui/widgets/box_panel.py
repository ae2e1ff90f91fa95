"""A titled panel with a large line and a small one. GUI thread."""

from PySide6.QtWidgets import QLabel, QWidget

from helpdesk.ui.theme import mark
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.panel import Panel
from helpdesk.ui.widgets.text import label, paragraph


class BoxPanel(Panel):
    """A short list of facts at a glance."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent=parent)
        self.body.setSpacing(0)
        self._words: QLabel = label("—", "large")
        self._detail = paragraph("", "secondary")
        self.body.addWidget(self._words)
        self.body.addWidget(self._detail)

    def show_lines(self, words: str, detail: str, tone: Tone = Tone.PLAIN) -> None:
        """The large line in its tone, and the small one."""
        self._words.setText(words)
        mark(self._words, "tone", tone.value)
        self._detail.setText(detail)
