"""A backup restored on trial and compared with the live data, in a process of its own where that is long.

To fold every record anew is minutes of Python for a large desk. In a thread of the window's process each
cell that is painted would wait for it, and closing the window would wait for its end.
"""

import multiprocessing
import os
import shutil
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

import msgspec

from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.store import backup, event_log, keys, rebuild
from helpdesk.store.backup import Backup
from helpdesk.store.connection import Connection, Connections, connect
from helpdesk.store.copying import Watch, faults
from helpdesk.store.errors import database_errors
from helpdesk.store.reference import StoredReference

LARGE = 2_000  # events from which on another process is worth its start
_NICE = 10
_ASK_SECONDS = 0.2
_LISTS = {
    "cases": "id, number, kind, stage, applicant, title, matter, department, due, ended_at, events",
    "residents": "id, name, sex, birth, document_number, phone, division, address",
}


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """How a rehearsed restore went. `fault` is empty, or a problem code: `backup-damaged`,
    `events-missing` (the live log lacks some of the backup's), `lists-differ`."""

    made_ms: int
    events: int = 0
    cases: int = 0
    fault: str = ""


def rehearse(live: Path, data_key: bytes, tried: Backup, path: Path, *, watch: Watch) -> Rehearsal:
    """Unpack the backup to `path`, check every page and hold it against the database at `live`.

    Raises Problem `cancelled`, EnvironmentProblem `backup-no-room`, `rehearsal-broken-off` or the disk's.
    """
    try:
        said = backup.particulars(tried.path)
    except EnvironmentProblem as problem:
        return Rehearsal(tried.made_ms, fault=problem.code)
    if shutil.disk_usage(path.parent).free < 2 * said.size + backup.ROOM_LEFT // 5:
        raise EnvironmentProblem("backup-no-room", folder=str(path.parent.parent))
    backup.unpack(tried.path, path, size=said.size, watch=watch)
    if faults(path, keys.subkey(data_key, backup.PURPOSE)):
        return Rehearsal(tried.made_ms, fault="backup-damaged")
    watch.check()
    if said.events < LARGE:
        return _compared(live, data_key, path, tried.made_ms)
    return _apart(live, data_key, path, tried.made_ms, watch=watch)


def _apart(live: Path, data_key: bytes, path: Path, made_ms: int, *, watch: Watch) -> Rehearsal:
    """The same in another process, given up at once when that is wished. The keys go through a pipe."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=_answer, args=(theirs,), name="rehearsal", daemon=True)
    process.start()
    theirs.close()
    try:
        ours.send((live, data_key, path, made_ms))
        while not ours.poll(_ASK_SECONDS):
            watch.check()
        said = ours.recv()
    except (EOFError, OSError) as error:
        # It was ended by somebody, such as a system short of memory.
        raise EnvironmentProblem("rehearsal-broken-off") from error
    finally:
        process.kill()
        process.join()
        process.close()
        ours.close()
    if isinstance(said, EnvironmentProblem):
        raise said
    return Rehearsal(*said)


def _answer(pipe: Pipe) -> None:
    """The other process, which ends with the one that began it, and lets people at work come first."""
    if sys.platform != "win32":
        os.nice(_NICE)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        said = _compared(*pipe.recv())
        pipe.send((said.made_ms, said.events, said.cases, said.fault))
    except EnvironmentProblem as problem:
        pipe.send(problem)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _compared(live: Path, data_key: bytes, path: Path, made_ms: int) -> Rehearsal:
    with database_errors(live):
        reader = connect(live, data_key)
        reader.execute("PRAGMA query_only = ON")
    restored = Connections(path, keys.subkey(data_key, backup.PURPOSE))
    try:
        with restored.write() as connection, database_errors(live):
            reader.execute("BEGIN")  # one state of it, however long that takes
            missing, events = _missing(connection, reader)
        reader.close()
        with restored.write() as connection:
            before = _lists(connection)
            rebuild.rebuild(connection, StoredReference(restored))
            differs = before != _lists(connection)
            (cases,) = connection.execute("SELECT count(*) FROM cases").fetchone()
    finally:
        reader.close()
        restored.close()
    fault = "events-missing" if missing else "lists-differ" if differs else ""
    return Rehearsal(made_ms, events, cases, fault)


def _missing(connection: Connection, live: Connection) -> tuple[int, int]:
    """How many of the backup's events the live log lacks, and how many the backup has."""
    # A table and no set: of a million events a set of digests alone would take 150 MB.
    connection.execute("CREATE TEMP TABLE sought (digest INTEGER PRIMARY KEY)")
    connection.executemany("INSERT OR IGNORE INTO sought VALUES (?)", _digests(connection))
    (events,) = connection.execute("SELECT count(*) FROM sought").fetchone()
    connection.executemany("DELETE FROM sought WHERE digest = ?", _digests(live))
    (missing,) = connection.execute("SELECT count(*) FROM sought").fetchone()
    connection.execute("DROP TABLE sought")
    return missing, events


def _digests(connection: Connection) -> Iterator[tuple[int]]:
    """Every event by its content alone: its place in a log may change after a renewal. 64 bits, as
    rows; nobody forges here."""
    for wire in event_log.wires(connection, "ORDER BY arrival", ()):
        digest = sha256(msgspec.msgpack.encode(wire)).digest()
        yield (int.from_bytes(digest[:8], "big", signed=True),)


def _lists(connection: Connection) -> bytes:
    digest = sha256()
    for table, columns in _LISTS.items():
        for row in connection.execute(f"SELECT {columns} FROM {table} ORDER BY id"):
            digest.update(repr(tuple(row)).encode())
    return digest.digest()
