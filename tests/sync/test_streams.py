"""Several streams on real parts: grants, digests, a city restored from a backup (C13)."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from helpdesk.application.progress import act
from helpdesk.bootstrap.city_parts import now_ms
from helpdesk.domain import events as ev
from helpdesk.domain.events import Author
from helpdesk.domain.problems import Problem
from helpdesk.server.credentials import CredentialsFile
from helpdesk.server.postgres import histories
from helpdesk.server.postgres.database import Database
from helpdesk.server.principal import SYSTEM
from tests.server.running import OTHER_VILLAGE, VILLAGE, RunningCity, fresh_database
from tests.sync.desk import Device
from tests.sync.filing import attached, carry, noise
from tests.sync.inside import inside

TOWNSHIP = "150502100000"
Make = Callable[[str], Device]


@pytest.fixture
def make(city: RunningCity, tmp_path: Path) -> Iterator[Make]:
    made: list[Device] = []

    def device(desk: str) -> Device:
        folder = tmp_path / f"desk{len(made)}"
        made.append(Device.enrolled(folder, city.url, city.code(desk)))
        return made[-1]

    yield device
    for one in made:
        one.close()


def notes(device: Device, case: str) -> list[str]:
    file = device.store.queries.case_file(case)
    return [e.body.words for e in file.events if isinstance(e.body, ev.Noted)] if file else []


def test_a_township_works_on_a_villages_cases(city: RunningCity, make: Make) -> None:
    """Granted, written, ended with something still unsent, granted again: nothing lost, nothing doubled."""
    village, township = make(VILLAGE), make(TOWNSHIP)
    case = village.register()
    own = township.register()
    assert village.sync().synced
    assert township.sync().synced
    assert township.store.queries.case_file(case) is None
    city.inside.grants.grant(TOWNSHIP, VILLAGE)
    assert township.sync().synced
    assert township.store.queries.case_file(case) is not None
    act(township.session, case, ev.Noted("镇里已核"))
    assert township.sync().synced
    assert city.query("SELECT DISTINCT stream FROM event WHERE kind = 'case.noted'") == [(VILLAGE,)]
    assert village.sync().synced
    assert notes(village, case) == ["镇里已核"]
    township.register()  # its own stream again, at a lower position than the note's
    assert township.sync().synced
    assert list(township.store.checks.faults()) == []
    act(township.session, case, ev.Noted("撤权前写下"))
    city.inside.grants.end(TOWNSHIP, VILLAGE)
    assert township.sync().synced
    assert township.store.queries.case_file(case) is None
    assert township.store.queries.case_file(own) is not None
    assert village.sync().synced
    assert notes(village, case) == ["镇里已核", "撤权前写下"]
    assert list(township.store.checks.faults()) == []
    grant = city.inside.grants.grant(TOWNSHIP, VILLAGE)
    assert grant.number == 2
    assert township.sync().synced
    assert notes(township, case) == ["镇里已核", "撤权前写下"]
    assert list(township.store.checks.faults()) == []


def test_what_the_city_keeps_aside_counts_at_no_other_desk(city: RunningCity, make: Make) -> None:
    """A tampered device speaks for the city: its records travel, for the stream has no gaps, and tell
    nobody anything; the rest of its work counts everywhere."""
    village, colleague = make(VILLAGE), make(VILLAGE)
    case = village.register()
    posing, moment = Author("city:zhao", "赵"), village.session.clock.now()
    with village.store.unit_of_work() as uow:
        for body in (ev.Noted("市里说可以"), ev.Dispatched("民政局"), ev.CalledBack(rating=5)):
            uow.append(case, body, author=posing, moment=moment)
    act(village.session, case, ev.Noted("村里记的"))
    assert village.sync().synced
    assert colleague.sync().synced
    there = city.inside.casework(SYSTEM).case_file(case)
    here = colleague.store.queries.case_file(case)
    assert there is not None
    assert here is not None
    assert notes(colleague, case) == ["村里记的"]
    assert [event.origin for event in here.events] == [event.origin for event in there.events]
    assert not colleague.store.queries.called_back([case])
    told = colleague.store.queries.city_news(since_ms=0, limit=99)
    assert [news.event.body for news in told if news.case == case] == [
        event.body for event in reversed(there.events)
    ]
    assert list(colleague.store.checks.faults()) == []
    assert len(village.store.queries.refusals(limit=9)) == 3  # said where it was written


def test_a_township_attaches_to_a_villages_cases(city: RunningCity, make: Make) -> None:
    """Files follow the grants of the records: sent and fetched while one lasts; what was attached in time
    still arrives after it ended, and no file is fetched any more."""
    village, township = make(VILLAGE), make(TOWNSHIP)
    case = village.register()
    photo = attached(village, case, noise(30_000, seed=5))
    city.inside.grants.grant(TOWNSHIP, VILLAGE)
    for device in (village, township):
        assert device.sync().synced
        assert carry(device).error is None
    early, late = (attached(township, case, noise(9_000, seed=n)) for n in (6, 7))
    assert township.sync().synced
    township.store.files.want([photo.sha256])
    tally = carry(township)
    assert (tally.error, tally.failed, tally.sent, tally.fetched) == (None, 0, 2, 1)
    assert village.sync().synced
    village.store.files.want([early.sha256])
    assert carry(village).fetched == 1
    last = attached(township, case, noise(9_000, seed=8))
    city.inside.grants.end(TOWNSHIP, VILLAGE)
    assert township.sync().synced
    assert carry(township).failed == 0
    assert all(city.inside.files.whole(each.sha256) for each in (late, last))
    identity = township.store.outbox.identity()
    assert identity is not None
    with pytest.raises(Problem, match="attachment-unreferenced"):
        city.inside.files.read(identity.device, photo.sha256, 0, 10)


def test_what_a_desk_never_had_goes_to_its_own_stream(city: RunningCity, make: Make) -> None:
    """Content is no reason to refuse: it is stored, told, and does no harm to the other stream."""
    stranger = make(OTHER_VILLAGE)
    with stranger.store.unit_of_work() as work:
        work.append(
            "0" * 32,
            ev.Noted("x"),
            author=stranger.session.author,
            moment=stranger.session.clock.now(),
        )
    with stranger.store._connections.write() as connection:  # as a broken program would leave it
        connection.execute("UPDATE event SET stream = ?", (VILLAGE,))
    assert stranger.sync().synced
    said = city.query("SELECT stream, reason FROM quarantine WHERE stream = %s", OTHER_VILLAGE)
    assert said == [(OTHER_VILLAGE, "stream-foreign")]


def test_grants_are_checked(city: RunningCity, make: Make) -> None:
    make(VILLAGE)
    for desk, stream, code in (
        (VILLAGE, VILLAGE, "grant-own"),
        (VILLAGE, "000000000000", "desk-unknown"),
    ):
        with pytest.raises(Problem, match=code):
            city.inside.grants.grant(desk, stream)
    with pytest.raises(Problem, match="grant-missing"):
        city.inside.grants.end(OTHER_VILLAGE, VILLAGE)
    assert city.run("grant", "--desk", VILLAGE, "--stream", OTHER_VILLAGE).returncode == 0
    assert OTHER_VILLAGE in city.run("grant", "--desk", VILLAGE).stdout
    assert city.run("ungrant", "--desk", VILLAGE, "--stream", OTHER_VILLAGE).returncode == 0
    assert OTHER_VILLAGE not in city.run("grant", "--desk", VILLAGE, "--json").stdout


def test_drift_is_found_and_mended(city: RunningCity, make: Make) -> None:
    """A row that vanished is missed by the digest; the stream is compared anew, unsent events stay."""
    writer, reader = make(VILLAGE), make(VILLAGE)
    case = writer.register()
    assert writer.sync().synced
    assert reader.sync().synced
    mine = reader.register()
    with reader.store._connections.write() as connection:
        connection.execute(
            "DELETE FROM event WHERE subject = ? AND head IS NULL", (bytes.fromhex(case),)
        )
        connection.execute(
            "UPDATE cursor SET digest = (SELECT coalesce(sum(event.position * mark % 4294967296), 0)"
            " % 4294967296 FROM event WHERE event.stream = cursor.stream)"
        )
    act(writer.session, case, ev.Noted("后来的"))
    assert writer.sync().synced
    assert reader.sync().synced
    assert notes(reader, case) == ["后来的"]
    assert reader.store.queries.case_file(mine) is not None
    assert list(reader.store.checks.faults()) == []


def copy_of(postgres: str, url: str) -> str:
    """A backup as PostgreSQL makes it; nobody may be connected."""
    copy = fresh_database(postgres)
    names = [urlsplit(each).path[1:] for each in (copy, url)]
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {names[0]}")
        connection.execute(f"CREATE DATABASE {names[0]} TEMPLATE {names[1]}")
    return copy


def begin_history(data: Path, url: str) -> None:
    """What a restore does before the city serves again."""
    with Database(url) as database, database.transaction(SYSTEM) as connection:
        history = histories.begin(connection, now_ms=now_ms())
    keeping = CredentialsFile(data)
    credentials = keeping.load()
    credentials.history = history
    keeping.save(credentials)


def test_a_restored_city_gets_back_what_it_lost(postgres: str, tmp_path: Path) -> None:
    """C13: a new history that names where it parted; what the desks sent since comes again, once.

    Between backup and loss one device lost its way, drew a prefix and numbers that the city forgot.
    """
    data, url = tmp_path / "city", fresh_database(postgres)
    desks = [Device.new(tmp_path / f"desk{n}", "http://127.0.0.1:9") for n in range(3)]
    with inside(data, url) as wire:
        for desk in desks:
            wire.enrol(desk, VILLAGE)
        cases = [desk.register() for desk in desks]
        for desk in desks:
            assert desk.sync(dial=wire).synced
    backup = copy_of(postgres, url)
    with inside(data, url) as wire:
        desks[0].store.outbox.begin_log()  # as after an image that was put back
        assert desks[0].sync(dial=wire).synced
        cases += [desk.register() for desk in desks]
        for desk in (*desks, *desks):
            assert desk.sync(dial=wire).synced
    begin_history(data, backup)
    cases.append(desks[1].register())
    with inside(data, backup) as wire:
        for desk in (*desks, *desks):
            report = desk.sync(dial=wire)
            assert report.synced, report.error
    with psycopg.connect(backup) as connection:
        rows = connection.execute(
            "SELECT encode(subject, 'hex') FROM event WHERE kind = 'case.registered'"
        ).fetchall()
        aside = connection.execute("SELECT reason FROM quarantine").fetchall()
    assert sorted(case for (case,) in rows) == sorted(cases)
    assert aside == []
    for desk in desks:
        assert all(desk.store.queries.case_file(case) for case in cases)
        assert desk.store.queries.sync_state().waiting == 0
        assert list(desk.store.checks.faults()) == []
        desk.close()


def test_a_restored_city_forgot_a_grant(postgres: str, tmp_path: Path) -> None:
    """C13: nothing goes because the city is silent; granted anew, what it lost shows once it is back."""
    data, url = tmp_path / "city", fresh_database(postgres)
    village, township = (Device.new(tmp_path / name, "http://127.0.0.1:9") for name in "vt")
    with inside(data, url) as wire:
        wire.enrol(village, VILLAGE)
        wire.enrol(township, TOWNSHIP)
        kept = village.register()
        assert village.sync(dial=wire).synced
    backup = copy_of(postgres, url)

    def shown() -> list[bool]:
        return [township.store.queries.case_file(case) is not None for case in (kept, lost)]

    with inside(data, url) as wire:
        wire.city.grants.grant(TOWNSHIP, VILLAGE)
        lost = village.register()
        assert village.sync(dial=wire).synced
        assert township.sync(dial=wire).synced
        assert shown() == [True, True]
    begin_history(data, backup)
    with inside(data, backup) as wire:
        assert township.sync(dial=wire).synced
        assert shown() == [True, True]
        wire.city.grants.grant(TOWNSHIP, VILLAGE)
        assert township.sync(dial=wire).synced
        assert shown() == [True, False]
        assert village.sync(dial=wire).synced
        assert township.sync(dial=wire).synced
        assert shown() == [True, True]
    for desk in (village, township):
        assert list(desk.store.checks.faults()) == []
        assert desk.store.queries.refusals(limit=9) == []
        desk.close()
