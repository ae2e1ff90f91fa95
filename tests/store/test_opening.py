"""Opening: every way a file can be wrong has its own sentence, and none costs data."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from helpdesk.application.queries import CaseFilter
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.store import keys, migrations
from helpdesk.store.connection import FILE_NAME, connect
from helpdesk.store.store import Store
from tests.store.desk import AGENT, PASSWORD, QUICK, registered


def problem_of(folder: Path, key: bytes, *, busy_ms: int = 50) -> str:
    with pytest.raises(EnvironmentProblem) as raised:
        Store.open(folder, key, busy_ms=busy_ms).close()
    return raised.value.code


def test_what_was_saved_is_there_after_reopening(folder: Path, key: bytes) -> None:
    store = Store.open(folder, key)
    case = registered(store)
    store.close()
    store = Store.open(folder, key)
    assert [row.id for row in store.queries.cases(CaseFilter(), offset=0, limit=9)] == [case]
    store.close()


def test_nothing_stands_in_the_clear_on_the_disk(folder: Path, key: bytes) -> None:
    planted = ("包玉兰", "152326195803120028", "13847501234", "最低生活保障", "王秀英")
    store = Store.open(folder, key)
    case = registered(store)
    with store.unit_of_work() as work:
        work.queue_print(case, paper="receipt", size="A5", copies=2)
    written = b"".join(path.read_bytes() for path in folder.iterdir() if path.name != "keys.json")
    assert (folder / f"{FILE_NAME}-wal").stat().st_size > 0
    store.close()
    written += (folder / FILE_NAME).read_bytes()
    for text in planted:
        assert text.encode() not in written
        assert text.encode("utf-16-le") not in written
    for tables in (b"SQLite format 3", b"CREATE TABLE", b"receipt"):
        assert tables not in written


def test_wrong_key(folder: Path) -> None:
    before = (folder / FILE_NAME).read_bytes()
    assert problem_of(folder, bytes(32)) == "database-foreign"
    assert (folder / FILE_NAME).read_bytes() == before


def test_another_folders_database(folder: Path, key: bytes, tmp_path: Path) -> None:
    other = tmp_path / "other"
    theirs = keys.create_keys(other, AGENT, PASSWORD, stretching=QUICK)
    Store.create(other, theirs).close()
    (other / FILE_NAME).replace(folder / FILE_NAME)
    assert problem_of(folder, key) == "database-foreign"


@pytest.mark.parametrize("content", [b"SQLite format 3\0" + bytes(8176), b"<html>" * 5000])
def test_no_database_at_all(folder: Path, key: bytes, content: bytes) -> None:
    (folder / FILE_NAME).write_bytes(content)
    assert problem_of(folder, key) == "database-foreign"
    assert (folder / FILE_NAME).read_bytes() == content


@pytest.mark.parametrize("damaged", [slice(0, 16), slice(0, 100), slice(16, 4096)])
def test_damaged_header(folder: Path, key: bytes, damaged: slice) -> None:
    content = bytearray((folder / FILE_NAME).read_bytes())
    content[damaged] = os.urandom(damaged.stop - damaged.start)
    (folder / FILE_NAME).write_bytes(content)
    assert problem_of(folder, key) == "database-damaged"
    assert (folder / FILE_NAME).read_bytes() == content


def test_emptied_file(folder: Path, key: bytes) -> None:
    (folder / FILE_NAME).write_bytes(b"")
    assert problem_of(folder, key) == "database-damaged"
    assert (folder / FILE_NAME).stat().st_size == 0


def test_damage_further_in_is_found(folder: Path, key: bytes) -> None:
    store = Store.open(folder, key)
    assert store.damage() == ()
    store.close()
    content = bytearray((folder / FILE_NAME).read_bytes())
    content[-4096:] = os.urandom(4096)
    (folder / FILE_NAME).write_bytes(content)
    store = Store.open(folder, key)
    assert store.damage() != ()
    store.close()


def test_a_lost_file_is_never_replaced_by_an_empty_one(folder: Path, key: bytes) -> None:
    (folder / FILE_NAME).unlink()
    assert problem_of(folder, key) == "database-missing"
    with pytest.raises(EnvironmentProblem) as raised:
        Store.create(folder, key)
    assert raised.value.code == "database-missing"
    assert not (folder / FILE_NAME).exists()


def test_an_existing_file_is_never_made_anew(folder: Path, key: bytes) -> None:
    with pytest.raises(Problem) as raised:
        Store.create(folder, key)
    assert raised.value.code == "database-exists"


def test_creation_can_be_repeated_after_a_power_cut(tmp_path: Path) -> None:
    key = keys.create_keys(tmp_path, AGENT, PASSWORD, stretching=QUICK)
    (tmp_path / f"{FILE_NAME}.new").write_bytes(b"half a database")
    Store.create(tmp_path, key).close()
    Store.open(tmp_path, key).close()


def test_newer_schema(folder: Path, key: bytes) -> None:
    connection = connect(folder / FILE_NAME, key)
    connection.execute(f"PRAGMA user_version = {migrations.VERSION + 1}")
    connection.close()
    before = (folder / FILE_NAME).read_bytes()
    assert problem_of(folder, key) == "database-newer"
    assert (folder / FILE_NAME).read_bytes() == before


def test_migrating_again_changes_nothing(folder: Path, key: bytes) -> None:
    connection = connect(folder / FILE_NAME, key)
    assert migrations.schema().pending(migrations.database(connection)) == []
    before = connection.execute("SELECT sql FROM sqlite_master ORDER BY name").fetchall()
    migrations.migrate(connection)
    assert connection.execute("SELECT sql FROM sqlite_master ORDER BY name").fetchall() == before
    connection.close()


_HOLD = """
import sys
from pathlib import Path
from helpdesk.store.connection import connect
connection = connect(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


def test_locked_by_another_process(folder: Path, key: bytes) -> None:
    store = Store.open(folder, key, busy_ms=50)
    other = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(folder / FILE_NAME), key.hex()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(EnvironmentProblem) as raised, store.unit_of_work():
            pass
        assert raised.value.code == "database-locked"
        assert store.queries.count_cases(CaseFilter()) == 0, "readers do not wait"
    finally:
        other.communicate(b"", timeout=20)
    registered(store)
    assert store.queries.count_cases(CaseFilter()) == 1
    store.close()
