"""The system's clock and identifiers."""

import uuid

from helpdesk.bootstrap.system import SystemClock, UuidIds
from helpdesk.domain.trusted_time import KnownTime


def test_ids_are_uuid7_and_rise() -> None:
    ids = UuidIds()
    made = [ids.new() for _ in range(10_000)]
    assert made == sorted(set(made))
    first = uuid.UUID(made[0])
    assert first.variant == uuid.RFC_4122
    assert made[0][12] == "7"


def test_the_clock_adds_what_the_city_taught() -> None:
    plain, taught = SystemClock().now(), SystemClock(KnownTime(3_600_000, 0, 0)).now()
    assert taught.correction_ms == 3_600_000
    assert 3_600_000 <= taught.utc_ms - plain.utc_ms < 3_660_000
