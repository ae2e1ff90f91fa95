"""A desk put back from a backup, in an empty folder or in place of a damaged database.

The damaged database stays beside it. What was recorded since the backup is read out of it as far as
the chain proves it right; the rest comes back from the city. The restored desk writes a new log and
never draws a number with its old prefix.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlcipher

from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.protocol.chain import link
from helpdesk.protocol.messages import PlacedEvent, WireEvent
from helpdesk.store import (
    backup,
    device,
    event_log,
    file_backup,
    keys,
    log_mark,
    migrations,
    renewal,
    spare_prefix,
)
from helpdesk.store.connection import FILE_NAME, Connection, Connections, connect, salt_of
from helpdesk.store.copying import (
    NOBODY,
    Watch,
    copy_database,
    database_files,
    faults,
    remove_database,
    sync_file,
)
from helpdesk.store.errors import database_errors, driver_errors
from helpdesk.store.projections import Projector
from helpdesk.store.reference import StoredReference

_SCRATCH = "restore.tmp"


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore came to: the backup's moment (ms UTC), events in it and those saved from the
    damaged database, whether numbers can be drawn at once, and where the damaged one lies now.
    `keys_only`: the database was in order and stays, only `keys.json` had been lost."""

    made_ms: int
    events: int
    saved: int
    prefix: str
    aside: Path | None
    keys_only: bool = False


def restore(
    path: Path, folder: Path, *, agent: str, password: str, now_ms: int, watch: Watch = NOBODY
) -> Restored:
    """Put the desk in `folder` back from the backup at `path`. Until the last step nothing changes.

    The caller keeps other programs out. `password` is the agent's here, or on the day of the backup.
    Raises Problem `desk-healthy`, `backup-other`, `cancelled`; EnvironmentProblem `backup-missing`,
    `backup-foreign`, `backup-damaged`, `database-newer`, or the disk's.
    """
    said = backup.particulars(path)
    migrations.check_version(said.schema)
    with _scratch(folder) as scratch:
        packed = scratch / "packed.db"
        backup.unpack(path, packed, size=said.size, watch=watch)
        with driver_errors():
            (scratch / keys.FILE_NAME).write_bytes(said.keys)
        theirs, ours = _data_keys(packed, folder, scratch, agent=agent, password=password)
        if faults(packed, keys.subkey(theirs, backup.PURPOSE)):
            raise EnvironmentProblem("backup-damaged")
        if _is_whole(folder, ours or theirs):
            if ours:
                raise Problem("desk-healthy", folder=str(folder))
            _keep_keys(folder, said.keys, end=_end(now_ms))
            return Restored(said.made_ms, 0, 0, prefix="", aside=None, keys_only=True)
        fresh = scratch / FILE_NAME
        _copy(packed, keys.subkey(theirs, backup.PURPOSE), fresh, ours or theirs, watch=watch)
        file_backup.put_back(folder, path.parent, theirs)
        saved, prefix = _begin_anew(fresh, ours or theirs, folder)
        aside = _swap(fresh, folder, key_file=b"" if ours else said.keys, now_ms=now_ms)
    return Restored(said.made_ms, said.events, saved, prefix=prefix, aside=aside)


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    scratch = folder / _SCRATCH
    with driver_errors():
        folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir()
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _data_keys(
    packed: Path, folder: Path, scratch: Path, *, agent: str, password: str
) -> tuple[bytes, bytes]:
    """The backup's data key, and the folder's own, empty where it has none that this password opens."""
    ours = b""
    for place in (folder, scratch):
        try:
            key = keys.unlock(place, agent or _only_agent(place), password)
        except EnvironmentProblem:
            continue
        except Problem:
            if place == folder and (folder / FILE_NAME).exists():
                raise  # a desk is replaced only by who may open it
            continue
        if place == folder:
            ours = key
        if _opens(packed, keys.subkey(key, backup.PURPOSE)):
            return key, ours
    raise Problem("backup-other")


def _only_agent(place: Path) -> str:
    known = keys.agents(place)
    if len(known) != 1:
        raise Problem("agent-unknown", agent="—", known=", ".join(each.id for each in known))
    return known[0].id


def _is_whole(folder: Path, key: bytes) -> bool:
    """Whether the folder's database is in order, and its log as long as it is known to be."""
    database = folder / FILE_NAME
    if not database.exists() or faults(database, key):
        return False
    with database_errors(database):
        connection = connect(database, key)
        try:
            return not log_mark.lacks(folder, connection)
        finally:
            connection.close()


def _opens(path: Path, key: bytes) -> bool:
    try:
        with database_errors(path):
            connection = connect(path, key)
            try:
                connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            finally:
                connection.close()
    except EnvironmentProblem:
        return False
    return True


