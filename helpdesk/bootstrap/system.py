"""The machine's clock and fresh identifiers."""

import secrets
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from helpdesk.domain.moments import Moment
from helpdesk.domain.trusted_time import (
    JUMP_MS,
    ClockFinding,
    KnownTime,
    correction_for,
    examine,
)


def steady_seconds() -> float:
    """Seconds since some fixed moment, time asleep included; nobody can set this clock."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)  # elsewhere `monotonic` counts sleep itself
    return time.monotonic() if boot is None else time.clock_gettime(boot)


_NOTHING = KnownTime(0, 0, 0)


class SystemClock:
    """The device's clock, corrected by what the city and the device's own events taught us.

    `wall` is the machine's clock and `steady` one that nobody sets, both in seconds. Where the city's
    time is known, a clock that is set while the program runs does not disturb the corrected time.
    """

    def __init__(
        self,
        known: KnownTime = _NOTHING,
        *,
        wall: Callable[[], float] = time.time,
        steady: Callable[[], float] = steady_seconds,
    ) -> None:
        self._wall, self._steady = wall, steady
        self.learn(known)

    def learn(self, known: KnownTime) -> None:
        """Count anew from what is known now."""
        wall = self._wall()
        self._known = known
        self._correction_ms = correction_for(int(wall * 1000), known)
        self._ahead = wall - self._steady()

    def now(self) -> Moment:
        """The present moment."""
        seconds = self._wall()
        offset, zone = _zone_at(seconds)
        moved_ms = self._moved_ms(seconds)
        kept = moved_ms if self._known.good_ms and abs(moved_ms) > JUMP_MS else 0
        return Moment(
            device_ms=int(seconds * 1000),
            correction_ms=self._correction_ms - kept,
            offset_minutes=offset,
            zone=zone,
        )

    def finding(self) -> ClockFinding | None:
        """What is odd about the machine's clock now, for whoever works with it."""
        return examine(self.now(), self._known, moved_ms=self._moved_ms(self._wall()))

    def _moved_ms(self, wall: float) -> int:
        return round((wall - self._steady() - self._ahead) * 1000)


def _zone_at(seconds: float) -> tuple[int, str]:
    """The machine's zone at a moment: minutes east of UTC, and its name."""
    try:
        local = datetime.fromtimestamp(seconds, UTC).astimezone()
    except (OverflowError, OSError, ValueError):  # a clock outside the calendar
        return 0, ""
    offset = local.utcoffset()
    return int(offset.total_seconds() // 60) if offset else 0, local.tzname() or ""


class UuidIds:
    """UUIDv7 (RFC 9562) as hex: 48 bits of milliseconds, a 12-bit counter, 62 random bits.

    Python has its own from 3.14 on; until then these lines. Safe from any thread; within this object
    ids rise strictly even when the clock stands still or is set back.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def new(self) -> str:
        """A new identifier, 32 hex digits."""
        with self._lock:
            self._last = max(self._last + 1, time.time_ns() // 1_000_000 << 12)
            milliseconds, counter = self._last >> 12, self._last & 0xFFF
        low = secrets.randbits(62)
        value = milliseconds << 80 | 7 << 76 | counter << 64 | 0b10 << 62 | low
        return f"{value:032x}"


class SystemTimer:
    """The device's clock in milliseconds, and a stop-watch that no clock change disturbs."""

    def now_ms(self) -> int:
        """Milliseconds since 1970 by the device's clock."""
        return time.time_ns() // 1_000_000

    def seconds(self) -> float:
        """Seconds since some fixed moment; only differences mean something."""
        return time.monotonic()
