"""A database of an older program brought to this one's schema: a copy is changed, proved, and takes over.

Until the last rename the old file is as it was, and the old program opens it (C24).
"""

from hashlib import sha256
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlcipher

from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.store import keys, migrations
from helpdesk.store.connection import FILE_NAME, Connection, connect, salt_of
from helpdesk.store.copying import copy_database, database_files, faults, remove_database
from helpdesk.store.errors import database_errors, driver_errors

COPY_NAME = f"{FILE_NAME}.upgrade"
"""What an upgrade works on; one that was killed is removed by the next."""


def upgrade(folder: Path, key: bytes, *, busy_ms: int) -> None:
    """Upgrade the folder's database; the caller keeps others out.

    Raises EnvironmentProblem `upgrade-failed` with the old file untouched, or `database-locked`.
    """
    database, copy = folder / FILE_NAME, folder / COPY_NAME
    try:
        with driver_errors():
            remove_database(copy)
        counted = _copy(database, copy, key, busy_ms=busy_ms)
        _migrate(copy, key)
        if faults(copy, key) or _events_of(copy, key) != counted:
            raise EnvironmentProblem("upgrade-failed")
        with driver_errors():
            _swap(copy, database)
    except EnvironmentProblem as problem:
        remove_database(copy)
        if problem.code in ("upgrade-failed", "database-locked"):
            raise
        raise EnvironmentProblem("upgrade-failed") from problem
    keys.remember_database(folder, salt_of(database))


def _copy(database: Path, copy: Path, key: bytes, *, busy_ms: int) -> str:
    """Copy while nobody else has it open, with the write-ahead log moved in and gone: it must never
    be taken for the copy's. Answers the fingerprint of the events."""
    with database_errors(database):
        connection = connect(database, key, busy_ms=busy_ms)
        try:
            (mode,) = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
            if mode != "delete":
                raise EnvironmentProblem("database-locked")
            connection.execute("BEGIN")
            copy_database(connection, copy, key)
            counted = _events(connection)
            connection.execute("ROLLBACK")
        finally:
            connection.close()
    return counted


def _migrate(copy: Path, key: bytes) -> None:
    connection = connect(copy, key)
    try:
        migrations.migrate(connection)
    except sqlcipher.Error as error:
        raise EnvironmentProblem("upgrade-failed") from error
    finally:
        connection.close()


def _swap(copy: Path, database: Path) -> None:
    for beside in (*database_files(database)[1:], *database_files(copy)[1:]):
        beside.unlink(missing_ok=True)
    copy.replace(database)
    keys.sync_folder(database.parent)


def _events_of(path: Path, key: bytes) -> str:
    with database_errors(path):
        connection = connect(path, key)
        try:
            return _events(connection)
        finally:
            connection.close()


def _events(connection: Connection) -> str:
    """How many there are, and a digest over all of them, by what every schema has."""
    digest, count = sha256(), 0
    for row in connection.execute(
        "SELECT incarnation, dseq, kind, version, subject, author_id, device_ms, base, body, head,"
        " position FROM event ORDER BY arrival"
    ):
        digest.update(repr(tuple(row)).encode())
        count += 1
    return f"{count} {digest.hexdigest()}"
