"""A bug in the window is written to the crash log and said; a click that does nothing is worse."""

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from platformdirs import user_log_path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel

from helpdesk.bootstrap.desktop import Desktop
from helpdesk.bootstrap.first_start import FirstStart
from helpdesk.bootstrap.mishaps import Mishaps, mishaps_noted
from helpdesk.domain.problems import Problem
from helpdesk.i18n.problems import sentence
from helpdesk.ui.widgets.banner import Banner
from tests.desk import PASSWORD, WUYUN, desk_in

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
NAME = "包玉兰"
SAID = sentence(Problem("internal"))


@pytest.fixture
def desktop(tmp_path: Path, qtbot) -> Iterator[Desktop]:
    with desk_in(tmp_path):
        pass
    desktop = Desktop(tmp_path)
    qtbot.addWidget(desktop.window)
    desktop.show()
    yield desktop
    desktop.close()


def logs() -> list[str]:
    found = user_log_path("helpdesk", appauthor=False).glob("crash-*.log")
    return [path.read_text(encoding="utf-8") for path in found]


def bug() -> None:
    raise KeyError(NAME)


def test_a_slot_that_fails_is_said_and_noted_once(desktop: Desktop, qtbot, capfd) -> None:
    desktop.opened(desktop.unlock(WUYUN.id, PASSWORD))
    assert desktop.workplace is not None
    said: list[str] = []
    desktop.mishap.connect(lambda: said.append(SAID))
    with mishaps_noted(desktop.mishaps, desktop.mishap.emit):
        for _again in range(3):
            QTimer.singleShot(0, bug)
        qtbot.waitUntil(lambda: SAID in spoken(desktop))
    (log,) = logs()
    assert "builtins.KeyError" in log
    assert "test_mishaps.py" in log
    assert said == [SAID]
    assert NAME not in log + "".join(capfd.readouterr())


def spoken(desktop: Desktop) -> list[str]:
    """What stands above the work."""
    assert desktop.workplace is not None
    return [each.notice.sentence for each in desktop.workplace.frame.findChildren(Banner)]


def test_before_the_login_it_stands_below_the_password(desktop: Desktop, qtbot) -> None:
    with mishaps_noted(desktop.mishaps, desktop.mishap.emit):
        thread = threading.Thread(target=bug)
        thread.start()
        thread.join()
        qtbot.waitUntil(lambda: desktop.login._password.error == SAID)
    assert len(logs()) == 1


def test_a_bug_in_background_work_is_in_the_log_as_its_sentence_says(
    desktop: Desktop, qtbot, expect_log
) -> None:
    expect_log("KeyError")
    desktop.opened(desktop.unlock(WUYUN.id, PASSWORD))
    assert desktop.workplace is not None
    with qtbot.waitSignal(desktop.workplace.tasks.noticed) as caught:
        desktop.workplace.tasks.run(bug)
    assert caught.args[0].sentence == SAID
    (log,) = logs()
    assert NAME not in log


@pytest.fixture
def start(tmp_path: Path, qtbot) -> Iterator[FirstStart]:
    start = FirstStart(tmp_path / "new", ready=lambda _opened: None, restored=lambda: None)
    qtbot.addWidget(start.window)
    start.show()
    yield start
    start.close()


def test_on_a_new_computer_it_stands_below_what_was_typed(start: FirstStart, qtbot) -> None:
    """A click, or a thread; everything typed stays, and it can be tried again."""
    start.screen.show_scanned("https://city.example", "A-1")
    with mishaps_noted(start.mishaps, start.mishap.emit):
        start.screen.practice_asked.disconnect()
        start.screen.practice_asked.connect(bug)
        start.screen.practice_asked.emit()
        qtbot.waitUntil(lambda: SAID in below(start))
        start.screen.show_problem("", "")
        thread = threading.Thread(target=int, args=(NAME,))
        thread.start()
        thread.join()
        qtbot.waitUntil(lambda: SAID in below(start))
    assert len(logs()) == 2
    assert not any(NAME in log for log in logs())
    assert start.screen._fields["server"].editor.text() == "https://city.example"
    assert start.screen._enrol.isEnabled()


def test_work_of_a_new_computer_that_nobody_waits_for_says_its_mistake(
    start: FirstStart, qtbot, expect_log
) -> None:
    expect_log("KeyError")
    start.tasks.run(bug)
    qtbot.waitUntil(lambda: SAID in below(start))
    assert len(logs()) == 1


def below(start: FirstStart) -> list[str]:
    """What stands below the fields."""
    return [each.text() for each in start.screen.findChildren(QLabel) if each.isVisible()]


def test_the_hooks_of_before_come_back() -> None:
    before = sys.excepthook, threading.excepthook
    with mishaps_noted(Mishaps(), lambda: None):
        assert sys.excepthook is not before[0]
    assert (sys.excepthook, threading.excepthook) == before
