"""What every paper of the desk shares: its masthead with number and QR, promise, address, foot."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from io import BytesIO

from PIL import Image

from helpdesk.application.papers import Applicant, Desk, Issue, Promise
from helpdesk.i18n import _, dates
from helpdesk.printing.emblem import emblem
from helpdesk.printing.filling import blanks, signatures
from helpdesk.printing.layout import (
    Part,
    TableColumn,
    heading,
    labelling,
    rows,
    table,
    tag,
    tags,
    text,
)
from helpdesk.printing.lines import single, wrap
from helpdesk.printing.sizes import Measures
from helpdesk.printing.strips import (
    Code,
    Inset,
    Mark,
    Photo,
    Rule,
    Strip,
    Text,
    beside,
    code_side,
    indented,
    kept,
    space,
    stacked,
)
from helpdesk.protocol.evidence import sheet_text

_SHEETS_MOST = 999
_NUMBER_LEAST = 0.7  # of its size
_WRITTEN = 0.6  # of the width: room for a telephone number by hand


@dataclass(frozen=True, slots=True, kw_only=True)
class Masthead:
    """The top of a paper; number and QR text may be empty, `aside` stands at the right edge."""

    title: str
    subtitle: str
    number: str
    qr_text: str
    aside: str


def marks(issue: Issue) -> list[str]:
    """The words that must catch the eye: practice, not yet synced, printed again."""
    words = []
    if issue.practice:
        words.append(_("Practice, without effect"))
    if not issue.synced:
        words.append(_("Not connected"))
    if issue.reprint:
        words.append(_("Reprint {number}").format(number=issue.reprint))
    return words


def copy_mark(issue: Issue, copy: int) -> str:
    """Which of the alike papers this is and who keeps it."""
    mark = _("Copy {copy} of {copies}").format(copy=copy, copies=issue.copies)
    keeper = _("for the applicant") if copy == 1 else _("for the desk")
    return f"{mark} · {keeper}"


def watermark(issue: Issue) -> str:
    """The word that lies under a paper without effect."""
    return _("PRACTICE") if issue.practice else ""


def masthead(what: Masthead, *, m: Measures, issue: Issue, desk: Desk) -> Part:
    """Desk, title, marks, the number large and its QR code."""
    side = code_side(what.qr_text, least=m.qr) if what.qr_text else 0
    left = m.inner - side - (m.gap if side else 0)
    words = [
        *text(what.title, width=left, size=m.title, bold=True, leading=1.4),
        *(text(what.subtitle, width=left, size=m.body) if what.subtitle else ()),
        space(m.body * 0.5),
        *tags(marks(issue), width=left, size=m.body),
        *_unsynced(issue, width=left, m=m),
        *number_strips(what.number, width=left, size=m.figure),
    ]
    block = stacked(words)
    if what.qr_text:
        block = beside((0, block), (m.inner - side, _captioned_code(what.qr_text, side=side, m=m)))
    line = _desk_line(desk, aside=what.aside, m=m)
    return Part(tuple(kept([line, block])))


def _unsynced(issue: Issue, *, width: float, m: Measures) -> list[Strip]:
    if issue.synced:
        return []
    return [*text(unsynced_words(), width=width, size=m.small), space(m.body * 0.3)]


def unsynced_words() -> str:
    """What a paper says while the city has not heard of its case."""
    return _(
        "Registered on this computer; it is sent to the city as soon as there is a connection."
    )


def scan_words() -> str:
    """What the QR code is for."""
    return _("Scan to ask, or tell the number")


def number_strips(number: str, *, width: float, size: float) -> list[Strip]:
    """The number, large enough to be read out, after its label; nothing without a number."""
    if not number:
        return []
    label = single(_("Number"), size=size * 0.5)
    left = label.width + size * 0.4
    whole = single(number, size=size, bold=True)  # in one piece: it is read out and typed
    own = size * max(_NUMBER_LEAST, min(1, (width - left) / whole.width))
    first, *more = indented(
        text(number, width=width - left, size=own, bold=True, leading=1.4 * size / own), by=left
    )
    down = first.height / 2 + size * 0.38
    return [replace(first, marks=(*first.marks, Text(label, right=0, down=down))), *more]


def _captioned_code(words: str, *, side: float, m: Measures) -> Strip:
    size = m.small * 0.92
    lines = wrap(scan_words(), width=side, size=size)
    captions = [
        Text(line, right=(side - line.width) / 2, down=side + (n * 1.35 + 0.7) * size)
        for n, line in enumerate(lines)
    ]
    height = side + (len(lines) * 1.35 + 0.3) * size
    return Strip(height, (Code(words, right=0, down=0, side=side), *captions))


def _desk_line(desk: Desk, *, aside: str, m: Measures) -> Strip:
    mark, picture = single(aside, size=m.small), emblem()
    left = picture.width + m.body * 0.8 if picture else 0
    room = m.inner - left - mark.width - m.body * 2
    lines = wrap(desk_name(desk), width=room, size=m.body, bold=True)
    leading = m.body * 1.45
    height = max(len(lines) * leading, picture.height + m.body * 0.3 if picture else 0)
    above = (height - len(lines) * leading) / 2
    names = [
        Text(line, right=left, down=above + (n + 0.72) * leading) for n, line in enumerate(lines)
    ]
    edge = Text(mark, right=m.inner - mark.width, down=above + 0.72 * leading)
    rule = Rule(right=0, down=height + 2, width=m.inner, weight=1.6)
    pictures = (
        (replace(picture, down=max(0, (height - m.body * 0.3 - picture.height) / 2)),)
        if picture
        else ()
    )
    return Strip(height + m.body * 1.1, (*pictures, *names, edge, rule))


def desk_name(desk: Desk) -> str:
    """The desk with what stands above it."""
    return " ".join(filter(None, (desk.place, desk.name)))


def applicant_rows(applicant: Applicant) -> list[tuple[str, str]]:
    """Who it is for; empty values are left out by the layout."""
    document = " ".join(filter(None, (applicant.document_kind, applicant.document_number)))
    return [
        (_("Applicant"), applicant.name),
        (_("Phone"), applicant.phone),
        (_("Identity document"), document),
        (_("Address"), applicant.address),
        (_("Name in Mongolian script"), applicant.mongolian_name),
        (_("Proxy"), applicant.proxy),
    ]


def mode_and_fee(mode: str, fee: str) -> str:
    """How the desk helps and what it costs."""
    return " · ".join(filter(None, (mode, fee)))


def promise_part(promise: Promise, *, m: Measures, bring_by: date | None = None) -> Part:
    """The day to bring what is missing and the promised day, large, with the arithmetic."""
    indent = m.body * 1.1
    width = m.inner - indent
    strips: list[Strip] = []
    if bring_by is not None:
        words = dates.day_with_weekday(bring_by)
        strips += _large(_("Bring what is missing by"), words, m=m, beside=indent)
    if promise.due is not None:
        strips += _due(promise, m=m, width=width)
    pairs = [
        (_("How it is counted"), promise.arithmetic),
        (_("Promised limit"), promise.limit),
        (_("First answer"), promise.response),
    ]
    strips += rows(pairs, m=m, width=width)
    if not strips:
        return Part(())
    barred = indented(strips, by=indent, bar=True)
    return Part((space(m.gap, keep=True), *kept(barred)))


def _due(promise: Promise, *, m: Measures, width: float) -> list[Strip]:
    assert promise.due is not None
    beside = m.body * 8 if promise.provisional else m.body * 1.1  # room for a mark
    label, *days = _large(_("Promised hand-over"), dates.deadline(promise.due), m=m, beside=beside)
    if not promise.provisional:
        return [label, *days]
    wide, mark = tag(_("Provisional"), size=m.body)
    line = single(dates.deadline(promise.due), size=m.large, bold=True)
    right = min(line.width + m.body, width - wide)
    down = (days[0].height - mark.height) / 2
    days[0] = replace(days[0], marks=(*days[0].marks, Inset(mark, right=right, down=down)))
    why = text(provisional_words(), width=width, size=m.body * 0.92)
    return [label, *days, *why]


def provisional_words() -> str:
    """Why a promised day is not firm."""
    return _(
        "Provisional: the calendar of working days is not published yet. The day is counted again "
        "and announced when it is."
    )


def _large(label: str, words: str, *, m: Measures, beside: float) -> list[Strip]:
    """A small label over words that must be found at a glance."""
    lines = text(words, width=m.inner - beside, size=m.large, bold=True, leading=1.45)
    return [labelling(label, size=m.small, leading=1.35), *lines]


def ordinal() -> TableColumn:
    """The first column of a listing."""
    return TableColumn(_("No."), 3)


def count(number: int) -> str:
    """A number of sheets, a dash for none."""
    return str(number) if number else "—"


def with_note(name: str, note: str) -> str:
    """A name with its note in brackets."""
    return _("{name} ({note})").format(name=name, note=note) if note.strip() else name


def listing(
    title: str, columns: Sequence[TableColumn], content: Sequence[Sequence[str]], *, m: Measures
) -> list[Part]:
    """A numbered table under its title; nothing without rows."""
    if not content:
        return []
    items = _("Items: {count}").format(count=len(content))
    numbered = [[str(n), *words] for n, words in enumerate(content, start=1)]
    body = table(columns, numbered, m=m, width=m.inner)
    return [replace(body, title=tuple(heading(title, m=m, width=m.inner, aside=items)))]


def asking_strips(desk: Desk, *, m: Measures) -> list[Strip]:
    """Where to ask: telephone (a line to write it on while none is known), address, hours."""
    pairs = [
        (_("Phone"), desk.phone),
        (_("Office hours"), desk.hours),
        (_("Address"), desk.address or desk_name(desk)),
    ]
    head = heading(_("How to ask"), m=m, width=m.inner)
    asked = [*head, space(m.body * 0.2), *rows(pairs, m=m, width=m.inner)]
    if not desk.phone.strip():
        wide = m.inner * (_WRITTEN if m.paired else 1)
        asked.append(blanks([_("Phone")], width=wide, m=m))
    return asked


def signature_strips(statement: str, *, m: Measures) -> list[Strip]:
    """What is signed, by whom and how."""
    said = text(statement, width=m.inner, size=m.body * 0.95)
    signed = signatures(
        [
            [_("Applicant")],
            [_("Signer for the applicant"), _("Witness")],
            [_("Agent (signature)"), _("Date")],
        ],
        m=m,
        width=m.inner,
    )
    return [space(m.gap * 0.6), *said, signed]


def given_signature(issue: Issue, *, m: Measures) -> list[Strip]:
    """The picture of a signature that was given at the desk, with its note; kept together."""
    given = issue.signature
    if given is None:
        return []
    with Image.open(BytesIO(given.picture)) as picture:
        wide, high = picture.size
    height = min(m.body * 5, m.inner * 0.4 * high / wide)
    width = height * wide / high
    photo = Strip(height, (Photo(given.picture, right=0, down=0, width=width, height=height),))
    left = m.inner - width - m.gap
    note = stacked(text(given.note, width=left, size=m.small))
    return [space(m.gap * 0.6, keep=True), beside((0, photo), (width + m.gap, note))]


def note_part(note: str, *, m: Measures) -> Part:
    """Free words, as long as they are."""
    if not note.strip():
        return Part(())
    head = heading(_("Note"), m=m, width=m.inner)
    lines = text(note, width=m.inner, size=m.body)
    return Part((*head, space(m.body * 0.2, keep=True), *lines))


def running(title: str, number: str, *, m: Measures, code: str = "") -> Callable[[int, int], Strip]:
    """The head of every further page; where the paper has a `code`, each sheet has its own."""
    sheet_code = partial(sheet_text, code)
    widest = sheet_code(sheet=_SHEETS_MOST, sheets=_SHEETS_MOST)
    # Any code of so many letters is as large: measured once, not drawn for every paper of one sheet.
    side = code_side("x" * len(widest), least=0) if widest else 0
    width = m.inner - (side + m.body if side else 0)
    left = single(_("{title} (continued)").format(title=title), size=m.small, bold=True)
    if left.width > width:
        left = single(left.text, size=m.small * width / left.width, bold=True)
    right = single(number, size=m.small)
    crowded = left.width + right.width + m.body > width
    above = m.small * 1.5 if crowded else 0  # beside a code there is room
    down = max(m.small * 1.1 + above, side - m.small * 0.9)

    def strip(page: int, pages: int) -> Strip:
        marks: list[Mark] = [
            Text(left, right=0, down=down),
            Text(right, right=width - right.width, down=down - above),
            Rule(right=0, down=down + m.small * 0.5, width=width, weight=0.7),
        ]
        if side:
            words = sheet_code(sheet=page, sheets=pages)
            marks.append(Code(words, right=m.inner - side, down=0, side=side, once=True))
        return Strip(down + m.small * 1.3, tuple(marks))

    return strip


def printed_words(issue: Issue) -> str:
    """When it was printed and by whom."""
    moment = dates.moment(issue.printed_at)
    if issue.city:
        return _("Printed {moment} · By {name}").format(moment=moment, name=issue.agent)
    return _("Printed {moment} · Agent {agent}").format(moment=moment, agent=issue.agent)


def foot(issue: Issue, *, m: Measures, page: int, pages: int) -> Strip:
    """When printed, by whom, which page of how many."""
    printed = printed_words(issue)
    size = m.small * 0.95
    count = single(_("Page {page} of {pages}").format(page=page, pages=pages), size=size)
    lines = wrap(printed, width=m.inner - count.width - m.body, size=size)
    top = size * 1.2
    texts = [Text(line, right=0, down=top + (n + 0.9) * size * 1.3) for n, line in enumerate(lines)]
    return Strip(
        top + len(lines) * size * 1.3 + size * 0.4,
        (
            Rule(right=0, down=top - 1, width=m.inner, weight=0.35),
            *texts,
            Text(count, right=m.inner - count.width, down=top + 0.9 * size * 1.3),
        ),
    )
