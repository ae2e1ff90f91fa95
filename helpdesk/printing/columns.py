"""Mongolian beside the Chinese of a paper: columns from top to bottom, the first at the left.

Which words stand beside a text is said by whoever draws (`beside_with`); a text without any stays as it
is. Digits and Latin letters lie in the column as its words do, turned by a quarter.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from helpdesk.printing.lines import Line, wrap
from helpdesk.printing.strips import Inset, Mark, Strip

RATIO = 0.8  # the letters are large on their body
_PITCH = 1.3  # of a column to the next, per 1 size
_AXIS = 0.35  # the middle of the letters above their baseline, per 1 size
_GAP = 0.6  # between the columns and the Chinese, per 1 size
_TALLER = 1.12  # tried next where the columns are too many

_words: ContextVar[Mapping[str, str]] = ContextVar("mongolian", default={})  # noqa: B039  never changed


@contextmanager
def beside_with(words: Mapping[str, str]) -> Iterator[None]:
    """Papers drawn here carry these words beside the texts that they are named by."""
    token = _words.set(words)
    try:
        yield
    finally:
        _words.reset(token)


@dataclass(frozen=True, slots=True)
class Columns:
    """Lines turned by a quarter; `right` and `down` are the corner of the first column's place."""

    lines: tuple[Line, ...]
    right: float
    down: float

    def draw(self, canvas: Any, left: float, top: float) -> None:
        for n, line in enumerate(self.lines):
            middle = left + self.right + (n + 0.5) * _PITCH * line.size
            canvas.saveState()
            canvas.translate(round(middle - _AXIS * line.size, 2), round(top - self.down, 2))
            canvas.rotate(-90)
            line.draw(canvas, 0, 0)
            canvas.restoreState()


@dataclass(frozen=True, slots=True)
class Block:
    """Columns with the room that they take, in points; `width` has the gap to what stands right of it."""

    lines: tuple[Line, ...]
    width: float
    height: float

    def at(self, right: float, down: float) -> Columns:
        """The columns at a place on a strip."""
        return Columns(self.lines, right=right, down=down)


NOTHING = Block((), width=0, height=0)


def block(words: str, *, size: float, room: float, least: float = 0) -> Block:
    """The Mongolian of a Chinese text of this `size`, in columns of at least the height `least`, taking
    `room` points at most where words are not longer than that; `NOTHING` where there is none."""
    mongolian = _words.get().get(words, "")
    if not mongolian:
        return NOTHING
    own = size * RATIO
    longest = max(line.width for line in wrap(mongolian.replace(" ", "\n"), width=1e6, size=own))
    height = max(least, longest)
    pitch, gap = own * _PITCH, own * _GAP
    while True:
        lines = wrap(mongolian, width=height, size=own)
        if len(lines) * pitch + gap <= max(room, pitch + gap):
            tallest = max(line.width for line in lines)
            return Block(tuple(lines), width=len(lines) * pitch + gap, height=tallest)
        height *= _TALLER


def led(found: Block, strip: Strip) -> Strip:
    """The strip with the columns at its left, each in the middle of the other's height."""
    if not found.lines:
        return strip
    height = max(strip.height, found.height + _margin(found))
    marks: tuple[Mark, ...] = (
        found.at(0, (height - found.height) / 2),
        Inset(strip, right=found.width, down=(height - strip.height) / 2),
    )
    return Strip(height, marks, keep=strip.keep)


def topped(found: Block, strip: Strip, *, right: float = 0) -> Strip:
    """The strip with the columns above it, `right` from its left edge."""
    if not found.lines:
        return strip
    down = found.height + _margin(found)
    marks = (found.at(right, _margin(found) / 2), Inset(strip, right=0, down=down))
    return Strip(strip.height + down, marks, keep=strip.keep)


def _margin(found: Block) -> float:
    return found.lines[0].size * 0.5
