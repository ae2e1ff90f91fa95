"""Restored from a backup: everything that can be told right, a new log, and never an old number."""

import multiprocessing
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from helpdesk.application.queries import CaseFilter
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.store import keys, rehearsal, spare_prefix
from helpdesk.store.backup import Backup, Place
from helpdesk.store.connection import FILE_NAME
from helpdesk.store.copying import Watch
from helpdesk.store.restore import Restored, restore
from helpdesk.store.store import Store
from tests.store.city import City, enrol
from tests.store.desk import AGENT, DESK, PASSWORD, Person, register, registered

NOW = 1_795_406_400_000
ROOM = 1_000_000
DEVICE = "device-1"  # as `enrol` calls it


def ids(store: Store) -> set[str]:
    return {row.id for row in store.queries.cases(CaseFilter(), offset=0, limit=10_000)}


def backed_up(store: Store, tmp_path: Path, *, now_ms: int = NOW) -> Backup:
    return store.backups.make(Place(tmp_path / "backups", ROOM), now_ms=now_ms)


def restored(backup: Backup, folder: Path, password: str = PASSWORD) -> Restored:
    return restore(backup.path, folder, agent=AGENT.id, password=password, now_ms=NOW)


def test_into_an_empty_folder(store: Store, key: bytes, tmp_path: Path) -> None:
    """One file and a password give the desk back; the log is new, the numbers wait (C6)."""
    enrol(store)
    cases = {registered(store) for _ in range(3)}
    backup = backed_up(store, tmp_path)
    fresh = tmp_path / "fresh"
    said = restored(backup, fresh)
    assert (said.events, said.saved, said.prefix, said.aside) == (3, 0, "", None)
    back = Store.open(fresh, keys.unlock(fresh, AGENT.id, PASSWORD))
    assert ids(back) == cases
    assert back.incarnation != store.incarnation
    assert back.public_key == store.public_key
    with pytest.raises(Problem) as raised:
        back.desk.require_prefix()
    assert raised.value.code == "prefix-awaited"
    assert sorted(path.name for path in fresh.iterdir() if path.suffix != ".lock") == [
        "helpdesk.db",
        "helpdesk.db-shm",
        "helpdesk.db-wal",
        "keys.json",
    ]
    back.close()


def test_the_spare_prefix_is_taken_once(store: Store, folder: Path, tmp_path: Path) -> None:
    """Offline for days: the restored desk goes on at once, the second time it waits."""
    enrol(store)
    registered(store)
    backup = backed_up(store, tmp_path)
    spare_prefix.keep(folder, device=DEVICE, prefix="0AB")
    store.close()
    for turn, prefix in enumerate(("0AB", "")):
        (folder / FILE_NAME).write_bytes(b"ruined" * 9000)
        said = restore(
            backup.path, folder, agent=AGENT.id, password=PASSWORD, now_ms=NOW + turn * 1000
        )
        assert said.prefix == prefix
    assert len(list(folder.glob("*.damaged-*"))) >= 2


def test_another_devices_spare_prefix_is_not_taken(folder: Path) -> None:
    spare_prefix.keep(folder, device="another", prefix="0AB")
    assert spare_prefix.take(folder, device=DEVICE) == ""
    assert spare_prefix.take(folder, device="another") == "0AB"
    (folder / spare_prefix.FILE_NAME).write_text("{")
    assert spare_prefix.take(folder, device=DEVICE) == ""


def test_a_healthy_desk_is_not_replaced(store: Store, folder: Path, tmp_path: Path) -> None:
    registered(store)
    backup = backed_up(store, tmp_path)
    store.close()
    before = (folder / FILE_NAME).read_bytes()
    with pytest.raises(Problem) as raised:
        restored(backup, folder)
    assert raised.value.code == "desk-healthy"
    assert (folder / FILE_NAME).read_bytes() == before


def test_wrong_passwords(store: Store, folder: Path, tmp_path: Path) -> None:
    backup = backed_up(store, tmp_path)
    store.close()
    (folder / FILE_NAME).write_bytes(b"ruined")
    for place, code in ((folder, "password-wrong"), (tmp_path / "fresh", "backup-other")):
        with pytest.raises(Problem) as raised:
            restored(backup, place, password="not this one")
        assert raised.value.code == code
    assert (folder / FILE_NAME).read_bytes() == b"ruined"


