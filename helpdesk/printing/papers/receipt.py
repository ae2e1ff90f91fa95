"""The receipt 代办登记回执: what the desk took, what it promised, and how to ask."""

from collections.abc import Iterable, Iterator
from functools import partial

from helpdesk.application.papers import Receipt, ReceivedMaterial, code_of
from helpdesk.i18n import _, dates
from helpdesk.printing.filling import blanks, signatures
from helpdesk.printing.layout import Part, TableColumn, rows, text
from helpdesk.printing.lines import single
from helpdesk.printing.pages import Document, fitted, render
from helpdesk.printing.papers import parts
from helpdesk.printing.papers.receipt_roll import receipt_roll
from helpdesk.printing.sizes import Measures, Size
from helpdesk.printing.strips import Code, Rule, Strip, Text, beside, code_side, space, stacked


def render_receipt(paper: Receipt, *, size: Size) -> bytes:
    """The receipt as PDF, a new page for each copy; on A4 the first has a stub for the desk."""
    return render_receipts((paper,), size=size)


def render_receipts(papers: Iterable[Receipt], *, size: Size) -> bytes:
    """Many receipts in one PDF, each with its own page count; they are taken one by one."""
    documents = receipt_roll if size.roll else _documents
    return render((d for paper in papers for d in documents(paper, size)), title=_title())


def _documents(paper: Receipt, size: Size) -> Iterator[Document]:
    for copy in paper.issue.drawn:
        stub = size in (Size.A4, Size.A4_LARGE) and copy == 1
        make = partial(_document, paper, copy, stub)
        yield fitted(make, size.value)


def _document(paper: Receipt, copy: int, stub: bool, m: Measures) -> Document:
    statement = _("I have checked the above and received this receipt.")
    signed = _agent_signature(m) if stub else parts.signature_strips(statement, m=m)
    return Document(
        m=m,
        parts=_parts(paper, copy=copy, m=m),
        closing=[
            *parts.asking_strips(paper.desk, m=m),
            *signed,
            *parts.given_signature(paper.issue, m=m),
        ],
        running=parts.running(_title(), paper.number, m=m, code=code_of(paper.codes, copy)),
        foot=lambda page, pages: parts.foot(paper.issue, m=m, page=page, pages=pages),
        tail=_stub(paper, m=m) if stub else None,
        watermark=parts.watermark(paper.issue),
    )


def _agent_signature(m: Measures) -> list[Strip]:
    """What the applicant takes home is signed by the agent; the applicant signs the stub."""
    return [space(m.gap * 0.6), blanks([_("Agent (signature)"), _("Date")], width=m.inner, m=m)]


def _title() -> str:
    return _("Receipt of registration")


def _parts(paper: Receipt, *, copy: int, m: Measures) -> list[Part]:
    top = parts.Masthead(
        title=_title(),
        subtitle=_not_a_decision(),
        number=paper.number,
        qr_text=code_of(paper.codes, copy),
        aside=parts.copy_mark(paper.issue, copy),
    )
    return [
        parts.masthead(top, m=m, issue=paper.issue, desk=paper.desk),
        Part((space(m.body * 0.6), *rows(_facts(paper), m=m, width=m.inner, bold=_outstanding()))),
        parts.promise_part(paper.promise, m=m),
        *_materials(paper, m=m),
        parts.note_part(paper.note, m=m),
    ]


def _not_a_decision() -> str:
    return _("Registered for you by the help desk; not a decision on acceptance")


def _outstanding() -> tuple[str, ...]:
    return (_("Applicant"), _("Matter"))


def _facts(paper: Receipt) -> list[tuple[str, str]]:
    return [
        *parts.applicant_rows(paper.applicant),
        (_("Matter"), paper.matter),
        (_("Case variant"), paper.variant),
        (_("Department"), paper.department),
        (_("Department's number"), paper.department_number),
        (_("Received at"), dates.moment(paper.received_at)),
        (_("Mode"), parts.mode_and_fee(paper.mode, paper.fee)),
    ]


def _materials(paper: Receipt, *, m: Measures) -> list[Part]:
    """Received, deferred and missing in one list, so that nothing is looked for in two places."""
    electronic = any(item.electronic for item in paper.received)
    columns = [
        parts.ordinal(),
        TableColumn(_("Material")),
        TableColumn(_("Original"), 5, centred=True),
        TableColumn(_("Copies"), 5, centred=True),
        *([TableColumn(_("Electronic"), 5.5, centred=True)] if electronic else []),
        TableColumn(_("State"), 14),
    ]
    content = [*map(_taken, paper.received)]
    content += [
        _line(
            item.name,
            item.note,
            state=_("Deferred to {day}").format(day=dates.day(item.until)),
        )
        for item in paper.deferred
    ]
    content += [_line(item.name, item.note, state=_("Missing")) for item in paper.missing]
    if not electronic:
        content = [[*row[:3], row[4]] for row in content]
    return parts.listing(_("Materials"), columns, content, m=m)


def _taken(item: ReceivedMaterial) -> list[str]:
    counts = (item.originals, item.copies, item.electronic)
    state = _("Received, to be returned") if item.to_return else _("Received")
    return [parts.with_note(item.name, item.note), *map(parts.count, counts), state]


def _line(name: str, note: str, *, state: str) -> list[str]:
    return [parts.with_note(name, note), *[parts.count(0)] * 3, state]


def _stub(paper: Receipt, *, m: Measures) -> Strip:
    """The desk's part, under a line to tear along: signed by the applicant."""
    code = code_of(paper.codes, 1)
    side = code_side(code, least=m.qr * 0.8) if code else 0
    width = m.inner - side - m.gap
    due = paper.promise.due
    pairs = [
        (_("Applicant"), paper.applicant.name),
        (_("Identity document"), paper.applicant.document_number),
        (_("Matter"), paper.matter),
        (_("Received at"), dates.moment(paper.received_at)),
        (_("Promised hand-over"), dates.deadline(due) if due else ""),
    ]
    left = stacked(
        [
            *text(_stub_title(paper), width=width, size=m.body, bold=True),
            *parts.number_strips(paper.number, width=width, size=m.figure * 0.75),
            *rows(pairs, m=m, width=width, brief=True),
        ]
    )
    body = left
    if code:
        drawn = Strip(side, (Code(code, right=0, down=0, side=side),))
        body = beside((0, left), (m.inner - side, drawn))
    signers = [[_("Applicant")], [_("Signer for the applicant"), _("Witness"), _("Date")]]
    return stacked([_tear_line(m), body, signatures(signers, m=m, width=m.inner)])


def _stub_title(paper: Receipt) -> str:
    title = _("Stub · {title}").format(title=_title())
    return "   ".join([title, *(f"［{mark}］" for mark in parts.marks(paper.issue))])


def _tear_line(m: Measures) -> Strip:
    words = single(_("Tear off here"), size=m.small * 0.9)
    side = (m.inner - words.width) / 2 - m.body
    down = m.body * 1.3
    return Strip(
        m.body * 2.2,
        (
            Rule(right=0, down=down, width=side, dashed=True),
            Text(words, right=side + m.body, down=down + words.size * 0.36),
            Rule(right=m.inner - side, down=down, width=side, dashed=True),
        ),
    )
