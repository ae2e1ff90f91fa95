"""The figures of a month (DOMAIN: figures): counts, the rates made of them, score, tier and rank.

An empty denominator is no rate, not 100 %; who could not be reached or did not want to answer is in no
denominator and stands as a count.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """Counts of cases, but the last five of callbacks. `due` and `to_answer` are cases whose limit to close
    or to respond ended in the month; `closed` of the first had a result or an end by the end of the month,
    `on_time` by their limit, `answered` of the second were responded to in time. `valid` callbacks were
    answered, `rated` of them with one of five levels."""

    registered: int = 0
    due: int = 0
    closed: int = 0
    on_time: int = 0
    to_answer: int = 0
    answered: int = 0
    valid: int = 0
    solved: int = 0
    rated: int = 0
    satisfied: int = 0
    unreachable: int = 0
    declined: int = 0

    def __add__(self, other: "MonthFigures") -> "MonthFigures":
        return MonthFigures(*(getattr(self, n) + getattr(other, n) for n in _COUNTS))

    @property
    def rates(self) -> tuple[float | None, ...]:
        """Per cent: on time, response, completion, solved, satisfaction; None where nothing counts."""
        return (
            _rate(self.on_time, self.due),
            _rate(self.answered, self.to_answer),
            _rate(self.closed, self.due),
            _rate(self.solved, self.valid),
            _rate(self.satisfied, self.rated),
        )

    @property
    def score(self) -> float | None:
        """The mean of the five rates as distances to the frontier; undefined where one of them is."""
        near = [nearness(rate) for rate in self.rates]
        known = [each for each in near if each is not None]
        return sum(known) / len(known) if len(known) == len(near) else None


_COUNTS = tuple(field.name for field in fields(MonthFigures))

WORST, BEST = 0.0, 100.0
"""The frontier of a rate in per cent, the same for the whole year [default]."""
TIERS = ((90.0, "A"), (80.0, "B"), (60.0, "C"))
"""The least score of each tier; what is below them all is in tier D [default]."""


def nearness(rate: float | None, *, worst: float = WORST, best: float = BEST) -> float | None:
    """(worst - rate) / (worst - best) x 100 within 0 to 100; undefined, not 0, without rate or frontier."""
    if rate is None or worst == best:
        return None
    return min(100.0, max(0.0, (worst - rate) / (worst - best) * 100))


def tier(score: float | None) -> str:
    """A to D, of the score as it is shown, to a tenth; empty without one."""
    if score is None:
        return ""
    return next((name for least, name in TIERS if round(score, 1) >= least), "D")


def ranks(scores: Sequence[float | None]) -> list[int | None]:
    """The place of each, best first; equals share one, and who has no score has none. Scores count as they
    are shown, to a tenth."""
    shown = [None if score is None else round(score, 1) for score in scores]
    return [
        None if score is None else 1 + sum(other is not None and other > score for other in shown)
        for score in shown
    ]


def _rate(part: int, whole: int) -> float | None:
    return part / whole * 100 if whole else None
