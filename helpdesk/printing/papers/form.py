"""Papers of the form family: each section as strips, all in one typographic grid."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial, singledispatch

from helpdesk.application.forms import (
    Facts,
    Figure,
    Form,
    Lines,
    Listing,
    Section,
    Signing,
    Ticks,
    Words,
)
from helpdesk.printing.filling import blanks, signatures, ticks
from helpdesk.printing.layout import Part, TableColumn, heading, labelling, rows, text
from helpdesk.printing.pages import Document, fitted, render
from helpdesk.printing.papers import parts
from helpdesk.printing.sizes import Measures, Size
from helpdesk.printing.strips import Strip, indented, kept, space


def render_form(copies: Sequence[Form], *, size: Size) -> bytes:
    """The copies one after the other as PDF, each from a new page with its own page count."""
    documents: list[Document] = []
    for form in copies:
        before = documents[-1] if documents else None
        documents.append(fitted(partial(_document, form), size.value, before=before))
    return render(documents, title=copies[0].title)


def _document(form: Form, m: Measures) -> Document:
    top = parts.Masthead(
        title=form.title,
        subtitle=form.subtitle,
        number=form.number,
        qr_text=form.qr_text,
        aside=form.aside,
    )
    masthead = parts.masthead(top, m=m, issue=form.issue, desk=form.desk)
    closing = [strip for section in form.closing for strip in _strips(part_of(section, m))]
    return Document(
        m=m,
        parts=[masthead, *(part_of(section, m) for section in form.sections)],
        closing=[
            *(parts.asking_strips(form.desk, m=m) if form.asking else ()),
            *closing,
            *parts.given_signature(form.issue, m=m),
        ],
        running=parts.running(form.title, form.number, m=m, code=form.qr_text),
        foot=lambda page, pages: parts.foot(form.issue, m=m, page=page, pages=pages),
        watermark=parts.watermark(form.issue),
    )


def _strips(part: Part) -> tuple[Strip, ...]:
    return (*part.title, *part.head, *part.strips)


def _titled(title: str, strips: Sequence[Strip], m: Measures) -> Part:
    """Strips under a title, or after a space where there is none."""
    if not strips:
        return Part(())
    head = heading(title, m=m, width=m.inner) if title else [space(m.gap * 0.6, keep=True)]
    return Part((*head, *([space(m.body * 0.2, keep=True)] if title else []), *strips))


@singledispatch
def part_of(section: Section, m: Measures) -> Part:  # noqa: ARG001
    """A section as strips for a sheet of these measures."""
    raise AssertionError(f"a section of an unknown kind: {type(section).__name__}")


@part_of.register
def _(section: Facts, m: Measures) -> Part:
    shown = rows(section.pairs, m=m, width=m.inner, bold=section.bold)
    filled = {label for label, value in section.pairs if value.strip()}
    empty = [label for label in section.open if label not in filled]
    written = [blanks([label], width=m.inner, m=m) for label in empty]
    return _titled(section.title, [*shown, *written], m)


@part_of.register
def _(section: Listing, m: Measures) -> Part:
    columns = [TableColumn(c.title, c.width, c.centred, c.bold, c.right) for c in section.columns]
    found = parts.listing(section.title, [parts.ordinal(), *columns], section.rows, m=m)
    return found[0] if found else Part(())


@part_of.register
def _(section: Words, m: Measures) -> Part:
    words = section.text.strip()
    return _titled(section.title, text(words, width=m.inner, size=m.body) if words else [], m)


@part_of.register
def _(section: Ticks, m: Measures) -> Part:
    return _titled(section.title, kept(ticks(section.options, m=m, width=m.inner)), m)


@part_of.register
def _(section: Figure, m: Measures) -> Part:
    if not section.words:
        return Part(())
    width = m.inner - m.body * 1.1
    strips = [
        labelling(section.label, size=m.small, leading=1.35),
        *text(section.words, width=width, size=m.large, bold=True, leading=1.45),
        *(text(section.note, width=width, size=m.body * 0.92) if section.note else []),
    ]
    return Part((space(m.gap, keep=True), *kept(indented(strips, by=m.body * 1.1, bar=True))))


@part_of.register
def _(section: Lines, m: Measures) -> Part:
    written = [blanks(labels, width=m.inner, m=m) for labels in section.rows]
    return _titled(section.title, kept(written), m)


@part_of.register
def _(section: Signing, m: Measures) -> Part:
    said = text(section.statement, width=m.inner, size=m.body * 0.95) if section.statement else []
    signed = signatures(section.rows, m=m, width=m.inner)
    titled = _titled(section.title, [*said, signed], m)
    return replace(titled, strips=tuple(kept(titled.strips)))
