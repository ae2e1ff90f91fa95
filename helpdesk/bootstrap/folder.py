"""A data folder: where it lies, how it is made, and how it is opened for one agent at work."""

import contextlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from platformdirs import user_data_path

from helpdesk.application.audit import FailedLogin, record_failed_logins
from helpdesk.application.ports import DeskProfile, Session
from helpdesk.bootstrap.files import Write, clear_unfinished, hand_out, hand_out_written
from helpdesk.bootstrap.folder_lock import FolderLock
from helpdesk.bootstrap.reference import RESOURCES, load_reference
from helpdesk.bootstrap.safekeeping import reserve_of
from helpdesk.bootstrap.system import SystemClock, UuidIds
from helpdesk.domain.authorship import check_agent
from helpdesk.domain.divisions import DivisionTree, Level
from helpdesk.domain.events import Author
from helpdesk.domain.numbering import check_prefix
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.store import keys, login_journal, login_pace, rekey
from helpdesk.store.connection import FILE_NAME as DATABASE
from helpdesk.store.errors import driver_errors
from helpdesk.store.keys import Stretching
from helpdesk.store.queries import SqliteQueries
from helpdesk.store.store import NO_DESK, Store

VARIABLE = "HELPDESK_DATA"
PRACTICE_PREFIX = check_prefix("000")  # no city ever issues it
PRACTICE_CITY = "practice"
_TABLES = (
    *("catalogue/edition.csv", "catalogue/matters.csv", "catalogue/materials.csv"),
    *("catalogue/variants.csv", "catalogue/prechecks.csv", "catalogue/forms.csv"),
    *("bundles/bundles.csv", "calendar/tables.csv", "calendar/days.csv"),
    "divisions/divisions.csv",
)


@dataclass(slots=True)
class OpenDesk:
    """An unlocked data folder: the store, and everything that a use case is given.

    Any thread may use it. `session` is as of opening; after an enrolment or a sync `renew` it.
    """

    store: Store
    session: Session
    clock: SystemClock
    _lock: FolderLock | None = None

    @property
    def queries(self) -> SqliteQueries:
        """The questions that can be asked of the store."""
        return self.store.queries

    def renew(self) -> Session:
        """The session with the desk's data and the clock's correction as the city taught them."""
        self.clock.learn(self.store.known_time())
        self.session = replace(self.session, desk=self.store.desk)
        return self.session

    def hand_out(self, path: Path, content: bytes) -> None:
        """Save a file for somebody, whole or not at all. Raises EnvironmentProblem `file-unwritable`."""
        hand_out(path, content, data=self.store.folder)

    def hand_out_written(self, path: Path, write: Write) -> None:
        """The same for what is written piece by piece."""
        hand_out_written(path, write, data=self.store.folder)

    def close(self) -> None:
        """Close the store and let others in; a second call does nothing."""
        self.store.close()
        if self._lock is not None:
            self._lock.release()


def data_folder(chosen: Path | None = None) -> Path:
    """The folder chosen, else that of HELPDESK_DATA, else where this system keeps such data."""
    if chosen is not None:
        return chosen
    named = os.environ.get(VARIABLE)
    return Path(named) if named else user_data_path("helpdesk", appauthor=False)


def is_desk(data: Path) -> bool:
    """Whether a desk was made in this folder, and made to its end."""
    return keys.has_keys(data) and not _is_half_made(data)


def is_new(data: Path) -> bool:
    """Whether no desk was ever made here."""
    return not is_desk(data) and not (data / DATABASE).exists()


def require_desk(data: Path) -> None:
    """Raises Problem `desk-missing` where no desk was ever made."""
    if is_new(data):
        raise Problem("desk-missing", folder=str(data))


def open_desk(
    data: Path,
    *,
    agent: str = "",
    password: str,
    alone: bool = True,
    wait: float = 0.0,
    out_of_touch: bool = False,
) -> OpenDesk:
    """The desk in `data`, unlocked by one of its agents; `agent` may be empty where there is one.

    `alone` keeps other writing programs out until it is closed, after waiting `wait` seconds for one
    that is there; without it the folder is for reading only. `out_of_touch`: also after more days
    without contact than the city allows. Raises Problem `desk-missing`, `agent-unknown`, `offline-long`
    and those of `unlock`; EnvironmentProblem `desk-in-use`, and those of `Store.open`.
    """
    require_desk(data)
    author = agent_of(data, agent)
    data_key = unlock(data, author.id, password)
    lock = FolderLock(data, wait=wait) if alone else None
    try:
        store = Store.open(data, data_key)
    except BaseException:
        if lock is not None:
            lock.release()
        raise
    with _closed_on_failure(store, lock):
        if alone:
            rekey.clean(data)
            clear_unfinished(data)
            store.load_reference(reference_files())
        desk = _opened(store, author, lock)
        if not out_of_touch:
            store.standing.check_contact(desk.clock.now().utc_ms)
        if alone:
            take_journal(data, data_key, desk.session)
            with contextlib.suppress(EnvironmentProblem):
                store.files.settle(now_ms=desk.clock.now().utc_ms)
        return desk


