"""One half of the worlds; the other is in a file of its own, so that two processes share them."""

import pytest

from tests.simulation.life import failing
from tests.simulation.seeds import PARTS, part


@pytest.mark.timeout(0)  # as many as are asked for
@pytest.mark.parametrize("number", range(0, PARTS, 2))
def test_worlds(number: int) -> None:
    """C8, C12-C17, C19: whatever happens, nothing is lost, doubled or shown as synced when it is not."""
    for seed, error in failing(part(number)):
        raise AssertionError(f"world {seed}: {error}") from error
