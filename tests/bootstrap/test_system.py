"""The system's clock and identifiers."""

import time
import uuid

import pytest

from helpdesk.bootstrap.system import SystemClock, UuidIds
from helpdesk.domain.trusted_time import Doubt, KnownTime


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


class Machine:
    """A clock that somebody sets, beside one that nobody can."""

    def __init__(self) -> None:
        self.wall, self.steady = 1_795_400_000.0, 5_000.0

    def clock(self, *, city: bool) -> SystemClock:
        known = KnownTime(0, int(self.wall * 1000) if city else 0, int(self.wall * 1000))
        return SystemClock(known, wall=lambda: self.wall, steady=lambda: self.steady)

    def passes(self, seconds: float) -> None:
        self.wall += seconds
        self.steady += seconds


def test_a_clock_set_while_the_program_runs_does_not_disturb_the_citys_time() -> None:
    """C19: a jump over 10 minutes is said, and times go on as before."""
    machine = Machine()
    clock = machine.clock(city=True)
    before = clock.now().utc_ms
    machine.passes(3600)
    assert clock.finding() is None
    machine.wall -= 86_400
    assert clock.now().utc_ms == before + 3_600_000
    finding = clock.finding()
    assert finding is not None
    assert finding.doubt is Doubt.OFF


def test_without_the_citys_time_a_set_clock_is_followed_and_said() -> None:
    machine = Machine()
    clock = machine.clock(city=False)
    machine.wall += 3600
    assert clock.now().device_ms == clock.now().utc_ms
    finding = clock.finding()
    assert finding is not None
    assert finding.doubt is Doubt.MOVED


@pytest.mark.parametrize("seconds", [-1e11, -1, 0, 1e12, 1e18])
def test_no_clock_stops_the_program(seconds: float) -> None:
    clock = SystemClock(wall=lambda: seconds, steady=lambda: 0.0)
    finding = clock.finding()
    assert finding is not None
    assert finding.doubt is Doubt.YEAR


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system cannot switch zones")
def test_the_zone_is_that_of_the_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """C20: another zone changes what people read, never the instant."""
    clock = SystemClock(wall=lambda: 1_795_400_000.0, steady=lambda: 0.0)
    told = {}
    for zone in ("Asia/Shanghai", "Europe/Berlin", "UTC"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        told[zone] = clock.now()
    monkeypatch.undo()
    time.tzset()
    assert len({moment.utc_ms for moment in told.values()}) == 1
    assert [moment.offset_minutes for moment in told.values()] == [480, 60, 0]
