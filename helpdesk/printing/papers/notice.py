"""The one-time notice 一次性告知单: all that a matter needs, told once, and what is still missing."""

from functools import partial

from helpdesk.application.papers import Notice, NoticeMaterial, NoticeState, code_of
from helpdesk.i18n import N_, _, dates
from helpdesk.printing.layout import Part, TableColumn, rows
from helpdesk.printing.pages import Document, fitted, render
from helpdesk.printing.papers import parts
from helpdesk.printing.sizes import Measures, Size
from helpdesk.printing.strips import space

_STATES = {
    NoticeState.NEEDED: N_("□ To bring"),
    NoticeState.RECEIVED: N_("Received"),
    NoticeState.MISSING: N_("Missing"),
    NoticeState.WRONG: N_("To be corrected"),
    NoticeState.DEFERRED: N_("Deferred"),
    NoticeState.NOT_APPLICABLE: N_("Not needed"),
}
_OPEN = (NoticeState.MISSING, NoticeState.WRONG, NoticeState.DEFERRED)


def render_notice(paper: Notice, *, size: Size) -> bytes:
    """The notice as PDF, each copy from a new page: one for the applicant, one for the desk."""
    copies = [fitted(partial(_document, paper, copy), size.value) for copy in paper.issue.drawn]
    return render(copies, title=_title())


def _document(paper: Notice, copy: int, m: Measures) -> Document:
    statement = _("All of the above was told to me at one time, and I received this notice.")
    return Document(
        m=m,
        parts=_parts(paper, copy=copy, m=m),
        closing=[
            *parts.asking_strips(paper.desk, m=m),
            *parts.signature_strips(statement, m=m),
            *parts.given_signature(paper.issue, m=m),
        ],
        running=parts.running(_title(), paper.number, m=m, code=code_of(paper.codes, copy)),
        foot=lambda page, pages: parts.foot(paper.issue, m=m, page=page, pages=pages),
        watermark=parts.watermark(paper.issue),
    )


def _title() -> str:
    return _("One-time notice")


def _parts(paper: Notice, *, copy: int, m: Measures) -> list[Part]:
    top = parts.Masthead(
        title=_title(),
        subtitle=_("Everything the matter needs, told once; not a decision on acceptance"),
        number=paper.number,
        qr_text=code_of(paper.codes, copy),
        aside=parts.copy_mark(paper.issue, copy),
    )
    facts = rows(_facts(paper), m=m, width=m.inner, bold=(_("Applicant"), _("Matter")))
    return [
        parts.masthead(top, m=m, issue=paper.issue, desk=paper.desk),
        Part((space(m.body * 0.6), *facts)),
        parts.promise_part(paper.promise, m=m, bring_by=paper.bring_by),
        *_needed(paper, m=m),
        *_open(paper, m=m),
        parts.note_part(paper.note, m=m),
    ]


def _facts(paper: Notice) -> list[tuple[str, str]]:
    return [
        *(parts.applicant_rows(paper.applicant) if paper.applicant else []),
        (_("Matter"), paper.matter),
        (_("Case variant"), paper.variant),
        (_("Department"), paper.department),
        (_("Told at"), dates.moment(paper.told_at)),
        (_("Mode"), parts.mode_and_fee(paper.mode, paper.fee)),
        (_("Legal basis"), paper.basis),
    ]


def _needed(paper: Notice, *, m: Measures) -> list[Part]:
    electronic = any(item.electronic for item in paper.materials)
    columns = [
        parts.ordinal(),
        TableColumn(_("Material")),
        TableColumn(_("Original"), 5, centred=True),
        TableColumn(_("Copies"), 5, centred=True),
        *([TableColumn(_("Electronic"), 5.5, centred=True)] if electronic else []),
        TableColumn(_("State"), 9.5),
    ]
    content = [
        [
            _name(item),
            parts.count(item.originals),
            parts.count(item.copies),
            *([parts.count(item.electronic)] if electronic else []),
            _(_STATES[item.state]),
        ]
        for item in paper.materials
    ]
    return parts.listing(_("Everything needed"), columns, content, m=m)


def _name(item: NoticeMaterial) -> str:
    notes = [item.condition, _("may come later") if item.deferrable else ""]
    return parts.with_note(item.name, _("; ").join(n for n in notes if n.strip()))


def _open(paper: Notice, *, m: Measures) -> list[Part]:
    columns = [
        parts.ordinal(),
        TableColumn(_("Material"), 10),
        TableColumn(_("What is wrong")),
        TableColumn(_("How to get it")),
    ]
    content = [
        [item.name, _reason(item), item.how] for item in paper.materials if item.state in _OPEN
    ]
    return parts.listing(_("Still to be brought"), columns, content, m=m)


def _reason(item: NoticeMaterial) -> str:
    until = _("Bring by {day}").format(day=dates.day(item.until)) if item.until else ""
    state = _(_STATES[item.state])
    return _("; ").join(filter(None, (state, item.reason.strip(), until)))
