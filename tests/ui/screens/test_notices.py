"""What the city says to the people at the desk: seen with whom and when, read once, then out of the way."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel

from helpdesk.application.sync_texts import claimed_text, unbacked_text
from helpdesk.bootstrap.sync_line import notices_line, sync_lines
from helpdesk.domain.moments import Moment
from helpdesk.i18n import _
from helpdesk.protocol.messages import Notice
from helpdesk.store import notices
from helpdesk.ui import rail
from helpdesk.ui.screens.case.history import warnings
from helpdesk.ui.screens.sync.presenter import Ways
from helpdesk.ui.screens.sync.view import SyncScreen
from helpdesk.ui.widgets.work_table import WorkTable
from tests.ui.screens.desk import NOW
from tests.ui.screens.test_sync import Asked, buttons, rows

SENT = Moment.of(NOW).utc_ms // 1000 - 3_600
WORDS = "本周五 18:00 起市平台停机维护两小时，请照常受理，恢复后自动发送。"


@pytest.fixture
def told(desk):
    """Two notices, one of a kind that only newer programs know."""
    with desk.store._connections.write() as connection:
        notices.keep(
            connection,
            [
                Notice("words", WORDS, SENT, "市政务服务局"),
                Notice("of-tomorrow", "", SENT - 60, "市平台"),
            ],
        )
    return desk


@pytest.fixture
def screen(told, put_up):
    return put_up(SyncScreen(told.bench, Asked([]), Ways(notices=told.store.notices)))


def test_a_notice_is_read_once(qtbot, screen, told) -> None:
    screen.refresh()
    qtbot.waitUntil(lambda: len(rows(screen)) >= 2)
    first, second = rows(screen)[:2]
    assert first[:2] == (_("Notice"), _("Unread"))
    assert first[2] == WORDS
    assert "of-tomorrow" in second[2]
    read = _("I have read it")
    qtbot.waitUntil(lambda: read in buttons(screen))
    assert told.store.queries.sync_state().notices == 2
    buttons(screen)[read].click()
    qtbot.waitUntil(lambda: told.store.queries.sync_state().notices == 1)
    [done] = [each for each in told.store.notices.notices(limit=9) if each.read_ms]
    assert (done.value, done.reader) == (WORDS, told.session.author.name)
    qtbot.waitUntil(lambda: rows(screen)[0][1] == _("Unread") and rows(screen)[-1][1] == _("Seen"))
    said = "\n".join(each.text() for each in screen.findChildren(QLabel))
    assert "{" not in said


def test_a_number_claimed_elsewhere_leads_to_its_case(qtbot, put_up, told, cases) -> None:
    """C3: the desk that has the number hears of the second claim, at the case, too, until it is settled."""
    case = cases["白长命"]
    number = told.bench.queries.case_file(case).case.number

    def hear(code: str, at: int) -> None:
        with told.store._connections.write() as connection:
            notices.keep(connection, [Notice(code, number, at, "")])

    hear("number-claimed", SENT + 1)
    screen = put_up(SyncScreen(told.bench, Asked([]), Ways(notices=told.store.notices)))
    screen.refresh()
    qtbot.waitUntil(lambda: screen.findChild(WorkTable).model().index(0, 0).data() == number)
    chosen = screen.findChild(WorkTable)
    chosen.selectRow(0)
    opened = _("Open the case")
    qtbot.waitUntil(lambda: opened in buttons(screen))
    buttons(screen)[opened].click()
    assert told.travels.steps[-1] == ("case", case)
    file, now = told.bench.queries.case_file(case), told.clock.now()
    assert claimed_text() in warnings(file, now)
    hear("number-settled", SENT + 2)
    file = told.bench.queries.case_file(case)
    assert claimed_text() not in warnings(file, now)
    assert [each.case for each in told.store.notices.notices(limit=9)][:2] == [case, case]


def test_the_foot_of_the_rail_says_so_once_all_is_sent(told) -> None:
    told.receive(at=NOW)
    told.exchanged(at=NOW)
    state = told.store.queries.sync_state()
    tone, _words, below = sync_lines(replace(state, server="x"), last=NOW, under_way=None)
    assert (tone, below) == (rail.SyncState.ON, notices_line(2))


def test_what_lies_in_no_checked_backup_is_said(qtbot, screen, told, cases) -> None:
    """C13: sent records are kept here, and it is said until the city has them in a checked backup."""
    told.receive(at=NOW)
    told.exchanged(at=NOW)
    count = told.store.queries.sync_state().acknowledged
    assert told.store.queries.unbacked() == count > 0
    screen.refresh()

    def texts() -> str:
        return "\n".join(each.text() for each in screen.findChildren(QLabel))

    qtbot.waitUntil(lambda: unbacked_text(count) in texts())
    with told.store._connections.write() as connection:
        last = "SELECT max(position) FROM event WHERE head IS NOT NULL"
        connection.execute(f"UPDATE cursor SET safe = ({last}) - 1")
    assert told.store.queries.unbacked() == 1
    with told.store._connections.write() as connection:
        connection.execute("UPDATE cursor SET safe = safe + 1")
    screen.refresh()
    qtbot.waitUntil(lambda: unbacked_text(1) not in texts() and unbacked_text(count) not in texts())
    assert unbacked_text(0) == ""
    assert "10,000" in unbacked_text(10_001)
