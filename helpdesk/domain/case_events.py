"""What happens to a case after its registration: each act and the move it makes along the stages."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from helpdesk.domain import stages
from helpdesk.domain.event import Body
from helpdesk.domain.stages import OPEN, Move, Stage


@dataclass(frozen=True, slots=True)
class HandedOver(Body):
    """The desk passed the papers to the department."""

    KIND: ClassVar[str] = "case.handed_over"
    MOVE: ClassVar[Move] = Move(frozenset({Stage.REGISTERED}), Stage.HANDED_OVER)
    department: str = ""


@dataclass(frozen=True, slots=True)
class Dispatched(Body):
    """The city sent the case to a department (派单)."""

    KIND: ClassVar[str] = "case.dispatched"
    MOVE: ClassVar[Move] = Move(frozenset({Stage.REGISTERED, Stage.HANDED_OVER}), Stage.DISPATCHED)
    department: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class SignedFor(Body):
    """The department signed for a dispatched case (签收)."""

    KIND: ClassVar[str] = "case.signed_for"
    MOVE: ClassVar[Move] = Move(frozenset({Stage.DISPATCHED}), Stage.SIGNED_FOR)
    department: str = ""


@dataclass(frozen=True, slots=True)
class Accepted(Body):
    """The department accepted (部门受理): its own number and its own clock begin."""

    KIND: ClassVar[str] = "case.accepted"
    MOVE: ClassVar[Move] = Move(
        frozenset({Stage.REGISTERED, Stage.HANDED_OVER, Stage.DISPATCHED, Stage.SIGNED_FOR}),
        Stage.ACCEPTED,
    )
    department: str = ""
    number: str = ""
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Progressed(Body):
    """Work goes on; `words` say how far."""

    KIND: ClassVar[str] = "case.progressed"
    MOVE: ClassVar[Move] = Move(stages.BEFORE_ANSWER, Stage.IN_PROGRESS)
    words: str


@dataclass(frozen=True, slots=True)
class Answered(Body):
    """The result is out. `document` is what was issued, with its number; `valid_until` its last day."""

    KIND: ClassVar[str] = "case.answered"
    MOVE: ClassVar[Move] = Move(stages.BEFORE_ANSWER, Stage.ANSWERED)
    words: str
    document: str = ""
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Delivered(Body):
    """The resident has the result: `how` is pick_up, brought or post.

    `to` received it, `relation` says as what where it was not the applicant; `at` is the local time of
    it where it is recorded later. `refused` to sign, for `reason`: it was left at `place` before
    `witness`, and counts as delivered. `document` and `valid_until` as on the paper itself.
    """

    KIND: ClassVar[str] = "case.delivered"
    MOVE: ClassVar[Move] = Move(frozenset({Stage.ANSWERED}), Stage.DELIVERED)
    how: str
    to: str = ""
    post_number: str = ""
    relation: str = ""
    at: datetime | None = None
    refused: bool = False
    reason: str = ""
    place: str = ""
    witness: str = ""
    document: str = ""
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class CalledBack(Body):
    """An attempt to call back. `rating` is 5 (very satisfied) to 1, 0 where none was given.

    Who was not `reached` is called again, at most three times (`callbacks`); who `refused` to answer is
    not. `way` is phone, counter or visit, `to` who spoke, `at` the local time where it is recorded
    later.
    """

    KIND: ClassVar[str] = "case.called_back"
    MOVE: ClassVar[Move] = Move(frozenset({Stage.ANSWERED, Stage.DELIVERED}), Stage.CALLED_BACK)
    reached: bool = True
    solved: bool = True
    rating: int = 0
    words: str = ""
    refused: bool = False
    way: str = ""
    to: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Closed(Body):
    """The case is done; an immediate matter may close straight from registration."""

    KIND: ClassVar[str] = "case.closed"
    MOVE: ClassVar[Move] = Move(
        frozenset({Stage.REGISTERED, Stage.ANSWERED, Stage.DELIVERED, Stage.CALLED_BACK}),
        Stage.CLOSED,
    )
    words: str = ""


@dataclass(frozen=True, slots=True)
class CorrectionAsked(Body):
    """Everything that is missing, named once (行政许可法 32); the clock stands still."""

    KIND: ClassVar[str] = "case.correction_asked"
    MOVE: ClassVar[Move] = Move(stages.BEFORE_ANSWER, Stage.CORRECTION_ASKED)
    items: tuple[str, ...]
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Corrected(Body):
    """What was asked for is complete; the clock runs again."""

    KIND: ClassVar[str] = "case.corrected"
    MOVE: ClassVar[Move] = Move(frozenset({Stage.CORRECTION_ASKED}), back=True)
    words: str = ""


@dataclass(frozen=True, slots=True)
class Suspended(Body):
    """The case rests (中止), with a reason."""

    KIND: ClassVar[str] = "case.suspended"
    MOVE: ClassVar[Move] = Move(stages.BEFORE_ANSWER, Stage.SUSPENDED)
    reason: str


@dataclass(frozen=True, slots=True)
class Resumed(Body):
    """A suspended case goes on (续办)."""

    KIND: ClassVar[str] = "case.resumed"
    MOVE: ClassVar[Move] = Move(frozenset({Stage.SUSPENDED}), back=True)
    words: str = ""


@dataclass(frozen=True, slots=True)
class Refused(Body):
    """Not accepted: a reason, the right authority, the remedies; never a bare no."""

    KIND: ClassVar[str] = "case.refused"
    MOVE: ClassVar[Move] = Move(stages.BEFORE_ANSWER | stages.PAUSED, Stage.REFUSED)
    reason: str
    right_authority: str = ""


@dataclass(frozen=True, slots=True)
class Withdrawn(Body):
    """The applicant took the case back."""

    KIND: ClassVar[str] = "case.withdrawn"
    MOVE: ClassVar[Move] = Move(OPEN, Stage.WITHDRAWN)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Terminated(Body):
    """The case ended without a result."""

    KIND: ClassVar[str] = "case.terminated"
    MOVE: ClassVar[Move] = Move(OPEN, Stage.TERMINATED)
    reason: str


@dataclass(frozen=True, slots=True)
class Returned(Body):
    """Sent back as the wrong department (退单): it waits to be dispatched again."""

    KIND: ClassVar[str] = "case.returned"
    MOVE: ClassVar[Move] = Move(
        frozenset({Stage.HANDED_OVER, Stage.DISPATCHED, Stage.SIGNED_FOR}), Stage.REGISTERED
    )
    reason: str


@dataclass(frozen=True, slots=True)
class Extended(Body):
    """The time to close was extended, with a reason and the new due time."""

    KIND: ClassVar[str] = "case.extended"
    MOVE: ClassVar[Move] = Move(stages.BEFORE_ANSWER)
    days: int
    reason: str
    due: datetime


@dataclass(frozen=True, slots=True)
class Redone(Body):
    """Opened again after a bad callback (重办)."""

    KIND: ClassVar[str] = "case.redone"
    MOVE: ClassVar[Move] = Move(
        frozenset({Stage.ANSWERED, Stage.DELIVERED, Stage.CALLED_BACK, Stage.CLOSED}),
        Stage.IN_PROGRESS,
    )
    reason: str


@dataclass(frozen=True, slots=True)
class Merged(Body):
    """A duplicate, joined to the main case (并单)."""

    KIND: ClassVar[str] = "case.merged"
    MOVE: ClassVar[Move] = Move(OPEN, Stage.MERGED)
    into: str


@dataclass(frozen=True, slots=True)
class Noted(Body):
    """A note; notes only ever append and never move a deadline."""

    KIND: ClassVar[str] = "case.noted"
    words: str


@dataclass(frozen=True, slots=True)
class Contacted(Body):
    """The applicant was contacted: this is what the response limit asks for."""

    KIND: ClassVar[str] = "case.contacted"
    words: str = ""


CASE_KINDS: tuple[type[Body], ...] = (
    HandedOver,
    Dispatched,
    SignedFor,
    Accepted,
    Progressed,
    Answered,
    Delivered,
    CalledBack,
    Closed,
    CorrectionAsked,
    Corrected,
    Suspended,
    Resumed,
    Refused,
    Withdrawn,
    Terminated,
    Returned,
    Extended,
    Redone,
    Merged,
    Noted,
    Contacted,
)
