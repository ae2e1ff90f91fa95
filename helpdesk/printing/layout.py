"""The parts that papers are made of: text, labelled rows, tables, headings, framed words.

Everything here turns texts into strips for a given width; nothing is drawn yet.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from helpdesk.printing.columns import NOTHING, Block, block, led
from helpdesk.printing.lines import Line, single, wrap
from helpdesk.printing.sizes import Measures
from helpdesk.printing.strips import (
    Frame,
    Inset,
    Mark,
    Rule,
    Strip,
    Text,
    beside,
    space,
    stacked,
)

_LEADING = 1.5
CENTRE = 0.38  # the middle of a Chinese character above its baseline, per 1 size
_WHOLE_ROW = 6  # a row of up to so many lines is never parted
_CELL_GAP = 1.0  # between columns, per 1 size of the body
_WORDS_LEAST = 7  # characters that a column for words holds at least
_LABEL_LEAST = 4  # characters: one edge for the values of all parts of a paper
_NARROW_LEAST = 0.85  # of the body: a number or a day stays in one piece on a roll
_SMALLEST = 0.68  # of the body: the figures of a month on a small sheet
BESIDE = 0.45  # the most of a text's width that Mongolian beside it takes
LABELLED = 2.4  # the room for a label's Mongolian, per 1 size
_TITLE_MOST = 16  # points of a Chinese text, after which its Mongolian grows no more


_Cell = tuple[float, list[Line]]  # distance from the left, lines


@dataclass(frozen=True, slots=True)
class Part:
    """Strips that follow each other under a `title`; `head` is repeated after a page break."""

    strips: tuple[Strip, ...]
    head: tuple[Strip, ...] = ()
    title: tuple[Strip, ...] = ()


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: its heading and its greatest width in body sizes; 0 takes what is left. What is in it
    stands at the left, in the middle or at the right."""

    title: str
    width: float = 0
    centred: bool = False
    bold: bool = False
    right: bool = False

    @property
    def before(self) -> float:
        """The part of the room to spare that is left in front of the words."""
        return 1 if self.right else 0.5 if self.centred else 0


def line_strip(line: Line, *, right: float = 0, leading: float = _LEADING) -> Strip:
    """One line as a strip of `leading` times its size."""
    height = line.size * leading
    return Strip(height, (Text(line, right=right, down=height / 2 + CENTRE * line.size),))


def text(
    words: str, *, width: float, size: float, bold: bool = False, leading: float = _LEADING
) -> list[Strip]:
    """Running text, a strip for each line; beside its Mongolian it is one strip."""
    room, own = width * BESIDE, min(size, _TITLE_MOST)
    found = block(words, size=own, room=room)
    lines = wrap(words, width=width - found.width, size=size, bold=bold)
    strips = [line_strip(line, leading=leading) for line in lines]
    if found is NOTHING:
        return strips
    whole = stacked(strips)
    least = max(found.height, whole.height * 0.9)  # as tall as the Chinese, never wider than before
    return [led(block(words, size=own, room=room, least=least), whole)]


def labelling(words: str, *, size: float, leading: float = _LEADING) -> Strip:
    """A short label on a line of its own."""
    found = block(words, size=size, room=size * LABELLED)
    return led(found, line_strip(single(words, size=size), leading=leading))


def tag(words: str, *, size: float) -> tuple[float, Strip]:
    """A word in a frame, such as 未联网, with its width."""
    line = single(words, size=size, bold=True)
    found = block(words, size=size, room=size * LABELLED)
    height, padding = max(size * 1.6, found.height + size), size * 0.55
    baseline = height / 2 + CENTRE * size
    width = found.width + line.width + 2 * padding
    frame = Frame(right=0, down=0.5, width=width, height=height - 1, weight=0.9)
    beginning = found.at(padding, (height - found.height) / 2)
    ending = Text(line, right=padding + found.width, down=baseline)
    return width, Strip(height, (frame, beginning, ending))


def tags(words: Sequence[str], *, width: float, size: float) -> list[Strip]:
    """Framed words side by side, on as many lines as they need."""
    rows: list[list[tuple[float, Strip]]] = []
    used = width
    for word in words:
        wide, strip = tag(word, size=size)
        if not rows or used + wide > width:
            rows.append([])
            used = 0
        rows[-1].append((used, strip))
        used += wide + size * 0.6
    return [
        replace(strip, height=strip.height + size * 0.4) for strip in (beside(*r) for r in rows)
    ]


