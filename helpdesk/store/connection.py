"""Connections to the encrypted database: opened, keyed, checked, lent out.

One writer for the whole program, behind a lock; readers are lent to one thread at a time.
"""

import hashlib
import hmac
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from sqlcipher3 import dbapi2 as sqlcipher

from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.store.errors import database_errors, driver_errors
from helpdesk.store.reserve import Reserve
from helpdesk.store.turnstile import Turnstile
from helpdesk.store.upkeep import LOG_PAGES_MAX, Upkeep

Connection: TypeAlias = Any  # sqlcipher3 has no types

FILE_NAME = "helpdesk.db"
APPLICATION_ID = 0x42424431  # "BBD1"
BUSY_MS = 5_000
PAGE = 4096
SALT_BYTES = 16
_RESERVED, _MAC_BYTES = 80, 64  # of each page: 16 of nonce, then HMAC-SHA512
_WRITER_CACHE_KIB = 16_000
_WIDE_CACHE_KIB = 48_000
_READER_CACHE_KIB = 2_000  # each of five or six readers has its own; more makes no question faster


# The driver asks every value that is no number or text how it wants to be stored, and pays an exception for
# each that has no answer: a fifth of all that it costs to write a case. These answer as they are.
_AS_THEY_ARE: dict[type, Callable[[Any], Any]] = {bytes: bytes, bool: int, type(None): {}.get}
for _type, _same in _AS_THEY_ARE.items():
    sqlcipher.register_adapter(_type, _same)


def connect(path: Path, key: bytes, *, create: bool = False, busy_ms: int = BUSY_MS) -> Connection:
    """A keyed connection, not yet checked. Without `create` a missing file stays missing.

    cipher_memory_security stays off: it wipes and locks every buffer, which makes each statement
    several times slower, and the same data stands on the screen; the key itself is wiped either way.
    """
    mode = "rwc" if create else "rw"
    connection = sqlcipher.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )
    try:
        for pragma in (
            "cipher_log_level = NONE",
            f"key = \"x'{key.hex()}'\"",
            "cipher_memory_security = OFF",
            "temp_store = MEMORY",
            "foreign_keys = ON",
            "trusted_schema = OFF",
            "synchronous = FULL",
            f"busy_timeout = {busy_ms}",
        ):
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


class Connections:
    """The writer and the readers of one database file."""

    def __init__(self, path: Path, key: bytes, *, busy_ms: int = BUSY_MS) -> None:
        self.path = path
        self.key = key
        self.reserve = Reserve(path.parent)
        self._busy_ms = busy_ms
        self._lock = Turnstile()
        self._idle_lock = threading.Lock()
        self._idle: list[Connection] = []
        self._writing = 0  # the thread whose transaction is open
        self._closed = False
        with database_errors(path):
            self._writer = self._connect(
                "journal_mode = WAL",
                f"cache_size = -{_WRITER_CACHE_KIB}",
                f"wal_autocheckpoint = {2 * LOG_PAGES_MAX}",
            )
        self._upkeep = Upkeep(self._connect, self._lend_writer)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction: commits on leaving, rolls back on any exception. One at a time.

        Raises EnvironmentProblem when disk, lock or key are in the way; nothing is kept then.
        """
        self.reserve.make_room()
        with self._lock, database_errors(self.path):
            if self._writing:
                raise RuntimeError("a transaction is already open in this thread")
            self._writer.execute("BEGIN IMMEDIATE")
            self._writing = threading.get_ident()
            try:
                yield self._writer
                self._writer.execute("COMMIT")
                self._upkeep.committed()
            except BaseException:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                raise
            finally:
                self._writing = 0

    @property
    def written_here(self) -> Connection | None:
        """The transaction that this thread has open, if any: only there it sees what it wrote."""
        return self._writer if self._writing == threading.get_ident() else None

    @property
    def wanted(self) -> bool:
        """Whether somebody waits to write: who works in bulk ends its transaction, and comes after them."""
        return self._lock.wanted

    @contextmanager
    def wide(self) -> Iterator[None]:
        """Within this context the writer keeps more pages at hand. Rows of a hundred thousand cases touch all
        pages of some indexes; each that has to be read again is deciphered again."""
        self._keep_pages(_WIDE_CACHE_KIB)
        try:
            yield
        finally:
            self._keep_pages(_WRITER_CACHE_KIB)

    def _keep_pages(self, kib: int) -> None:
        with self._lock, database_errors(self.path):
            if not self._closed:
                self._writer.execute(f"PRAGMA cache_size = -{kib}")

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for reading, on one unchanging state of the database. Never waits for writers."""
        with database_errors(self.path):
            connection = self._borrow()
            try:
                connection.execute("BEGIN")
                yield connection
                connection.execute("ROLLBACK")
            except BaseException:
                connection.close()  # after an error SQLCipher may go on refusing: begin anew
                raise
            self._give_back(connection)

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """The writer outside any transaction, for migrations: they make their own."""
        with self._lock, database_errors(self.path):
            yield self._writer

    def do_later(self, more: Callable[[Connection], bool]) -> None:
        """Slices of `more` in quiet moments from now on, each in a transaction of the writer's, as
        long as it answers that it did something."""
        self._upkeep.more = more
        self._upkeep.committed()

    def tidy(self) -> None:
        """Leave nothing for later: index merged, log moved into the database and emptied."""
        with database_errors(self.path):
            self._upkeep.tidy()

    def close(self) -> None:
        """Close everything; safe to call twice."""
        self._upkeep.close()
        with self._lock, self._idle_lock:
            if self._closed:
                return
            self._closed = True
            for connection in (*self._idle, self._writer):
                connection.close()
            self._idle.clear()

    def _connect(self, *pragmas: str) -> Connection:
        connection = connect(self.path, self.key, busy_ms=self._busy_ms)
        try:
            for pragma in pragmas:
                connection.execute(f"PRAGMA {pragma}")
        except BaseException:
            connection.close()
            raise
        return connection

    @contextmanager
    def _lend_writer(self) -> Iterator[Connection]:
        with self._lock:
            yield self._writer

    def _borrow(self) -> Connection:
        with self._idle_lock:
            if self._closed:
                raise RuntimeError("the store is closed")
            if self._idle:
                return self._idle.pop()
        return self._connect(f"cache_size = -{_READER_CACHE_KIB}", "query_only = ON")

    def _give_back(self, connection: Connection) -> None:
        with self._idle_lock:
            if not self._closed:
                self._idle.append(connection)
                return
        connection.close()


