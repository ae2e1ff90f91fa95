"""The trees of all sources go with the last of these tests: the collector would walk them for ever."""

from collections.abc import Iterator

import pytest

from tests.architecture.sources import parsed


@pytest.fixture(scope="package", autouse=True)
def _trees_go() -> Iterator[None]:
    yield
    parsed.cache_clear()
