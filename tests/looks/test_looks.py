"""Every screen and dialog of the tour, judged: nothing cut, covered, pale, unnamed or in a wrong language.

A chosen part of the looks; `make tour` walks all of them. C18, C29, C30: the screens of a working day.
"""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from tests.looks.stage import SIZES, Look, Stage, stage
from tests.looks.walk import walk

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

SMALL, LARGE = SIZES


@pytest.fixture(scope="module")
def shown(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The window on its world, once."""
    with stage(tmp_path_factory.mktemp("looks")) as opened:
        yield opened


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("look", "keys"),
    [
        (Look("zh_CN", "light", SMALL), True),
        (Look("en", "big", SMALL), False),
        (Look("zh_CN", "big", SMALL), False),
        (Look("en", "dark", LARGE), False),
    ],
    ids=str,
)
def test_nothing_is_wrong(shown: Stage, look: Look, keys: bool) -> None:
    assert walk(shown, look, keys=keys) == []