def _copy(packed: Path, packed_key: bytes, fresh: Path, key: bytes, *, watch: Watch) -> None:
    """Under the data key, with this program's schema."""
    with database_errors(packed):
        connection = connect(packed, packed_key)
        try:
            connection.execute("BEGIN")
            copy_database(connection, fresh, key, watch=watch)
        finally:
            connection.close()
    with database_errors(fresh):
        connection = connect(fresh, key)
        try:
            migrations.migrate(connection)
        finally:
            connection.close()


def _begin_anew(fresh: Path, key: bytes, folder: Path) -> tuple[int, str]:
    """Save what the damaged database still tells, then close the log and the prefix; answers how
    many events were saved, and the prefix from now on."""
    connections = Connections(fresh, key)
    try:
        with connections.write() as connection:
            saved = _save_from(folder / FILE_NAME, key, fresh.parent, connection)
            projector = Projector(connection, StoredReference(connections), lenient=True)
            subjects = {placed.event.subject.hex() for placed in saved}
            projector.project(event_log.readers(connection, sorted(subjects)))
            known = device.load(connection)
            prefix = known.desk.prefix
            if known.device:
                prefix = spare_prefix.take(folder, device=known.device)
                desk = replace(known.desk, prefix=prefix, restored=not prefix)
                device.save_desk(connection, desk)
            renewal.begin_log(connection)
            file_backup.reconcile(connection, folder)
        connections.tidy()
    finally:
        connections.close()
    return len(saved), prefix


def _save_from(
    damaged: Path, key: bytes, scratch: Path, connection: Connection
) -> list[PlacedEvent]:
    """This desk's events behind the backup's end: each must continue the chain (C22)."""
    incarnation, stream, _ = device.log_of(connection)
    tip = event_log.tip(connection, incarnation)
    saved = []
    for placed, head in _readable(damaged, key, scratch, incarnation, after=tip.dseq):
        if placed.dseq != tip.dseq + 1 or link(tip.head, placed.event) != head:
            break
        event_log.insert(connection, placed, stream=stream, head=head)
        tip = event_log.Tip(placed.dseq, head)
        saved.append(placed)
    return saved


def _readable(
    damaged: Path, key: bytes, scratch: Path, incarnation: bytes, *, after: int
) -> list[tuple[PlacedEvent, bytes]]:
    """What can be read of a log, out of a copy: the damaged database itself is not touched."""
    copy = scratch / "damaged.db"
    found: list[tuple[PlacedEvent, bytes]] = []
    try:
        for path, target in zip(database_files(damaged), database_files(copy), strict=True):
            if path.exists() and not path.name.endswith("-shm"):
                shutil.copyfile(path, target)
        if not copy.exists():
            return found
        connection = connect(copy, key)
        try:
            for row in connection.execute(
                "SELECT dseq, position, received_ms, head, kind, version, subject, author_id,"
                " author_name, device_ms, correction_ms, offset_minutes, zone, base, body FROM event"
                " WHERE incarnation = ? AND dseq > ? AND head IS NOT NULL ORDER BY dseq",
                (incarnation, after),
            ):
                dseq, position, received_ms, head, *wire = row
                placed = PlacedEvent(
                    incarnation, dseq, position or 0, received_ms or 0, WireEvent(*wire)
                )
                found.append((placed, head))
        finally:
            connection.close()
    except (sqlcipher.DatabaseError, OSError):
        return found  # what could be read until here
    finally:
        remove_database(copy)
    return found


def _swap(fresh: Path, folder: Path, *, key_file: bytes, now_ms: int) -> Path | None:
    """The last step. Killed in it, the same restore can be asked for again."""
    database, end = folder / FILE_NAME, _end(now_ms)
    aside = None
    with driver_errors():
        salt = salt_of(fresh)
        for path in database_files(database):
            if path.exists():
                path.rename(path.with_name(path.name.replace(FILE_NAME, FILE_NAME + end)))
                aside = folder / (FILE_NAME + end)
        if key_file:
            _keep_keys(folder, key_file, end=end)
        log_mark.forget(folder)
        fresh.replace(database)
        keys.sync_folder(folder)
    keys.remember_database(folder, salt)
    return aside


def _keep_keys(folder: Path, key_file: bytes, *, end: str) -> None:
    """The keys of the backup's day; a damaged file stays beside them."""
    path = folder / keys.FILE_NAME
    part = path.with_suffix(".part")
    with driver_errors():
        part.write_bytes(key_file)
        sync_file(part)
        if path.exists():
            path.rename(folder / f"{keys.FILE_NAME}{end}")
        part.replace(path)
        keys.sync_folder(folder)


def _end(now_ms: int) -> str:
    moment = datetime.fromtimestamp(now_ms / 1000, UTC).strftime("%Y%m%dT%H%M%SZ")
    return f".damaged-{moment}"