def unlock(data: Path, agent: str, password: str) -> bytes:
    """The data key; a wrong password is noted for the log, and after some the next one must wait.

    Raises what `keys.unlock` and `login_pace.paced` raise.
    """
    now = SystemClock().now()
    try:
        with login_pace.paced(data, agent, now_ms=now.device_ms):
            return keys.unlock(data, agent, password)
    except Problem as problem:
        if problem.code == "password-wrong":
            login_journal.note_failure(data, agent, moment=now)
        raise


def init_desk(
    data: Path,
    *,
    agent: Author,
    password: str,
    desk: DeskProfile = NO_DESK,
    stretching: Stretching | None = None,
) -> OpenDesk:
    """Make a desk in `data`: keys, encrypted store, reference data. What a broken attempt left behind
    is made anew; a desk that is there is never touched.

    `stretching` is for tests; without it the password is stretched as far as is safe. Raises Problem
    `desk-exists`, `password-short` and those of `check_agent`; EnvironmentProblem for disk and folder.
    """
    check_agent(agent)
    with driver_errors():
        data.mkdir(parents=True, exist_ok=True)
    lock = FolderLock(data)
    try:
        if is_desk(data) or (data / DATABASE).exists():
            raise Problem("desk-exists", folder=str(data))
        _clear_half_made(data)
        data_key = keys.create_keys(data, agent, password, stretching=stretching)
        store = Store.create(data, data_key, desk=desk)
    except BaseException:
        with contextlib.suppress(EnvironmentProblem):
            _clear_half_made(data)
        lock.release()
        raise
    with _closed_on_failure(store, lock):
        store.load_reference(reference_files())
        login_journal.begin(data, data_key)
        return _opened(store, agent, lock)


def agent_of(data: Path, agent: str) -> Author:
    """The agent with this id, or the only one who may unlock. Raises Problem `agent-unknown`, or
    `device-sealed` where the city revoked the device."""
    known = keys.agents(data)
    if not agent and len(known) == 1:
        return known[0]
    held = keys.read_keys(data)
    if not agent and held.sealed and not known:
        raise Problem("device-sealed")
    slot = keys.slot_of(held, agent)
    return Author(slot.agent, slot.name)


def desk_profile(code: str, *, divisions: DivisionTree | None = None) -> DeskProfile:
    """The desk of a division, not enrolled yet. Raises Problem `division-code`, `division-unknown`."""
    tree = divisions or load_reference().divisions
    division = tree.get(code)
    return DeskProfile(code=code, name=division.desk_name, place=tree.above(code))


def practice_profile(code: str = "") -> DeskProfile:
    """A desk for practice: numbers of its own from the start, papers marked as without effect.

    Without a code it is that of the list's first village.
    """
    tree = load_reference().divisions
    chosen = code or next(each.code for each in tree if each.level is Level.VILLAGE)
    desk = desk_profile(chosen, divisions=tree)
    return replace(desk, prefix=PRACTICE_PREFIX, practice=True, city=PRACTICE_CITY)


def reference_files(folder: Path = RESOURCES) -> Mapping[str, bytes]:
    """The reference tables shipped with the program, by their names below `resources/`."""
    with driver_errors():
        return {name: (folder / name).read_bytes() for name in _TABLES}


def _opened(store: Store, author: Author, lock: FolderLock | None) -> OpenDesk:
    store.reserve.resize(reserve_of(store.folder))
    clock = SystemClock(store.known_time())
    session = Session(
        store=store,
        clock=clock,
        ids=UuidIds(),
        reference=store.reference,
        author=author,
        desk=store.desk,
        seal=store.seal,
    )
    return OpenDesk(store, session, clock, lock)


def take_journal(data: Path, data_key: bytes, session: Session) -> None:
    """Failed logins since the last one go into the log; a full disk leaves them in the journal."""
    with contextlib.suppress(EnvironmentProblem), login_journal.taken(data, data_key) as found:
        attempts, state = found
        failures = [FailedLogin(each.agent, each.moment) for each in attempts]
        record_failed_logins(session, failures, journal=state)


@contextmanager
def _closed_on_failure(store: Store, lock: FolderLock | None) -> Iterator[None]:
    try:
        yield
    except BaseException:
        store.close()
        if lock is not None:
            lock.release()
        raise


def _is_half_made(data: Path) -> bool:
    """Keys without a database that they ever opened: an attempt that broke off, with nothing in it."""
    return not (data / DATABASE).exists() and not keys.read_keys(data).database


def _clear_half_made(data: Path) -> None:
    if keys.has_keys(data) and _is_half_made(data):
        with driver_errors():
            (data / keys.FILE_NAME).unlink(missing_ok=True)