def heading(words: str, *, m: Measures, width: float, aside: str = "") -> list[Strip]:
    """A part's title with a hair line under it, kept with what follows."""
    small = single(aside, size=m.small)
    found = block(words, size=m.body, room=width * BESIDE / 2)
    room = width - found.width - (small.width + m.body if aside else 0)
    lines = wrap(words, width=room, size=m.body, bold=True)
    strip = led(found, stacked([line_strip(line, leading=m.leading) for line in lines]))
    rule = Rule(right=0, down=strip.height + 1.5, width=width, weight=0.7)
    marks: tuple[Mark, ...] = (*strip.marks, rule)
    if aside:
        down = strip.height / 2 + CENTRE * m.body
        marks += (Text(small, right=width - small.width, down=down),)
    return [space(m.gap, keep=True), Strip(strip.height + 4, marks, keep=True)]


def rows(
    pairs: Sequence[tuple[str, str]],
    *,
    m: Measures,
    width: float,
    bold: Sequence[str] = (),
    brief: bool = False,
) -> list[Strip]:
    """Labels and values, two pairs to a line where both are short; empty values are left out.

    Values of labels in `bold` stand out. `brief` sets them smaller.
    """
    size = m.body * (0.9 if brief else 1)
    shown = [(label, value) for label, value in pairs if value.strip()]
    blocks = {label: _label_block(label, size=size, brief=brief) for label, _ in shown}
    lead = max((found.width for found in blocks.values()), default=0)
    wide = [single(label, size=size * 0.9).width for label in blocks]
    widest = max([_LABEL_LEAST * size * 0.9, *wide])
    column, half = lead + min(widest + size * 1.2, width * m.labels), width / 2

    def cells(label: str, value: str, *, left: float, room: float) -> list[_Cell]:
        lines = _value(value, room=room - column, size=size, bold=label in bold, m=m)
        words = wrap(label, width=column - lead - size * 0.6, size=size * 0.9)
        return [(left + lead, words), (left + column, lines)]

    def short(label: str, value: str) -> bool:
        return _is_short(value, room=half - column - size, size=size, bold=label in bold)

    strips: list[Strip] = []
    while shown:
        pair = [shown.pop(0)]
        if m.paired and shown and short(*pair[0]) and short(*shown[0]):
            pair.append(shown.pop(0))
        rooms = [width] if len(pair) == 1 else [half - size, half]
        placed = list(zip(pair, (0, half), rooms, strict=False))
        line = [cell for each, left, room in placed for cell in cells(*each, left=left, room=room)]
        row = _row(line, leading=size * m.leading, bottom=size * 0.1)
        strips += _beside_columns(row, [(left, blocks[each[0]]) for each, left, _room in placed])
    return strips


def _value(value: str, *, room: float, size: float, bold: bool, m: Measures) -> list[Line]:
    """The lines of a value; on a narrow paper a little smaller where it then needs one alone."""
    if not m.paired and "\n" not in value:
        least = min(1.0, room / max(single(value.strip(), size=size, bold=bold).width, 1))
        size *= least if least >= _NARROW_LEAST else 1
    return wrap(value, width=room, size=size, bold=bold)


def _is_short(value: str, *, room: float, size: float, bold: bool) -> bool:
    return single(value.strip(), size=size, bold=bold).width <= room and "\n" not in value


def _label_block(label: str, *, size: float, brief: bool) -> Block:
    return NOTHING if brief else block(label, size=size * 0.9, room=size * LABELLED)


def _beside_columns(row: list[Strip], columns: Sequence[tuple[float, Block]]) -> list[Strip]:
    """The lines of a row, with columns at their left and kept together as far as those reach."""
    placed = [(left, found) for left, found in columns if found.lines]
    if not placed:
        return row
    needed = max(found.height + found.lines[0].size * 0.6 for _left, found in placed)
    above = max(0.0, needed - sum(strip.height for strip in row)) / 2
    marks = tuple(found.at(left, (needed - found.height) / 2) for left, found in placed)
    first = Strip(row[0].height + above, (*marks, Inset(row[0], 0, above)), keep=row[0].keep)
    row = [first, *row[1:]]
    row[-1] = replace(row[-1], height=row[-1].height + above)
    reached = 0.0
    for n, strip in enumerate(row[:-1]):
        reached += strip.height
        row[n] = replace(strip, keep=strip.keep or reached < needed)
    return row


