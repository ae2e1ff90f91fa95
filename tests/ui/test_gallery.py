"""The four layouts of the design, composed from the kit: they fit the smallest screen in every look."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication

from helpdesk.ui import theme
from helpdesk.ui.frame import Frame
from helpdesk.ui.tokens import chosen
from tests.ui import focus_chain
from tools import gallery


@pytest.fixture(scope="module")
def gallery_frame(qapp: QApplication, loaded_fonts: None) -> Callable[[], Frame]:
    return gallery.frame


@pytest.mark.parametrize("screen", ["today", "intake", "case", "sync"])
@pytest.mark.parametrize("big", [False, True], ids=["normal", "big"])
def test_a_layout_fits(gallery_frame, qapp, qtbot, screen: str, big: bool) -> None:
    theme.apply(qapp, chosen(big_type=big))
    frame = gallery_frame()
    qtbot.addWidget(frame)
    frame.resize(1366, 768)
    with qtbot.waitExposed(frame):
        frame.show()
    frame.show_screen(screen)
    qtbot.waitUntil(lambda: focus_chain.clipped(frame) == [])
    hint = frame.minimumSizeHint()
    assert hint.width() <= 1366
    assert hint.height() <= 768
    assert focus_chain.problems(frame) == []


def test_a_wider_screen_gives_the_room_to_the_work(gallery_frame, qapp, qtbot) -> None:
    frame = gallery_frame()
    qtbot.addWidget(frame)
    frame.resize(1920, 1080)
    with qtbot.waitExposed(frame):
        frame.show()
    frame.show_screen("today")
    table = next(t for t in frame.findChildren(gallery.WorkTable) if t.isVisible())
    qtbot.waitUntil(lambda: table.width() > 1100)
