"""What several widgets and delegates draw alike: chips, key hints, dots, elided text. GUI thread."""

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QTextLayout

from helpdesk.ui import fonts
from helpdesk.ui.theme import tokens
from helpdesk.ui.tokens import Tone

_ELIDE = Qt.TextElideMode.ElideRight
CHIP_PADDING = 7
KEY_PADDING = 7
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ONE_LINE = int(LEFT.value | Qt.TextFlag.TextSingleLine.value)  # joined once, not for every cell
_MEASURED = 4_000


@lru_cache(maxsize=128)
def colour(name: str) -> QColor:
    """A colour of the tokens, read once. Not to be changed."""
    return QColor(name)


class Face:
    """A font, and how wide words are in it: measured once, since a table says the same again and again."""

    def __init__(self, font: QFont) -> None:
        self.font = font
        self.metrics = QFontMetrics(font)
        self._widths: dict[str, int] = {}

    def width(self, words: str) -> int:
        """Pixels on one line."""
        known = self._widths.get(words)
        if known is None:
            if len(self._widths) >= _MEASURED:
                self._widths.clear()
            known = self._widths[words] = self.metrics.horizontalAdvance(words)
        return known

    def fitted(self, words: str, width: int, mode: Qt.TextElideMode = _ELIDE) -> str:
        """The words, shortened where they have no room."""
        return words if self.width(words) <= width else self.metrics.elidedText(words, mode, width)


def line(painter: QPainter, rect: QRect, words: str, *, face: Face, ink: str) -> int:
    """Draws one line from the left, elided to the rectangle; returns the width it took."""
    shown = face.fitted(words, rect.width())
    painter.setFont(face.font)
    painter.setPen(colour(ink))
    painter.drawText(rect, _ONE_LINE, shown)
    return face.width(shown)


def text(
    painter: QPainter,
    rect: QRect,
    words: str,
    *,
    font: QFont,
    colour: str,
    align: Qt.AlignmentFlag = LEFT,
) -> int:
    """Draws one line, elided to the rectangle; returns the width it took."""
    metrics = QFontMetrics(font)
    width, shown = metrics.horizontalAdvance(words), words
    if width > rect.width():
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
        width = metrics.horizontalAdvance(shown)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(rect, align | Qt.TextFlag.TextSingleLine, shown)
    return width


@dataclass(frozen=True, slots=True)
class Script:
    """How a paragraph is written: at most so many lines, `step` pixels apart (0: as the font has it)."""

    font: QFont
    colour: str
    lines: int
    step: int = 0


def paragraph(painter: QPainter, rect: QRect, words: str, script: Script) -> None:
    """Draws wrapped lines from the rectangle's top; the last one that may be is elided."""
    painter.setFont(script.font)
    painter.setPen(QColor(script.colour))
    metrics, top = QFontMetrics(script.font), rect.top()
    for number, line in enumerate(wrapped(words, script.font, rect.width()), 1):
        last = number == script.lines
        shown = metrics.elidedText(line.rest, _ELIDE, rect.width()) if last else line.words
        place = QRect(rect.left(), top, rect.width(), script.step or metrics.height())
        painter.drawText(place, LEFT | Qt.TextFlag.TextDontClip, shown)
        if last:
            return
        top += script.step or metrics.lineSpacing()


@dataclass(frozen=True, slots=True)
class WrappedLine:
    """A line of a paragraph, and all that is left from its beginning on."""

    words: str
    rest: str


def wrapped(words: str, font: QFont, width: int) -> list[WrappedLine]:
    """The lines that a paragraph takes in so many pixels."""
    layout = QTextLayout(words, font)
    found: list[WrappedLine] = []
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        begin, length = line.textStart(), line.textLength()
        found.append(WrappedLine(words[begin : begin + length].rstrip(), words[begin:]))
    layout.endLayout()
    return found


def chip_size(words: str, base: QFont) -> QSize:
    """The room a chip takes."""
    look = tokens()
    metrics = QFontMetrics(fonts.sized(base, look.small))
    return QSize(metrics.horizontalAdvance(words) + 2 * CHIP_PADDING, look.chip)


def chip(painter: QPainter, rect: QRect, words: str, *, tone: Tone, base: QFont) -> None:
    """Draws a chip; the rectangle is the chip's own."""
    chip_in(painter, rect, words, tone=tone, face=Face(fonts.sized(base, tokens().small)))


def chip_in(painter: QPainter, rect: QRect, words: str, *, tone: Tone, face: Face) -> None:
    """The same in a face that is at hand."""
    look = tokens()
    rounded(painter, QRectF(rect), radius=4, ground=look.tone_ground(tone))
    ink = look.grey if tone is Tone.PLAIN else look.tone_ink(tone)
    line(painter, rect.adjusted(CHIP_PADDING, 0, -CHIP_PADDING + 2, 0), words, face=face, ink=ink)


def key_size(words: str, base: QFont) -> QSize:
    """The room a key hint takes."""
    metrics = QFontMetrics(fonts.sized(base, tokens().key))
    return QSize(metrics.horizontalAdvance(words) + 2 * KEY_PADDING, metrics.height() + 2)


def key(painter: QPainter, rect: QRect, words: str, *, base: QFont, on_brand: bool = False) -> None:
    """Draws a key cap; on the brand colour it takes the brand's own shades."""
    look = tokens()
    ground = look.key_brand if on_brand else look.key_ground
    line = look.key_brand_line if on_brand else look.field_line
    ink = look.on_key_brand if on_brand else look.muted
    rounded(painter, QRectF(rect), radius=4, ground=ground, line=line)
    painter.setPen(QColor(line))
    painter.drawLine(rect.left() + 3, rect.bottom() - 1, rect.right() - 3, rect.bottom() - 1)
    font = fonts.sized(base, look.key)
    text(
        painter,
        rect.adjusted(0, -1, 0, -1),
        words,
        font=font,
        colour=ink,
        align=Qt.AlignmentFlag.AlignCenter,
    )


def rounded(
    painter: QPainter, rect: QRectF, *, radius: float, ground: str, line: str | None = None
) -> None:
    """A filled rounded rectangle, its one-pixel line inside the rectangle."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(colour(ground))
    if line is None:
        painter.setPen(Qt.PenStyle.NoPen)
    else:
        painter.setPen(QPen(colour(line), 1))
        rect = rect.adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRoundedRect(rect, radius, radius)
    painter.restore()


def check_box(painter: QPainter, rect: QRect, *, on: bool) -> None:
    """A box with or without its tick."""
    look = tokens()
    if not on:
        rounded(painter, QRectF(rect), radius=3, ground=look.panel, line=look.check_line)
        return
    rounded(painter, QRectF(rect), radius=3, ground=look.brand)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(look.on_brand), 2))
    corner = QPointF(rect.topLeft())
    tick = [corner + QPointF(x, y) for x, y in ((3.5, 8.5), (6.8, 11.6), (12.5, 5))]
    painter.drawPolyline(tick)
    painter.restore()


def dot(painter: QPainter, centre: QPointF, *, colour: str, radius: float = 4.5) -> None:
    """A filled dot."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(centre, radius, radius)
    painter.restore()


def focus_frame(painter: QPainter, rect: QRect) -> None:
    """The line around the row that has the keyboard."""
    painter.save()
    painter.setPen(QPen(QColor(tokens().focus), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(rect.adjusted(0, 0, -1, -1))
    painter.restore()
