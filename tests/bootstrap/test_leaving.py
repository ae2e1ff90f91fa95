"""Closing the window: what waits gets a last, short chance, and nobody is kept."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from helpdesk.application.audit import record_lock
from helpdesk.application.queries import SyncState
from helpdesk.application.under_way import SyncStage, UnderWay
from helpdesk.bootstrap import leaving
from helpdesk.bootstrap.desktop import Desktop
from helpdesk.bootstrap.enrolment import enrol_desk
from helpdesk.bootstrap.folder import OpenDesk, init_desk
from helpdesk.protocol.messages import Enrolment
from helpdesk.store.store import NO_DESK
from helpdesk.ui.leaving_dialog import LeavingDialog
from helpdesk.ui.widgets.buttons import SecondaryButton
from tests.desk import PASSWORD, QUICK, VILLAGE, WUYUN
from tests.server.running import RunningCity

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


def enrolled_at(desk: OpenDesk, server: str) -> None:
    """As if a city at this address had enrolled the desk; something waits for it."""
    enrolment = Enrolment(
        device="d1", prefix="021", history="H", server_ms=1, desk_code=VILLAGE, desk_name="x"
    )
    desk.store.enrol(enrolment, server=server)
    record_lock(desk.session)


@contextmanager
def entered(folder: Path, qtbot) -> Iterator[Desktop]:
    """The window, unlocked."""
    desktop = Desktop(folder)
    qtbot.addWidget(desktop.window)
    desktop.show()
    desktop.opened(desktop.unlock(WUYUN.id, PASSWORD))
    try:
        yield desktop
    finally:
        desktop.close()


def made(folder: Path, enrol: Callable[[OpenDesk], object]) -> Path:
    desk = init_desk(folder, agent=WUYUN, password=PASSWORD, desk=NO_DESK, stretching=QUICK)
    enrol(desk)
    desk.close()
    return folder


def dialog_of(desktop: Desktop) -> LeavingDialog | None:
    found = desktop.window.findChildren(LeavingDialog)
    return next((each for each in found if each.isVisible()), None)


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a city that takes calls and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_what_waits_is_sent_before_the_window_closes(
    tmp_path: Path, qtbot, city: RunningCity
) -> None:
    folder = made(tmp_path / "desk", lambda desk: enrol_desk(desk, city.url, city.code()))
    with entered(folder, qtbot) as desktop:
        assert desktop.desk is not None
        queries, session = desktop.desk.queries, desktop.desk.session
        qtbot.waitUntil(lambda: queries.sync_state().synced)
        record_lock(session)
        assert queries.sync_state().waiting
        store = desktop.desk.store
        with qtbot.waitSignal(desktop.window.closed):
            assert not desktop.window.close()
            assert dialog_of(desktop) is not None
        assert not desktop.window.isVisible()
        assert desktop.desk is None
        assert store.folder == folder
    [(count,)] = city.query("SELECT count(*) FROM event WHERE kind = 'device.locked'")
    assert count == 1


def test_what_is_just_being_sent_asks_for_no_other_exchange(
    tmp_path: Path, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One change is one exchange; what comes while files cross does not wait for them (C7)."""
    asked: list[UnderWay | None] = []
    folder = made(tmp_path / "desk", lambda desk: record_lock(desk.session))
    with entered(folder, qtbot) as desktop:
        assert desktop.workplace is not None
        assert desktop.sync is not None
        place, waits = desktop.workplace, SyncState(recorded=1)
        monkeypatch.setattr(desktop.sync, "soon", lambda: asked.append(place._under_way))
        stages = (None, *(UnderWay(stage) for stage in SyncStage))
        for place._under_way in stages:
            place._show_sync(waits)
        place._under_way = None
    assert asked[:1] == [None]
    assert [each.stage for each in asked[1:] if each] == [SyncStage.FILES]


def test_nobody_is_kept_by_a_city_that_says_nothing(tmp_path: Path, qtbot, silent: str) -> None:
    """Nothing blocks the counter: leaving at once is one key."""
    folder = made(tmp_path / "desk", lambda desk: enrolled_at(desk, silent))
    with entered(folder, qtbot) as desktop:
        assert not desktop.window.close()
        dialog = dialog_of(desktop)
        assert dialog is not None
        with qtbot.waitSignal(desktop.window.closed):
            qtbot.keyClick(dialog, Qt.Key.Key_Return)
        assert not desktop.window.isVisible()


def test_one_may_think_better_of_it(tmp_path: Path, qtbot, silent: str) -> None:
    folder = made(tmp_path / "desk", lambda desk: enrolled_at(desk, silent))
    with entered(folder, qtbot) as desktop:
        assert not desktop.window.close()
        dialog = dialog_of(desktop)
        assert dialog is not None
        stay = dialog.findChild(SecondaryButton)
        qtbot.mouseClick(stay, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: dialog_of(desktop) is None)
        assert desktop.window.isVisible()
        assert not desktop.window.close()
        assert dialog_of(desktop) is not None


def test_the_wait_is_bounded(
    tmp_path: Path, qtbot, silent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaving, "SECONDS", 0)
    folder = made(tmp_path / "desk", lambda desk: enrolled_at(desk, silent))
    with entered(folder, qtbot) as desktop, qtbot.waitSignal(desktop.window.closed):
        assert not desktop.window.close()


def test_where_nothing_can_be_sent_the_window_closes_at_once(tmp_path: Path, qtbot) -> None:
    folder = made(tmp_path / "desk", lambda desk: record_lock(desk.session))
    with entered(folder, qtbot) as desktop:
        assert desktop.window.close()
        assert dialog_of(desktop) is None
