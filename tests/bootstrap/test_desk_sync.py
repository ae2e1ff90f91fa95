"""The sync of an open desk goes on, whatever one round of it met, and never shows a green of before."""

import contextlib
import queue
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt

from helpdesk.application.queries import SyncState
from helpdesk.bootstrap import desk_sync, exchange
from helpdesk.bootstrap.desk_sync import DeskSync
from helpdesk.bootstrap.file_round import RoundEnd
from helpdesk.bootstrap.network import NetworkWatch
from helpdesk.bootstrap.settings import Settings
from helpdesk.bootstrap.system import steady_seconds
from helpdesk.sync.engine import Report, only_here
from helpdesk.sync.files import FileTally, Terms
from helpdesk.sync.transport import TIMEOUT
from tests.bootstrap.test_leaving import enrolled_at, silent
from tests.bootstrap.test_network import Information
from tests.desk import desk_in
from tests.e2e.disks import full, small_disk

__all__ = ["silent"]

GREEN = SyncState(reached_head=True, last_success_ms=1, server="https://city.example")


class Rounds:
    """A desk's sync whose city is out of reach, and the end of each of its rounds."""

    def __init__(self, folder: Path) -> None:
        self._open = contextlib.ExitStack()
        self.desk = self._open.enter_context(desk_in(folder))
        enrolled_at(self.desk, "http://127.0.0.1:1")
        self.sync = DeskSync(self.desk, Settings(folder), network=NetworkWatch(Information()))
        self._open.callback(self.sync.close)
        self._ends: queue.Queue[None] = queue.Queue()
        self.sync.told.connect(self._told, Qt.ConnectionType.DirectConnection)

    def _told(self, under_way: object) -> None:
        if under_way is None:
            self._ends.put(None)

    def one(self) -> SyncState:
        """Ask for a round; what is shown of a green state after it."""
        self.sync.now()
        self._ends.get(timeout=20)
        return self.sync.seen(GREEN)

    def next_one(self) -> None:
        """The end of one that comes by itself."""
        self._ends.get(timeout=20)

    def __enter__(self) -> "Rounds":
        self.sync.start()
        self._ends.get(timeout=20)
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk") as place:
        yield place


def test_a_full_disk_ends_no_sync(small: Path, qapp) -> None:
    """C12: before, the thread died of it, and the foot of the rail said "Syncing" until the restart."""
    with Rounds(small / "desk") as rounds:
        with full(small):
            for times in (1, 2):
                shown = rounds.one()
                assert (shown.synced, shown.last_error, shown.attempts) == (
                    False,
                    "network-unreachable",
                    times,
                )
                assert not rounds.sync.is_worth_trying()
        assert rounds.one() == GREEN, "kept again: the store has the last word"
        kept = rounds.desk.queries.sync_state()
        assert (kept.last_error, kept.attempts) == ("network-unreachable", 2)


def test_what_stops_the_files_is_told_until_they_go(
    tmp_path: Path, qapp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C9, C16: the records went; the files wait for another program here, and each of them says so."""
    with Rounds(tmp_path / "desk") as rounds:
        monkeypatch.setattr(desk_sync, "exchange", lambda *_, **__: Report())
        with only_here(rounds.desk.store.folder):
            for times in (1, 2):
                shown = rounds.one()
                assert (shown.files_error, shown.files_attempts) == ("sync-elsewhere", times)
                assert shown.synced, "the records never wait for them (C7)"
                assert shown.files_next_ms > rounds.desk.clock.now().utc_ms
        assert rounds.one() == GREEN


def test_files_stop_where_the_line_begins_to_cost(
    tmp_path: Path, qapp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C9: what was begun over Wi-Fi does not go on over a telephone; the rules of that line are asked."""
    heard: list[tuple[bool, bool]] = []
    with Rounds(tmp_path / "desk") as rounds:
        monkeypatch.setattr(desk_sync, "exchange", lambda *_, **__: Report())

        def run(*, terms: Terms, enough: Callable[[], bool], **_: object) -> RoundEnd:
            heard.append((terms.policy.wait_for_free, enough()))
            rounds.sync._network.is_metered = True
            return RoundEnd(FileTally(cancelled=enough()))

        monkeypatch.setattr(rounds.sync._files, "run", run)
        rounds.one()
        rounds.next_one()
    assert heard == [(False, False), (True, False)]


def test_records_never_wait_for_files(
    tmp_path: Path, qapp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C7: hours of photographs over a thin line make way for what is recorded meanwhile, and go on after
    it; what somebody stopped does not."""
    heard: list[str] = []
    with Rounds(tmp_path / "desk") as rounds:

        def exchanged(*_: object, **__: object) -> Report:
            heard.append("records")
            return Report()

        def run(*, enough: Callable[[], bool], **_: object) -> RoundEnd:
            begun = len(heard) == 1
            assert not enough()
            if begun:
                rounds.sync.now()
                assert enough()
            elif len(heard) == 3:
                rounds.sync.cancel()
            heard.append("files")
            return RoundEnd(FileTally(cancelled=len(heard) < 5))

        monkeypatch.setattr(desk_sync, "exchange", exchanged)
        monkeypatch.setattr(rounds.sync._files, "run", run)
        rounds.one()
        rounds.next_one()
        assert rounds.sync._worker.is_due is False
    assert heard == ["records", "files"] * 2


def test_hours_of_files_make_way_for_the_citys_news(
    tmp_path: Path, qapp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The exchange of every so many minutes has its turn among the files, too."""
    heard: list[bool] = []
    with Rounds(tmp_path / "desk") as rounds:

        def run(*, enough: Callable[[], bool], **_: object) -> RoundEnd:
            with monkeypatch.context() as patched:
                for seconds in (1, 61):
                    later = steady_seconds() + rounds.sync.policy.minutes * seconds
                    patched.setattr(desk_sync, "steady_seconds", lambda later=later: later)
                    heard.append(enough())
            return RoundEnd(FileTally())

        monkeypatch.setattr(desk_sync, "exchange", lambda *_, **__: Report())
        monkeypatch.setattr(rounds.sync._files, "run", run)
        rounds.one()
    assert heard == [False, True]


def test_a_neighbours_bundle_keeps_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, silent: str
) -> None:
    """Whoever closes the window does not wait for a line that says nothing."""
    carried = SimpleNamespace(outgoing=1, forward=lambda carry: carry(b"sealed"))
    monkeypatch.setattr(exchange, "carried_by", lambda _desk: carried)
    with desk_in(tmp_path / "desk") as desk:
        enrolled_at(desk, silent)
        begun = time.monotonic()
        exchange.forward_quietly(desk, lambda: True)
        assert time.monotonic() - begun < TIMEOUT.read


def test_a_mistake_of_the_program_ends_no_sync(
    tmp_path: Path, qapp, monkeypatch: pytest.MonkeyPatch
) -> None:
    crashes: list[BaseException] = []

    def wrong(*_: object, **__: object) -> Report:
        raise ZeroDivisionError

    with Rounds(tmp_path / "desk") as rounds:
        monkeypatch.setattr(desk_sync, "write_crash", crashes.append)
        with monkeypatch.context() as patched:
            patched.setattr(desk_sync, "exchange", wrong)
            for _ in range(3):
                shown = rounds.one()
                assert (shown.synced, shown.last_error) == (False, "sync-broken")
            assert shown.next_attempt_ms > shown.last_attempt_ms
        assert [type(each) for each in crashes] == [ZeroDivisionError], "written down once"
        assert rounds.one() == GREEN
