"""Reminding and urging (三单一函): warnings, slips, the transfer letter, and what becomes of them.

All stand in the case's stream. A slip is named by its `key`, which is unique in the city; what two
people sign begins as a proposal, named by its event's id (`merging.event_id`).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from helpdesk.domain.event import Body


class SlipLevel(StrEnum):
    """From the mildest to the letter; one climbs only from the step below."""

    REMINDER = "reminder"
    URGING = "urging"
    SUPERVISION = "supervision"
    TRANSFER = "transfer"

    @property
    def step(self) -> int:
        """0 for the reminder to 3 for the letter."""
        return tuple(SlipLevel).index(self)


class SlipCause(StrEnum):
    """By which rule a slip came to be."""

    DUE_SOON = "due_soon"
    NO_RESPONSE = "no_response"
    OVERDUE = "overdue"
    UNANSWERED = "unanswered"
    REDONE = "redone"
    ORDERED = "ordered"  # by a leader
    UNSETTLED = "unsettled"  # the supervision has passed


@dataclass(frozen=True, slots=True)
class SlipContent:
    """What a slip says. `to_desk` says that the desk itself has to answer, not a department;
    `predecessor` is the key of the slip it follows, empty for the first."""

    addressee: str
    problem: str
    demand: str
    basis: str = ""
    responsible: str = ""
    to_desk: bool = False
    predecessor: str = ""
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class CaseWarned(Body):
    """The case is due at `due`, in `hours` or less: said once, in office hours."""

    KIND: ClassVar[str] = "case.warned"
    due: datetime
    hours: int


@dataclass(frozen=True, slots=True)
class SlipIssued(Body):
    """A slip with its number, which has no gaps within a year and level.

    `answer_by` is local wall time. `proposal` names what `signers` signed, where two had to.
    """

    KIND: ClassVar[str] = "slip.issued"
    level: SlipLevel
    year: int
    n: int
    cause: SlipCause
    content: SlipContent
    answer_by: datetime | None = None
    proposal: str = ""
    signers: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The slip's name in other events, such as `reminder/2026/12`."""
        return f"{self.level}/{self.year}/{self.n}"

    @property
    def number(self) -> str:
        """As printed: 〔2026〕12."""
        return f"〔{self.year}〕{self.n}"


@dataclass(frozen=True, slots=True)
class SlipSignedFor(Body):
    """The addressee has the slip; `by` signed on the paper, where that was somebody else."""

    KIND: ClassVar[str] = "slip.signed_for"
    slip: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class SlipAnswered(Body):
    """The addressee says what was done (反馈)."""

    KIND: ClassVar[str] = "slip.answered"
    slip: str
    words: str


@dataclass(frozen=True, slots=True)
class SlipVerified(Body):
    """The issuer looked whether the answer is so; if not, it has to be answered again."""

    KIND: ClassVar[str] = "slip.verified"
    slip: str
    passed: bool = True
    words: str = ""


@dataclass(frozen=True, slots=True)
class SlipWrittenOff(Body):
    """The slip is settled (销号): nothing more follows from it."""

    KIND: ClassVar[str] = "slip.written_off"
    slip: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class SlipProposed(Body):
    """A slip that counts only when two people have signed: the transfer letter, proposed by the
    program, or a supervision ordered by a leader, whose order is the first signature."""

    KIND: ClassVar[str] = "slip.proposed"
    level: SlipLevel
    cause: SlipCause
    content: SlipContent


@dataclass(frozen=True, slots=True)
class SlipApproved(Body):
    """A signature under a proposal."""

    KIND: ClassVar[str] = "slip.approved"
    proposal: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class SlipDeclined(Body):
    """The proposal is not signed."""

    KIND: ClassVar[str] = "slip.declined"
    proposal: str
    reason: str


SLIP_KINDS: tuple[type[Body], ...] = (
    CaseWarned,
    SlipIssued,
    SlipSignedFor,
    SlipAnswered,
    SlipVerified,
    SlipWrittenOff,
    SlipProposed,
    SlipApproved,
    SlipDeclined,
)
