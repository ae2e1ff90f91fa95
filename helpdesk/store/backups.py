"""The backups of an open store: made while people work, pruned, and rehearsed."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import msgspec

from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.store import backup, event_log, file_backup, keys, log_mark, rebuild
from helpdesk.store.backup import Backup, Place
from helpdesk.store.connection import Connection, Connections
from helpdesk.store.copying import CHECKS, NOBODY, Watch, faults, faults_of, stoppable
from helpdesk.store.errors import driver_errors
from helpdesk.store.reference import StoredReference

_SCRATCH = "rehearsal.tmp"
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


class Backups:
    """What `Store` offers about backups; any thread, beside all other work."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    @property
    def desk(self) -> str:
        """By which this desk's backups are known among others'."""
        return backup.desk_mark(self._connections.key)

    def make(self, place: Place, *, now_ms: int, watch: Watch = NOBODY) -> Backup:
        """Write a backup; see `backup.make`."""
        with driver_errors():
            key_file = (self._connections.path.parent / keys.FILE_NAME).read_bytes()
        with self._connections.read() as connection:
            made = backup.make(
                connection,
                self._connections.key,
                place,
                key_file=key_file,
                now_ms=now_ms,
                watch=watch,
            )
            log_mark.note(self._connections.path.parent, connection)
        return made

    def copy_files(self, place: Place, *, watch: Watch = NOBODY) -> int:
        """Bring the copies of files beside the backups up to date; see `file_backup.copy_files`."""
        return file_backup.copy_files(self._connections, place, watch=watch)

    def prune(self, folder: Path, *, now_ms: int) -> int:
        """Remove the backups of this desk that the rule does not keep; answers how many."""
        return backup.prune(folder, self._connections.key, now_ms=now_ms)

    def newest(self, folder: Path) -> Backup | None:
        """This desk's newest backup in a folder."""
        found = backup.backups_in(folder, desk=self.desk)
        return found[0] if found else None

    def damage(self, *, watch: Watch = NOBODY) -> tuple[str, ...]:
        """What is wrong with the live database, page by page, beside everybody who works (C22).

        Raises Problem `cancelled`.
        """
        watch.check()
        try:
            with self._connections.read() as connection, stoppable(connection, watch.cancelled):
                return faults_of(connection, checks=CHECKS[1:])
        except EnvironmentProblem as problem:
            if problem.code != "database-damaged":
                raise
            return (problem.code,)

    def rehearse(self, tried: Backup, *, watch: Watch = NOBODY) -> Rehearsal:
        """Restore a backup into a scratch folder, compare it with the live data, and remove it again.

        Every page is checked, every event of the backup must stand in the live log, and the lists
        made anew from its events must be the lists it holds (C22). Raises Problem `cancelled`,
        EnvironmentProblem `backup-no-room` or the disk's.
        """
        scratch = self._connections.path.parent / _SCRATCH
        try:
            with driver_errors():
                shutil.rmtree(scratch, ignore_errors=True)
                scratch.mkdir()
            return self._rehearse(tried, scratch / "tried.db", watch)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    def _rehearse(self, tried: Backup, path: Path, watch: Watch) -> Rehearsal:
        key = keys.subkey(self._connections.key, backup.PURPOSE)
        try:
            said = backup.particulars(tried.path)
        except EnvironmentProblem as problem:
            return Rehearsal(tried.made_ms, fault=problem.code)
        if shutil.disk_usage(path.parent).free < 2 * said.size + backup.ROOM_LEFT // 5:
            raise EnvironmentProblem("backup-no-room", folder=str(path.parent.parent))
        backup.unpack(tried.path, path, size=said.size, watch=watch)
        if faults(path, key):
            return Rehearsal(tried.made_ms, fault="backup-damaged")
        watch.check()
        restored = Connections(path, key)
        try:
            return self._compare(restored, tried.made_ms)
        finally:
            restored.close()

    def _compare(self, restored: Connections, made_ms: int) -> Rehearsal:
        with restored.write() as connection:
            # A table and no set: of a million events a set of digests alone would take 150 MB.
            connection.execute("CREATE TEMP TABLE sought (digest INTEGER PRIMARY KEY)")
            connection.executemany("INSERT OR IGNORE INTO sought VALUES (?)", _digests(connection))
            (events,) = connection.execute("SELECT count(*) FROM sought").fetchone()
            with self._connections.read() as live:
                connection.executemany("DELETE FROM sought WHERE digest = ?", _digests(live))
            (missing,) = connection.execute("SELECT count(*) FROM sought").fetchone()
            before = _lists(connection)
            rebuild.rebuild(connection, StoredReference(restored))
            differs = before != _lists(connection)
            (cases,) = connection.execute("SELECT count(*) FROM cases").fetchone()
        fault = "events-missing" if missing else "lists-differ" if differs else ""
        return Rehearsal(made_ms, events, cases, fault)


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
