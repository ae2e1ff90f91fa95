"""Where a desk's backups go, when they are made and rehearsed, and what came of it last."""

import contextlib
import json
import os
import string
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from filelock import FileLock, Timeout

from helpdesk.bootstrap.files import write_whole
from helpdesk.bootstrap.settings import Settings
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.store.backup import Backup, Place
from helpdesk.store.backups import Backups
from helpdesk.store.copying import NOBODY, Watch
from helpdesk.store.errors import driver_errors
from helpdesk.store.rehearsal import Rehearsal
from helpdesk.store.reserve import SIZE
from helpdesk.ui.screens.settings.ports import FOLDER_SETTING, RESERVE_SETTING

MEGA = 1_000_000
HOUR_MS, WEEK_MS = 3_600_000, 7 * 24 * 3_600_000
AGAIN_MS = 600_000  # after a failure
_STATE = "backup-state.json"
_LOCK, _WAIT_S = "backup.lock", 0.2
_DEFAULT, _STICK = "backups", "helpdesk-backup"
_MARK = "desk.txt"  # on a stick: whose backups it takes


@dataclass(frozen=True, slots=True)
class Safety:
    """What came of the last backup, rehearsal and check of the pages. Moments in ms UTC, 0 = never;
    `error`, `fault` and `damage` are problem codes, empty when it went well."""

    made_ms: int = 0
    tried_ms: int = 0
    error: str = ""
    rehearsed_ms: int = 0
    fault: str = ""
    checked_ms: int = 0
    damage: str = ""


def now_ms() -> int:
    """The device's clock."""
    return time.time_ns() // 1_000_000


class Safekeeping:
    """The backups of one desk. `sticks` names the folders where removable disks appear."""

    def __init__(
        self,
        backups: Backups,
        folder: Path,
        *,
        clock: Callable[[], int] = now_ms,
        sticks: Callable[[], Iterator[Path]] | None = None,
    ) -> None:
        self._backups = backups
        self._folder = folder
        self._clock = clock
        self._sticks = sticks or removable_disks
        self._tried_on_ms = -HOUR_MS  # when a rehearsal was begun, whatever came of it

    @property
    def state(self) -> Safety:
        """What came of it last."""
        return read_state(self._folder)

    def places(self) -> list[Path]:
        """The folder chosen (else one beside the data), then every stick that was chosen and is in."""
        return [places_of(self._folder), *self._sticks_in()]

    def choose_stick(self, disk: Path) -> Path:
        """Mark a removable disk: whenever it is in, it takes this desk's backups."""
        place = disk / _STICK
        write_whole_into(place, _MARK, self._backups.desk.encode())
        return place

    def back_up(
        self, *, to: Path | None = None, watch: Watch = NOBODY, room_left: int | None = None
    ) -> list[Backup]:
        """Back up to `to`, or to every place, and prune. What went wrong at these is noted and raised,
        but a stick in the way does not undo what stands on the disk."""
        with self._alone(watch):
            at = self._clock()
            made, problem = self._made([to] if to else self.places(), at, watch, room_left)
        done = {"made_ms": at} if made else {}
        if to is None:
            self._note(tried_ms=at, error=problem.code if problem else "", **done)
        elif made:
            self._note(**done)
        if problem:
            raise problem
        return made

    def _made(
        self, places: list[Path], at: int, watch: Watch, room_left: int | None
    ) -> tuple[list[Backup], Problem | None]:
        made: list[Backup] = []
        problem: Problem | None = None
        for place in places:
            chosen = Place(place) if room_left is None else Place(place, room_left)
            try:
                made.append(self._backups.make(chosen, now_ms=at, watch=watch))
                self._backups.prune(place, now_ms=at)
                self._backups.copy_files(chosen, watch=watch)
            except EnvironmentProblem as failed:
                problem = problem or failed
        return made, problem

    def rehearse(self, *, watch: Watch = NOBODY) -> Rehearsal | None:
        """Restore the newest backup of all into a scratch folder and compare; None without one."""
        newest = [each for place in self.places() if (each := self._backups.newest(place))]
        if not newest:
            return None
        self._tried_on_ms = self._clock()
        with self._alone(watch):
            said = self._backups.rehearse(max(newest, key=lambda each: each.made_ms), watch=watch)
        self._note(rehearsed_ms=self._clock(), fault=said.fault)
        return said

    def check_pages(self, *, watch: Watch = NOBODY) -> bool:
        """Check every page of the live database; answers whether it is sound. Raises `cancelled`."""
        found = self._backups.damage(watch=watch)
        damage = "database-damaged" if found else ""
        self._note(checked_ms=self._clock(), damage=damage)
        return not found

    def is_backup_due(self) -> bool:
        """An hour after the last one, ten minutes after a failure; at once when the clock ran back."""
        state, now = self.state, self._clock()
        since = state.tried_ms + AGAIN_MS if state.error else state.made_ms + HOUR_MS
        return now >= since or now < state.made_ms

    def is_rehearsal_due(self) -> bool:
        """A week after the last one, an hour after one that failed or was broken off."""
        state, now = self.state, self._clock()
        wait = HOUR_MS if state.fault else WEEK_MS
        just_tried = 0 <= now - self._tried_on_ms < HOUR_MS
        return (
            bool(state.made_ms)
            and not just_tried
            and (now >= state.rehearsed_ms + wait or now < state.rehearsed_ms)
        )

    @contextmanager
    def _alone(self, watch: Watch) -> Iterator[None]:
        """One backup or rehearsal of a desk at a time, whatever the program."""
        lock = FileLock(self._folder / _LOCK, thread_local=False)
        with driver_errors():
            while True:
                watch.check()
                with contextlib.suppress(Timeout):
                    lock.acquire(timeout=_WAIT_S)
                    break
        try:
            yield
        finally:
            lock.release()

    def _note(self, **changes: object) -> None:
        note_state(self._folder, replace(self.state, **changes))  # type: ignore[arg-type]

    def _sticks_in(self) -> Iterator[Path]:
        for disk in self._sticks():
            with contextlib.suppress(OSError, UnicodeDecodeError):
                place = disk / _STICK
                if (place / _MARK).read_text(encoding="ascii").strip() == self._backups.desk:
                    yield place