def check_file(path: Path, key: bytes, *, salt: bytes, busy_ms: int = BUSY_MS) -> int:
    """The schema version of the database at `path`, read without changing anything.

    Raises EnvironmentProblem `database-missing`, `database-damaged` (ours, but it cannot be read) or
    `database-foreign` (another folder's or no database of this program); `salt` is what the file of
    this folder begins with.
    """
    try:
        with driver_errors():
            size = path.stat().st_size
    except EnvironmentProblem as problem:
        if isinstance(problem.__cause__, FileNotFoundError):
            raise EnvironmentProblem("database-missing") from problem
        raise
    if size == 0:
        raise EnvironmentProblem("database-damaged")
    try:
        with database_errors(path):
            return _version_of(path, key, busy_ms=busy_ms)
    except EnvironmentProblem as problem:
        if problem.code == "database-foreign" and written_with(path, key, salt=salt):
            raise EnvironmentProblem("database-damaged") from problem
        raise


def _version_of(path: Path, key: bytes, *, busy_ms: int) -> int:
    connection = connect(path, key, busy_ms=busy_ms)
    try:
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
    finally:
        connection.close()
    if not tables or application != APPLICATION_ID:
        raise EnvironmentProblem("database-foreign")
    return int(version)


def written_with(path: Path, key: bytes, *, salt: bytes) -> bool:
    """Whether any page behind the first carries this key's seal: then the file is ours, but damaged.

    SQLCipher 4: HMAC-SHA512 over the page's content, nonce and number, with a key from two rounds of
    PBKDF2 over the database key and the salt, each byte of which is XORed with 0x3a.
    """
    seal = hashlib.pbkdf2_hmac("sha512", key, bytes(b ^ 0x3A for b in salt), 2, dklen=len(key))
    with driver_errors(), path.open("rb") as file:
        file.seek(PAGE)
        for number in range(2, 200):
            page = file.read(PAGE)
            if len(page) < PAGE:
                return False
            sealed, mac = page[:-_RESERVED] + page[-_RESERVED:-_MAC_BYTES], page[-_MAC_BYTES:]
            found = hmac.new(seal, sealed + number.to_bytes(4, "little"), "sha512").digest()
            if hmac.compare_digest(found, mac):
                return True
    return False


def salt_of(path: Path) -> bytes:
    """The salt that the file begins with."""
    with driver_errors(), path.open("rb") as file:
        return file.read(SALT_BYTES)
