"""Papers on a roll of 80 or 58 mm: one column, as long as the words need; tables become lines."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from helpdesk.application.forms import Figure, Form, Listing, Section, Signing
from helpdesk.i18n import _
from helpdesk.printing.columns import block, topped
from helpdesk.printing.emblem import emblem
from helpdesk.printing.filling import blank, ways_and_print
from helpdesk.printing.layout import heading, line_strip, tags, text
from helpdesk.printing.lines import single, wrap
from helpdesk.printing.pages import Document, render
from helpdesk.printing.papers import parts
from helpdesk.printing.papers.form import part_of
from helpdesk.printing.sizes import Measures, Size
from helpdesk.printing.strips import Code, Rule, Strip, Text, code_side, indented, space, stacked

FEED = 14.0  # points of white before the cutter


def render_roll(copies: Sequence[Form], *, size: Size) -> bytes:
    """The copies as PDF, each on a sheet of its own length."""
    return render((roll_document(form, size.value) for form in copies), title=copies[0].title)


def roll_document(form: Form, m: Measures) -> Document:
    """One copy, as long as it needs."""
    strips = [*_masthead(form, m), *(s for part in _body(form, m) for s in part), *_foot(form, m)]
    height = sum(strip.height for strip in strips) + 2 * m.margin + FEED
    nothing = Strip(0)
    return Document(
        m=replace(m, height=height),
        parts=(),
        closing=strips,
        running=lambda _page, _pages: nothing,
        foot=lambda _page, _pages: nothing,
    )


def _centred(words: str, *, m: Measures, size: float, bold: bool = False) -> Iterator[Strip]:
    found = block(words, size=min(size, m.body), room=m.inner)
    centred = [
        line_strip(line, right=(m.inner - line.width) / 2, leading=1.35)
        for line in wrap(words, width=m.inner, size=size, bold=bold)
    ]
    yield topped(found, stacked(centred), right=(m.inner - found.width) / 2)


def _masthead(form: Form, m: Measures) -> Iterator[Strip]:
    if picture := emblem():
        middle = (m.inner - picture.width) / 2
        yield Strip(picture.height + m.body * 0.4, (replace(picture, right=middle),))
    yield from _centred(parts.desk_name(form.desk), m=m, size=m.body, bold=True)
    yield from _centred(form.title, m=m, size=m.body * 1.6, bold=True)
    yield from _centred(form.subtitle, m=m, size=m.small) if form.subtitle else ()
    yield from _centred(form.aside, m=m, size=m.small) if form.aside else ()
    yield space(m.body * 0.4)
    yield from tags(parts.marks(form.issue), width=m.inner, size=m.body)
    if not form.issue.synced:
        yield from text(parts.unsynced_words(), width=m.inner, size=m.small)
    yield from _number(form.number, m)
    if form.qr_text:
        side = min(code_side(form.qr_text, least=m.qr), m.inner)
        yield Strip(side, (Code(form.qr_text, right=(m.inner - side) / 2, down=0, side=side),))
        yield from _centred(parts.scan_words(), m=m, size=m.small)
    yield Strip(m.body, (Rule(right=0, down=m.body / 2, width=m.inner, dashed=True),))


def _number(number: str, m: Measures) -> Iterator[Strip]:
    """As large as one line allows, so that it can be read out."""
    if not number:
        return
    line = single(number, size=m.figure, bold=True)
    size = min(m.figure, m.figure * m.inner / line.width)
    yield from _centred(number, m=m, size=size, bold=True)


def _body(form: Form, m: Measures) -> Iterator[Sequence[Strip]]:
    for section in (*form.sections, *form.closing):
        yield tuple(_section(section, m))
    if form.asking:
        yield parts.asking_strips(form.desk, m=m)


def _section(section: Section, m: Measures) -> Iterator[Strip]:
    if isinstance(section, Listing):
        yield from _listed(section, m)
    elif isinstance(section, Signing):
        yield from _signed(section, m)
    elif isinstance(section, Figure):
        part = part_of(_parted(section, m), m)
        yield from part.strips
    else:
        part = part_of(section, m)
        yield from (*part.title, *part.head, *part.strips)


def _listed(section: Listing, m: Measures) -> Iterator[Strip]:
    """Each row as its name in a line and the rest below it, each value after its heading."""
    if not section.rows:
        return
    yield from heading(section.title, m=m, width=m.inner)
    for n, (name, *rest) in enumerate(section.rows, start=1):
        yield from text(f"{n}. {name}", width=m.inner, size=m.body, bold=True, leading=1.35)
        said = [
            _("{label} {value}").format(label=column.title, value=value).strip()
            for column, value in zip(section.columns[1:], rest, strict=True)
            if value.strip("—- ")
        ]
        left = m.body * 1.3
        for line in _packed(said, room=m.inner - left, size=m.body):
            yield from indented(
                text(line, width=m.inner - left, size=m.body, leading=1.35), by=left
            )


def _packed(said: Sequence[str], *, room: float, size: float) -> Iterator[str]:
    """As many to a line as have room, none torn apart that fits a line of its own."""
    line = ""
    for each in said:
        longer = f"{line} · {each}" if line else each
        if line and single(longer, size=size).width > room:
            yield line
            longer = each
        line = longer
    if line:
        yield line


def _signed(section: Signing, m: Measures) -> Iterator[Strip]:
    if section.title:
        yield from heading(section.title, m=m, width=m.inner)
    yield space(m.gap * 0.6)
    yield from text(section.statement, width=m.inner, size=m.small) if section.statement else ()
    (first, *_more), *others = section.rows
    yield blank(first, width=m.inner, m=m)
    yield ways_and_print(m)
    for row in others:
        yield from (blank(label, width=m.inner, m=m) for label in row)


def _parted(section: Figure, m: Measures) -> Figure:
    """A day that is too long for a line goes on with what stands in brackets."""
    if single(section.words, size=m.large, bold=True).width <= m.inner - m.body * 1.1:
        return section
    return replace(section, words=section.words.replace("（", "\n（", 1))


def _foot(form: Form, m: Measures) -> Iterator[Strip]:
    yield space(m.body * 0.6)
    for line in wrap(parts.printed_words(form.issue), width=m.inner, size=m.small):
        yield Strip(m.small * 1.35, (Text(line, right=0, down=m.small),))
