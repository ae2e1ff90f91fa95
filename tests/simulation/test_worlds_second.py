"""The other half of the worlds (see test_worlds_first.py)."""

import pytest

from tests.simulation.life import kind_of, run
from tests.simulation.seeds import PARTS, part


@pytest.mark.timeout(0)  # as many as are asked for
@pytest.mark.parametrize("number", range(1, PARTS, 2))
def test_worlds(number: int) -> None:
    """C8, C12-C17, C19: whatever happens, nothing is lost, doubled or shown as synced when it is not."""
    for seed in part(number):
        try:
            run(seed, **kind_of(seed))
        except AssertionError as error:
            raise AssertionError(f"world {seed}: {error}") from error
