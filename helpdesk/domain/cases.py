"""A case as its events make it: a pure, total fold. It never raises and loses nothing."""

from collections.abc import Iterable
from typing import Any

from helpdesk.domain import events as ev
from helpdesk.domain.attachments import with_files
from helpdesk.domain.callbacks import Attempt, ends
from helpdesk.domain.case import Anomaly as Anomaly
from helpdesk.domain.case import Case as Case
from helpdesk.domain.case_fields import AMENDABLE, material_field, with_value
from helpdesk.domain.clocks import Pause, PauseReason
from helpdesk.domain.copies import replace
from helpdesk.domain.dispatching import FOLLOWED, followed
from helpdesk.domain.events import Event
from helpdesk.domain.materials import Material, missing
from helpdesk.domain.merging import has_seen, write
from helpdesk.domain.proposals import Proposal, is_late
from helpdesk.domain.rejoining import is_one_case, rejoined
from helpdesk.domain.signing import with_sheets, with_signing
from helpdesk.domain.signing_events import SIGNING_KINDS
from helpdesk.domain.slip_events import SLIP_KINDS
from helpdesk.domain.slips import after, printed
from helpdesk.domain.stages import ENDED, PAUSED, Stage


def fold_case(case_id: str, events: Iterable[Event]) -> Case:
    """The case after these events, in the order given (server position, then own unsent ones)."""
    case: Case | None = None
    for event in events:
        if case is None and isinstance(event.body, ev.CaseRegistered):
            case = _born(case_id, event, event.body)
        else:
            case = apply_to_case(case or Case(id=case_id), event)
    return case or Case(id=case_id)


def apply_to_case(case: Case, event: Event) -> Case:
    """The case after one more event."""
    if isinstance(event.body, ev.CaseRegistered) and case.registered is None:
        return _begin(case, event, event.body)
    case = replace(
        case,
        unsent=case.unsent + (event.position is None),
        last_moment=event.moment,
        stream=case.stream or event.stream,
    )
    body = event.body
    if isinstance(body, ev.CaseRegistered):
        return _again(case, event, body)
    if case.registered is None and (body.MOVE is not None or isinstance(body, ev.CaseAmended)):
        return _out_of_place(case, event)
    if case.reassigned is not None and is_late(event, case.reassigned):
        return replace(case, proposals=(*case.proposals, Proposal(event, case.reassigned)))
    if isinstance(body, ev.ProposalDecided):
        return _decided(case, event, body)
    return _acted(case, event, known=event)


def _acted(case: Case, event: Event, *, known: Event) -> Case:
    """The case after an act; `known` is the event whose author knew of what stands."""
    move = event.body.MOVE
    if move is not None and _counts_as_move(case, event.body):
        if case.stage not in move.before:
            return _out_of_place(case, event)
        return _followed(case, _content(_moved(case, event), event, known), event)
    return _followed(case, _content(case, event, known), event)


def _followed(before: Case, case: Case, event: Event) -> Case:
    """What dispatching has to know of it."""
    if not isinstance(event.body, FOLLOWED):
        return case
    held = followed(
        before.dispatching,
        event,
        stage=before.stage,
        department=before.department,
        pauses=len(before.pauses),
    )
    return replace(case, dispatching=held)


def _decided(case: Case, decision: Event, body: ev.ProposalDecided) -> Case:
    """Late work is taken in at the place of the decision, or left out; the first decision counts."""
    found = next((each for each in case.proposals if each.id == body.proposal), None)
    if found is None or found.decision is not None:
        agreed = found is not None and found.accepted == body.accepted
        return case if agreed else _out_of_place(case, decision)
    settled = replace(found, decision=decision, accepted=body.accepted)
    case = replace(case, proposals=tuple(settled if p is found else p for p in case.proposals))
    return _acted(case, found.event, known=decision) if body.accepted else case


def _out_of_place(case: Case, event: Event) -> Case:
    mover = case.moved_by
    unseen = None if mover is None or has_seen(event, mover) else mover
    return replace(case, anomalies=(*case.anomalies, Anomaly(event, case.stage, unseen)))


_PAUSE_REASONS = {
    Stage.CORRECTION_ASKED: PauseReason.CORRECTION,
    Stage.SUSPENDED: PauseReason.SUSPENSION,
}


def may(case: Case, body: type[ev.Body]) -> bool:
    """Whether the case's stage allows this act now."""
    return body.MOVE is None or case.stage in body.MOVE.before


def _counts_as_move(case: Case, body: ev.Body) -> bool:
    return not isinstance(body, ev.CalledBack) or ends(case.attempts, body)


def _born(case_id: str, event: Event, body: ev.CaseRegistered) -> Case:
    """A case whose first event this is, as nearly always; `_begin` from nothing, in a third of the time."""
    return Case(
        case_id,
        event.stream,
        unsent=int(event.position is None),
        last_moment=event.moment,
        **_registration(event, body),
    )


