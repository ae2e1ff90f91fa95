"""What the foot of the rail says about the search after a first sync."""

from datetime import datetime

from helpdesk.application.queries import SyncState
from helpdesk.bootstrap.sync_line import sync_lines

NOON = datetime(2026, 11, 23, 12)


def lines(unprepared: int) -> str:
    state = SyncState(server="x", reached_head=True, last_success_ms=1, unprepared=unprepared)
    return sync_lines(state, last=NOON, under_way=None)[2]


def test_what_the_search_does_not_know_yet_is_said() -> None:
    assert "433,500" in lines(433_500)
    assert lines(2_000) == lines(0)
