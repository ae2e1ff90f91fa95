"""Desks, the window's look, and the running city, for every test from end to end."""

from pathlib import Path

import pytest

from tests.desk import desk_in
from tests.e2e.programs import Desk
from tests.server.running import RunningCity, city, database, postgres

__all__ = ["city", "database", "postgres"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform says that it cannot pass size hints on; nothing else may be said. A day of
    many programs takes a busy machine longer than a test elsewhere may."""
    for item in items:
        if "tests/e2e" in item.path.as_posix():
            item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints"))
            if item.get_closest_marker("timeout") is None:
                item.add_marker(pytest.mark.timeout(300))


@pytest.fixture(scope="session")
def fresh_desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A village's desk with a prefix of its own and no city; to be copied."""
    folder = tmp_path_factory.mktemp("fresh") / "desk"
    with desk_in(folder):
        pass
    return Desk(folder)


@pytest.fixture
def desk(fresh_desk: Desk, tmp_path: Path) -> Desk:
    """The same for one test."""
    return fresh_desk.copied(tmp_path / "desk")


@pytest.fixture
def enrolled(city: RunningCity, tmp_path: Path) -> Desk:
    """A desk that the running city knows."""
    desk = Desk(tmp_path / "enrolled")
    desk.enrol(city.url, city.code())
    return desk