def _again(case: Case, event: Event, body: ev.CaseRegistered) -> Case:
    """A second registration: of a case re-entered from its stub, or nothing that makes sense. Of two that
    are about different matters the one that gave the number counts, and the other is an anomaly."""
    was, begun = case.registered, case.begun
    if was is None or begun is None or not is_one_case(was, body):
        return _out_of_place(case, event)
    joined = rejoined(case, event, body, _registration(event, body))
    if _code(was) == _code(body) and was.case_kind == body.case_kind:
        return joined
    return _out_of_place(joined, event if body.reentered else begun)


def _code(body: ev.CaseRegistered) -> str:
    return body.matter.code if body.matter else ""


def _begin(case: Case, event: Event, body: ev.CaseRegistered) -> Case:
    return replace(
        case,
        unsent=case.unsent + (event.position is None),
        last_moment=event.moment,
        stream=case.stream or event.stream,
        **_registration(event, body),
    )


def _registration(event: Event, body: ev.CaseRegistered) -> dict[str, Any]:
    """What a case has from its registration."""
    return {
        "registered": body,
        "begun": event,
        "registered_at": event.moment,
        "registered_by": event.author.name,
        "owner": event.author,
        "materials": body.materials,
        "department": body.matter.department if body.matter else "",
        "due": body.close_by.due if body.close_by else None,
    }


def _moved(case: Case, event: Event) -> Case:
    move = event.body.MOVE
    if move is None:
        return case
    day = event.moment.local.date()
    if move.back:
        pauses = tuple(
            replace(p, until=max(day, p.since)) if p.until is None else p for p in case.pauses
        )
        stage = case.stage_before_pause or Stage.IN_PROGRESS
        return replace(case, stage=stage, stage_before_pause=None, pauses=pauses, moved_by=event)
    if move.after is None:
        return case
    if move.after in PAUSED:
        pause = Pause(reason=_PAUSE_REASONS[move.after], since=day)
        case = replace(case, stage_before_pause=case.stage, pauses=(*case.pauses, pause))
    ended_at = event.moment.local if move.after in ENDED else None
    return replace(case, stage=move.after, ended_at=ended_at, moved_by=event)


def _content(case: Case, event: Event, known: Event) -> Case:
    """What the event says beyond its move."""
    if isinstance(event.body, _RESPONSES) and case.responded_at is None:
        case = replace(case, responded_at=event.moment.local)
    match event.body:
        case ev.MaterialSet() as body:
            return _with_material(case, body, known)
        case ev.CaseAmended() as body:
            return _amended(case, body, known)
        case ev.Reassigned() as body:
            return _reassigned(case, event, body)
        case ev.PaperPrinted(paper=paper, copies=copies, facts=facts, sheets=sheets):
            printing = case.printings_of(paper) + 1
            return replace(
                case,
                escalation=printed(case.escalation, facts),
                prints=_added(case.prints, paper, copies),
                printings=_added(case.printings, paper, 1),
                signing=with_sheets(case.signing, paper, printing, sheets),
            )
        case ev.Accepted(department=department, number=number, due=due):
            return replace(
                case,
                department=department or case.department,
                department_number=number,
                department_due=due,
            )
        case ev.Dispatched(department=department) | ev.HandedOver(department=department):
            return replace(case, department=department or case.department)
        case ev.Extended(due=due):
            return replace(case, due=due)
        case _:
            return _outcome(case, event)


def _with_material(case: Case, body: ev.MaterialSet, known: Event) -> Case:
    line, material = body.line, body.material
    if not 0 <= line < len(case.materials) or _of_another_matter(case, line, material):
        return case
    field = material_field(line)
    written = write(case.written, field, material, event=known, decides=body.decides)
    materials = (*case.materials[:line], material, *case.materials[line + 1 :])
    return replace(case, materials=materials, written=written)


def _of_another_matter(case: Case, line: int, material: Material) -> bool:
    """Whether a line speaks of the checklist of a stub that was typed as another matter."""
    typed = any(isinstance(each.event.body, ev.CaseRegistered) for each in case.anomalies)
    return typed and case.materials[line].name != material.name


def _amended(case: Case, body: ev.CaseAmended, known: Event) -> Case:
    registered, written = case.registered, case.written
    if registered is None:
        return case
    for name in AMENDABLE:  # names of a newer program stay in the log
        if name in body.changes:
            value = body.changes[name]
            registered = with_value(registered, name, value)
            written = write(written, name, value, event=known, decides=body.decides)
    return replace(case, registered=registered, written=written)


def _recounted(case: Case, body: ev.CaseRecounted) -> Case:
    """Another promise from now on; what was extended keeps its extension."""
    registered = case.registered
    if registered is None:
        return case
    if body.response:
        return replace(case, registered=replace(registered, respond_by=body.clock))
    was = registered.close_by
    due = body.clock.due if was is None or case.due == was.due else body.due
    return replace(case, registered=replace(registered, close_by=body.clock), due=due)


