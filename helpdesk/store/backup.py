"""Backups: one file each, made while the desk works, proved before it counts, kept by a rule.

A backup is an encrypted database, as it was at one moment, under a key derived from the data key.
Behind it stand the folder's `keys.json` (which holds no secret), what the file is, and a SHA-256 of
everything: so one file and one agent's password give the desk back.
"""

import re
import shutil
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import msgspec

from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.store import keys
from helpdesk.store.connection import PAGE, Connection, connect
from helpdesk.store.copying import (
    NOBODY,
    SEALS,
    Watch,
    copy_database,
    faults,
    remove_database,
    sync_file,
)
from helpdesk.store.errors import database_errors, driver_errors
from helpdesk.store.generations import Rule, obsolete

SUFFIX = ".hdbackup"
PURPOSE = "backup"
ROOM_LEFT = 500_000_000  # bytes that a backup leaves free on its disk
_MAGIC = b"HDBACKUP1"
_SAID_MOST = 4_000_000  # bytes of particulars; a stick from anywhere may claim more
_TAIL = struct.Struct(f"<I32s{len(_MAGIC)}s")  # length of the particulars, SHA-256, magic
_CHUNK = 1 << 20
_NAME = re.compile(r"helpdesk-([0-9a-f]{8})-(\d{8}T\d{6}Z)" + re.escape(SUFFIX))
_MOMENT = "%Y%m%dT%H%M%SZ"


class Particulars(msgspec.Struct, frozen=True):
    """What stands behind the database. `made_ms` is UTC, `size` the database's bytes."""

    made_ms: int
    schema: int
    events: int
    size: int
    keys: bytes


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup file by its name; `desk` tells the desks apart that share a folder."""

    path: Path
    desk: str
    made_ms: int


@dataclass(frozen=True, slots=True)
class Place:
    """A folder for backups, on whose disk `room_left` bytes stay free."""

    folder: Path
    room_left: int = ROOM_LEFT


def desk_mark(data_key: bytes) -> str:
    """By which a desk's backups are known among others', 8 hex digits; it tells nothing else."""
    return keys.subkey(data_key, "backup name")[:4].hex()


def make(
    source: Connection,
    data_key: bytes,
    place: Place,
    *,
    key_file: bytes,
    now_ms: int,
    watch: Watch = NOBODY,
) -> Backup:
    """Back up what `source` sees in its transaction.

    The copy is read back from the disk and every page of it checked before it gets its name.
    Raises Problem `cancelled`, EnvironmentProblem `backup-no-room`, `backup-failed` when the copy
    is not what it should be, or the disk's own; then nothing is left.
    """
    target = place.folder
    made = datetime.fromtimestamp(now_ms / 1000, UTC).strftime(_MOMENT)
    path = target / f"helpdesk-{desk_mark(data_key)}-{made}{SUFFIX}"
    part = path.with_suffix(".part")
    key = keys.subkey(data_key, PURPOSE)
    with driver_errors():
        target.mkdir(parents=True, exist_ok=True)
        _clear_parts(target, desk_mark(data_key))
    _require_room(source, data_key, place, now_ms=now_ms)
    try:
        copy_database(source, part, key, watch=watch)
        watch.check()
        if faults(part, key, checks=SEALS):
            raise EnvironmentProblem("backup-failed")
        with driver_errors():
            _finish(part, key, key_file=key_file, now_ms=now_ms)
            part.replace(path)
            keys.sync_folder(target)
    except BaseException:
        remove_database(part)
        raise
    return Backup(path, desk_mark(data_key), now_ms)


def prune(target: Path, data_key: bytes, *, now_ms: int, rule: Rule | None = None) -> int:
    """Remove this desk's backups that the rule does not keep; answers how many."""
    mine = {each.made_ms: each.path for each in backups_in(target, desk=desk_mark(data_key))}
    gone = obsolete(mine.keys(), now_ms=now_ms, rule=rule)
    with driver_errors():
        for moment in gone:
            mine[moment].unlink(missing_ok=True)
    return len(gone)


