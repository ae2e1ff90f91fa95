"""What has to be known of a case to dispatch it by the rules: folded beside its stage, as total."""

from dataclasses import dataclass
from datetime import datetime

from helpdesk.domain import case_events as ce
from helpdesk.domain import dispatch_events as de
from helpdesk.domain.copies import replace
from helpdesk.domain.event import Body, Event
from helpdesk.domain.joint_events import Reassigned
from helpdesk.domain.stages import Stage

RAISE_AFTER = 3
"""Redone or forwarded so many times, a case is to be raised (提级) [city]."""


@dataclass(frozen=True, slots=True)
class Dispatching:
    """`dispatched_at` is when the present department got the case (local), `returned_by` who returned
    it last. `bound` is the department that a reviewer named, `level` the beginning of the division
    that has it (empty: its desk), `forwards` how often it went on to another department; `joined`
    are the numbers of the cases merged into this one. `outcome` is a blocked matter's. The due time
    that an extension gave has `counted_pauses`."""

    dispatched_at: datetime | None = None
    returned_by: str = ""
    returns: int = 0
    dispute: Event | None = None
    bound: str = ""
    extension: Event | None = None
    extended: int = 0
    counted_pauses: int = 0
    corrections: int = 0
    forwards: int = 0
    raised: bool = False
    level: str = ""
    merged_into: str = ""
    before_merge: Stage | None = None
    joined: tuple[str, ...] = ()
    outcome: str = ""

    def should_rise(self, redone: int) -> bool:
        """Whether raising is proposed; a person decides."""
        return not self.raised and redone + self.forwards >= RAISE_AFTER


UNDISPATCHED = Dispatching()


def followed(
    held: Dispatching, event: Event, *, stage: Stage, department: str, pauses: int
) -> Dispatching:
    """After one more act that counts; `stage`, `department` and the number of `pauses` are the case's
    before it."""
    body, at = event.body, event.moment.local
    match body:
        case ce.Dispatched() | ce.HandedOver():
            forwards = held.forwards + (held.dispatched_at is not None)
            return replace(held, dispatched_at=at, forwards=forwards)
        case Reassigned(department=other) if other and other != department:
            return replace(held, dispatched_at=at, forwards=held.forwards + 1)
        case ce.Returned():
            return replace(held, returned_by=department, returns=held.returns + 1)
        case ce.CorrectionAsked():
            return replace(held, corrections=held.corrections + 1)
        case ce.Extended(days=days):
            return replace(
                held, extended=held.extended + days, counted_pauses=pauses, extension=None
            )
        case ce.Merged(into=into):
            return replace(held, merged_into=into, before_merge=stage)
        case _:
            return _beside(held, event, department)


def _beside(held: Dispatching, event: Event, department: str) -> Dispatching:
    match event.body:
        case de.ReturnDisputed():
            return replace(held, dispute=event)
        case de.ReturnReviewed(department=bound):
            at = event.moment.local if bound and bound != department else held.dispatched_at
            return replace(held, dispute=None, bound=bound, dispatched_at=at)
        case de.ExtensionAsked():
            return replace(held, extension=event)
        case de.ExtensionDecided():
            return replace(held, extension=None)
        case de.Raised(to=to):
            return replace(held, raised=True, level=to)
        case de.PassedUp(to=to) | de.PassedDown(to=to):
            return replace(held, level=to)
        case de.DuplicateNoted(number=number, joined=joined):
            others = tuple(each for each in held.joined if each != number)
            return replace(held, joined=(*others, number) if joined else others)
        case de.Unmerged():
            return replace(held, merged_into="", before_merge=None)
        case de.BlockedSettled(outcome=outcome):
            return replace(held, outcome=outcome)
        case _:
            return held


FOLLOWED: tuple[type[Body], ...] = (
    ce.Dispatched,
    ce.HandedOver,
    Reassigned,
    ce.Returned,
    ce.CorrectionAsked,
    ce.Extended,
    ce.Merged,
    *de.DISPATCH_KINDS,
)
