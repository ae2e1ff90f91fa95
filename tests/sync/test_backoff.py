"""Back-off: pure arithmetic."""

from hypothesis import given
from hypothesis import strategies as st

from helpdesk.sync.backoff import CAP_SECONDS, pause

CHANCE = st.floats(0, 1)


def test_no_failure_no_pause() -> None:
    assert pause(0, chance=0.5) == 0


def test_it_doubles_up_to_a_quarter_of_an_hour() -> None:
    """C9: nothing waits "for days"."""
    pauses = [pause(n, chance=1.0) for n in range(1, 12)]
    assert pauses[:4] == [5, 10, 20, 40]
    assert pauses[-1] == CAP_SECONDS == 900


@given(failures=st.integers(1, 10**6), chance=CHANCE, asked=st.floats(0, 10**6))
def test_bounds(failures: int, chance: float, asked: float) -> None:
    wait = pause(failures, chance=chance, asked=asked)
    assert 2.5 <= wait <= CAP_SECONDS
    assert wait >= min(asked, CAP_SECONDS)


@given(failures=st.integers(1, 30), low=CHANCE, high=CHANCE)
def test_chance_spreads_desks_over_half_of_the_time(failures: int, low: float, high: float) -> None:
    low, high = sorted((low, high))
    assert pause(failures, chance=low) <= pause(failures, chance=high)
    assert pause(failures, chance=0) * 2 == pause(failures, chance=1)
