"""A first sync by snapshot, on the real parts: encrypted store, HTTP, PostgreSQL."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bench.sync import register
from helpdesk.application.queries import CaseFilter
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.protocol import snapshots as parts
from helpdesk.server.postgres.histories import begin
from helpdesk.store import event_log, folding
from helpdesk.sync import snapshots
from helpdesk.sync.pieces import Pieces
from helpdesk.sync.requests import PieceWanted
from helpdesk.sync.transport import HttpAnswer, Transport
from helpdesk.sync.turns import Tally, Watch
from tests.server.running import RunningCity
from tests.sync.desk import Device

DESK, COUNTY = "150502002001", "150502002002"
CASES = parts.LEAST * 2 + 300


@pytest.fixture(scope="module")
def first(city: RunningCity, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Device]:
    """A desk with many cases, all in the city, which has made a snapshot of most of them."""
    device = Device.enrolled(tmp_path_factory.mktemp("first"), city.url, city.code(DESK))
    register(device.store, cases=CASES, dice=random.Random(1))
    assert device.sync().synced
    register(device.store, cases=1, dice=random.Random(2))
    make(city)
    assert device.sync().synced
    yield device
    device.close()


@pytest.fixture
def second(city: RunningCity, tmp_path: Path) -> Iterator[Device]:
    """Another device of the same desk, which has nothing yet."""
    device = Device.enrolled(tmp_path / "second", city.url, city.code(DESK))
    yield device
    device.close()


def make(city: RunningCity) -> None:
    """What the city does in quiet moments."""
    while city.inside.snapshots.make():
        pass


class Asked(Transport):
    """A wire that counts pieces; `fault` may spoil one, by its number."""

    def __init__(self, server: str) -> None:
        super().__init__(server)
        self.pieces: list[PieceWanted] = []
        self.fault: Callable[[int, HttpAnswer], HttpAnswer] = lambda _, answer: answer

    def piece(self, wanted: PieceWanted, **named: object) -> HttpAnswer:
        """One more."""
        self.pieces.append(wanted)
        answer = super().piece(wanted, **named)  # type: ignore[arg-type]
        return self.fault(len(self.pieces), answer)


def wire(device: Device) -> tuple[Asked, Callable[[str], Asked]]:
    """A counted wire, and what dials it."""
    asked = Asked(device.server)
    return asked, lambda _: asked


def same(one: Device, other: Device) -> None:
    """Both show the same, each holds the whole log of the stream, and what came stands any check."""
    assert list(other.store.checks.faults()) == []
    with one.store._connections.read() as here, other.store._connections.read() as there:
        logs = [event_log.between(each, DESK, 0, 2**62) for each in (here, there)]
        rows = [
            each.execute(
                "SELECT id, number, title, stage, events, changed_ms FROM cases ORDER BY id"
            ).fetchall()
            for each in (here, there)
        ]
    assert [each.placed for each in logs[0]] == [each.placed for each in logs[1]]
    assert len(rows[0]) == len(rows[1]) == CASES + 1


def test_snapshot_and_tail_are_the_whole_log(first: Device, second: Device) -> None:
    asked, dial = wire(second)
    report = second.sync(dial=dial)
    assert report.synced
    assert report.tally.received == CASES + 1
    assert len({each.part for each in asked.pieces}) == 1
    # Fewer bytes than the pages, and few requests: the offer, its pieces, the tail.
    assert report.tally.bytes_in < 75 * CASES
    assert report.tally.requests == len(asked.pieces) + 2
    same(first, second)
    assert second.sync().tally.received == 0


def test_it_goes_on_where_it_was_cut(
    first: Device, second: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever ends an exchange, what came of a part stays; nothing is fetched twice."""
    monkeypatch.setattr(Pieces, "__init__", _small)
    asked, dial = wire(second)

    def cut(number: int, answer: HttpAnswer) -> HttpAnswer:
        if number == 4:
            raise EnvironmentProblem("server-error", status=500)
        return answer

    asked.fault = cut
    assert second.sync(dial=dial).error
    again, dial = wire(second)
    assert second.sync(dial=dial).synced
    assert again.pieces[0].offset == asked.pieces[-1].offset > 0
    same(first, second)


def _small(pieces: Pieces) -> None:
    pieces.size = pieces._most = 8 * 1024
    pieces._since_cut, pieces._passes_on = 0, False


def test_a_piece_that_is_spoilt_falls_back_to_pages(first: Device, second: Device) -> None:
    """And the next exchange begins with nothing of it."""
    asked, dial = wire(second)

    def spoil(number: int, answer: HttpAnswer) -> HttpAnswer:
        content = answer.content[:-1] + b"\0"
        return HttpAnswer(answer.status, answer.headers, content, answer.bytes)

    asked.fault = spoil
    assert second.sync(dial=dial).synced
    same(first, second)


