"""The window over one data folder: agents come and go, the store and its threads stay one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from shiboken6 import isValid

from helpdesk.application.queries import SyncState
from helpdesk.application.residents import change_resident, record_resident
from helpdesk.bootstrap.desktop import Desktop
from helpdesk.bootstrap.sync_line import notices_line
from helpdesk.bootstrap.workplace import date_line
from helpdesk.domain.events import Author
from helpdesk.domain.problems import Problem
from helpdesk.domain.residents import Resident
from helpdesk.store import keys
from helpdesk.ui.decision_dialog.dialog import DecisionDialog
from tests.desk import PASSWORD, QUICK, WUYUN, desk_in

# The offscreen platform says that it cannot pass size hints on; nothing else may be said.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

OTHER = Author("haisi", "哈斯")
OTHER_PASSWORD = "另一个人的密码八字"


@pytest.fixture
def desktop(tmp_path: Path, qtbot) -> Iterator[Desktop]:
    with desk_in(tmp_path):
        pass
    data_key = keys.unlock(tmp_path, WUYUN.id, PASSWORD)
    keys.add_agent(tmp_path, data_key, OTHER, password=OTHER_PASSWORD, stretching=QUICK)
    desktop = Desktop(tmp_path)
    qtbot.addWidget(desktop.window)
    desktop.show()
    yield desktop
    desktop.close()


def enter(desktop: Desktop, agent: Author, password: str) -> None:
    desktop.opened(desktop.unlock(agent.id, password))


def test_the_same_agent_finds_the_work_as_it_was(desktop: Desktop) -> None:
    """C25: locking ends nothing."""
    enter(desktop, WUYUN, PASSWORD)
    workplace = desktop.workplace
    assert workplace is not None
    workplace.show("cases")
    desktop.lock()
    assert desktop.window.currentWidget() is desktop.login
    enter(desktop, WUYUN, PASSWORD)
    assert desktop.workplace is workplace
    assert workplace.frame.current_screen == "cases"


def test_another_agent_gets_a_workplace_of_their_own_on_the_same_store(desktop: Desktop) -> None:
    """C26: one device, several people."""
    enter(desktop, WUYUN, PASSWORD)
    first, desk = desktop.workplace, desktop.desk
    desktop.lock()
    enter(desktop, OTHER, OTHER_PASSWORD)
    assert desktop.desk is desk
    assert desktop.workplace is not None
    assert desktop.workplace is not first
    assert desktop.workplace.bench.session.author == OTHER


def test_what_the_city_said_stands_above_every_screen_but_the_one_that_lists_it(
    desktop: Desktop,
) -> None:
    """In big type the sync screen needs the room for its buttons."""
    enter(desktop, WUYUN, PASSWORD)
    workplace = desktop.workplace
    assert workplace is not None

    def is_said() -> bool:
        workplace._show_sync(SyncState(notices=1))
        found = workplace.frame.findChildren(QLabel)
        return any(each.isVisible() and each.text() == notices_line(1) for each in found)

    assert is_said()
    workplace.show("sync")
    assert not is_said()
    workplace.show("today")
    assert is_said()


def test_a_wrong_password_leaves_the_lock_as_it_was(desktop: Desktop) -> None:
    enter(desktop, WUYUN, PASSWORD)
    desktop.lock()
    with pytest.raises(Problem, match="password-wrong"):
        desktop.unlock(OTHER.id, PASSWORD)
    assert desktop.window.currentWidget() is desktop.login


def test_the_line_above_every_screen(desktop: Desktop) -> None:
    enter(desktop, WUYUN, PASSWORD)
    assert desktop.desk is not None
    assert date_line(desktop.desk.session).endswith("· 大林镇")


def test_decisions_are_asked_over_any_screen(desktop: Desktop, qtbot) -> None:
    """C18: from Today or the sync screen straight to both values."""
    enter(desktop, WUYUN, PASSWORD)
    workplace = desktop.workplace
    assert workplace is not None
    session = workplace.bench.session
    resident = record_resident(session, Resident(id="", name="李秀英", address="一组"))
    change_resident(session, resident, {"address": "四组"})
    workplace.decide(resident)  # nothing is in doubt: the dialog goes by itself
    dialogs = workplace.frame.findChildren(DecisionDialog)
    qtbot.waitUntil(lambda: not any(isValid(each) and each.isVisible() for each in dialogs))


def test_closing_twice_is_fine(desktop: Desktop) -> None:
    enter(desktop, WUYUN, PASSWORD)
    desktop.close()
    desktop.close()
