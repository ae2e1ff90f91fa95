"""Labels by role, always plain text: what people typed is never read as markup. GUI thread."""

import html
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyleOption, QWidget

from helpdesk.ui.theme import mark, tokens
from helpdesk.ui.tokens import Tone


class ElidingLabel(QLabel):
    """One line that ends in `…` where the room ends, with the whole text as its tool tip."""

    least = 48  # pixels at normal type: it is never narrower, unless its text is

    @classmethod
    def of(cls, words: str, role: str, *, least: int = 48) -> "ElidingLabel":
        """A label in a role."""
        result = cls(words)
        result.least = least
        result.setTextFormat(Qt.TextFormat.PlainText)
        result.setProperty("text_role", role)
        return result

    @property
    def elided(self) -> bool:
        """Whether some of the text does not show."""
        return self.contentsRect().width() < QLabel.sizeHint(self).width()

    def minimumSizeHint(self) -> QSize:
        full = super().minimumSizeHint()
        return QSize(min(full.width(), tokens().length(self.least)), full.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        # Here and not in `event`: that would bring every event of every label into Python.
        tip = self.text() if self.elided else ""
        if self.toolTip() != tip:
            self.setToolTip(tip)
        if not self.elided or self.wordWrap():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        option = QStyleOption()
        option.initFrom(self)
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width()
        )
        self.style().drawItemText(
            painter,
            self.contentsRect(),
            int(self.alignment()),
            option.palette,
            self.isEnabled(),
            shown,
            self.foregroundRole(),
        )


class HintLabel(ElidingLabel):
    """A remark that is shown whole or, where there is no room for it, not at all."""

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.elided:
            self.setToolTip(self.text())
        else:
            super().paintEvent(event)


def whole(words: str = "", role: str = "body") -> QLabel:
    """A one-line label of fixed words, never shortened: what stands beside it gives way."""
    result = QLabel(words)
    result.setTextFormat(Qt.TextFormat.PlainText)
    result.setProperty("text_role", role)
    return result


def label(words: str = "", role: str = "body", *, tone: Tone | None = None) -> QLabel:
    """A one-line label. Roles: title, lead, large, heading, strong, body, small, small-strong,
    secondary, figure, number."""
    result = ElidingLabel.of(words, role)
    if tone is not None:
        mark(result, "tone", tone.value)
    return result


class _Paragraph(QLabel):
    """Asks a window for one line at least: its layout gives it all, once its width is known."""

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(hint.width(), min(hint.height(), self.fontMetrics().height() + 4))


def paragraph(words: str = "", role: str = "small", *, tone: Tone | None = None) -> QLabel:
    """A label that wraps its lines."""
    result = _Paragraph(words)
    result.setTextFormat(Qt.TextFormat.PlainText)
    result.setProperty("text_role", role)
    if tone is not None:
        mark(result, "tone", tone.value)
    result.setWordWrap(True)
    result.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
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

    def __init__(self, *runs: Run, wrap: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runs = runs
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(wrap)
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
