"""Warnings, slips and recounted deadlines as sentences for the margin of a case."""

from collections.abc import Callable
from typing import Any

from helpdesk.domain import events as ev
from helpdesk.domain.slip_events import SlipCause, SlipLevel
from helpdesk.domain.slips import SlipState
from helpdesk.i18n import dates
from helpdesk.i18n.texts import N_, _

SLIPS: dict[str, str] = {
    SlipLevel.REMINDER: N_("Reminder slip"),
    SlipLevel.URGING: N_("Urging slip"),
    SlipLevel.SUPERVISION: N_("Supervision slip"),
    SlipLevel.TRANSFER: N_("Transfer letter"),
}
CAUSES: dict[str, str] = {
    SlipCause.DUE_SOON: N_("due soon"),
    SlipCause.NO_RESPONSE: N_("not responded to in time"),
    SlipCause.OVERDUE: N_("past due"),
    SlipCause.UNANSWERED: N_("the slip before was not answered"),
    SlipCause.REDONE: N_("done again for the second time"),
    SlipCause.ORDERED: N_("ordered by a leader"),
    SlipCause.UNSETTLED: N_("the supervision has passed without a result"),
}
SLIP_STATES: dict[str, str] = {
    SlipState.ISSUED: N_("To be signed for"),
    SlipState.SIGNED_FOR: N_("To be answered"),
    SlipState.ANSWERED: N_("To be verified"),
    SlipState.VERIFIED: N_("Verified"),
    SlipState.WRITTEN_OFF: N_("Written off"),
}
PROPOSAL_STATES: dict[str, str] = {
    "proposed": N_("Proposed"),
    "signed": N_("Signed once"),
    "declined": N_("Not signed"),
}
SLIP_ACTS: dict[str, str] = {
    "sign_for": N_("Sign for"),
    "answer": N_("Answer"),
    "verify": N_("Verified: settled"),
    "reject": N_("Verified: to be answered again"),
    "write_off": N_("Write off"),
}
SLIP_SAID: dict[str, str] = {
    "signed_for": N_("Signed for"),
    "answered": N_("Feedback"),
    "verified": N_("Verification"),
    "written_off": N_("Written off"),
}


def slip_name(key: str) -> str:
    """A slip by its key: Urging slip 〔2026〕12; what is no key stays as it is."""
    level, _slash, rest = key.partition("/")
    year, slash, n = rest.partition("/")
    return f"{_(SLIPS[level])} 〔{year}〕{n}" if level in SLIPS and slash else key


def _name(body: Any) -> dict[str, object]:
    return {"slip": slip_name(body.slip)}


def _issued(body: ev.SlipIssued) -> dict[str, object]:
    until = dates.deadline(body.answer_by) if body.answer_by else "—"
    return {
        "slip": slip_name(body.key),
        "addressee": body.content.addressee,
        "cause": _(CAUSES[body.cause]),
        "until": until,
    }


def _proposed(body: ev.SlipProposed) -> dict[str, object]:
    return {
        "level": _(SLIPS[body.level]),
        "addressee": body.content.addressee,
        "cause": _(CAUSES[body.cause]),
    }


def _recounted(body: ev.CaseRecounted) -> dict[str, object]:
    return {
        "was": _counted(body.was, provisional=body.was_provisional),
        "due": _counted(body.due, provisional=body.clock.provisional),
        "source": body.source or "—",
    }


def _counted(due: Any, *, provisional: bool) -> str:
    text = dates.deadline(due)
    return _("{due} (provisional)").format(due=text) if provisional else text


def recounted_text(body: ev.CaseRecounted) -> str:
    """What was, what is, and why."""
    said = RECOUNTED_RESPONSE if body.response else RECOUNTED
    return _(said).format(**_recounted(body))


RECOUNTED = N_("Due time counted again: was {was}, is {due}. Reason: {source}")
RECOUNTED_RESPONSE = N_("Time to respond counted again: was {was}, is {due}. Reason: {source}")
SLIP_SENTENCES: dict[type[ev.Body], tuple[str, Callable[[Any], dict[str, object]]]] = {
    ev.CaseWarned: (
        N_("Warning: due in less than {hours} hours, {due}"),
        lambda b: {"hours": b.hours, "due": dates.deadline(b.due)},
    ),
    ev.SlipIssued: (
        N_("{slip} to {addressee}: {cause}. To be answered by {until}"),
        _issued,
    ),
    ev.SlipSignedFor: (N_("{slip} signed for"), _name),
    ev.SlipAnswered: (N_("{slip} answered"), _name),
    ev.SlipVerified: (
        N_("{slip} verified, {outcome}"),
        lambda b: _name(b) | {"outcome": _("settled") if b.passed else _("to be answered again")},
    ),
    ev.SlipWrittenOff: (N_("{slip} written off"), _name),
    ev.SlipProposed: (N_("{level} to {addressee} proposed: {cause}"), _proposed),
    ev.SlipApproved: (N_("The proposed slip was signed"), lambda _body: {}),
    ev.SlipDeclined: (
        N_("The proposed slip was not signed: {reason}"),
        lambda b: {"reason": b.reason},
    ),
}
