"""What happened, as a sentence that a clerk would write into the margin."""

from collections.abc import Callable
from typing import Any

from helpdesk.domain import audit
from helpdesk.domain import events as ev
from helpdesk.domain.materials import MaterialState
from helpdesk.i18n import outcome_history
from helpdesk.i18n.comparing_history import COMPARING_SENTENCES
from helpdesk.i18n.counting import day_text
from helpdesk.i18n.dispatch_history import DISPATCHED
from helpdesk.i18n.signing_history import SIGNING_SENTENCES
from helpdesk.i18n.slip_history import SLIP_SENTENCES, recounted_text
from helpdesk.i18n.texts import N_, _, ngettext
from helpdesk.i18n.words import EXPORTS, KEY_ACTS, field_word, word


def describe(body: ev.Body) -> str:
    """One sentence for one event, in the language in use."""
    if isinstance(body, ev.CaseRegistered):
        return _registered(body)
    if isinstance(body, ev.MaterialSet):
        return _material(body)
    if isinstance(body, ev.PaperPrinted):
        return _printed(body)
    if isinstance(body, ev.Delivered | ev.CalledBack):
        return _joined(outcome_history.outcome(body), getattr(body, "words", ""))
    if isinstance(body, ev.ResidentChanged | ev.CaseAmended):
        return _data(body)
    if isinstance(body, ev.Reassigned):
        return _reassigned(body)
    if isinstance(body, ev.ProposalDecided):
        return _decided(body)
    if isinstance(body, ev.FileAttached):
        return _attached(body)
    if isinstance(body, ev.UnknownBody):
        return _("An act of a newer program version; it is kept and shows after the update")
    sentence, values = _PLAIN[type(body)]
    return _joined(_(sentence).format(**values(body)).rstrip(), getattr(body, "words", ""))


def _joined(sentence: str, words: str) -> str:
    return _("{sentence}: {words}").format(sentence=sentence, words=words) if words else sentence


def _nothing(_body: Any) -> dict[str, object]:
    return {}


def _department(body: Any) -> dict[str, object]:
    return {"department": body.department or _("the department")}


def _reason(body: Any) -> dict[str, object]:
    return {"reason": body.reason}


_PLAIN: dict[type[ev.Body], tuple[str, Callable[[Any], dict[str, object]]]] = {
    ev.ResidentRecorded: (N_("Resident recorded"), _nothing),
    ev.ResidentMerged: (N_("Merged into another record of the same person"), _nothing),
    ev.ResidentMergeUndone: (N_("Merge undone, two people after all: {reason}"), _reason),
    ev.ResidentToldApart: (N_("Looks like another resident and is somebody else"), _nothing),
    ev.ProxyAuthorised: (
        N_("{name} may act as proxy until {day}"),
        lambda b: {"name": b.name, "day": day_text(b.valid_until)},
    ),
    ev.ResidentPhotographed: (N_("Photograph of the identity card kept"), _nothing),
    ev.ProxyRevoked: (N_("Authorisation revoked: {reason}"), _reason),
    ev.HandedOver: (N_("Handed over to {department}"), _department),
    ev.Dispatched: (N_("Dispatched to {department}"), _department),
    ev.SignedFor: (N_("{department} signed for it"), _department),
    ev.Accepted: (
        N_("Accepted by {department}, department number {number}"),
        lambda b: {**_department(b), "number": b.number or "—"},
    ),
    ev.Progressed: (N_("In progress"), _nothing),
    ev.Answered: (
        N_("Answered {document}"),
        lambda b: {"document": _(", ").join(outcome_history.issued(b))},
    ),
    ev.Closed: (N_("Closed"), _nothing),
    ev.CorrectionAsked: (
        N_("Correction asked for: {items}"),
        lambda b: {"items": _("; ").join(b.items)},
    ),
    ev.Corrected: (N_("Correction complete, the clock runs again"), _nothing),
    ev.Suspended: (N_("Suspended: {reason}"), _reason),
    ev.Resumed: (N_("Resumed, the clock runs again"), _nothing),
    ev.Refused: (
        N_("Not accepted: {reason}. Right authority: {authority}"),
        lambda b: {"reason": b.reason, "authority": b.right_authority or "—"},
    ),
    ev.Withdrawn: (N_("Withdrawn by the applicant {reason}"), _reason),
    ev.Terminated: (N_("Terminated: {reason}"), _reason),
    ev.Returned: (N_("Returned as the wrong department: {reason}"), _reason),
    ev.Extended: (
        N_("Extended by {days} working days until {due}: {reason}"),
        lambda b: {"days": b.days, "due": day_text(b.due.date()), "reason": b.reason},
    ),
    ev.RenewalSettled: (N_("Renewal not offered any more: {reason}"), _reason),
    ev.Redone: (N_("To be done again: {reason}"), _reason),
    ev.Merged: (N_("Merged into case {into}"), lambda b: {"into": b.into}),
    **DISPATCHED,
    ev.Noted: (N_("Note"), _nothing),
    ev.Contacted: (N_("Applicant contacted"), _nothing),
    ev.AsideSettled: (N_("Looked at a record put aside"), _nothing),
    ev.FileWithdrawn: (N_("File withdrawn {reason}"), _reason),
    audit.LoggedIn: (N_("Logged in"), _nothing),
    audit.LoginFailed: (N_("Failed login: {agent}"), lambda b: {"agent": b.agent or "—"}),
    audit.Locked: (N_("Locked"), _nothing),
    audit.KeyChanged: (
        N_("{act} {agent}"),
        lambda b: {"act": word(KEY_ACTS, b.act), "agent": b.agent},
    ),
    audit.ClockOverridden: (
        N_("Vouched for the date {day}: {reason}"),
        lambda b: {"day": day_text(b.day), "reason": b.reason},
    ),
    audit.NumberUnmasked: (N_("Looked at the full numbers: {reason}"), _reason),
    audit.DataExported: (
        N_("Exported {what}, {rows} rows {reason}"),
        lambda b: {"what": word(EXPORTS, b.what), "rows": b.rows, "reason": b.reason},
    ),
    ev.CaseRecounted: ("{text}", lambda b: {"text": recounted_text(b)}),
    **SLIP_SENTENCES,
    **SIGNING_SENTENCES,
    **COMPARING_SENTENCES,
}


