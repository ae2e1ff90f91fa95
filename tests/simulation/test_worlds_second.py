"""The other half of the worlds (see test_worlds_first.py)."""

import pytest

from tests.simulation.life import failing
from tests.simulation.seeds import PARTS, part


@pytest.mark.timeout(0)  # as many as are asked for
@pytest.mark.parametrize("number", range(1, PARTS, 2))
def test_worlds(number: int) -> None:
    """C8, C12-C17, C19: whatever happens, nothing is lost, doubled or shown as synced when it is not."""
    for seed, error in failing(part(number)):
        raise AssertionError(f"world {seed}: {error}") from error
