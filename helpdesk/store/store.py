"""The local store: one encrypted database in one data folder, opened by bootstrap, closed there.

Any thread may use it; one transaction writes at a time, readers never wait.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from helpdesk.application.ports import DeskProfile
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.domain.trusted_time import KnownTime
from helpdesk.protocol.messages import Enrolment
from helpdesk.store import (
    device,
    event_log,
    keys,
    log_mark,
    migrations,
    rebuild,
    reference,
    rekey,
    search,
    spare_prefix,
    upgrade,
)
from helpdesk.store.backups import Backups
from helpdesk.store.connection import (
    BUSY_MS,
    FILE_NAME,
    Connections,
    check_file,
    connect,
    salt_of,
)
from helpdesk.store.copying import faults_of, sync_file
from helpdesk.store.errors import driver_errors
from helpdesk.store.files import Files
from helpdesk.store.folding import fold
from helpdesk.store.indexing import Indexing
from helpdesk.store.mongolian import StoredMongolian
from helpdesk.store.month import SqliteMonths
from helpdesk.store.notices import StoredNotices
from helpdesk.store.outbox import SqliteOutbox
from helpdesk.store.queries import SqliteQueries
from helpdesk.store.reconciliation import SqliteReconciliation
from helpdesk.store.reference import StoredReference
from helpdesk.store.seal import DeviceSeal
from helpdesk.store.standing import StoredStanding
from helpdesk.store.transfers import SqliteFileQueue
from helpdesk.store.unit_of_work import SqliteUnitOfWork
from helpdesk.store.verify import Checks

Listener = Callable[[frozenset[str]], None]
NO_DESK = DeskProfile(code="", name="")


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """The store's own account of itself."""

    schema: int
    bytes: int
    events: int
    cases: int
    residents: int
    drafts: int
    unsent: int
    quarantined: int


