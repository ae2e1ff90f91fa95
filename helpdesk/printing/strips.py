"""Strips: the unbreakable horizontal pieces that a paper is stacked from, and the marks on them.

A strip knows its height before anything is drawn, so pages are broken by adding numbers. Marks are
placed by their distance from the strip's top left corner, downwards; all measures in points.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from typing import Any, Protocol

import segno
from PIL import Image
from reportlab.lib.utils import ImageReader

from helpdesk.printing.lines import Line

QUIET_MODULES = 4  # ISO/IEC 18004: the white edge a reader needs
_JOINT = 0.3  # of a bar below its strip: no hair of white between one strip and the next
MODULE = 1.05  # smallest side of a QR module, 0.37 mm: readable by any telephone


class Mark(Protocol):
    """Something drawn at its own place on a strip."""

    def draw(self, canvas: Any, left: float, top: float) -> None:
        """Draw on a ReportLab canvas; (left, top) is the strip's corner."""


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text; `down` is the distance of its baseline."""

    line: Line
    right: float
    down: float

    def draw(self, canvas: Any, left: float, top: float) -> None:
        self.line.draw(canvas, left + self.right, top - self.down)


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line, level unless `height` is given."""

    right: float
    down: float
    width: float = 0
    height: float = 0
    weight: float = 0.5
    dashed: bool = False

    def draw(self, canvas: Any, left: float, top: float) -> None:
        canvas.saveState()
        canvas.setLineWidth(self.weight)
        if self.dashed:
            canvas.setDash(3, 3)
        x, y = round(left + self.right, 2), round(top - self.down, 2)
        canvas.line(x, y, round(x + self.width, 2), round(y - self.height, 2))
        canvas.restoreState()


@dataclass(frozen=True, slots=True)
class Frame:
    """An empty box, corners a little rounded."""

    right: float
    down: float
    width: float
    height: float
    weight: float = 0.6

    def draw(self, canvas: Any, left: float, top: float) -> None:
        canvas.setLineWidth(self.weight)
        x, y = round(left + self.right, 2), round(top - self.down - self.height, 2)
        wide, high = round(self.width, 2), round(self.height, 2)
        canvas.roundRect(x, y, wide, high, min(2, round(high / 6, 2)))


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture (JPEG or PNG) on white, without a transparency that PDF/A would forbid a printer."""

    content: bytes
    right: float
    down: float
    width: float
    height: float

    def draw(self, canvas: Any, left: float, top: float) -> None:
        with Image.open(BytesIO(self.content)) as opened:
            shown = ImageReader(opened.convert("L" if opened.mode == "1" else "RGB"))
        place = (left + self.right, top - self.down - self.height, self.width, self.height)
        canvas.drawImage(shown, *place)


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code, its quiet edge inside `side`; `once` if no other place shows the same."""

    text: str
    right: float
    down: float
    side: float
    once: bool = False

    def draw(self, canvas: Any, left: float, top: float) -> None:
        modules, bits = qr_bitmap(self.text)
        form = "qr-" + sha256(self.text.encode()).hexdigest()[:16]
        if not self.once and not canvas.hasForm(form):
            canvas.beginForm(form, 0, 0, 1, 1)
            self._fill(canvas, modules, bits)
            canvas.endForm()
        edge = self.side * QUIET_MODULES / (modules + 2 * QUIET_MODULES)
        side = round(self.side - 2 * edge, 3)
        canvas.saveState()
        canvas.translate(left + self.right + edge, top - self.down - self.side + edge)
        canvas.scale(side, side)
        if self.once:
            self._fill(canvas, modules, bits)
        else:
            canvas.doForm(form)
        canvas.restoreState()

    @staticmethod
    def _fill(canvas: Any, modules: int, bits: str) -> None:
        """The dark modules as a stencil: half the bytes of a path; as a form it is shared by every place
        that shows the code."""
        size = f"/W {modules} /H {modules} /BPC 1"
        canvas.addLiteral(f"BI {size} /IM true /F /AHx ID {bits}> EI")


_NOISE_MASK, _NOISE_FROM = 3, 150  # letters


@lru_cache(maxsize=64)
def qr_bitmap(text: str) -> tuple[int, str]:
    """The modules of a side of the QR code for `text`, error level M, and its rows from the top in hex: a
    bit for each module, 0 for a dark one, whole bytes to a row."""
    # Trying all eight masks is most of the work; on a signature, as good as noise, one is like another.
    mask = _NOISE_MASK if len(text) > _NOISE_FROM else None
    matrix = segno.make(text, error="m", micro=False, mask=mask).matrix
    rows = ("".join("0" if dark else "1" for dark in row) for row in matrix)
    padded = (row + "1" * (-len(row) % 8) for row in rows)
    return len(matrix), "".join(f"{int(row, 2):0{len(row) // 4}X}" for row in padded)


def code_side(text: str, *, least: float) -> float:
    """The side a QR code needs so that its modules stay readable, at least `least`."""
    return max(least, (qr_bitmap(text)[0] + 2 * QUIET_MODULES) * MODULE)


@dataclass(frozen=True, slots=True)
class Strip:
    """Marks within a height. `keep`: never parted from the strip that follows."""

    height: float
    marks: tuple[Mark, ...] = ()
    keep: bool = False

    def draw(self, canvas: Any, left: float, top: float) -> None:
        """Draw with the top left corner at (left, top)."""
        for mark in self.marks:
            mark.draw(canvas, left, top)


@dataclass(frozen=True, slots=True)
class Inset:
    """A whole strip placed on another."""

    strip: Strip
    right: float
    down: float

    def draw(self, canvas: Any, left: float, top: float) -> None:
        self.strip.draw(canvas, left + self.right, top - self.down)


def space(height: float, *, keep: bool = False) -> Strip:
    """An empty strip."""
    return Strip(height, keep=keep)


def stacked(strips: Sequence[Strip]) -> Strip:
    """Strips as one that cannot be broken."""
    marks: list[Mark] = []
    down = 0.0
    for strip in strips:
        marks.append(Inset(strip, right=0, down=down))
        down += strip.height
    return Strip(down, tuple(marks))


def beside(*placed: tuple[float, Strip]) -> Strip:
    """Strips side by side, each at its distance from the left."""
    return Strip(
        max(strip.height for _, strip in placed),
        tuple(Inset(strip, right=right, down=0) for right, strip in placed),
    )


def levelled(*placed: tuple[float, Strip]) -> Strip:
    """The same, each in the middle of the tallest one's height."""
    height = max(strip.height for _, strip in placed)
    middle = (Inset(each, right=right, down=(height - each.height) / 2) for right, each in placed)
    return Strip(height, tuple(middle))


def kept(strips: Sequence[Strip]) -> list[Strip]:
    """The same strips, none parted from the next; the last is free."""
    return [replace(s, keep=True) for s in strips[:-1]] + list(strips[-1:])


def indented(strips: Sequence[Strip], *, by: float, bar: bool = False) -> list[Strip]:
    """The strips moved to the right, with a bar along the left edge if `bar`."""
    moved = []
    for strip in strips:
        marks: tuple[Mark, ...] = (Inset(strip, right=by, down=0),)
        if bar:
            height = strip.height + _JOINT
            marks += (Rule(right=1, down=0, height=height, weight=2),)
        moved.append(Strip(strip.height, marks, keep=strip.keep))
    return moved
