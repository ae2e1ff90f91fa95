"""Several people at one case: data put right, another owner, and what becomes of late work."""

from dataclasses import dataclass, field
from typing import ClassVar

from helpdesk.domain.event import Body
from helpdesk.domain.stages import OPEN, Move


@dataclass(frozen=True, slots=True)
class CaseAmended(Body):
    """Data of the registration put right, by field (`case_fields.AMENDABLE`); it moves no deadline.

    `decides` names the events whose different values this one decides between.
    """

    KIND: ClassVar[str] = "case.amended"
    changes: dict[str, str] = field(default_factory=dict)
    decides: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reassigned(Body):
    """Another owner (改派): an agent by id and name, a department, or both; the one not named stays."""

    KIND: ClassVar[str] = "case.reassigned"
    MOVE: ClassVar[Move] = Move(OPEN)
    reason: str
    agent: str = ""
    name: str = ""
    department: str = ""


@dataclass(frozen=True, slots=True)
class ProposalDecided(Body):
    """What becomes of an act of somebody who did not know that the case had another owner.

    `proposal` is the event's id (`merging.event_id`).
    """

    KIND: ClassVar[str] = "case.proposal_decided"
    proposal: str
    accepted: bool
    words: str = ""


JOINT_KINDS: tuple[type[Body], ...] = (CaseAmended, Reassigned, ProposalDecided)
