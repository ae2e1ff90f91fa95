"""A desk's real window at its settings; for the tests of the panels there."""

from pathlib import Path

from helpdesk.bootstrap.desktop import Desktop
from tests.desk import PASSWORD, WUYUN


def opened(folder: Path, qtbot) -> Desktop:
    """Unlocked by Wuyun; whoever asks closes it."""
    desktop = Desktop(folder)
    qtbot.addWidget(desktop.window)
    desktop.show()
    desktop.opened(desktop.unlock(WUYUN.id, PASSWORD))
    assert desktop.workplace is not None
    desktop.workplace.show("settings")
    return desktop