def _registered(body: ev.CaseRegistered) -> str:
    counts = dict.fromkeys(MaterialState, 0)
    for material in body.materials:
        counts[material.state] += 1
    parts = [_("Re-entered from the paper stub.") if body.reentered else _("Registered.")]
    taken, deferred = counts[MaterialState.TAKEN], counts[MaterialState.DEFERRED]
    if taken:
        text = ngettext("{n} material received", "{n} materials received", taken)
        parts.append(text.format(n=taken))
    if deferred:
        text = ngettext("{n} deferred ({names})", "{n} deferred ({names})", deferred)
        names = _(", ").join(
            _("{name} by {day}").format(name=m.name, day=day_text(m.deferred_until))
            for m in body.materials
            if m.state is MaterialState.DEFERRED and m.deferred_until
        )
        parts.append(text.format(n=deferred, names=names))
    missing = counts[MaterialState.NEEDED] + counts[MaterialState.WRONG]
    if missing:
        parts.append(ngettext("{n} still missing", "{n} still missing", missing).format(n=missing))
    denied = [each for each in body.prechecks if not each.holds]
    if denied:
        text = ngettext("{n} condition not met", "{n} conditions not met", len(denied))
        parts.append(text.format(n=len(denied)))
    return parts[0] + (" " if _(", ") == ", " else "") + _(", ").join(parts[1:])


def _material(body: ev.MaterialSet) -> str:
    material = body.material
    if material.returned and not body.decides:
        return outcome_history.returned(material)
    sentences = {
        MaterialState.TAKEN: N_("Material received: {name}"),
        MaterialState.DEFERRED: N_("Material deferred until {day}: {name}"),
        MaterialState.NOT_APPLICABLE: N_("Material not applicable: {name}"),
        MaterialState.NEEDED: N_("Material missing again: {name}"),
        MaterialState.WRONG: N_("Material cannot be used: {name}, {reason}"),
    }
    day = day_text(material.deferred_until) if material.deferred_until else ""
    said = _(sentences[material.state]).format(name=material.name, day=day, reason=material.reason)
    return (
        _("Decided between different entries: {fields}").format(fields=said)
        if body.decides
        else said
    )


def _printed(body: ev.PaperPrinted) -> str:
    paper = word(EXPORTS, body.paper)
    if body.output == "file":
        return _("{paper} saved as PDF ({size})").format(paper=paper, size=body.size)
    copies = ngettext("{n} copy", "{n} copies", body.copies).format(n=body.copies)
    again = _("{paper} printed again ({size}, {copies})")
    text = again if body.copy > 1 else _("{paper} printed ({size}, {copies})")
    said = text.format(paper=paper, size=body.size, copies=copies)
    if body.output == "unconfirmed":
        return _("{words}; the printer confirms nothing").format(words=said)
    return said


def _data(body: ev.ResidentChanged | ev.CaseAmended) -> str:
    """Which fields, never their values: the history is read by many."""
    names = _(", ").join(field_word(name) for name in body.changes)
    if body.decides:
        return _("Decided between different entries: {fields}").format(fields=names)
    if isinstance(body, ev.ResidentChanged):
        return _("Resident data changed: {fields}").format(fields=names)
    return _("Data put right: {fields}").format(fields=names)


def _reassigned(body: ev.Reassigned) -> str:
    owner = _(", ").join(part for part in (body.name or body.agent, body.department) if part)
    return _("Reassigned to {owner}: {reason}").format(owner=owner, reason=body.reason)


def _decided(body: ev.ProposalDecided) -> str:
    taken = _("A colleague's late record was accepted")
    left = _("A colleague's late record was declined")
    return _joined(taken if body.accepted else left, body.words)


def _attached(body: ev.FileAttached) -> str:
    if body.media_type != "application/pdf":
        return _joined(_("Picture attached"), body.caption)
    pages = ngettext("{n} page", "{n} pages", body.pages).format(n=body.pages)
    return _joined(_("Document attached ({pages})").format(pages=pages), body.caption)
