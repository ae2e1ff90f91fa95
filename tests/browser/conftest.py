"""The world of these tests, once for all of them."""

from collections.abc import Iterator

import pytest

from tests.browser.chromium import program
from tests.browser.world import World, opened
from tests.server.running import fresh_database, postgres

__all__ = ["postgres"]


# Not for the session: while Playwright is open its loop counts as running in this thread.
@pytest.fixture(scope="package")
def world(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """City, desk and browser."""
    try:
        program()
    except RuntimeError as missing:
        pytest.fail(str(missing), pytrace=False)
    with opened(tmp_path_factory.mktemp("browser"), fresh_database(postgres)) as made:
        yield made


@pytest.fixture(autouse=True)
def nothing_went_wrong_inside(world: World) -> Iterator[None]:
    """Whatever a person did, the server made no mistake of its own."""
    yield
    log = (world.city.data / "log").read_text(encoding="utf-8")
    assert "Traceback" not in log, log[-3000:]
