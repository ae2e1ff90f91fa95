"""An older file is upgraded as a copy; whatever fails or is killed, the old one stays (C24)."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlite_utils import Database

from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.store import migrations, upgrade
from helpdesk.store.store import Store
from tests.store.desk import registered

NEXT = migrations.VERSION + 1


def good(db: Database) -> None:
    db.execute("ALTER TABLE cases ADD COLUMN mood TEXT NOT NULL DEFAULT ''")


def broken(db: Database) -> None:
    db.execute("CREATE TABLE half (x)")
    db.execute("INSERT INTO nowhere VALUES (1)")


def lossy(db: Database) -> None:
    db.execute("DELETE FROM event WHERE dseq = 1")


def with_step(monkeypatch: pytest.MonkeyPatch, step: object) -> None:
    monkeypatch.setattr(migrations, "_MIGRATIONS", (*migrations._MIGRATIONS, step))
    monkeypatch.setattr(migrations, "VERSION", NEXT)


@pytest.fixture
def older(folder: Path, key: bytes) -> Path:
    """A folder whose program will soon be older, closed by a kill: its log still beside it."""
    store = Store.open(folder, key)
    for _ in range(3):
        registered(store)
    store.close()
    return folder


def test_upgraded(older: Path, key: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    with_step(monkeypatch, good)
    store = Store.open(older, key)
    status = store.status()
    assert (status.schema, status.events, status.cases) == (NEXT, 3, 3)
    assert store.damage() == ()
    registered(store)
    store.close()
    assert not (older / upgrade.COPY_NAME).exists()


@pytest.mark.parametrize("step", [broken, lossy])
def test_a_failed_upgrade_leaves_the_old_file(
    older: Path, key: bytes, monkeypatch: pytest.MonkeyPatch, step: object
) -> None:
    """In the middle of a migration, or with an event less than before: the old program goes on."""
    with monkeypatch.context() as newer:
        with_step(newer, step)
        with pytest.raises(EnvironmentProblem) as raised:
            Store.open(older, key)
        assert raised.value.code == "upgrade-failed"
    assert not (older / upgrade.COPY_NAME).exists()
    store = Store.open(older, key)
    assert (store.status().schema, store.status().events) == (NEXT - 1, 3)
    store.close()


_KILLED = """
import os, signal, sys
from pathlib import Path
from helpdesk.store import copying, migrations, upgrade
from helpdesk.store.store import Store

def die(*_arguments):
    os.kill(os.getpid(), signal.SIGKILL)

def step(db):
    db.execute("ALTER TABLE cases ADD COLUMN mood TEXT")
    if sys.argv[3] == "migrating":
        die()

migrations._MIGRATIONS = (*migrations._MIGRATIONS, step)
migrations.VERSION += 1
if sys.argv[3] == "copying":
    copying.sync_file = die
if sys.argv[3] == "before":
    upgrade._swap = die
if sys.argv[3] == "after":
    upgrade.keys.remember_database = die
Store.open(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("moment", ["copying", "migrating", "before", "after"])
def test_killed_while_upgrading(
    older: Path, key: bytes, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """kill -9: the folder opens with the old program or with the new, whole."""
    child = [sys.executable, "-c", _KILLED, str(older), key.hex(), moment]
    assert subprocess.run(child, check=False).returncode == -signal.SIGKILL
    if moment != "after":
        old = Store.open(older, key)
        assert old.status().events == 3
        old.close()
    with_step(monkeypatch, good)
    if moment == "after":
        monkeypatch.setattr(migrations, "_MIGRATIONS", (*migrations._MIGRATIONS[:-1], good))
    store = Store.open(older, key)
    assert (store.status().schema, store.status().events) == (NEXT, 3)
    store.close()
    assert not (older / upgrade.COPY_NAME).exists()


def test_in_use_is_not_upgraded(older: Path, key: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """While an older program still has it open."""
    store = Store.open(older, key)
    with_step(monkeypatch, good)
    with pytest.raises(EnvironmentProblem) as raised:
        Store.open(older, key, busy_ms=50)
    assert raised.value.code == "database-locked"
    registered(store)
    store.close()
