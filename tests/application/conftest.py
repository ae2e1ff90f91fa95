"""A desk for the use cases: the real store in a folder of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from helpdesk.application.ports import Session
from helpdesk.bootstrap.folder import OpenDesk
from tests.desk import desk_in


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[OpenDesk]:
    """An enrolled village desk."""
    with desk_in(tmp_path / "desk") as opened:
        yield opened


@pytest.fixture
def session(desk: OpenDesk) -> Session:
    """Somebody at work there."""
    return desk.session