def backups_in(target: Path, *, desk: str = "") -> list[Backup]:
    """The backups in a folder, the newest first; only those of `desk` if it is named."""
    with driver_errors():
        names = [path for path in target.iterdir() if path.is_file()] if target.is_dir() else []
    found = []
    for path in names:
        read = _NAME.fullmatch(path.name)
        if read and (not desk or read[1] == desk):
            made = datetime.strptime(read[2], _MOMENT).replace(tzinfo=UTC)
            found.append(Backup(path, read[1], int(made.timestamp() * 1000)))
    return sorted(found, key=lambda backup: backup.made_ms, reverse=True)


def particulars(path: Path) -> Particulars:
    """What a backup file says of itself, the whole file read and compared with its hash.

    Raises EnvironmentProblem `backup-missing`, `backup-foreign` or `backup-damaged`.
    """
    try:
        with driver_errors():
            size = path.stat().st_size
            with path.open("rb") as file:
                file.seek(max(0, size - _TAIL.size))
                tail = file.read()
            if len(tail) < _TAIL.size or not tail.endswith(_MAGIC):
                named = path.suffix == SUFFIX  # ours, then, but cut off
                raise EnvironmentProblem("backup-damaged" if named else "backup-foreign")
            length, digest, _ = _TAIL.unpack(tail)
            if length > _SAID_MOST or _digest(path, size - _TAIL.size) != digest:
                raise EnvironmentProblem("backup-damaged")
            return _read_particulars(path, size - _TAIL.size - length, length)
    except EnvironmentProblem as problem:
        if isinstance(problem.__cause__, FileNotFoundError):
            raise EnvironmentProblem("backup-missing", path=str(path)) from problem
        raise


def unpack(path: Path, target: Path, *, size: int, watch: Watch = NOBODY) -> None:
    """Write the database out of a backup, its first `size` bytes, to `target`."""
    done = 0
    with driver_errors(), target.open("wb") as out:
        for chunk in _chunks(path, size):
            out.write(chunk)
            done += len(chunk)
            watch.step(done, size)


def _finish(part: Path, key: bytes, *, key_file: bytes, now_ms: int) -> None:
    """Write what stands behind the database, and read the whole back from the disk."""
    with database_errors(part):
        connection = connect(part, key)
        try:
            (schema,) = connection.execute("PRAGMA user_version").fetchone()
            (events,) = connection.execute("SELECT count(*) FROM event").fetchone()
        finally:
            connection.close()
    size = part.stat().st_size
    said = msgspec.msgpack.encode(Particulars(now_ms, schema, events, size=size, keys=key_file))
    digest = sha256()
    for chunk in _chunks(part, size):
        digest.update(chunk)
    digest.update(said)
    with part.open("ab") as file:
        file.write(said + _TAIL.pack(len(said), digest.digest(), _MAGIC))
    sync_file(part)
    if _digest(part, size + len(said)) != digest.digest():
        raise EnvironmentProblem("backup-failed")


def _read_particulars(path: Path, start: int, length: int) -> Particulars:
    with path.open("rb") as file:
        file.seek(start)
        raw = file.read(length)
    try:
        return msgspec.msgpack.decode(raw, type=Particulars)
    except msgspec.MsgspecError as error:
        raise EnvironmentProblem("backup-damaged") from error


def _require_room(source: Connection, data_key: bytes, place: Place, *, now_ms: int) -> None:
    """A backup never fills its disk: the oldest of ours go first, but never the last two."""
    (pages,) = source.execute("PRAGMA page_count").fetchone()
    needed = pages * PAGE + place.room_left
    target = place.folder
    with driver_errors():
        if shutil.disk_usage(target).free < needed:
            prune(target, data_key, now_ms=now_ms)
        for oldest in reversed(backups_in(target, desk=desk_mark(data_key))[2:]):
            if shutil.disk_usage(target).free >= needed:
                return
            oldest.path.unlink(missing_ok=True)
        if shutil.disk_usage(target).free < needed:
            raise EnvironmentProblem("backup-no-room", folder=str(target))


def _clear_parts(target: Path, desk: str) -> None:
    """What a backup left that was killed."""
    for path in target.glob(f"helpdesk-{desk}-*.part*"):
        path.unlink(missing_ok=True)


def _digest(path: Path, size: int) -> bytes:
    digest = sha256()
    for chunk in _chunks(path, size):
        digest.update(chunk)
    return digest.digest()


def _chunks(path: Path, size: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        while size > 0:
            chunk = file.read(min(_CHUNK, size))
            if not chunk:
                return
            size -= len(chunk)
            yield chunk
