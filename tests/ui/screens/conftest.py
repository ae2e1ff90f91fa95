"""The desk behind the screens: real store, real background work, closed after each test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from helpdesk.ui.frame import DESIGN_SIZE
from tests.ui.screens import village
from tests.ui.screens.desk import Desk


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[Desk]:
    """A desk with reference data and nothing else."""
    result = Desk(tmp_path / "desk")
    yield result
    result.close()


@pytest.fixture
def cases(desk: Desk) -> dict[str, str]:
    """The village's Monday morning: cases by the names of their residents."""
    return village.fill(desk)


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