_WITH_ANOTHER = frozenset({Stage.SIGNED_FOR, Stage.ACCEPTED, Stage.IN_PROGRESS})


def _reassigned(case: Case, event: Event, body: ev.Reassigned) -> Case:
    """Another owner; what one department signed for, or sent back, waits for the other one's
    signature."""
    if body.agent:
        case = replace(case, owner=ev.Author(body.agent, body.name or body.agent))
    if body.department and body.department != case.department:
        sent_back = case.stage is Stage.REGISTERED and case.dispatching.dispatched_at is not None
        stage = Stage.DISPATCHED if sent_back or case.stage in _WITH_ANOTHER else case.stage
        case = replace(
            case,
            stage=stage,
            department=body.department,
            department_number="",
            department_due=None,
        )
    return replace(case, reassigned=event)


def _placed(case: Case, event: Event) -> Case:
    """Whose the case is after a return, a review, or when it was no duplicate."""
    match event.body:
        case ev.Returned():
            return replace(case, department="")
        case ev.ReturnReviewed(department=department):
            return _reviewed(case, event, department)
        case ev.Unmerged():
            stage = case.dispatching.before_merge or Stage.REGISTERED
            return replace(case, stage=stage, ended_at=None, moved_by=event)
        case _:
            return case


def _reviewed(case: Case, event: Event, department: str) -> Case:
    """Whom the reviewer named has the case; named anew, it waits for their signature."""
    if case.paused or (department and department == case.department):
        return replace(case, department=department or case.department)
    stage = Stage.DISPATCHED if department else Stage.REGISTERED
    return replace(
        case,
        stage=stage,
        department=department,
        department_number="",
        department_due=None,
        moved_by=event,
    )


def _added(counts: tuple[tuple[str, int], ...], name: str, n: int) -> tuple[tuple[str, int], ...]:
    known = dict(counts)
    known[name] = known.get(name, 0) + n
    return tuple(sorted(known.items()))


def _outcome(case: Case, event: Event) -> Case:
    """The words and results that a case carries towards its end."""
    match event.body:
        case ev.Progressed(words=words):
            return replace(case, last_words=words)
        case ev.Answered(words=words) as body:
            case = replace(case, answer=words, answered_at=event.moment.local)
            return _issued(case, body)
        case ev.BlockedSettled(words=words):
            return replace(case, answer=words, answered_at=event.moment.local)
        case ev.Delivered() as body:
            return _issued(replace(case, delivered_at=body.at or event.moment.local), body)
        case ev.CorrectionAsked(items=items):
            return replace(case, correction=items)
        case ev.Corrected():
            return replace(case, correction=())
        case ev.CalledBack() as body:
            made = Attempt(body.at or event.moment.local, event.author.name, body)
            attempts = (*case.attempts, made)
            return replace(case, attempts=attempts, rating=body.rating or case.rating)
        case ev.Redone():
            return _redone(case, event)
        case ev.FileAttached() | ev.FileWithdrawn():
            return replace(case, files=with_files(case.files, event))
        case _:
            return _urged(case, event)


def _urged(case: Case, event: Event) -> Case:
    """Slips, warnings, signatures, a deadline counted again, a renewal not offered any more."""
    if isinstance(event.body, ev.CaseRecounted):
        return _recounted(case, event.body)
    if isinstance(event.body, ev.RenewalSettled):
        return replace(case, renewal_settled=event.body.reason)
    if isinstance(event.body, SIGNING_KINDS):
        return replace(case, signing=with_signing(case.signing, event))
    if isinstance(event.body, SLIP_KINDS):
        return replace(case, escalation=after(case.escalation, event, round_=case.redone))
    return _placed(case, event)


def _issued(case: Case, body: ev.Answered | ev.Delivered) -> Case:
    """The document as last named; a delivery that names none leaves it."""
    return replace(
        case,
        document=body.document or case.document,
        valid_until=body.valid_until or case.valid_until,
        renewal_settled="" if body.valid_until else case.renewal_settled,
    )


def _redone(case: Case, event: Event) -> Case:
    """From here on another limit runs (see `deadlines`), and callbacks begin anew."""
    return replace(
        case,
        redone=case.redone + 1,
        redone_at=event.moment.local,
        due=None,
        attempts=(),
        rating=0,
    )


_RESPONSES = (
    ev.Contacted,
    ev.SignedFor,
    ev.Accepted,
    ev.Progressed,
    ev.Answered,
    ev.BlockedSettled,
    ev.CorrectionAsked,
    ev.Refused,
)


def still_missing(case: Case) -> tuple[Material, ...]:
    """Materials that have not come yet, deferred ones included."""
    return missing(case.materials)
