"""C19: clocks of 1970, ten years ahead, a day back; what is believed and what is said."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.domain.moments import Moment
from helpdesk.domain.trusted_time import (
    JUMP_MS,
    LONG_MS,
    Doubt,
    KnownTime,
    correction_for,
    examine,
)

NOW = Moment.of(datetime(2026, 11, 23, 10, 45)).utc_ms
DAY = 24 * 3_600_000
YEAR = 365 * DAY
times = st.integers(min_value=0, max_value=NOW + 20 * YEAR)
offsets = st.integers(min_value=-60 * YEAR, max_value=60 * YEAR)


def doubt(device_ms: int, known: KnownTime, *, moved_ms: int = 0) -> Doubt | None:
    moment = Moment(device_ms, correction_for(device_ms, known))
    finding = examine(moment, known, moved_ms=moved_ms)
    return finding.doubt if finding else None


@pytest.mark.parametrize(
    ("device_ms", "said"),
    [
        (NOW, None),
        (NOW - JUMP_MS, None),
        (NOW + DAY, None),
        (0, Doubt.YEAR),
        (NOW + 80 * YEAR, Doubt.YEAR),
        (10**16, Doubt.YEAR),
        (-(10**16), Doubt.YEAR),
        (NOW - DAY, Doubt.BACK),
        (NOW - JUMP_MS - 1, Doubt.BACK),
        (NOW + 10 * YEAR, Doubt.LONG),
    ],
)
def test_a_clock_that_was_never_corrected(device_ms: int, said: Doubt | None) -> None:
    assert doubt(device_ms, KnownTime(0, 0, NOW)) is said


def test_a_clock_that_the_city_corrects_is_said_but_believed() -> None:
    """A clock of 1970 with the city's correction gives the right time, and is to be set."""
    known = KnownTime(NOW - 1000, NOW, NOW)
    assert correction_for(1000, known) == NOW - 1000
    assert doubt(2000, known) is Doubt.OFF


def test_a_clock_set_right_since_the_last_contact_is_not_corrected_twice() -> None:
    known = KnownTime(10 * YEAR, NOW, NOW)
    assert correction_for(NOW + DAY, known) == 0
    assert doubt(NOW + DAY, known) is None


def test_a_clock_moved_while_the_program_runs() -> None:
    assert doubt(NOW, KnownTime(0, 0, NOW), moved_ms=JUMP_MS + 1) is Doubt.MOVED
    assert doubt(NOW, KnownTime(0, 0, NOW), moved_ms=-JUMP_MS) is None


@given(device_ms=st.integers(-(10**17), 10**17), correction=offsets, good=times, recorded=times)
def test_it_always_decides(device_ms: int, correction: int, good: int, recorded: int) -> None:
    known = KnownTime(correction, good, recorded)
    chosen = correction_for(device_ms, known)
    assert chosen in (0, correction)
    examine(Moment(device_ms, chosen), known)


@given(correction=offsets, passed=st.integers(0, LONG_MS))
def test_the_citys_time_holds_for_any_clock(correction: int, passed: int) -> None:
    """Whatever the clock says, with its correction the present is right."""
    known = KnownTime(correction, NOW, NOW)
    device_ms = NOW + passed - correction
    chosen = correction_for(device_ms, known)
    assert chosen == correction
    assert Moment(device_ms, chosen).utc_ms == NOW + passed


@given(back=st.integers(JUMP_MS + 1, 20 * YEAR))
def test_every_step_back_is_noticed(back: int) -> None:
    assert doubt(NOW - back, KnownTime(0, 0, NOW)) in (Doubt.BACK, Doubt.YEAR)
