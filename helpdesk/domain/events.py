"""Events: what happened, in the past tense, never changed. Each body is one frozen dataclass.

A body's class name never reaches a disk or a wire: `KIND` does. Fields may be added with a default;
any other change is a new `VERSION` with an upcaster.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from helpdesk.domain import stages
from helpdesk.domain.audit import AUDIT_KINDS
from helpdesk.domain.event import Author as Author
from helpdesk.domain.event import Body as Body
from helpdesk.domain.event import Event as Event
from helpdesk.domain.event import Origin as Origin
from helpdesk.domain.materials import Material
from helpdesk.domain.residents import DocumentKind, Need
from helpdesk.domain.stages import OPEN, CaseKind, Move, Stage


@dataclass(frozen=True, slots=True)
class Clock:
    """A deadline as it was promised, with what it was counted by.

    `due` is local wall time; `table` the version of the working-day table; `provisional` says that a
    year without a table was crossed.
    """

    due: datetime
    days: int
    unit: str
    counted_from: date
    table: str
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class MatterTerms:
    """The matter as it stood on the day of registration: old cases keep the rules of their day."""

    code: str
    name: str
    department: str
    catalogue: str
    kind: str = ""
    fee: str = ""


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who applies, as written on the day; `resident` is the UUID, empty for an anonymous request."""

    name: str
    resident: str = ""
    document_number: str = ""
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class ResidentRecorded(Body):
    """A resident's data as first taken down."""

    KIND: ClassVar[str] = "resident.recorded"
    name: str
    document_kind: DocumentKind = DocumentKind.NONE
    document_number: str = ""
    sex: str = ""
    ethnic_group: str = ""
    birth: date | None = None
    division: str = ""
    address: str = ""
    phones: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    preferred_contact: str = ""
    consent: bool = False
    mongolian_name: str = ""


@dataclass(frozen=True, slots=True)
class ResidentChanged(Body):
    """Some fields of a resident, by name, with their new values."""

    KIND: ClassVar[str] = "resident.changed"
    changes: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CaseRegistered(Body):
    """A case begins: its number is final from this moment on."""

    KIND: ClassVar[str] = "case.registered"
    number: str
    case_kind: CaseKind
    applicant: Applicant
    received_at: datetime
    matter: MatterTerms | None = None
    channel: str = ""
    title: str = ""
    text: str = ""
    category: str = ""
    outside_number: str = ""
    respond_by: Clock | None = None
    close_by: Clock | None = None
    materials: tuple[Material, ...] = ()
    proxy: str = ""
    notify: str = ""


@dataclass(frozen=True, slots=True)
class MaterialSet(Body):
    """One line of the checklist changed: taken, deferred, not applicable or returned.

    `line` counts from 0 in the order of registration; `material` is the whole new line.
    """

    KIND: ClassVar[str] = "material.set"
    line: int
    material: Material


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
    """The result is out."""

    KIND: ClassVar[str] = "case.answered"
    MOVE: ClassVar[Move] = Move(stages.BEFORE_ANSWER, Stage.ANSWERED)
    words: str
    document: str = ""


@dataclass(frozen=True, slots=True)
class Delivered(Body):
    """The resident has the result: `how` is pick_up, brought or post."""

    KIND: ClassVar[str] = "case.delivered"
    MOVE: ClassVar[Move] = Move(frozenset({Stage.ANSWERED}), Stage.DELIVERED)
    how: str
    to: str = ""
    post_number: str = ""


@dataclass(frozen=True, slots=True)
class CalledBack(Body):
    """A callback was made; unreached attempts are counted and leave the stage alone."""

    KIND: ClassVar[str] = "case.called_back"
    MOVE: ClassVar[Move] = Move(frozenset({Stage.ANSWERED, Stage.DELIVERED}), Stage.CALLED_BACK)
    reached: bool = True
    solved: bool = True
    rating: int = 0
    words: str = ""


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


@dataclass(frozen=True, slots=True)
class PaperPrinted(Body):
    """A paper really came out (or was saved): `copy` is 1 for the first, `digest` of the exact bytes."""

    KIND: ClassVar[str] = "paper.printed"
    paper: str
    size: str
    copies: int
    copy: int
    output: str
    digest: str = ""


@dataclass(frozen=True, slots=True)
class UnknownBody(Body):
    """An event of a newer program: kept, passed on, shown as such, folded after the update."""

    KIND: ClassVar[str] = "unknown"
    kind: str
    version: int
    raw: bytes


KINDS: dict[str, type[Body]] = {
    body.KIND: body
    for body in (
        ResidentRecorded,
        ResidentChanged,
        CaseRegistered,
        MaterialSet,
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
        PaperPrinted,
    )
} | {body.KIND: body for body in AUDIT_KINDS}
