"""The stages of a case and which act leads from which to which (DOMAIN: a case's life)."""

from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """Where a case stands. The second group lies beside the path, the third ends it."""

    REGISTERED = "registered"
    HANDED_OVER = "handed_over"
    DISPATCHED = "dispatched"
    SIGNED_FOR = "signed_for"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    ANSWERED = "answered"
    DELIVERED = "delivered"
    CALLED_BACK = "called_back"

    CORRECTION_ASKED = "correction_asked"
    SUSPENDED = "suspended"

    CLOSED = "closed"
    TERMINATED = "terminated"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    MERGED = "merged"


class CaseKind(StrEnum):
    """One matter for one applicant, one request (诉求), or one blocked matter (办不成事)."""

    MATTER = "matter"
    REQUEST = "request"
    BLOCKED = "blocked"


S = Stage
ENDED = frozenset({S.CLOSED, S.TERMINATED, S.WITHDRAWN, S.REFUSED, S.MERGED})
PAUSED = frozenset({S.CORRECTION_ASKED, S.SUSPENDED})
WITH_DEPARTMENT = frozenset({S.HANDED_OVER, S.DISPATCHED, S.SIGNED_FOR, S.ACCEPTED, S.IN_PROGRESS})
OPEN = frozenset(Stage) - ENDED
BEFORE_ANSWER = WITH_DEPARTMENT | {S.REGISTERED}

MATTER_PATH = (
    S.REGISTERED,
    S.HANDED_OVER,
    S.ACCEPTED,
    S.IN_PROGRESS,
    S.ANSWERED,
    S.DELIVERED,
    S.CALLED_BACK,
    S.CLOSED,
)
REQUEST_PATH = (
    S.REGISTERED,
    S.DISPATCHED,
    S.SIGNED_FOR,
    S.IN_PROGRESS,
    S.ANSWERED,
    S.CALLED_BACK,
    S.CLOSED,
)


@dataclass(frozen=True, slots=True)
class Move:
    """What an act does to the stage: allowed `before`, and the stage `after` (None: as it was)."""

    before: frozenset[Stage]
    after: Stage | None = None
    back: bool = False  # return to the stage from which the case was paused


def path_of(kind: CaseKind) -> tuple[Stage, ...]:
    """The main road of this kind of case, in order."""
    return MATTER_PATH if kind is CaseKind.MATTER else REQUEST_PATH
