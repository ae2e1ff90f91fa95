"""The look and the fonts for every test of the window; Qt's own messages fail a test."""

import pytest
from PySide6.QtWidgets import QApplication

from helpdesk.ui import fonts, theme
from helpdesk.ui.tokens import chosen


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform says that it cannot pass size hints on; nothing else may be said."""
    for item in items:
        if "tests/ui" in item.path.as_posix():
            item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints"))


@pytest.fixture(scope="session")
def loaded_fonts(qapp: QApplication) -> None:
    """The program's fonts, once."""
    fonts.load_first()
    fonts.load_rare()


@pytest.fixture(autouse=True)
def light(qapp: QApplication, loaded_fonts: None) -> None:
    """Every test starts in the light look with normal type."""
    if theme.tokens() != chosen() or not qapp.styleSheet():
        theme.apply(qapp, chosen())
