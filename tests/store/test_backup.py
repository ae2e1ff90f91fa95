"""Backups: made beside the work, proved, whole or not there; and what is wrong with one is said."""

import random
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest

from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.store import backup, copying, keys
from helpdesk.store.backup import Place
from helpdesk.store.connection import connect
from helpdesk.store.copying import Watch
from helpdesk.store.store import Store
from tests.store.desk import registered

NOW = 1_795_406_400_000
ROOM = 1_000_000


def opened_copy(path: Path, key: bytes, tmp_path: Path) -> set[str]:
    said = backup.particulars(path)
    out = tmp_path / "out.db"
    backup.unpack(path, out, size=said.size)
    connection = connect(out, keys.subkey(key, backup.PURPOSE))
    try:
        return {row[0] for row in connection.execute("SELECT lower(hex(id)) FROM cases")}
    finally:
        connection.close()


def test_a_backup_holds_what_was_there(store: Store, key: bytes, tmp_path: Path) -> None:
    cases = {registered(store) for _ in range(3)}
    made = store.backups.make(Place(tmp_path / "b", ROOM), now_ms=NOW)
    registered(store)
    said = backup.particulars(made.path)
    assert (said.events, said.made_ms) == (3, NOW)
    assert said.keys == (store.folder / "keys.json").read_bytes()
    assert opened_copy(made.path, key, tmp_path) == cases
    assert [each.path for each in backup.backups_in(tmp_path / "b")] == [made.path]
    assert [path.name for path in (tmp_path / "b").iterdir()] == [made.path.name]


def test_nothing_in_the_clear(store: Store, tmp_path: Path) -> None:
    registered(store)
    raw = store.backups.make(Place(tmp_path, ROOM), now_ms=NOW).path.read_bytes()
    for text in ("包玉兰", "152326195803120028", "SQLite format 3", "CREATE TABLE"):
        assert text.encode() not in raw


def test_made_while_people_work(
    store: Store, key: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whole transactions only, whatever is written meanwhile; and nobody waits: between any two steps, and
    while the copy is proved, somebody else's transaction comes to its end. None makes it begin anew."""
    for _ in range(30):
        registered(store, text="字" * 10_000)
    monkeypatch.setattr(copying, "_STEP_PAGES", 32)
    with ThreadPoolExecutor(1) as people:
        left: list[int] = []  # bytes that were still to be copied, each time somebody worked

        def work(done: int = 0, total: int = 0) -> None:
            people.submit(registered, store).result()
            assert done == 0 or not left or total - done < left[-1], "it begins anew"
            left.append(total - done)

        def prove(*copy: object, **checks: object) -> tuple[str, ...]:
            work()
            return copying.faults(*copy, **checks)  # type: ignore[arg-type]

        monkeypatch.setattr(backup, "faults", prove)
        held = 30
        for turn in range(2):
            left.clear()
            place, watch = Place(tmp_path / "b", ROOM), Watch(progress=work)
            made = store.backups.make(place, now_ms=NOW + 1000 * turn, watch=watch)
            assert len(left) > 5
            assert backup.particulars(made.path).events == held
            assert len(opened_copy(made.path, key, tmp_path)) == held
            held += len(left)


def test_cancelled_leaves_nothing(store: Store, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    watch = Watch(progress=lambda *far: told.append(far), cancelled=lambda: bool(told))
    registered(store)
    with pytest.raises(Problem) as raised:
        store.backups.make(Place(tmp_path / "b", ROOM), now_ms=NOW, watch=watch)
    assert raised.value.code == "cancelled"
    assert told
    assert list((tmp_path / "b").iterdir()) == []


def test_never_fills_the_disk(store: Store, tmp_path: Path) -> None:
    """C21: without room for it there is no backup, and the last two stay."""
    hour = 3_600_000
    for turn in range(4):
        store.backups.make(Place(tmp_path, ROOM), now_ms=NOW + hour * turn)
    with pytest.raises(EnvironmentProblem) as raised:
        store.backups.make(Place(tmp_path, 2**60), now_ms=NOW + 9 * hour)
    assert raised.value.code == "backup-no-room"
    left = [each.made_ms for each in backup.backups_in(tmp_path)]
    assert left == [NOW + 3 * hour, NOW + 2 * hour]


def test_what_a_killed_backup_left_goes(store: Store, key: bytes, tmp_path: Path) -> None:
    left = tmp_path / f"helpdesk-{backup.desk_mark(key)}-20260101T000000Z.part"
    theirs = tmp_path / "helpdesk-01234567-20260101T000000Z.part"
    for path in (left, theirs):
        path.write_bytes(b"half")
    store.backups.make(Place(tmp_path, ROOM), now_ms=NOW)
    assert (left.exists(), theirs.exists()) == (False, True)


def test_pruned_by_the_rule(store: Store, tmp_path: Path) -> None:
    hour = 3_600_000
    for ago in (0, 1, 200, 201, 5000):
        store.backups.make(Place(tmp_path, ROOM), now_ms=NOW - ago * hour)
    assert store.backups.prune(tmp_path, now_ms=NOW) == 2
    left = [(NOW - each.made_ms) // hour for each in backup.backups_in(tmp_path)]
    assert left == [0, 1, 200]


@pytest.mark.parametrize("seed", range(8))
def test_a_damaged_backup_is_known(store: Store, tmp_path: Path, seed: int) -> None:
    """Cut off or one byte changed, anywhere."""
    path = store.backups.make(Place(tmp_path, ROOM), now_ms=NOW).path
    raw, dice = bytearray(path.read_bytes()), random.Random(seed)
    place = dice.randrange(len(raw) - 10)
    if seed % 2:
        raw[place] ^= 1 << dice.randrange(8)
    else:
        del raw[place:]
    path.write_bytes(raw)
    with pytest.raises(EnvironmentProblem) as raised:
        backup.particulars(path)
    assert raised.value.code == "backup-damaged", f"seed {seed}"


def test_other_files(tmp_path: Path) -> None:
    other = tmp_path / "letter.txt"
    other.write_bytes(b"x" * 100)
    for path, code in ((other, "backup-foreign"), (tmp_path / "none", "backup-missing")):
        with pytest.raises(EnvironmentProblem) as raised:
            backup.particulars(path)
        assert raised.value.code == code


def test_a_hostile_stick_cannot_claim_more_particulars_than_there_can_be(tmp_path: Path) -> None:
    """Its hash is right; still nobody reads gigabytes into memory for it."""
    path = tmp_path / "helpdesk-00000000-20261123T000000Z.hdbackup"
    said = bytes(5_000_000)
    path.write_bytes(said + backup._TAIL.pack(len(said), sha256(said).digest(), backup._MAGIC))
    with pytest.raises(EnvironmentProblem, match="backup-damaged"):
        backup.particulars(path)