def test_the_counter_works_between_two_slices(
    first: Device, second: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A case is registered and found while the snapshot comes; it is sent like any other, and whoever
    changes their mind keeps what was taken in."""
    monkeypatch.setattr(snapshots, "SLICE", 400)
    seen: list[tuple[int, int]] = []
    cases: list[str] = []

    def look(tally: Tally) -> None:
        if tally.received and not cases:
            cases.append(second.register("乌日娜"))
        seen.append((tally.received, tally.expected))

    def enough() -> bool:
        return bool(seen) and seen[-1][0] >= 800

    report = second.sync(Watch(progress=look, cancelled=enough))
    assert report.tally.cancelled
    assert report.error is None
    assert max(seen) == (800, CASES)
    assert second.store.queries.find("乌日娜", limit=5)
    report = second.sync()
    assert report.synced
    assert report.tally.sent > 0
    assert report.tally.received == CASES + 1 - 800
    assert first.sync().synced
    assert first.store.queries.case_file(cases[0]) is not None


def test_lists_follow_the_log(
    first: Device, second: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever ends their making, it goes on where it was, and what is not there yet is said."""
    monkeypatch.setattr(folding, "RUN", 300)
    second.store._connections.do_later(lambda _: False)
    mine = second.register("乌日娜")
    folded: list[int] = []
    watch = Watch(
        progress=lambda tally: folded.append(tally.folded), cancelled=lambda: 600 in folded
    )
    assert second.sync(watch).synced
    with second.store._connections.write() as connection:  # as little memory as before
        assert connection.execute("PRAGMA cache_size").fetchone() == (-16_000,)
    queries = second.store.queries
    assert queries.count_cases(CaseFilter()) < CASES
    assert queries.case_file(mine) is not None
    assert queries.sync_state().unprepared > 1_000
    assert second.sync().synced
    assert queries.count_cases(CaseFilter()) > CASES
    second.store._indexing.catch_up()
    assert queries.sync_state().unprepared == 0
    assert list(second.store.checks.faults()) == []


def test_what_was_known_shows_at_once(first: Device, second: Device) -> None:
    """A case of which something is here does not wait for the others."""
    with second.store._connections.write() as connection:
        assert folding.begin(connection) == 1
        assert folding.waits_for(connection, {b"nobody"}, first=1) == set()
        assert folding.waiting(connection) == 0
    case = second.register("乌日娜")
    subject = bytes.fromhex(case)
    with second.store._connections.write() as connection:
        beyond = folding.begin(connection)
        assert folding.waits_for(connection, {subject}, first=beyond) == set()
        assert folding.waits_for(connection, {subject}, first=1) == {subject}
    folding.finish(second.store._connections, second.store.reference)
    assert list(second.store.checks.faults()) == []


def test_a_grant_begins_and_ends(city: RunningCity, first: Device, tmp_path: Path) -> None:
    """A new grant starts from the snapshot; without one nobody gets it, hash or not."""
    county = Device.enrolled(tmp_path / "county", city.url, city.code(COUNTY))
    assert county.sync().synced
    city.inside.grants.grant(COUNTY, DESK)
    asked, dial = wire(county)
    report = county.sync(dial=dial)
    assert report.synced
    assert asked.pieces
    wanted = asked.pieces[0]
    identity = county.store.outbox.identity()
    assert identity is not None
    device = identity.device
    assert city.inside.snapshots.piece(device, wanted.part, 0, 10)[0]
    city.inside.grants.end(COUNTY, DESK)
    with pytest.raises(Problem, match="snapshot-gone"):
        city.inside.snapshots.piece(device, wanted.part, 0, 10)
    assert county.sync().synced
    with county.store._connections.read() as connection:
        assert event_log.between(connection, DESK, 0, 2**62) == []
    county.close()


def test_what_is_compared_anew_is_read_from_the_events(first: Device, second: Device) -> None:
    """A part that says something else than the stream is found by the digest, and not asked again."""
    assert second.sync().synced
    with second.store._connections.write() as connection:
        connection.execute("UPDATE event SET mark = mark + 1 WHERE position = 7")
        connection.execute("UPDATE cursor SET digest = (digest + 7) % 4294967296")
    asked, dial = wire(second)
    assert second.sync(dial=dial).synced
    assert asked.pieces == []


def test_a_snapshot_grows_with_its_stream(city: RunningCity, first: Device) -> None:
    """The last part is made anew until it is full, and all of them after a restore of the city."""
    register(first.store, cases=parts.PART_EVENTS - CASES + parts.LEAST, dice=random.Random(3))
    assert first.sync().synced
    make(city)
    rows = "SELECT since, position, full_part FROM snapshot_part WHERE stream = %s ORDER BY since"
    head = city.query("SELECT head FROM stream WHERE stream = %s", DESK)[0][0]
    full = parts.PART_EVENTS
    assert city.query(rows, DESK) == [(0, full, True), (full, head, False)]
    import psycopg

    with psycopg.connect(city.database) as connection:
        begin(connection, now_ms=1)
        assert connection.execute(rows, [DESK]).fetchall() == []
        connection.rollback()
