"""Work that was never sent, brought to the city in a file: of a blocked device, of a restored one."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from helpdesk.application.progress import act
from helpdesk.domain import events as ev
from helpdesk.domain.problems import Problem
from helpdesk.server.carried import Carried
from helpdesk.server.late import receive_late
from helpdesk.server.principal import SYSTEM
from helpdesk.store import keys
from helpdesk.store.backup import Place
from helpdesk.store.restore import restore
from helpdesk.store.store import Store
from helpdesk.sync.bundles import Exported, Watch, export_bundle
from helpdesk.sync.unsent import export_unsent
from tests.server.running import OTHER_VILLAGE, VILLAGE, RunningCity
from tests.sync.desk import AGENT, Device

Make = Callable[[], Device]
NOW = 1_795_400_000_000
PASSWORD = "帮办代办-2026"


@pytest.fixture
def make(city: RunningCity, tmp_path: Path) -> Iterator[Make]:
    made: list[Device] = []

    def device() -> Device:
        made.append(Device.enrolled(tmp_path / f"desk{len(made)}", city.url, city.code()))
        return made[-1]

    yield device
    for one in made:
        one.close()


def out(device: Device, watch: Watch | None = None) -> tuple[bytes, Exported]:
    target = io.BytesIO()
    exported = export_unsent(device.store.outbox, target, now_ms=NOW, watch=watch)
    return target.getvalue(), exported


def at_city(city: RunningCity, raw: bytes) -> Carried:
    return receive_late(city.inside, io.BytesIO(raw), carrier="李丽")


def arrived(city: RunningCity, *cases: str) -> list[int]:
    """How often each case's registration lies in the city."""
    sql = (
        "SELECT count(*) FROM event WHERE encode(subject, 'hex') = %s AND kind = 'case.registered'"
    )
    return [city.query(sql, case)[0][0] for case in cases]


def identity(device: Device) -> str:
    known = device.store.outbox.identity()
    assert known is not None
    return known.device


def put_back(device: Device, made: Path) -> None:
    """The newest backup in place of a database that is gone."""
    device.store.close()
    for path in device.folder.glob("helpdesk.db*"):
        path.unlink()
    restore(made, device.folder, agent=AGENT.id, password=PASSWORD, now_ms=NOW)
    device.store = Store.open(device.folder, keys.unlock(device.folder, AGENT.id, PASSWORD))


def test_a_blocked_device_is_heard_once_more(city: RunningCity, make: Make) -> None:
    """Nothing of it goes in by itself; a person at the city decides, and twice changes nothing."""
    device = make()
    sent = device.register()
    device.sync()
    held_back = device.register("格日勒图")
    city.inside.standings.revoke_device(identity(device), SYSTEM)
    assert device.sync().error is not None
    raw, exported = out(device)
    carried = at_city(city, raw)
    assert (carried.taken, carried.problem) == (exported.records, "")
    assert arrived(city, sent, held_back) == [1, 1]
    again = at_city(city, raw)
    assert (again.taken, again.problem) == (0, "")
    assert arrived(city, sent, held_back) == [1, 1]
    assert device.sync().error is not None  # the door is as shut as before


def test_a_blocked_device_never_heard_of_the_citys_new_history(
    city: RunningCity, make: Make
) -> None:
    """C13: blocked, then the city was restored: its file is of the history before, and what it never sent is
    taken in all the same, behind what the city has; who does not fit there is told so."""
    device, ahead = make(), make()
    for each in (device, ahead):
        each.register()
        each.sync()
    held_back = device.register("格日勒图")
    for each in (device, ahead):
        city.inside.standings.revoke_device(identity(each), SYSTEM)
        with each.store._connections.write() as connection:
            connection.execute("UPDATE device SET history = 'before the restore'")
    raw, exported = out(device)
    assert exported.records > 0
    carried = at_city(city, raw)
    assert (carried.taken, carried.problem) == (exported.records, "")
    assert arrived(city, held_back) == [1]
    ahead.register()
    with ahead.store._connections.write() as connection:  # the city confirmed it, and lost it
        connection.execute("UPDATE event SET position = 99 WHERE dseq = 3 AND head IS NOT NULL")
    assert at_city(city, out(ahead)[0]).problem == "gap"


