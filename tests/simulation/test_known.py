"""Worlds that failed once, and the mistakes that the simulation must find."""

import pytest

from tests.simulation.life import kind_of, run
from tests.simulation.mutants import MUTANTS, mutated, trusting
from tests.simulation.seeds import EVER_FAILED

# A few worlds that find each mistake; the last ones are rare, and were looked for.
FOUND_BY = {
    "head_not_compared": range(8),
    "overlap_skipped_by_number": (4, 13, 20, 21),
    "no_reissue_after_a_fork": range(8),
    "last_writer_wins": range(4),
    "poison_refuses_the_batch": range(6),
    "acknowledged_on_send": range(4),
    "no_history_id": (10, 24, 25, 36),
    "one_cursor_for_all_streams": range(4),
    "late_answers_applied": (58, 76, 136),
    "cursor_before_events": range(6),
    "positions_from_a_sequence": range(6),
    "no_compare_and_set": (11, 118, 450),
    "parts_outlive_their_history": (1, 2, 21, 33),
    "signatures_not_checked": range(6),
    "counters_not_kept": range(12),
    "short_answers_believed": range(6),
    "put_aside_in_silence": (168,),
    "kept_where_the_city_put_it": (5325993,),
}
KIND = {
    "parts_outlive_their_history": {"snapshots": True},
    "signatures_not_checked": {"numbered": True},
    "counters_not_kept": {"numbered": True},
    "kept_where_the_city_put_it": {"snapshots": True, "level": 1},
}


@pytest.mark.parametrize("seed", EVER_FAILED)
def test_a_world_that_failed_once(seed: int) -> None:
    run(seed)
    run(seed, **kind_of(seed))


def test_every_mutant_has_its_worlds() -> None:
    assert FOUND_BY.keys() == MUTANTS.keys()
    assert len(MUTANTS) == 18


@pytest.mark.parametrize("name", MUTANTS)
def test_a_mistake_is_found(name: str) -> None:
    """Each in at least one of its worlds; the same worlds hold without it."""
    found = 0
    for seed in FOUND_BY[name]:
        with mutated(name):
            try:
                run(seed, **KIND.get(name, {}))
            except (AssertionError, KeyError):
                found += 1
        run(seed, **KIND.get(name, {}))
    assert found


# Had a piece with one wrong byte that was kept, and asked for nothing else for ever.
@pytest.mark.parametrize("seed", [103])
def test_a_world_with_snapshots_that_failed_once(seed: int) -> None:
    run(seed, snapshots=True)


@pytest.mark.parametrize("name", ["late_answers_applied", "no_compare_and_set"])
def test_each_line_of_defence_holds_alone(name: str) -> None:
    """Where two stand behind each other, one of them suffices in these worlds."""
    for seed in FOUND_BY[name]:
        with trusting():
            run(seed)
