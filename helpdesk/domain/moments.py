"""Moments: what the device's clock said, and what we know better."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """An instant, kept with everything needed to read it again years later.

    `device_ms` is the device's clock, milliseconds since 1970 in UTC; `correction_ms` is what the
    last contact with the city taught us to add to it (0 when unknown); `offset_minutes` is the zone's
    distance from UTC at that instant and `zone` its name. CMOS batteries die, so both times are kept.
    """

    device_ms: int
    correction_ms: int = 0
    offset_minutes: int = 480
    zone: str = "Asia/Shanghai"

    @property
    def utc_ms(self) -> int:
        """The corrected instant, milliseconds since 1970 in UTC."""
        return self.device_ms + self.correction_ms

    @property
    def local(self) -> datetime:
        """The corrected wall-clock time, naive, to the second: what people read."""
        moment = datetime(1970, 1, 1) + timedelta(
            milliseconds=self.utc_ms, minutes=self.offset_minutes
        )
        return moment.replace(microsecond=0)

    @classmethod
    def of(cls, local: datetime, *, offset_minutes: int = 480) -> "Moment":
        """The moment of a naive local time, taken as right (imports, tests)."""
        utc = local.replace(tzinfo=UTC) - timedelta(minutes=offset_minutes)
        return cls(device_ms=int(utc.timestamp() * 1000), offset_minutes=offset_minutes)
