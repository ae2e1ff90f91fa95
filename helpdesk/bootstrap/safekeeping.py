"""Where a desk's backups go, when they are made and rehearsed, and what came of it last."""

import contextlib
import json
import os
import string
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from helpdesk.bootstrap.files import write_whole
from helpdesk.bootstrap.settings import Settings
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.store.backup import Backup, Place
from helpdesk.store.backups import Backups, Rehearsal
from helpdesk.store.copying import NOBODY, Watch

FOLDER_SETTING = "backup_folder"
HOUR_MS, WEEK_MS = 3_600_000, 7 * 24 * 3_600_000
AGAIN_MS = 600_000  # after a failure
_STATE = "backup-state.json"
_DEFAULT, _STICK = "backups", "helpdesk-backup"
_MARK = "desk.txt"  # on a stick: whose backups it takes


@dataclass(frozen=True, slots=True)
class Safety:
    """What came of the last backup and rehearsal. Moments in ms UTC, 0 = never; `error` and `fault`
    are problem codes, empty when it went well."""

    made_ms: int = 0
    tried_ms: int = 0
    error: str = ""
    rehearsed_ms: int = 0
    fault: str = ""


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

    @property
    def state(self) -> Safety:
        """What came of it last; a file that cannot be read says that nothing was ever done."""
        with contextlib.suppress(OSError, ValueError, TypeError):
            return Safety(**json.loads((self._folder / _STATE).read_text(encoding="utf-8")))
        return Safety()

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
        """Back up to `to`, or to every place, and prune. What went wrong is noted and raised, but a
        stick in the way does not undo what stands on the disk."""
        at = self._clock()
        made: list[Backup] = []
        problem: Problem | None = None
        for place in [to] if to else self.places():
            chosen = Place(place) if room_left is None else Place(place, room_left)
            try:
                made.append(self._backups.make(chosen, now_ms=at, watch=watch))
                self._backups.prune(place, now_ms=at)
            except EnvironmentProblem as failed:
                problem = problem or failed
        changes: dict[str, object] = {"tried_ms": at, "error": problem.code if problem else ""}
        self._note(**changes | ({"made_ms": at} if made else {}))
        if problem:
            raise problem
        return made

    def rehearse(self, *, watch: Watch = NOBODY) -> Rehearsal | None:
        """Restore the newest backup of all into a scratch folder and compare; None without one."""
        newest = [each for place in self.places() if (each := self._backups.newest(place))]
        if not newest:
            return None
        said = self._backups.rehearse(max(newest, key=lambda each: each.made_ms), watch=watch)
        self._note(rehearsed_ms=self._clock(), fault=said.fault)
        return said

    def is_backup_due(self) -> bool:
        """An hour after the last one, ten minutes after a failure; at once when the clock ran back."""
        state, now = self.state, self._clock()
        since = state.tried_ms + AGAIN_MS if state.error else state.made_ms + HOUR_MS
        return now >= since or now < state.made_ms

    def is_rehearsal_due(self) -> bool:
        """A week after the last one."""
        state, now = self.state, self._clock()
        wait = HOUR_MS if state.fault else WEEK_MS
        return bool(state.made_ms) and (
            now >= state.rehearsed_ms + wait or now < state.rehearsed_ms
        )

    def _note(self, **changes: object) -> None:
        state = replace(self.state, **changes)  # type: ignore[arg-type]
        with contextlib.suppress(EnvironmentProblem):
            write_whole(self._folder / _STATE, json.dumps(asdict(state)).encode())

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


def write_whole_into(folder: Path, name: str, content: bytes) -> None:
    """A small file in a folder that need not exist yet. Raises the disk's EnvironmentProblems."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvironmentProblem("folder-unwritable", folder=str(folder)) from error
    write_whole(folder / name, content)


def removable_disks() -> Iterator[Path]:
    """Where this system shows sticks."""
    if os.name == "nt":
        yield from (Path(f"{letter}:/") for letter in string.ascii_uppercase[3:])
        return
    for root in ("/media", "/run/media", "/Volumes", "/mnt"):
        for depth in ("*", "*/*"):
            with contextlib.suppress(OSError):
                yield from sorted(Path(root).glob(depth))
