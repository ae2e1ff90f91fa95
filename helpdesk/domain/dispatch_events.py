"""What the city's dispatchers, reviewers and three levels do to a case beside its main road."""

from dataclasses import dataclass
from typing import ClassVar

from helpdesk.domain import stages
from helpdesk.domain.event import Body
from helpdesk.domain.stages import OPEN, Move, Stage

_DISPUTABLE = frozenset({Stage.REGISTERED, Stage.HANDED_OVER, Stage.DISPATCHED, Stage.SIGNED_FOR})


@dataclass(frozen=True, slots=True)
class ReturnDisputed(Body):
    """Whose case it is is in dispute (退单争议): returned a second time, or a return is contested.

    The case stays where it is until a reviewer has decided. `department` is the one that declines;
    `contested` says that a dispatcher disputes its return.
    """

    KIND: ClassVar[str] = "case.return_disputed"
    MOVE: ClassVar[Move] = Move(_DISPUTABLE)
    reason: str
    department: str = ""
    contested: bool = False


@dataclass(frozen=True, slots=True)
class ReturnReviewed(Body):
    """The reviewer decided: `department` has to do it and cannot return it again; empty: it is
    dispatched anew."""

    KIND: ClassVar[str] = "case.return_reviewed"
    MOVE: ClassVar[Move] = Move(stages.BEFORE_ANSWER | stages.PAUSED)
    words: str
    department: str = ""


@dataclass(frozen=True, slots=True)
class ExtensionAsked(Body):
    """More time is asked for, before the due time: `days` working days, with a reason."""

    KIND: ClassVar[str] = "case.extension_asked"
    MOVE: ClassVar[Move] = Move(stages.BEFORE_ANSWER)
    days: int
    reason: str


@dataclass(frozen=True, slots=True)
class ExtensionDecided(Body):
    """The extension was approved, then `case.extended` follows, or not: then `words` say why."""

    KIND: ClassVar[str] = "case.extension_decided"
    approved: bool
    words: str = ""


@dataclass(frozen=True, slots=True)
class Raised(Body):
    """A higher level takes the case into its own hands (提级); `to` is the beginning of its division."""

    KIND: ClassVar[str] = "case.raised"
    MOVE: ClassVar[Move] = Move(OPEN)
    reason: str
    to: str = ""


@dataclass(frozen=True, slots=True)
class PassedUp(Body):
    """A level that cannot solve it passes the case up; `to` is the beginning of the division above."""

    KIND: ClassVar[str] = "case.passed_up"
    MOVE: ClassVar[Move] = Move(OPEN)
    reason: str
    to: str = ""


@dataclass(frozen=True, slots=True)
class PassedDown(Body):
    """A level above gives the case to one below; `to` is the beginning of that division."""

    KIND: ClassVar[str] = "case.passed_down"
    MOVE: ClassVar[Move] = Move(OPEN)
    to: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class DuplicateNoted(Body):
    """Another case, by its number, was merged into this one, or (`joined` false) taken out again."""

    KIND: ClassVar[str] = "case.duplicate_noted"
    number: str
    joined: bool = True


@dataclass(frozen=True, slots=True)
class Unmerged(Body):
    """A merged case stands by itself again, at the stage it had: it was no duplicate."""

    KIND: ClassVar[str] = "case.unmerged"
    MOVE: ClassVar[Move] = Move(frozenset({Stage.MERGED}))
    reason: str


@dataclass(frozen=True, slots=True)
class BlockedSettled(Body):
    """What came of a blocked matter (办不成事): `outcome` is solved, referred or explained."""

    KIND: ClassVar[str] = "case.blocked_settled"
    MOVE: ClassVar[Move] = Move(stages.BEFORE_ANSWER, Stage.ANSWERED)
    outcome: str
    words: str


DISPATCH_KINDS: tuple[type[Body], ...] = (
    ReturnDisputed,
    ReturnReviewed,
    ExtensionAsked,
    ExtensionDecided,
    Raised,
    PassedUp,
    PassedDown,
    DuplicateNoted,
    Unmerged,
    BlockedSettled,
)
