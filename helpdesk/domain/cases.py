"""A case as its events make it: a pure, total fold. It never raises and loses nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from helpdesk.domain import events as ev
from helpdesk.domain.clocks import Pause, PauseReason
from helpdesk.domain.events import Event
from helpdesk.domain.materials import Material, missing
from helpdesk.domain.moments import Moment
from helpdesk.domain.stages import ENDED, PAUSED, CaseKind, Stage


@dataclass(frozen=True, slots=True)
class Anomaly:
    """An act that the stage did not allow when it arrived in order: kept, shown, without effect."""

    event: Event
    stage: Stage


@dataclass(frozen=True, slots=True)
class Case:
    """The state of a case. `registered` is None while its first event has not arrived (incomplete)."""

    id: str
    stream: str = ""
    registered: ev.CaseRegistered | None = None
    registered_at: Moment | None = None
    registered_by: str = ""
    stage: Stage = Stage.REGISTERED
    stage_before_pause: Stage | None = None
    materials: tuple[Material, ...] = ()
    department: str = ""
    department_number: str = ""
    department_due: datetime | None = None
    responded_at: datetime | None = None
    answered_at: datetime | None = None
    delivered_at: datetime | None = None
    ended_at: datetime | None = None
    due: datetime | None = None
    answer: str = ""
    correction: tuple[str, ...] = ()
    pauses: tuple[Pause, ...] = ()
    prints: tuple[tuple[str, int], ...] = ()
    printings: tuple[tuple[str, int], ...] = ()
    callback_attempts: int = 0
    rating: int = 0
    redone: int = 0
    unsent: int = 0
    last_moment: Moment | None = None
    last_words: str = ""
    anomalies: tuple[Anomaly, ...] = ()

    @property
    def number(self) -> str:
        """The case number on the receipt; empty while incomplete."""
        return self.registered.number if self.registered else ""

    @property
    def kind(self) -> CaseKind:
        """Matter, request or blocked matter."""
        return self.registered.case_kind if self.registered else CaseKind.MATTER

    @property
    def title(self) -> str:
        """What the case is about, in a line: the matter's name or the request's title."""
        if self.registered is None:
            return ""
        matter = self.registered.matter
        return matter.name if matter else self.registered.title

    @property
    def ended(self) -> bool:
        """True once nothing more is expected."""
        return self.stage in ENDED

    @property
    def paused(self) -> bool:
        """True while the clock stands still."""
        return self.stage in PAUSED

    def copies_of(self, paper: str) -> int:
        """How many copies of this paper were printed."""
        return dict(self.prints).get(paper, 0)

    def printings_of(self, paper: str) -> int:
        """At how many times, each with one or more copies."""
        return dict(self.printings).get(paper, 0)


def fold_case(case_id: str, events: Iterable[Event]) -> Case:
    """The case after these events, in the order given (server position, then own unsent ones)."""
    case = Case(id=case_id)
    for event in events:
        case = apply_to_case(case, event)
    return case


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
    if isinstance(event.body, ev.CaseRegistered):
        return replace(case, anomalies=(*case.anomalies, Anomaly(event, case.stage)))
    move = event.body.MOVE
    if move is not None and case.registered is None:
        return replace(case, anomalies=(*case.anomalies, Anomaly(event, case.stage)))
    if move is not None and not _counts_as_move(event.body):
        return _content(case, event)
    if move is not None and case.stage not in move.before:
        return replace(case, anomalies=(*case.anomalies, Anomaly(event, case.stage)))
    return _content(_moved(case, event), event)


_PAUSE_REASONS = {
    Stage.CORRECTION_ASKED: PauseReason.CORRECTION,
    Stage.SUSPENDED: PauseReason.SUSPENSION,
}


def may(case: Case, body: type[ev.Body]) -> bool:
    """Whether the case's stage allows this act now."""
    return body.MOVE is None or case.stage in body.MOVE.before


def _counts_as_move(body: ev.Body) -> bool:
    return not (isinstance(body, ev.CalledBack) and not body.reached)


def _begin(case: Case, event: Event, body: ev.CaseRegistered) -> Case:
    return replace(
        case,
        unsent=case.unsent + (event.position is None),
        last_moment=event.moment,
        stream=case.stream or event.stream,
        registered=body,
        registered_at=event.moment,
        registered_by=event.author.name,
        materials=body.materials,
        department=body.matter.department if body.matter else "",
        due=body.close_by.due if body.close_by else None,
    )


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
        return replace(case, stage=stage, stage_before_pause=None, pauses=pauses)
    if move.after is None:
        return case
    if move.after in PAUSED:
        pause = Pause(reason=_PAUSE_REASONS[move.after], since=day)
        case = replace(case, stage_before_pause=case.stage, pauses=(*case.pauses, pause))
    ended_at = event.moment.local if move.after in ENDED else None
    return replace(case, stage=move.after, ended_at=ended_at)


def _content(case: Case, event: Event) -> Case:
    """What the event says beyond its move."""
    if isinstance(event.body, _RESPONSES) and case.responded_at is None:
        case = replace(case, responded_at=event.moment.local)
    match event.body:
        case ev.MaterialSet(line=line, material=material) if 0 <= line < len(case.materials):
            changed = (*case.materials[:line], material, *case.materials[line + 1 :])
            return replace(case, materials=changed)
        case ev.PaperPrinted(paper=paper, copies=copies):
            return replace(
                case,
                prints=_added(case.prints, paper, copies),
                printings=_added(case.printings, paper, 1),
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


def _added(counts: tuple[tuple[str, int], ...], name: str, n: int) -> tuple[tuple[str, int], ...]:
    known = dict(counts)
    known[name] = known.get(name, 0) + n
    return tuple(sorted(known.items()))


def _outcome(case: Case, event: Event) -> Case:
    """The words and results that a case carries towards its end."""
    match event.body:
        case ev.Progressed(words=words):
            return replace(case, last_words=words)
        case ev.Answered(words=words):
            return replace(case, answer=words, answered_at=event.moment.local)
        case ev.Delivered():
            return replace(case, delivered_at=event.moment.local)
        case ev.CorrectionAsked(items=items):
            return replace(case, correction=items)
        case ev.Corrected():
            return replace(case, correction=())
        case ev.CalledBack(rating=rating):
            attempts = case.callback_attempts + 1
            return replace(case, callback_attempts=attempts, rating=rating or case.rating)
        case ev.Redone():
            return replace(case, redone=case.redone + 1)
        case _:
            return case


_RESPONSES = (
    ev.Contacted,
    ev.SignedFor,
    ev.Accepted,
    ev.Progressed,
    ev.Answered,
    ev.CorrectionAsked,
    ev.Refused,
)


def still_missing(case: Case) -> tuple[Material, ...]:
    """Materials that have not come yet, deferred ones included."""
    return missing(case.materials)