class Store:
    """`application.ports.Store`, with everything else that stands on the same database."""

    def __init__(self, folder: Path, key: bytes, *, busy_ms: int = BUSY_MS) -> None:
        """Use `Store.create` or `Store.open`."""
        self.folder = folder
        self.data_key = key
        self._connections = Connections(folder / FILE_NAME, key, busy_ms=busy_ms)
        self._listeners: list[Listener] = []
        self._listening = threading.Lock()
        self.reference = StoredReference(self._connections)
        self._indexing = Indexing(self._connections, self.reference)
        self._connections.do_later(  # rows first, then their terms
            lambda connection: (
                bool(fold(connection, self.reference)) or self._indexing.slice(connection)
            )
        )
        self.queries = SqliteQueries(self._connections, self._indexing.searching)
        self.standing = StoredStanding(folder, self._connections)
        self.seal = DeviceSeal(self._connections, self.standing)
        self.outbox = SqliteOutbox(self._connections, self.reference, self.standing, self._tell)
        self.reserve = self._connections.reserve
        self.backups = Backups(self._connections)
        self.reconciliation = SqliteReconciliation(self._connections)
        self.months = SqliteMonths(self._connections)
        self.checks = Checks(self._connections, self.reference)
        self.notices = StoredNotices(self._connections)
        self.mongolian = StoredMongolian(self._connections)
        self.files = Files(self._connections)
        self.file_queue = SqliteFileQueue(self._connections, self.files, self._tell)

    @classmethod
    def create(cls, folder: Path, key: bytes, *, desk: DeskProfile = NO_DESK) -> "Store":
        """A new, empty store beside the folder's keys: there whole, or not at all.

        Raises Problem `database-exists`, and EnvironmentProblem `database-missing` where there was
        a database before: a lost one is never replaced by an empty one.
        """
        path = folder / FILE_NAME
        if path.exists():
            raise Problem("database-exists")
        if keys.read_keys(folder).database:
            raise EnvironmentProblem("database-missing")
        fresh = folder / f"{FILE_NAME}.new"
        with driver_errors():
            fresh.unlink(missing_ok=True)
            connection = connect(fresh, key, create=True)
            # Nobody trusts the file before it has its name: one wait for the disk, at the end.
            connection.execute("PRAGMA synchronous = OFF")
            try:
                migrations.migrate(connection)
                device.make(connection, desk)
            finally:
                connection.close()
            salt = salt_of(fresh)
            sync_file(fresh)
            fresh.replace(path)
            keys.sync_folder(folder)
        keys.remember_database(folder, salt)
        return cls.open(folder, key)

    @classmethod
    def open(cls, folder: Path, key: bytes, *, busy_ms: int = BUSY_MS) -> "Store":
        """The folder's store, brought up to this program's schema.

        Raises EnvironmentProblem `database-missing`, `database-foreign`, `database-damaged`,
        `database-newer`, `database-locked`, `database-unreachable` or one of the disk's.
        """
        path = folder / FILE_NAME
        rekey.settle(folder)
        salt = keys.read_keys(folder).database
        version = check_file(path, key, salt=salt, busy_ms=busy_ms)
        migrations.check_version(version)
        if version < migrations.VERSION:
            upgrade.upgrade(folder, key, busy_ms=busy_ms)
        store = cls(folder, key, busy_ms=busy_ms)
        try:
            if not salt:
                keys.remember_database(folder, salt_of(path))
            with store._connections.read() as connection:
                log_mark.check(folder, connection)
        except BaseException:
            store.close()
            raise
        return store

    @contextmanager
    def unit_of_work(self) -> Iterator[SqliteUnitOfWork]:
        """A transaction: commits on leaving, rolls back on any exception; then listeners hear of it."""
        with self._connections.write() as connection:
            work = SqliteUnitOfWork(connection, self.reference)
            yield work
            work.project()
        if work.changed:
            self._tell(frozenset(work.changed))

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with the ids of what changed, after each commit, in the committing thread;
        answers how to stop."""
        with self._listening:
            self._listeners.append(listener)

        def stop() -> None:
            with self._listening:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return stop

    def load_reference(self, files: Mapping[str, bytes]) -> bool:
        """Take reference tables in, by their names below `resources/`; answers whether any is new."""
        with self._connections.write() as connection:
            new = reference.keep(connection, files)
        if new:
            self.reference.forget()
        return new

    def warm_up(self) -> None:
        """Load what the first registration would otherwise wait for; for a background task."""
        search.warm_up()
        _ = self.reference.catalogue

    @property
    def desk(self) -> DeskProfile:
        """The desk this store belongs to."""
        return self._device().desk

    def set_desk(self, desk: DeskProfile) -> None:
        """Change what is known of the desk."""
        with self._connections.write() as connection:
            device.save_desk(connection, desk)

    @property
    def incarnation(self) -> bytes:
        """This log's random name."""
        return self._device().incarnation

    @property
    def public_key(self) -> bytes:
        """The Ed25519 key by which the city knows this device."""
        return self._device().key.public_key().public_bytes_raw()

    def enrol(self, enrolment: Enrolment, *, server: str) -> None:
        """Belong to a desk of the city at `server` from now on."""
        with self._connections.write() as connection:
            device.enrol(connection, enrolment, server=server)
        spare_prefix.keep(self.folder, device=enrolment.device, prefix=enrolment.spare)

    def known_time(self) -> KnownTime:
        """What is known better than by the device's clock (C19)."""
        with self._connections.read() as connection:
            known = device.load(connection)
            return KnownTime(
                correction_ms=known.correction_ms,
                good_ms=known.good_ms,
                recorded_ms=event_log.last_moment(connection, known.incarnation),
            )

    def rebuild(self) -> int:
        """Write all projections anew from the events; answers how many subjects there are."""
        with self._connections.write() as connection:
            subjects = rebuild.rebuild(connection, self.reference)
        self.tidy()
        return subjects

    def tidy(self) -> None:
        """Do now what otherwise happens in quiet moments; worth it after many cases at once."""
        self._connections.tidy()

    def damage(self) -> tuple[str, ...]:
        """What SQLCipher's seals and SQLite's own check find wrong, page by page; takes its time."""
        with self._connections.read() as connection:
            return faults_of(connection)

    def status(self) -> StoreStatus:
        """Counts and schema."""
        with self._connections.read() as connection:

            def count(source: str) -> int:
                return int(connection.execute(f"SELECT count(*) FROM {source}").fetchone()[0])

            return StoreStatus(
                schema=int(connection.execute("PRAGMA user_version").fetchone()[0]),
                bytes=(self.folder / FILE_NAME).stat().st_size,
                events=count("event"),
                cases=count("cases"),
                residents=count("residents"),
                drafts=count("draft"),
                unsent=count("event WHERE position IS NULL AND head IS NOT NULL"),
                quarantined=count("quarantine"),
            )

    def close(self) -> None:
        """Close every connection; safe to call twice. Nothing is wiped."""
        self._connections.close()

    def _device(self) -> device.Device:
        with self._connections.read() as connection:
            return device.load(connection)

    def _tell(self, changed: frozenset[str]) -> None:
        with self._listening:
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener(changed)
