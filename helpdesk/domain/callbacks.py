"""Callbacks 回访: three attempts, what came of them, and when a bad one asks for the case to be redone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from helpdesk.domain.case_events import CalledBack

ATTEMPTS_MOST = 3
"""After so many attempts without reaching anybody, nobody calls again."""
RATINGS = (5, 4, 3, 2, 1)
"""非常满意 to 非常不满意; the first three are satisfied."""
BAD_RATINGS = frozenset({2, 1})


class CallbackResult(StrEnum):
    """What came of it. Rates count only `answered` ones; the two others are shown as counts."""

    OPEN = "open"
    ANSWERED = "answered"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt, at its local time, and who made it."""

    at: datetime
    by: str
    said: CalledBack


def last_reached(attempts: Sequence[Attempt]) -> CalledBack | None:
    """What was said when somebody was reached for the last time."""
    return next((each.said for each in reversed(attempts) if each.said.reached), None)


def result_of(attempts: Sequence[Attempt]) -> CallbackResult:
    """What the attempts since the last answer came to."""
    said = last_reached(attempts)
    if said is not None:
        return CallbackResult.REFUSED if said.refused else CallbackResult.ANSWERED
    over = len(attempts) >= ATTEMPTS_MOST
    return CallbackResult.UNREACHABLE if over else CallbackResult.OPEN


def ends(attempts: Sequence[Attempt], said: CalledBack) -> bool:
    """Whether one more attempt is the last: somebody was reached, or it was the third in vain."""
    return said.reached or len(attempts) + 1 >= ATTEMPTS_MOST


def is_bad(said: CalledBack) -> bool:
    """A valid callback after which the case must be put right: not solved, or not satisfied."""
    valid = said.reached and not said.refused
    return valid and (not said.solved or said.rating in BAD_RATINGS)