def test_a_restored_device_brings_both_its_logs(city: RunningCity, make: Make, tmp_path) -> None:
    """C6: what it had recorded before the backup, and since; the city may have some of it already."""
    device = make()
    first = device.register()
    made = device.store.backups.make(Place(tmp_path / "backups", 0), now_ms=NOW)
    device.sync()  # arrived, and the backup does not know
    put_back(device, made.path)
    assert export_bundle(device.store.outbox, io.BytesIO(), now_ms=NOW).asks
    raw, exported = out(device)
    assert at_city(city, raw).problem == ""
    assert exported.records > 0
    assert arrived(city, first) == [1]


def test_blocked_and_restored_and_taken_back(city: RunningCity, make: Make, tmp_path) -> None:
    """What came by file is known when the device finds its way back: nothing twice, nothing lost."""
    device = make()
    device.sync()
    before = device.register()
    made = device.store.backups.make(Place(tmp_path / "backups", 0), now_ms=NOW)
    city.inside.standings.revoke_device(identity(device), SYSTEM)
    put_back(device, made.path)
    between = device.register("斯琴")  # in the new log, which the city has never heard of
    raw, exported = out(device)
    carried = at_city(city, raw)
    assert (carried.taken, carried.problem) == (exported.records, "")
    assert arrived(city, before, between) == [1, 1]
    city.inside.standings.revoke_device(identity(device), SYSTEM, revoked=False)
    after = device.register("达来")
    assert device.sync().synced
    assert arrived(city, before, between, after) == [1, 1, 1]
    assert city.query("SELECT count(*) FROM quarantine") == [(0,)]


def test_a_closed_log_goes_where_its_records_belong(
    city: RunningCity, make: Make, tmp_path
) -> None:
    """What was noted on another desk's case is read there, and once, however it came."""
    device, stranger = (
        make(),
        Device.enrolled(tmp_path / "other", city.url, city.code(OTHER_VILLAGE)),
    )
    case = stranger.register()
    stranger.sync()
    city.inside.grants.grant(VILLAGE, OTHER_VILLAGE)
    device.sync()
    act(device.session, case, ev.Noted("已核"))
    made = device.store.backups.make(Place(tmp_path / "backups", 0), now_ms=NOW)
    put_back(device, made.path)
    assert at_city(city, out(device)[0]).problem == ""
    assert device.sync().synced
    held = city.query("SELECT stream FROM event WHERE kind = 'case.noted'")
    assert held == [(OTHER_VILLAGE,)]
    assert city.query("SELECT count(*) FROM quarantine") == [(0,)]
    stranger.sync()
    seen = stranger.store.queries.case_file(case)
    assert seen is not None
    assert [e.body.words for e in seen.events if isinstance(e.body, ev.Noted)] == ["已核"]
    stranger.close()


def test_another_devices_log_stays_its_own(city: RunningCity, make: Make) -> None:
    """A device that names a colleague's log is told that it forks."""
    device, other = make(), make()
    other.register()
    other.sync()
    device.register()
    with device.store._connections.write() as connection:
        connection.execute("UPDATE event SET incarnation = ?", (other.store.incarnation,))
        connection.execute("UPDATE device SET incarnation = ?", (other.store.incarnation,))
    assert at_city(city, out(device)[0]).problem == "fork"


def test_nothing_waits_and_stopping(make: Make) -> None:
    device = make()
    device.sync()
    assert out(device)[1].records == 0
    device.register()
    with pytest.raises(Problem, match="cancelled"):
        out(device, Watch(cancelled=lambda: True))
