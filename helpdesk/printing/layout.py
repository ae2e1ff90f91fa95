"""The parts that papers are made of: text, labelled rows, tables, headings, signatures.

Everything here turns texts into strips for a given width; nothing is drawn yet.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from helpdesk.i18n import _
from helpdesk.printing.lines import Line, single, wrap
from helpdesk.printing.sizes import MM, Measures
from helpdesk.printing.strips import Frame, Mark, Rule, Strip, Text, beside, space, stacked

_LEADING = 1.5
CENTRE = 0.38  # the middle of a Chinese character above its baseline, per 1 size
_WHOLE_ROW = 6  # a row of up to so many lines is never parted
_BRIEF = 2  # lines
_THUMB = (22 * MM, 21 * MM)  # a thumb-print with its edge
_CELL_GAP = 1.0  # between columns, per 1 size of the body
_WRITING = 2.35  # the height of a line to write on, per 1 size of the body


_Cell = tuple[float, list[Line]]  # distance from the left, lines


@dataclass(frozen=True, slots=True)
class Part:
    """Strips that follow each other under a `title`; `head` is repeated after a page break."""

    strips: tuple[Strip, ...]
    head: tuple[Strip, ...] = ()
    title: tuple[Strip, ...] = ()


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: its heading and its greatest width in body sizes; 0 takes what is left."""

    title: str
    width: float = 0
    centred: bool = False


def line_strip(line: Line, *, right: float = 0, leading: float = _LEADING) -> Strip:
    """One line as a strip of `leading` times its size."""
    height = line.size * leading
    return Strip(height, (Text(line, right=right, down=height / 2 + CENTRE * line.size),))


def text(
    words: str, *, width: float, size: float, bold: bool = False, leading: float = _LEADING
) -> list[Strip]:
    """Running text, a strip for each line."""
    lines = wrap(words, width=width, size=size, bold=bold)
    return [line_strip(line, leading=leading) for line in lines]


def tag(words: str, *, size: float) -> tuple[float, Strip]:
    """A word in a frame, such as 未联网, with its width."""
    line = single(words, size=size, bold=True)
    height, padding = size * 1.6, size * 0.55
    baseline = height / 2 + CENTRE * size
    width = line.width + 2 * padding
    frame = Frame(right=0, down=0.5, width=width, height=height - 1, weight=0.9)
    return width, Strip(height, (frame, Text(line, right=padding, down=baseline)))


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
    line = single(words, size=m.body, bold=True)
    strip = line_strip(line, leading=m.leading)
    rule = Rule(right=0, down=strip.height + 1.5, width=width, weight=0.7, accent=True)
    marks: tuple[Mark, ...] = (*strip.marks, rule)
    if aside:
        small = single(aside, size=m.small)
        down = strip.height / 2 + CENTRE * m.body
        marks += (Text(small, right=width - small.width, down=down),)
    return [space(m.gap, keep=True), Strip(strip.height + 4, marks, keep=True)]


def shortened(line: Line, *, width: float) -> Line:
    """The line with an ellipsis at its end, cut so that both fit."""
    dots = single("…", size=line.size, bold=line.bold)
    shapes = list(line.glyphs)
    while shapes and sum(g.width for g in shapes) * line.size + dots.width > width:
        shapes.pop()
    used = sum(g.width for g in shapes) * line.size + dots.width
    return replace(line, glyphs=(*shapes, *dots.glyphs), width=used)


def rows(
    pairs: Sequence[tuple[str, str]],
    *,
    m: Measures,
    width: float,
    bold: Sequence[str] = (),
    brief: bool = False,
) -> list[Strip]:
    """Labels and values, two pairs to a line where both are short; empty values are left out.

    Values of labels in `bold` stand out. `brief` sets them smaller and cuts a value after two lines.
    """
    size = m.body * (0.9 if brief else 1)
    shown = [(label, value) for label, value in pairs if value.strip()]
    labels = {label: single(label, size=size * 0.9) for label, _ in shown}
    widest = max((line.width for line in labels.values()), default=0)
    column = min(widest + size * 1.2, width * m.labels)
    half = width / 2

    def cells(label: str, value: str, *, left: float, room: float) -> list[_Cell]:
        lines = wrap(value, width=room - column, size=size, bold=label in bold)
        if brief and len(lines) > _BRIEF:
            lines = [*lines[: _BRIEF - 1], shortened(lines[_BRIEF - 1], width=room - column)]
        words = wrap(label, width=column - size * 0.6, size=size * 0.9)
        return [(left, words), (left + column, lines)]

    def short(label: str, value: str) -> bool:
        line = single(value.strip(), size=size, bold=label in bold)
        return line.width <= half - column - size and "\n" not in value

    strips: list[Strip] = []
    while shown:
        label, value = shown.pop(0)
        paired = m.paired and bool(shown) and short(label, value) and short(*shown[0])
        line = cells(label, value, left=0, room=half - size if paired else width)
        if paired:
            line += cells(*shown.pop(0), left=half, room=half)
        strips += _row(line, leading=size * m.leading, bottom=size * 0.1)
    return strips


