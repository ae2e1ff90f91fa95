"""The machine's clock and fresh identifiers."""

import secrets
import threading
import time
from collections.abc import Callable
from datetime import datetime

from helpdesk.domain.moments import Moment


class SystemClock:
    """The device's clock, with the correction that the last contact with the city taught us."""

    def __init__(self, correction_ms: Callable[[], int] = lambda: 0) -> None:
        self._correction_ms = correction_ms

    def now(self) -> Moment:
        """The present moment."""
        seconds = time.time()
        zone = datetime.fromtimestamp(seconds).astimezone()
        offset = zone.utcoffset()
        return Moment(
            device_ms=int(seconds * 1000),
            correction_ms=self._correction_ms(),
            offset_minutes=int(offset.total_seconds() // 60) if offset else 0,
            zone=zone.tzname() or "",
        )


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
