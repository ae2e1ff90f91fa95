"""The desk behind the screens: real store, real background work, closed after each test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from helpdesk.ui.frame import DESIGN_SIZE
from tests.ui.screens import village
from tests.ui.screens.counter import Counter
from tests.ui.screens.desk import Desk, Made


@pytest.fixture(scope="session")
def empty_desk(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Made once; each test has a copy."""
    return Desk(tmp_path_factory.mktemp("empty") / "desk").keep({})


@pytest.fixture(scope="session")
def village_desk(empty_desk: Made, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The village's Monday morning, once for all tests that begin with it."""
    desk = Desk(tmp_path_factory.mktemp("village") / "desk", made=empty_desk)
    return desk.keep(village.fill(desk))


@pytest.fixture
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """A desk with reference data and nothing else; with the village's cases where they are asked for."""
    name = "village_desk" if "cases" in request.fixturenames else "empty_desk"
    result = Desk(tmp_path / "desk", made=request.getfixturevalue(name))
    yield result
    result.settle()
    result.close()


@pytest.fixture
def cases(desk: Desk) -> dict[str, str]:
    """The village's Monday morning: cases by the names of their residents."""
    return desk.cases


@pytest.fixture
def put_up(qtbot: QtBot) -> Callable[[QWidget], QWidget]:
    """Shows a screen in the room it has beside the rail at 1366x768."""

    def show(screen: QWidget) -> QWidget:
        qtbot.addWidget(screen)
        screen.resize(DESIGN_SIZE[0] - 204, DESIGN_SIZE[1] - 56)
        screen.show()
        screen.activateWindow()
        qtbot.waitUntil(screen.isActiveWindow)
        return screen

    return show


@pytest.fixture
def people(desk: Desk) -> dict[str, str]:
    """The village's residents, by name."""
    return {
        name: desk.resident(name, document_number=number, phone=phone, address=address)
        for name, (number, phone, address) in village.PEOPLE.items()
    }


@pytest.fixture
def counter(qtbot: QtBot, desk: Desk, people: dict[str, str], tmp_path: Path) -> Iterator[Counter]:
    """The intake in its window, with the keyboard in it; Today is shown."""
    result = Counter(desk, tmp_path)
    qtbot.addWidget(result.frame)
    result.frame.show()
    result.frame.activateWindow()
    qtbot.waitUntil(result.frame.isActiveWindow)
    result.frame.show_screen("today")
    yield result
    result.screen.flush()