def table(
    columns: Sequence[TableColumn],
    content: Sequence[Sequence[str]],
    *,
    m: Measures,
    width: float,
) -> Part:
    """A table whose head is repeated after a page break; the first column may be a row's number.

    Where the figures would leave the words no room, all of it is set smaller.
    """
    m, widths = _roomy(columns, content, m=m, width=width)
    lefts = [sum(widths[:n]) for n in range(len(widths))]
    padding = m.body * _CELL_GAP

    def cells(words: Sequence[str], *, size: float, body: bool) -> list[tuple[float, list[Line]]]:
        placed = []
        for column, left, wide, word in zip(columns, lefts, widths, words, strict=True):
            lines = wrap(word, width=wide - padding, size=size, bold=body and column.bold)
            spare = wide - padding - max(line.width for line in lines)
            placed.append((left + spare * column.before, lines))
        return placed

    titles = cells([c.title for c in columns], size=m.small, body=False)
    head = _row(titles, leading=m.small * 1.4, bottom=2)
    head[-1] = _ruled(head[-1], width=width, weight=0.5)
    head = [*_head_columns(columns, lefts, widths, m=m), *head]
    strips: list[Strip] = []
    for words in content:
        row = _row(
            cells(words, size=m.body, body=True), leading=m.body * m.leading, bottom=m.body * m.row
        )
        row[-1] = _ruled(row[-1], width=width, weight=0.25)
        strips += row
    return Part(tuple(strips), head=tuple(replace(s, keep=True) for s in head))


def _roomy(
    columns: Sequence[TableColumn], content: Sequence[Sequence[str]], *, m: Measures, width: float
) -> tuple[Measures, list[float]]:
    """The measures in which the words have room, and the columns' widths in them."""
    widths = _column_widths(columns, content, m=m, width=width)
    fixed = sum(wide for wide, c in zip(widths, columns, strict=True) if c.width)
    least = sum(_WORDS_LEAST * m.body for c in columns if not c.width)
    part = max(_SMALLEST, min(1, width / (fixed + least)))  # all of it grows with the type
    if part == 1:
        return m, widths
    smaller = replace(m, body=m.body * part)
    return smaller, _column_widths(columns, content, m=smaller, width=width)


def _head_columns(
    columns: Sequence[TableColumn], lefts: Sequence[float], widths: Sequence[float], *, m: Measures
) -> list[Strip]:
    """The Mongolian of a table's head, above it: its columns are narrow."""
    marks: list[Mark] = []
    height = 0.0
    for column, left, wide in zip(columns, lefts, widths, strict=True):
        room = wide - m.body * _CELL_GAP
        found = block(column.title, size=m.small, room=room)
        spare = max(0.0, room - found.width) * column.before
        marks.append(found.at(left + spare, 0))
        height = max(height, found.height)
    return [Strip(height + m.small * 0.4, tuple(marks))] if height else []


def _column_widths(
    columns: Sequence[TableColumn], content: Sequence[Sequence[str]], *, m: Measures, width: float
) -> list[float]:
    """Columns with a limit take what their words need up to it; the others share what is left."""
    needed = [
        min(
            column.width * m.body,
            m.body * _CELL_GAP
            + max(
                single(column.title, size=m.small).width,
                *(single(words[n], size=m.body, bold=column.bold).width for words in content),
            ),
        )
        if column.width
        else 0
        for n, column in enumerate(columns)
    ]
    flexible = sum(1 for wide in needed if not wide)
    return [wide or (width - sum(needed)) / flexible for wide in needed]


def _row(cells: Sequence[_Cell], *, leading: float, bottom: float) -> list[Strip]:
    """Cells side by side as a strip for each line: short rows stay whole, long ones may be parted."""
    count = max(len(lines) for _, lines in cells)
    size = max(line.size for _, lines in cells for line in lines)
    down = leading / 2 + CENTRE * size
    strips = []
    for n in range(count):
        marks = tuple(Text(ls[n], right=left, down=down) for left, ls in cells if n < len(ls))
        keep = n < count - 1 and (count <= _WHOLE_ROW or n == 0 or n == count - 2)
        strips.append(Strip(leading, marks, keep=keep))
    strips[-1] = replace(strips[-1], height=leading + bottom)
    return strips


def _ruled(strip: Strip, *, width: float, weight: float) -> Strip:
    rule = Rule(right=0, down=strip.height, width=width, weight=weight)
    return replace(strip, height=strip.height + 1.5, marks=(*strip.marks, rule))
