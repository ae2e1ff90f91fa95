"""Whether a device's clock can be believed (C19): CMOS batteries die, people set clocks wrong.

The present lies behind the last moment that is known to be past: one learned from the city, or that of
the device's own last event. All times are milliseconds since 1970 in UTC.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from helpdesk.domain.moments import Moment

JUMP_MS = 10 * 60_000
LONG_MS = 60 * 24 * 3_600_000
YEARS = range(2000, 2100)


@dataclass(frozen=True, slots=True)
class KnownTime:
    """What is known besides the device's clock.

    `correction_ms` is to be added to it, `good_ms` the last moment learned from the city and
    `recorded_ms` that of this device's last event: the present lies behind both.
    """

    correction_ms: int
    good_ms: int
    recorded_ms: int

    @property
    def past_ms(self) -> int:
        """The last moment that is known to be past; 0 where nothing is known."""
        return max(self.good_ms, self.recorded_ms)


class Doubt(StrEnum):
    """What is odd about the clock: a year no number can carry, set back, off the city's time, long
    after the last work, or moved while the program ran."""

    YEAR = "year"
    BACK = "back"
    OFF = "off"
    LONG = "long"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class ClockFinding:
    """A doubt; `by_ms` says by how much (positive: the clock is ahead, or time has passed)."""

    doubt: Doubt
    moment: Moment
    by_ms: int = 0

    @property
    def by(self) -> timedelta:
        """How much, without a sign."""
        return timedelta(milliseconds=abs(self.by_ms))


def correction_for(device_ms: int, known: KnownTime) -> int:
    """What to add to the clock now.

    The correction learned last, unless the clock was set right in the meantime: then the clock fits
    what is known to be past and the corrected time does not.
    """
    if not known.correction_ms or _fits(device_ms + known.correction_ms, known):
        return known.correction_ms
    return 0 if _fits(device_ms, known) else known.correction_ms


def examine(moment: Moment, known: KnownTime, *, moved_ms: int = 0) -> ClockFinding | None:
    """What is odd about the clock at `moment`, the gravest first; None for a clock to be believed.

    `moved_ms` is by how much it was set while the program ran.
    """
    if year_of(moment) not in YEARS:
        return ClockFinding(Doubt.YEAR, moment)
    past = known.past_ms
    if moment.utc_ms < past - JUMP_MS:
        return ClockFinding(Doubt.BACK, moment, moment.utc_ms - past)
    if abs(moment.correction_ms) > JUMP_MS:
        return ClockFinding(Doubt.OFF, moment, -moment.correction_ms)
    if abs(moved_ms) > JUMP_MS:
        return ClockFinding(Doubt.MOVED, moment, moved_ms)
    if past and moment.utc_ms > past + LONG_MS:
        return ClockFinding(Doubt.LONG, moment, moment.utc_ms - past)
    return None


def year_of(moment: Moment) -> int:
    """The corrected year; 0 where no calendar has one."""
    try:
        return moment.local.year
    except OverflowError:
        return 0


def _fits(utc_ms: int, known: KnownTime) -> bool:
    return known.past_ms - JUMP_MS <= utc_ms <= known.past_ms + LONG_MS
