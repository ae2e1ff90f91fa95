"""What is filled in by hand: lines to write on, boxes to tick, signatures with room for a thumb-print."""

from collections.abc import Sequence

from helpdesk.i18n import _
from helpdesk.printing.columns import Block, block, led
from helpdesk.printing.layout import BESIDE, CENTRE, LABELLED, line_strip
from helpdesk.printing.lines import Line, single, wrap
from helpdesk.printing.sizes import MM, Measures
from helpdesk.printing.strips import (
    Frame,
    Inset,
    Mark,
    Rule,
    Strip,
    Text,
    beside,
    levelled,
    stacked,
)

_THUMB = (22 * MM, 21 * MM)  # a thumb-print with its edge
_LABEL_MOST = 0.75  # of a line to write on
_WRITING = 2.35  # the height of a line to write on, per 1 size of the body


def blank(label: str, *, width: float, m: Measures) -> Strip:
    """A label with a line to write on up to `width`; all of it where there is no label."""
    size = m.body * 0.95
    found = block(label, size=size, room=m.body * LABELLED)
    lines = wrap(label, width=width - found.width, size=size)
    start = found.width + lines[-1].width + m.body * 0.4 if label else 0
    below = start > width * _LABEL_MOST  # the line to write on has a row of its own
    rows = len(lines) - 1 + below
    height = max(m.body * (_WRITING + rows * m.leading), found.height + m.body * 0.6)
    start = 0 if below else start
    rule = Rule(right=start, down=height - 2, width=width - start, weight=0.5)
    words = (
        Text(line, right=found.width, down=height - 4 - (rows - n) * m.body * m.leading)
        for n, line in enumerate(lines)
    )
    return Strip(height, (found.at(0, height - found.height - 2), *words, rule))


def blanks(labels: Sequence[str], *, width: float, m: Measures) -> Strip:
    """Lines to write on, side by side."""
    each = (width + m.body) / len(labels)
    fields = [blank(label, width=each - m.body, m=m) for label in labels]
    height = max(field.height for field in fields)
    lowered = (Inset(f, right=n * each, down=height - f.height) for n, f in enumerate(fields))
    return Strip(height, tuple(lowered))


def signatures(rows_of_labels: Sequence[Sequence[str]], *, m: Measures, width: float) -> Strip:
    """Lines to sign, the first by hand, by thumb-print or through another, with room for the print."""
    thumb = _thumb(m)
    field = width - _THUMB[0] - m.body * 1.5
    (first, *_more), *others = rows_of_labels
    wide, ways = _ways(m, room=field * 0.55)
    start = field - wide
    who = blank(first, width=start - m.body, m=m)
    height = max(who.height, ways.height)
    chosen = Inset(ways, right=start, down=height - ways.height)
    lines = stacked(
        [
            Strip(height, (Inset(who, 0, height - who.height), chosen)),
            *(blanks(labels, width=field, m=m) for labels in others),
        ]
    )
    return beside((0, lines), (width - _THUMB[0], thumb))


def ways_and_print(m: Measures) -> Strip:
    """How one may sign, one below the other, beside the room for a thumb-print: for a narrow paper."""
    size = m.body * 0.95
    lines = []
    for way in _ways_to_sign():
        line = line_strip(single(f"□ {way}", size=size), leading=2)
        lines.append(led(block(way, size=size, room=size * LABELLED), line))
    return levelled((0, stacked(lines)), (m.inner - _THUMB[0], _thumb(m)))


def _ways_to_sign() -> tuple[str, ...]:
    return (_("By hand"), _("Thumb-print"), _("By another person"))


def _ways(m: Measures, *, room: float) -> tuple[float, Strip]:
    """How one may sign, each with its box, no wider than `room`."""
    words = _ways_to_sign()
    size = m.body * 0.95
    whole = single("  ".join(f"□ {way}" for way in words), size=size)
    blocks = [block(way, size=size, room=size * LABELLED) for way in words]
    beginnings = sum(found.width for found in blocks)
    if whole.width + beginnings > room:
        whole = single(whole.text, size=size * (room - beginnings) / whole.width)
    if not beginnings:
        return whole.width, Strip(m.body * _WRITING, (Text(whole, 0, m.body * _WRITING - 4),))
    height = max(m.body * _WRITING, *(found.height + m.body * 0.6 for found in blocks))
    marks: list[Mark] = []
    right = 0.0
    for way, found in zip(words, blocks, strict=True):
        line = single(f"□ {way}  ", size=whole.size)
        marks += (
            found.at(right, height - found.height - 2),
            Text(line, right + found.width, height - 4),
        )
        right += found.width + line.width + whole.size * 0.5
    return right, Strip(height, tuple(marks))


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
            block(_("Thumb-print"), size=m.small, room=width).at(3, down + 4),
            Text(caption, right=(width - caption.width) / 2, down=height + down - 4),
        ),
    )


def ticks(options: Sequence[tuple[str, bool]], *, m: Measures, width: float) -> list[Strip]:
    """Boxes with their words, ticked or empty, as many to a line as have room."""
    box, gap = m.body * 0.95, m.body * 0.45
    lines: list[list[tuple[float, Strip]]] = []
    used = width
    for words, ticked in options:
        found = block(words, size=m.body, room=width * BESIDE)
        left = box + gap + found.width
        wrapped = wrap(words, width=width - left, size=m.body)
        wide = left + max(line.width for line in wrapped) + m.body * 1.6
        if not lines or used + wide - m.body * 1.6 > width:
            lines.append([])
            used = 0
        lines[-1].append((used, _ticked(wrapped, found, box=box, left=left, ticked=ticked, m=m)))
        used += wide
    return [levelled(*line) for line in lines]


def _ticked(
    words: list[Line], found: Block, *, box: float, left: float, ticked: bool, m: Measures
) -> Strip:
    leading = m.body * m.leading
    height = max(len(words) * leading, found.height + m.body * 0.4 if found.lines else 0)
    above = (height - len(words) * leading) / 2
    marks: list[Mark] = [
        Text(line, right=left, down=above + (n + 0.5) * leading + CENTRE * m.body)
        for n, line in enumerate(words)
    ]
    marks.append(found.at(left - found.width, (height - found.height) / 2))
    down = above + (leading - box) / 2
    marks.append(Frame(right=0, down=down, width=box, height=box, weight=0.7))
    if ticked:
        check = single("✓", size=m.body * 1.15, bold=True)
        right = (box - check.width) / 2
        marks.append(Text(check, right=right, down=above + leading / 2 + CENTRE * m.body * 1.1))
    return Strip(height + m.body * 0.2, tuple(marks))
