"""A copy of the database as of one moment, made beside everybody who works with it.

The pages are read from one snapshot, so writers neither wait nor disturb; they are written encrypted
with the copy's own key, and synced little by little, so that no commit waits behind a long sync.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlcipher

from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.store.connection import PAGE, Connection, connect
from helpdesk.store.errors import database_errors, driver_errors
from helpdesk.store.keys import sync_folder

CHECKS = ("cipher_integrity_check", "integrity_check")
SEALS = CHECKS[:1]
_STEP_PAGES = 256
_SYNC_STEPS = 8  # 8 MB between two syncs
_ASK_EACH = 10_000  # steps of SQLite's machine, some milliseconds


@dataclass(frozen=True, slots=True)
class Watch:
    """Who looks on: `progress` hears bytes done and in all, `cancelled` is asked between steps."""

    progress: Callable[[int, int], None] = lambda _done, _total: None
    cancelled: Callable[[], bool] = lambda: False

    def step(self, done: int, total: int) -> None:
        """Tell how far it is. Raises Problem `cancelled`."""
        self.check()
        self.progress(done, total)

    def check(self) -> None:
        """Raises Problem `cancelled` when that was wished."""
        if self.cancelled():
            raise Problem("cancelled")


NOBODY = Watch()


def copy_database(source: Connection, target: Path, key: bytes, *, watch: Watch = NOBODY) -> None:
    """Write what `source` sees in its open transaction to `target`, encrypted with `key`.

    The copy is one file without a log beside it, synced. Raises Problem `cancelled` and the disk's
    EnvironmentProblems; then no file is left.
    """
    source.execute("SELECT count(*) FROM sqlite_master").fetchone()  # from here on one snapshot
    try:
        with driver_errors():
            target.unlink(missing_ok=True)
            copy = connect(target, key, create=True)
            try:
                _fill(source, copy, target, watch=watch)
            finally:
                copy.close()
            sync_file(target)
            sync_folder(target.parent)
    except BaseException:
        remove_database(target)
        raise


def _fill(source: Connection, copy: Connection, target: Path, *, watch: Watch) -> None:
    with database_errors(target):
        for pragma in ("journal_mode = OFF", "synchronous = OFF"):
            copy.execute(f"PRAGMA {pragma}")
        with _little_by_little(target) as synced:

            def step(_status: int, remaining: int, total: int) -> None:
                watch.step((total - remaining) * PAGE, total * PAGE)
                synced()

            source.backup(copy, pages=_STEP_PAGES, progress=step)
        copy.execute("PRAGMA journal_mode = DELETE").fetchone()


@contextmanager
def _little_by_little(path: Path) -> Iterator[Callable[[], None]]:
    """A disk that has hundreds of megabytes to sync makes every other sync wait for them."""
    descriptor = os.open(path, os.O_RDWR)
    steps = 0

    def synced() -> None:
        nonlocal steps
        steps += 1
        if steps % _SYNC_STEPS == 0:
            os.fsync(descriptor)

    try:
        yield synced
    finally:
        os.close(descriptor)


def sync_file(path: Path) -> None:
    """What was written to `path` is on the disk, and what is read next comes from there."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)


def faults(path: Path, key: bytes, *, checks: tuple[str, ...] = CHECKS) -> tuple[str, ...]:
    """What is wrong with the database file: each page's seal, then SQLite's own check.

    The seals say that a copy is, page for page, what was written: enough for one that was just made,
    in less than half the time. Whether the pages fit together is a question to the database itself
    (`verify`, and each rehearsal).
    """
    try:
        with database_errors(path):
            connection = connect(path, key)
            try:
                return faults_of(connection, checks=checks)
            finally:
                connection.close()
    except EnvironmentProblem as problem:
        return (problem.code,)


def faults_of(connection: Connection, *, checks: tuple[str, ...] = CHECKS) -> tuple[str, ...]:
    """The same over an open connection."""
    _look_afresh(connection)
    for check in checks:
        found = [line for (line,) in connection.execute(f"PRAGMA {check}") if line != "ok"]
        if found:
            return tuple(found)
    return ()


def _look_afresh(connection: Connection) -> None:
    """FTS5 checks an index by what this connection last saw of it, and calls it damaged where another
    one has merged it since; a question makes it look again. What is really damaged, the check says."""
    tables = "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE % USING fts5(%'"
    with suppress(sqlcipher.DatabaseError):
        for (name,) in connection.execute(tables).fetchall():
            connection.execute(f"SELECT 1 FROM {name} WHERE {name} MATCH 'x' LIMIT 1").fetchone()


@contextmanager
def stoppable(connection: Connection, cancelled: Callable[[], bool]) -> Iterator[None]:
    """Long work on `connection` that can be given up. Raises Problem `cancelled`."""
    connection.set_progress_handler(cancelled, _ASK_EACH)
    try:
        yield
    except sqlcipher.OperationalError:
        if cancelled():
            raise Problem("cancelled") from None
        raise
    finally:
        connection.set_progress_handler(None, 0)


def remove_database(path: Path) -> None:
    """Remove a database of our own making, with whatever lies beside it."""
    for name in database_files(path):
        name.unlink(missing_ok=True)


def database_files(path: Path) -> tuple[Path, ...]:
    """The database and what SQLite keeps beside it."""
    return tuple(path.with_name(path.name + end) for end in ("", "-wal", "-shm", "-journal"))