def test_keys_that_are_damaged_come_from_the_backup(
    store: Store, folder: Path, tmp_path: Path
) -> None:
    case = registered(store)
    backup = backed_up(store, tmp_path)
    store.close()
    (folder / keys.FILE_NAME).write_text("{")
    (folder / FILE_NAME).write_bytes(b"ruined")
    restored(backup, folder)
    back = Store.open(folder, keys.unlock(folder, AGENT.id, PASSWORD))
    assert ids(back) == {case}
    back.close()
    assert [path.read_text() for path in folder.glob("keys.json.damaged-*")] == ["{"]


def ruin_a_page(path: Path, dice: random.Random) -> None:
    """Bytes flipped inside one page, not the first."""
    raw = bytearray(path.read_bytes())
    start = 4096 * dice.randrange(1, len(raw) // 4096)
    for _ in range(8):
        raw[start + dice.randrange(4096)] ^= 1 + dice.randrange(255)
    path.write_bytes(raw)


def cut(path: Path, dice: random.Random) -> None:
    path.write_bytes(path.read_bytes()[: dice.randrange(path.stat().st_size)])


def ruin_the_header(path: Path, dice: random.Random) -> None:
    raw = bytearray(path.read_bytes())
    raw[dice.randrange(100)] ^= 0x55
    path.write_bytes(raw)


def torn_log(path: Path, dice: random.Random) -> None:
    log = path.with_name(f"{path.name}-wal")
    (cut if dice.random() < 0.5 else ruin_a_page)(log, dice)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("tear", [ruin_a_page, cut, ruin_the_header, torn_log])
def test_torn_writes(
    folder: Path,
    key: bytes,
    tmp_path: Path,
    tear: Callable[[Path, random.Random], None],
    seed: int,
) -> None:
    """C22: whatever is torn is named, and recovered: never an empty database, never a case that was
    in the backup lost, what the chain proves is saved, the damaged file is kept."""
    dice = random.Random(seed)
    store = Store.open(folder, key)
    enrol(store)
    before = {registered(store, Person(name="包玉兰" * 5)) for _ in range(12)}
    backup = backed_up(store, tmp_path)
    with store.unit_of_work() as work:
        after = {register(work) for _ in range(5)}
    if dice.random() < 0.5:  # the mark behind them tells of a log that was cut
        before |= after
        after = set()
        backup = backed_up(store, tmp_path, now_ms=NOW + 1000)
    snapshot = tmp_path / "torn"
    shutil.copytree(folder, snapshot)  # as a power cut leaves it: log and all
    store.close()
    tear(snapshot / FILE_NAME, dice)
    code = _state(snapshot, key)
    if code and _state(snapshot, key):  # what stands in the log, too, mends itself
        assert code in ("database-damaged", "database-foreign"), f"seed {seed}"
        said = restored(backup, snapshot)
        assert said.aside is not None
        assert said.aside.exists()
    back = Store.open(snapshot, key)
    found = ids(back)
    assert before <= found <= before | after, f"seed {seed}"
    assert len(found) == back.status().events
    assert back.damage() == ()
    back.close()


def _state(folder: Path, key: bytes) -> str:
    """What the program says of the folder; empty if it is in order."""
    try:
        store = Store.open(folder, key)
    except EnvironmentProblem as problem:
        return problem.code
    try:
        return "database-damaged" if store.damage() else ""
    except EnvironmentProblem as problem:
        return problem.code
    finally:
        store.close()


def test_what_the_damaged_database_still_tells_is_saved(
    folder: Path, key: bytes, tmp_path: Path
) -> None:
    """A damaged page elsewhere: everything recorded since the backup is still there."""
    store = Store.open(folder, key)
    registered(store)
    backup = backed_up(store, tmp_path)
    later = {registered(store) for _ in range(4)}
    store.tidy()
    store.close()
    raw = bytearray((folder / FILE_NAME).read_bytes())
    raw[-3000] ^= 1  # the last page: of the reference tables or of a list
    (folder / FILE_NAME).write_bytes(raw)
    if _state(folder, key):
        assert restored(backup, folder).saved == len(later)
    back = Store.open(folder, key)
    assert later <= ids(back)
    back.close()


def test_a_damaged_backup_restores_nothing(store: Store, tmp_path: Path) -> None:
    backup = backed_up(store, tmp_path)
    raw = bytearray(backup.path.read_bytes())
    raw[5000] ^= 1
    backup.path.write_bytes(raw)
    with pytest.raises(EnvironmentProblem) as raised:
        restored(backup, tmp_path / "fresh")
    assert raised.value.code == "backup-damaged"
    assert list((tmp_path / "fresh").glob("*")) == [] if (tmp_path / "fresh").exists() else True


def test_rehearsal(store: Store, folder: Path, tmp_path: Path, city: City) -> None:
    """The program restores it by itself, compares, and leaves nothing."""
    for _ in range(3):
        registered(store)
    backup = backed_up(store, tmp_path)
    registered(store)
    city.exchange(store)
    said = store.backups.rehearse(backup)
    assert (said.events, said.cases, said.fault, said.made_ms) == (3, 3, "", NOW)
    assert not (folder / "rehearsal.tmp").exists()


def test_rehearsal_finds_what_is_wrong(store: Store, key: bytes, tmp_path: Path) -> None:
    registered(store)
    old = tmp_path / "old"
    store.tidy()
    shutil.copytree(store.folder, old)
    registered(store)
    newer = backed_up(store, tmp_path)
    behind = Store.open(old, key)  # the live log lacks an event that the backup has
    assert behind.backups.rehearse(newer).fault == "events-missing"
    behind.close()
    store._connections._writer.execute("UPDATE cases SET title = 'x'")
    wrong = backed_up(store, tmp_path, now_ms=NOW + 1000)
    assert store.backups.rehearse(wrong).fault == "lists-differ"
    wrong.path.write_bytes(wrong.path.read_bytes()[:-50])
    assert store.backups.rehearse(wrong).fault == "backup-damaged"


@pytest.mark.parametrize("ended", ["", "cancelled", "rehearsal-broken-off"])
def test_a_long_rehearsal_is_another_process(
    store: Store, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ended: str
) -> None:
    """The window's own threads go on, and whoever closes it waits for nothing."""
    monkeypatch.setattr(rehearsal, "LARGE", 1)
    registered(store)
    backup = backed_up(store, tmp_path)

    def asked() -> bool:
        others = multiprocessing.active_children()
        if others and ended == "rehearsal-broken-off":
            others[0].kill()
        return bool(others) and ended == "cancelled"

    if ended:
        with pytest.raises(Problem, match=ended):
            store.backups.rehearse(backup, watch=Watch(cancelled=asked))
    else:
        assert store.backups.rehearse(backup).fault == ""
    assert not (folder / "rehearsal.tmp").exists()
    assert not multiprocessing.active_children()


def test_only_this_desks_backups_are_its_newest(store: Store, tmp_path: Path) -> None:
    assert store.backups.newest(tmp_path / "backups") is None
    backup = backed_up(store, tmp_path)
    name = backup.path.name.replace(backup.desk, "01234567").replace("2026", "2027")
    (tmp_path / "backups" / name).write_bytes(b"")
    assert store.backups.newest(tmp_path / "backups") == backup
    assert DESK.prefix == store.desk.prefix


def test_lost_keys_come_back_alone(store: Store, folder: Path, key: bytes) -> None:
    """The database is in order: nothing of it is replaced, no number's prefix is given up."""
    registered(store)
    made = store.backups.make(Place(folder / "backups", 0), now_ms=NOW)
    registered(store)
    store.close()
    before = (folder / "helpdesk.db").read_bytes()
    (folder / "keys.json").unlink()
    back = restore(made.path, folder, agent=AGENT.id, password=PASSWORD, now_ms=NOW)
    assert (back.keys_only, back.aside) == (True, None)
    assert (folder / "helpdesk.db").read_bytes() == before
    opened = Store.open(folder, keys.unlock(folder, AGENT.id, PASSWORD))
    assert opened.status().cases == 2
    opened.close()