def places_of(folder: Path) -> Path:
    """The folder for backups chosen in the settings of the desk in `folder`, else one beside the data."""
    chosen = Settings(folder).get(FOLDER_SETTING)
    return Path(chosen) if chosen else folder / _DEFAULT


def stick_places() -> Iterator[Path]:
    """The folders for backups on every removable disk that is in, whosever they are."""
    for disk in removable_disks():
        place = disk / _STICK
        with contextlib.suppress(OSError):
            if place.is_dir():
                yield place


def forget_damage(folder: Path) -> None:
    """The database is another one now: what was found wrong with the old one is over."""
    known = read_state(folder)
    if known.damage:
        note_state(folder, replace(known, damage="", checked_ms=0))


def read_state(folder: Path) -> Safety:
    """What came of it last; a file that cannot be read says that nothing was ever done."""
    with contextlib.suppress(OSError, ValueError, TypeError):
        return Safety(**json.loads((folder / _STATE).read_text(encoding="utf-8")))
    return Safety()


def note_state(folder: Path, state: Safety) -> None:
    """Remember it; a disk that does not take it is no obstacle."""
    with contextlib.suppress(EnvironmentProblem):
        write_whole(folder / _STATE, json.dumps(asdict(state)).encode())


def reserve_of(folder: Path) -> int:
    """The bytes kept back on the disk, as chosen in the settings of the desk in `folder`."""
    chosen = Settings(folder).get(RESERVE_SETTING)
    return int(chosen) * MEGA if chosen.isascii() and chosen.isdigit() else SIZE


def write_whole_into(folder: Path, name: str, content: bytes) -> None:
    """A small file in a folder that need not exist yet. Raises the disk's EnvironmentProblems."""
    make_folder(folder)
    write_whole(folder / name, content)


def make_folder(folder: Path) -> None:
    """A folder that need not exist yet. Raises EnvironmentProblem `folder-unwritable`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvironmentProblem("folder-unwritable", folder=str(folder)) from error


def removable_disks() -> Iterator[Path]:
    """Where this system shows sticks."""
    if os.name == "nt":
        yield from (Path(f"{letter}:/") for letter in string.ascii_uppercase[3:])
        return
    for root in ("/media", "/run/media", "/Volumes", "/mnt"):
        for depth in ("*", "*/*"):
            with contextlib.suppress(OSError):
                yield from sorted(Path(root).glob(depth))
