"""A new data key after a loss: the database is copied under it, checked, and takes the old one's place.

Killed at any moment, the desk opens. The order: the copy is whole and on the disk; then `keys.json`,
in one rename, names the new slots and says that the copy is the database (`swap`); then the copy takes
the old one's name. Before the rename the old key counts, from it on the new one; `settle` does what was
left undone, before a database is opened.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout

from helpdesk.domain.events import Author
from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.protocol.recovery import DeskSecret, seal_secret
from helpdesk.store import keys
from helpdesk.store.connection import FILE_NAME, Connection, connect, salt_of
from helpdesk.store.copying import (
    copy_database,
    database_files,
    faults,
    remove_database,
)
from helpdesk.store.errors import database_errors, driver_errors
from helpdesk.store.key_file import KeyFile, Slot, changing, read_keys, sync_folder
from helpdesk.store.stretching import KEY_BYTES, Stretching

COPY_NAME = f"{FILE_NAME}.rekeyed"
SYNC_LOCK = "sync.lock"  # whoever syncs writes, too; the engine's lock in `sync.engine`


def rekey(
    folder: Path,
    agent: Author,
    password: str,
    *,
    fresh_key: bytes,
    stretching: Stretching | None = None,
) -> tuple[Author, ...]:
    """Give the desk `fresh_key`; answers whose slots lapsed because only `password` was at hand.

    The caller keeps every other registering program out and has no store open. Raises what
    `keys.unlock` raises, and EnvironmentProblem `database-damaged` when the copy is not the same,
    `sync-elsewhere` while a sync runs, and the disk's; the old key stays then.
    """
    if len(fresh_key) != KEY_BYTES:
        raise ValueError("a data key has 32 bytes")
    settle(folder)
    data_key = keys.unlock(folder, agent.id, password)
    mine = keys.wrap(fresh_key, agent, password, stretching)
    copy = folder / COPY_NAME
    with _no_sync(folder):
        try:
            secret = _copy(folder / FILE_NAME, copy, data_key, fresh_key)
            lapsed = _commit(folder, mine, secret, salt=salt_of(copy))
        except BaseException:
            if not read_keys(folder).swap:
                remove_database(copy)
            raise
        settle(folder)
    return lapsed


def settle(folder: Path) -> None:
    """Finish a change of key that was interrupted; without one, only look."""
    if read_keys(folder).swap:
        with changing(folder) as held:
            if held[0].swap:
                _swap(folder)
                held[0] = msgspec.structs.replace(held[0], swap=False)


def clean(folder: Path) -> None:
    """Remove what a change of key left that was interrupted before it counted; the caller keeps other
    registering programs out."""
    with driver_errors():
        if (folder / COPY_NAME).exists() and not read_keys(folder).swap:
            remove_database(folder / COPY_NAME)


def _swap(folder: Path) -> None:
    """The copy takes its place; what lies beside the old database belongs to the old one."""
    copy = folder / COPY_NAME
    with driver_errors():
        if not copy.exists():
            return  # it has taken it already
        for path in database_files(folder / FILE_NAME)[1:]:
            path.unlink(missing_ok=True)
        copy.replace(folder / FILE_NAME)
        sync_folder(folder)


def _copy(source: Path, copy: Path, data_key: bytes, fresh_key: bytes) -> DeskSecret:
    """Copy and compare; answers what the city's recovery slot is to say of the desk."""
    with database_errors(source):
        connection = connect(source, data_key)
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            connection.execute("BEGIN")
            copy_database(connection, copy, fresh_key)
            counted = fingerprint(connection)
            secret = _secret(connection, fresh_key)
            connection.execute("ROLLBACK")
        finally:
            connection.close()
    if faults(copy, fresh_key) or _fingerprint_of(copy, fresh_key) != counted:
        raise EnvironmentProblem("database-damaged")
    return secret


def fingerprint(connection: Connection) -> str:
    """Every event, and how many rows each table has."""
    digest = sha256()
    tables = [
        name
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        )
    ]
    for name in tables:
        (count,) = connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()
        digest.update(f"{name} {count}\n".encode())
    for row in connection.execute("SELECT * FROM event ORDER BY arrival"):
        digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()


def _fingerprint_of(path: Path, key: bytes) -> str:
    with database_errors(path):
        connection = connect(path, key)
        try:
            return fingerprint(connection)
        finally:
            connection.close()


def _secret(connection: Connection, key: bytes) -> DeskSecret:
    device, stream, desk = connection.execute("SELECT device, stream, desk FROM device").fetchone()
    prefix = msgspec.json.decode(desk).get("prefix", "")
    return DeskSecret(key, device, prefix, stream)


def _commit(folder: Path, mine: Slot, secret: DeskSecret, *, salt: bytes) -> tuple[Author, ...]:
    """From here on the new key counts."""
    with changing(folder) as held:
        old = held[0]
        slots = tuple(mine if s.agent == mine.agent else keys.lapse(s) for s in old.slots)
        box = seal_secret(old.recovery.public, secret) if old.recovery else None
        held[0] = KeyFile(
            format=old.format,
            slots=slots,
            database=salt,
            recovery=box,
            wrong=old.wrong,
            swap=True,
        )
    return _lapsed(slots)


def _lapsed(slots: Sequence[Slot]) -> tuple[Author, ...]:
    return tuple(Author(s.agent, s.name) for s in slots if s.state is keys.SlotState.LAPSED)


@contextmanager
def _no_sync(folder: Path) -> Iterator[None]:
    """Within it no exchange with the city runs."""
    lock = FileLock(folder / SYNC_LOCK)
    with driver_errors():
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            raise EnvironmentProblem("sync-elsewhere") from error
    try:
        yield
    finally:
        lock.release()
