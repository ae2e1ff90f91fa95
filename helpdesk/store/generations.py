"""Which backups are kept: one for each of the last hours, days and weeks. Pure arithmetic."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
WEEK_MS = 7 * DAY_MS
_MONDAY_MS = 3 * DAY_MS  # 1970 began on a Thursday


@dataclass(frozen=True, slots=True)
class Rule:
    """For how long one backup is kept of each hour, each day and each week (UTC)."""

    hours: int = 24
    days: int = 14
    weeks: int = 12


def obsolete(made: Collection[int], *, now_ms: int, rule: Rule | None = None) -> set[int]:
    """The moments (ms UTC) whose backups are not needed any more.

    Of each hour, day or week the newest stays, and the newest of all in any case. What lies in the
    future was made under a wrong clock: it stays until its time has passed.
    """
    rule = rule or Rule()
    past = {moment for moment in made if moment <= now_ms}
    kept = {max(past)} if past else set()
    for length, count, number in (
        (HOUR_MS, rule.hours, _hour),
        (DAY_MS, rule.days, _day),
        (WEEK_MS, rule.weeks, _week),
    ):
        young = [moment for moment in past if now_ms - moment < count * length]
        kept |= _newest_of_each(young, number)
    return past - kept


def _newest_of_each(moments: Collection[int], number: Callable[[int], int]) -> set[int]:
    newest: dict[int, int] = {}
    for moment in sorted(moments):
        newest[number(moment)] = moment
    return set(newest.values())


def _hour(moment: int) -> int:
    return moment // HOUR_MS


def _day(moment: int) -> int:
    return moment // DAY_MS


def _week(moment: int) -> int:
    return (moment + _MONDAY_MS) // WEEK_MS
