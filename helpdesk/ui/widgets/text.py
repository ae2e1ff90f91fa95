"""Labels by role, always plain text: what people typed is never read as markup. GUI thread."""

import html
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from helpdesk.ui.theme import mark, tokens
from helpdesk.ui.tokens import Tone


def label(words: str = "", role: str = "body", *, tone: Tone | None = None) -> QLabel:
    """A one-line label. Roles: title, lead, large, heading, strong, body, small, small-strong,
    secondary, figure, number."""
    result = QLabel(words)
    result.setTextFormat(Qt.TextFormat.PlainText)
    result.setProperty("text_role", role)
    if tone is not None:
        mark(result, "tone", tone.value)
    return result


def paragraph(words: str = "", role: str = "small", *, tone: Tone | None = None) -> QLabel:
    """A label that wraps its lines."""
    result = label(words, role, tone=tone)
    result.setWordWrap(True)
    result.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return result


@dataclass(frozen=True)
class Run:
    """A stretch of text in one style."""

    words: str
    tone: Tone = Tone.PLAIN
    bold: bool = False
    muted: bool = False
    small: bool = False


class RunLabel(QLabel):
    """One paragraph of several styles, such as a bold name and a muted remark; wraps."""

    def __init__(self, *runs: Run, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runs = runs
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self._fill()

    def set_runs(self, *runs: Run) -> None:
        """Shows other text."""
        self._runs = runs
        self._fill()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fill()

    def _fill(self) -> None:
        spans = " ".join(map(_span, self._runs))
        small = all(run.small or run.muted for run in self._runs)
        mark(self, "text_role", "small" if small else "body")  # the height of the lines
        if spans != self.text():
            self.setText(spans)
            self.setAccessibleName(" ".join(run.words for run in self._runs))


def _span(run: Run) -> str:
    look = tokens()
    colour = look.muted if run.muted else look.tone_ink(run.tone)
    size = look.small if run.small or run.muted else look.body
    weight = 700 if run.bold else 400
    style = f"color:{colour};font-size:{size}px;font-weight:{weight}"
    return f'<span style="{style}">{html.escape(run.words)}</span>'
