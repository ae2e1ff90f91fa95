"""Which backups stay."""

from hypothesis import given
from hypothesis import strategies as st

from helpdesk.store.generations import DAY_MS, HOUR_MS, WEEK_MS, Rule, obsolete

NOW = 1_795_406_400_000
moments = st.sets(st.integers(NOW - 20 * WEEK_MS, NOW + DAY_MS), max_size=200)


@given(moments)
def test_the_newest_and_the_future_stay(made: set[int]) -> None:
    gone = obsolete(made, now_ms=NOW)
    assert not {moment for moment in made if moment > NOW} & gone
    past = {moment for moment in made if moment <= NOW}
    assert not past or max(past) not in gone


@given(moments)
def test_each_hour_day_and_week_keeps_one(made: set[int]) -> None:
    kept = made - obsolete(made, now_ms=NOW)
    for length, count, shift in ((HOUR_MS, 24, 0), (DAY_MS, 14, 0), (WEEK_MS, 12, 3 * DAY_MS)):
        for moment in made:
            if 0 <= NOW - moment < count * length:
                bucket = (moment + shift) // length
                assert any((each + shift) // length == bucket for each in kept)


@given(moments)
def test_never_more_than_the_rule_says_and_the_second_time_nothing_goes(made: set[int]) -> None:
    kept = made - obsolete(made, now_ms=NOW)
    past = [moment for moment in kept if moment <= NOW]
    assert len(past) <= 25 + 15 + 13 + 1
    assert obsolete(kept, now_ms=NOW) == set()


def test_half_a_year_of_hours() -> None:
    """Made each hour and pruned each hour: what is left reaches twelve weeks back."""
    kept: set[int] = set()
    start = NOW - 26 * WEEK_MS
    for hour in range(26 * 7 * 24):
        now = start + hour * HOUR_MS
        kept |= {now}
        kept -= obsolete(kept, now_ms=now)
    assert 40 <= len(kept) <= 54
    assert now - min(kept) > 11 * WEEK_MS
    ages = sorted(now - moment for moment in kept)
    assert ages[23] == 23 * HOUR_MS


def test_a_rule_of_ones_own() -> None:
    made = {NOW - hour * HOUR_MS for hour in range(100)}
    assert len(made - obsolete(made, now_ms=NOW, rule=Rule(hours=2, days=0, weeks=0))) == 2
