"""The papers of supervision: reminder, urging and supervision slips, the transfer letter.

They come from the city's data, so they take plain values; the caller gives issue and desk.
"""

from dataclasses import dataclass
from datetime import date, datetime

from helpdesk.application.forms import Facts, Figure, Form, Lines, Words
from helpdesk.application.papers import Desk, Issue
from helpdesk.domain.cases import Case
from helpdesk.domain.slip_events import SlipLevel as SlipLevel
from helpdesk.domain.slips import Said, Slip, SlipState
from helpdesk.i18n import dates
from helpdesk.i18n.slip_history import SLIPS as SLIPS
from helpdesk.i18n.slip_history import slip_name
from helpdesk.i18n.texts import _


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipSheet:
    """A slip as it is printed. `number` is its own (〔2026〕12), `predecessor` the slip it follows;
    empty `signed_for`, `feedback` and `verification` leave lines to write on."""

    level: SlipLevel
    number: str
    issuer: str
    addressee: str
    case_number: str
    matter: str
    problem: str
    demand: str
    issued_on: date
    responsible: str = ""
    basis: str = ""
    limit: datetime | None = None
    predecessor: str = ""
    signed_for: str = ""
    feedback: str = ""
    verification: str = ""


def slip_form(sheet: SlipSheet, *, issue: Issue, desk: Desk, qr_text: str = "") -> Form:
    """A slip of any level; a transfer letter is signed by two (countersigned)."""
    return Form(
        title=_(SLIPS[sheet.level]),
        subtitle=sheet.issuer,
        issue=issue,
        desk=desk,
        number=sheet.number,
        qr_text=qr_text,
        sections=(
            _addressed(sheet),
            Words(sheet.problem, _("What is wrong")),
            Words(sheet.basis, _("Basis")),
            Words(sheet.demand, _("What is demanded")),
            Figure(_("To be answered by"), dates.deadline(sheet.limit) if sheet.limit else ""),
            Words(sheet.feedback, _("Feedback")),
            Words(sheet.verification, _("Verification")),
        ),
        closing=_closing(sheet),
        asking=False,
    )


def sheet_of(case: Case, slip: Slip) -> SlipSheet:
    """A slip of a case as it stands; what was said of it is printed, the rest left to write on."""
    content = slip.issued.content
    return SlipSheet(
        level=slip.level,
        number=slip.issued.number,
        issuer=content.issuer,
        addressee=content.addressee,
        responsible=content.responsible,
        case_number=case.number,
        matter=case.title,
        problem=content.problem,
        basis=content.basis,
        demand=content.demand,
        limit=slip.issued.answer_by,
        predecessor=slip_name(content.predecessor) if content.predecessor else "",
        issued_on=slip.issued_at.date(),
        signed_for=_said(slip.signed_for),
        feedback=_said(slip.answered) if slip.is_answered else "",
        verification=_said(slip.verified) if slip.state in _VERIFIED else "",
    )


_VERIFIED = (SlipState.VERIFIED, SlipState.WRITTEN_OFF)


def _said(said: Said | None) -> str:
    if said is None:
        return ""
    who = f"{said.by} {dates.moment(said.at)}"
    return _("{who}: {words}").format(who=who, words=said.words) if said.words else who


def _addressed(sheet: SlipSheet) -> Facts:
    return Facts(
        (
            (_("Addressee"), sheet.addressee),
            (_("Responsible person"), sheet.responsible),
            (_("Case number"), sheet.case_number),
            (_("Matter"), sheet.matter),
            (_("Follows"), sheet.predecessor),
            (_("Issued on"), dates.day(sheet.issued_on)),
            (_("Signed for"), sheet.signed_for),
        ),
        bold=(_("Addressee"), _("Case number")),
    )


def _closing(sheet: SlipSheet) -> tuple[Lines, ...]:
    """Who signs and receives it, then what came of it: lines where that is not on record yet."""
    date = _("Date")
    signing = [(_("Issued by (signature)"), date)]
    if sheet.level is SlipLevel.TRANSFER:
        signing.append((_("Countersigned by (signature)"), date))
    if not sheet.signed_for:
        signing.append((_("Signed for by"), _("Day and hour")))
    answering: list[tuple[str, ...]] = []
    if not sheet.feedback:
        answering += [(_("Feedback"),), ("",), (_("Answered by (signature)"), date)]
    if not sheet.verification:
        answering.append((_("Verified by (signature)"), _("Result and date")))
    return tuple(Lines(tuple(rows)) for rows in (signing, answering) if rows)
