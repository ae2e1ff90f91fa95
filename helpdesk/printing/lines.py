"""Lines of mixed Chinese, Latin and Mongolian text: where they may break, and how they are drawn.

Kinsoku (标点避头尾): no closing mark begins a line, no opening mark ends one; Latin words, numbers
and Mongolian words stay whole unless they are longer than the line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from helpdesk.printing.fonts import font
from helpdesk.printing.shaping import FRAME_MARGIN, FRAME_SIZE, Glyph, clean, glyphs, notice

_CLOSING = frozenset("，。、；：？！…—～·）】》〉」』〕〗｝”’％‰℃°,.;:?!)]}%»›々ー᠁᠂᠃᠄᠅᠈᠉")
_OPENING = frozenset("（【《〈「『〔〖｛“‘([{«‹￥¥＄$№#")
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n){2,}")
_SLACK = 1e-6  # of a size: sums of fractions that fit must be seen to fit
_COMPANY = 2.6  # of a size: what a last line holds at least
_ROOMY, _LEFT_BEHIND = 8, 5  # no such care on lines shorter than this, nor below so many words
_WIDE = "\u2e80"  # from here on scripts break between characters, Mongolian stands below


@dataclass(frozen=True, slots=True)
class Line:
    """Glyphs on one baseline at `size` points; `width` in points, without spaces at the end."""

    glyphs: tuple[Glyph, ...]
    size: float
    bold: bool
    width: float

    @property
    def text(self) -> str:
        """What the line reads as."""
        return "".join(g.text for g in self.glyphs)

    def draw(self, canvas: Any, x: float, y: float) -> None:
        """Draw from (x, y) on the baseline."""
        for (name, missing), group in groupby(self.glyphs, key=lambda g: (g.font, g.missing)):
            run = list(group)
            if missing:
                for glyph in run:
                    notice(glyph)
                    self._draw_frame(canvas, x, y, glyph)
                    x += glyph.width * self.size
                continue
            words = _shown(canvas, "".join(g.drawn for g in run), name=name, size=self.size)
            if self.bold and not name.endswith("Bold"):  # rare characters have no bold font
                words = f"{self.size * 0.03:.3f} w 2 Tr {words} 0 Tr"
            _write(canvas, x, y, words)
            x += sum(g.width for g in run) * self.size

    def _draw_frame(self, canvas: Any, x: float, y: float, glyph: Glyph) -> None:
        size, margin = self.size, self.size * FRAME_MARGIN
        canvas.setLineWidth(size * 0.05)
        canvas.rect(x + margin / 2, y - 0.08 * size, glyph.width * size - margin, 0.82 * size)
        words = _shown(canvas, glyph.drawn, name=glyph.font, size=size * FRAME_SIZE)
        _write(canvas, x + 1.5 * margin, y + 0.18 * size, words)


def _write(canvas: Any, x: float, y: float, words: str) -> None:
    # More digits would be noise; reportlab's text object says twice as much for every line.
    canvas.addLiteral(f"BT {round(x, 2):g} {round(y, 2):g} Td {words} ET")


def _shown(canvas: Any, drawn: str, *, name: str, size: float) -> str:
    """The operators that show characters, each in the part of the font that has it."""
    face, document = font(name), canvas._doc
    return " ".join(
        f"{face.getSubsetInternalName(part, document)} {round(size, 3):g} Tf"
        f" ({canvas._escape(codes)}) Tj"
        for part, codes in face.splitString(drawn, document)
    )


def single(text: str, *, size: float, bold: bool = False) -> Line:
    """The text on one line, as wide as it is."""
    return _line(list(glyphs(clean(text), bold=bold)), size=size, bold=bold)


def wrap(text: str, *, width: float, size: float, bold: bool = False) -> list[Line]:
    """The text in lines of at most `width` points, at least one; blank lines become a single one."""
    prepared = _BLANK_LINES.sub("\n\n", clean(text).strip())
    lines: list[Line] = []
    for paragraph in prepared.split("\n"):
        shapes = glyphs(paragraph.rstrip(), bold=bold)
        limit, whole = width / size + _SLACK, sum(glyph.width for glyph in shapes)
        if whole <= limit:  # as nearly always in a table: nothing is to be broken
            lines.append(Line(shapes, size=size, bold=bold, width=whole * size))
            continue
        filled = _accompanied(list(_filled(shapes, limit=limit)), limit=limit)
        lines += [_line(g, size=size, bold=bold) for g in filled]
    return lines


def _accompanied(lines: list[list[Glyph]], *, limit: float) -> list[list[Glyph]]:
    """A last line of a character or two gets company from the line before it."""
    if len(lines) < 2 or limit < _ROOMY:
        return lines
    *others, before, last = lines
    units = list(_units(tuple(before)))
    while _width(last) < _COMPANY and len(units) > _LEFT_BEHIND:
        last = units.pop() + last
    return [*others, [glyph for unit in units for glyph in unit], last]


def _width(shapes: list[Glyph]) -> float:
    return sum(glyph.width for glyph in shapes)


def _line(shapes: list[Glyph], *, size: float, bold: bool) -> Line:
    while shapes and shapes[-1].text == " ":
        shapes.pop()
    return Line(tuple(shapes), size=size, bold=bold, width=sum(g.width for g in shapes) * size)


def _filled(shapes: tuple[Glyph, ...], *, limit: float) -> Iterator[list[Glyph]]:
    line: list[Glyph] = []
    used = 0.0
    for unit in _units(shapes):
        wide = sum(g.width for g in unit)
        seen = wide - (unit[-1].width if unit[-1].text == " " else 0)
        if line and used + seen > limit:
            yield line
            line, used = [], 0.0
        if seen > limit:
            *full, line = _cut(unit, limit=limit)
            yield from full
            used = sum(g.width for g in line)
            continue
        line += unit
        used += wide
    yield line


def _cut(unit: list[Glyph], *, limit: float) -> Iterator[list[Glyph]]:
    """A word longer than the line, cut where the line ends."""
    part: list[Glyph] = []
    used = 0.0
    for glyph in unit:
        if part and used + glyph.width > limit:
            yield part
            part, used = [], 0.0
        part.append(glyph)
        used += glyph.width
    yield part


def _units(shapes: tuple[Glyph, ...]) -> Iterator[list[Glyph]]:
    """Stretches that stay together."""
    unit: list[Glyph] = []
    for glyph in shapes:
        if unit and _may_break(unit[-1], glyph):
            yield unit
            unit = []
        unit.append(glyph)
    if unit:
        yield unit


def _may_break(before: Glyph, after: Glyph) -> bool:
    left, right = before.text[-1:], after.text[:1]
    if right in _CLOSING or left in _OPENING or right in ("", " "):
        return False
    if left == " " or right in "“‘" or (left in _CLOSING and right in _OPENING):
        return True
    return _is_wide(before) or _is_wide(after)


def _is_wide(glyph: Glyph) -> bool:
    return glyph.missing or glyph.text[:1] >= _WIDE