def table(
    columns: Sequence[TableColumn],
    content: Sequence[Sequence[str]],
    *,
    m: Measures,
    width: float,
) -> Part:
    """A table whose head is repeated after a page break; the first column may be a row's number."""
    widths = _column_widths(columns, content, m=m, width=width)
    lefts = [sum(widths[:n]) for n in range(len(widths))]
    padding = m.body * _CELL_GAP

    def cells(words: Sequence[str], *, size: float, bold: bool) -> list[tuple[float, list[Line]]]:
        placed = []
        for column, left, wide, word in zip(columns, lefts, widths, words, strict=True):
            lines = wrap(word, width=wide - padding, size=size, bold=bold)
            spare = wide - padding - max(line.width for line in lines) if column.centred else 0
            placed.append((left + spare / 2, lines))
        return placed

    titles = cells([c.title for c in columns], size=m.small, bold=False)
    head = _row(titles, leading=m.small * 1.4, bottom=2)
    head[-1] = _ruled(head[-1], width=width, weight=0.5)
    strips: list[Strip] = []
    for words in content:
        row = _row(
            cells(words, size=m.body, bold=False), leading=m.body * m.leading, bottom=m.body * 0.2
        )
        row[-1] = _ruled(row[-1], width=width, weight=0.25)
        strips += row
    return Part(tuple(strips), head=tuple(replace(s, keep=True) for s in head))


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
                *(single(words[n], size=m.body).width for words in content),
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


def blank(label: str, *, width: float, m: Measures) -> Strip:
    """A label with a line to write on up to `width`."""
    line = single(label, size=m.body * 0.95)
    height = m.body * _WRITING
    start = min(line.width + m.body * 0.4, width * 0.7)
    rule = Rule(right=start, down=height - 2, width=width - start, weight=0.5)
    return Strip(height, (Text(line, right=0, down=height - 4), rule))


def blanks(labels: Sequence[str], *, width: float, m: Measures) -> Strip:
    """Lines to write on, side by side."""
    each = (width + m.body) / len(labels)
    return beside(
        *((n * each, blank(label, width=each - m.body, m=m)) for n, label in enumerate(labels))
    )


def signatures(rows_of_labels: Sequence[Sequence[str]], *, m: Measures, width: float) -> Strip:
    """Lines to sign, the first by hand, by thumb-print or through another, with room for the print."""
    thumb = _thumb(m)
    field = width - _THUMB[0] - m.body * 1.5
    (first, *_more), *others = rows_of_labels
    words = "  ".join(
        f"□ {way}" for way in (_("By hand"), _("Thumb-print"), _("By another person"))
    )
    ways = single(words, size=m.body * 0.95)
    if ways.width > field * 0.55:
        ways = single(words, size=ways.size * field * 0.55 / ways.width)
    start = field - ways.width
    who = blank(first, width=start - m.body, m=m)
    chosen = Text(ways, right=start, down=who.height - 4)
    lines = stacked(
        [
            Strip(who.height, (*who.marks, chosen)),
            *(blanks(labels, width=field, m=m) for labels in others),
        ]
    )
    return beside((0, lines), (width - _THUMB[0], thumb))


def _thumb(m: Measures) -> Strip:
    width, height = _THUMB
    caption = single(_("Thumb-print"), size=m.small)
    if caption.width > width - m.small:
        caption = single(_("Thumb-print"), size=m.small * (width - m.small) / caption.width)
    down = 5.0
    return Strip(
        height + down,
        (
            Frame(right=0, down=down, width=width, height=height, weight=0.5),
            Text(caption, right=(width - caption.width) / 2, down=height + down - 4),
        ),
    )


def ticks(options: Sequence[tuple[str, bool]], *, m: Measures, width: float) -> list[Strip]:
    """Boxes with their words, ticked or empty, as many to a line as have room."""
    box, gap = m.body * 0.95, m.body * 0.45
    lines: list[list[tuple[float, Strip]]] = []
    used = width
    for words, ticked in options:
        wrapped = wrap(words, width=width - box - gap, size=m.body)
        wide = box + gap + max(line.width for line in wrapped) + m.body * 1.6
        if not lines or used + wide - m.body * 1.6 > width:
            lines.append([])
            used = 0
        lines[-1].append((used, _ticked(wrapped, box=box, left=box + gap, ticked=ticked, m=m)))
        used += wide
    return [beside(*line) for line in lines]


def _ticked(words: list[Line], *, box: float, left: float, ticked: bool, m: Measures) -> Strip:
    leading = m.body * m.leading
    marks: list[Mark] = [
        Text(line, right=left, down=(n + 0.5) * leading + CENTRE * m.body)
        for n, line in enumerate(words)
    ]
    down = (leading - box) / 2
    marks.append(Frame(right=0, down=down, width=box, height=box, weight=0.7))
    if ticked:
        check = single("✓", size=m.body * 1.15, bold=True)
        right = (box - check.width) / 2
        marks.append(Text(check, right=right, down=leading / 2 + CENTRE * m.body * 1.1))
    return Strip(len(words) * leading + m.body * 0.2, tuple(marks))
