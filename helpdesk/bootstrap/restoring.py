"""Putting the desk in a folder back, by the window and by the command alike. Any thread."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from helpdesk.application.audit import record_key_act
from helpdesk.bootstrap.folder import open_desk
from helpdesk.bootstrap.folder_lock import FolderLock
from helpdesk.bootstrap.safekeeping import (
    MEGA,
    forget_damage,
    now_ms,
    places_of,
    stick_places,
)
from helpdesk.domain.audit import KeyAct
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.store import keys
from helpdesk.store.backup import Backup, backups_in, particulars
from helpdesk.store.copying import NOBODY, Watch
from helpdesk.store.errors import driver_errors
from helpdesk.store.key_file import KeyFile
from helpdesk.store.restore import Restored, restore
from helpdesk.ui.screens.restore.ports import Cancelled, Found, Looked, Outcome, Progress

WAIT_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Back:
    """A desk that is back: what the restore came to, how many records have no receipt, and whether the
    desk belongs to a city."""

    done: Restored
    unsent: int = 0
    enrolled: bool = True


def put_back(path: Path, folder: Path, *, agent: str, password: str, watch: Watch = NOBODY) -> Back:
    """Restore, and record that it was. Raises what `store.restore.restore` and `FolderLock` raise."""
    with driver_errors():
        folder.mkdir(parents=True, exist_ok=True)
    lock = FolderLock(folder, wait=WAIT_SECONDS)
    try:
        done = restore(path, folder, agent=agent, password=password, now_ms=now_ms(), watch=watch)
    finally:
        lock.release()
    forget_damage(folder)
    back = Back(done)
    with contextlib.suppress(EnvironmentProblem):  # a disk that is full now does not undo it
        desk = open_desk(
            folder, agent=agent, password=password, wait=WAIT_SECONDS, out_of_touch=True
        )
        with contextlib.closing(desk):
            enrolled = desk.store.outbox.identity() is not None
            back = Back(done, desk.store.status().unsent, enrolled)
            record_key_act(desk.session, KeyAct.RESTORED)
    return back


class FolderRestoring:
    """`ui.screens.restore.ports.Restoring` for the desk in `data`."""

    def __init__(self, data: Path) -> None:
        self._data = data

    @property
    def folder(self) -> str:
        """Where the desk is put."""
        return str(self._data)

    def find(self, folder: str = "") -> Sequence[Found]:
        """Every backup in the usual places, or in `folder`, the newest first.

        Raises EnvironmentProblem `backup-none` where the named folder has none.
        """
        places = [Path(folder)] if folder else [places_of(self._data), *stick_places()]
        found: list[Backup] = []
        for place in dict.fromkeys(places):
            with contextlib.suppress(EnvironmentProblem):
                found += backups_in(place)
        if folder and not found:
            raise EnvironmentProblem("backup-none", folder=folder)
        found.sort(key=lambda each: each.made_ms, reverse=True)
        return [_found(each) for each in found]

    def look(self, path: str) -> Looked:
        """Read a backup as a whole."""
        try:
            said = particulars(Path(path))
            slots = msgspec.json.decode(said.keys, type=KeyFile).slots
        except Problem as problem:
            return Looked(fault=problem.code)
        except msgspec.MsgspecError:
            return Looked(fault="backup-damaged")
        agents = {slot.agent: slot.name for slot in slots}
        with contextlib.suppress(
            EnvironmentProblem
        ):  # who came since then, and knows today's password
            agents |= {agent.id: agent.name for agent in keys.agents(self._data)}
        return Looked(said.events, tuple(agents.items()))

    def restore(
        self, path: str, agent: str, password: str, *, cancelled: Cancelled, progress: Progress
    ) -> Outcome:
        """Put the desk back."""

        def told(bytes_done: int, total: int) -> None:
            progress(bytes_done // MEGA, total // MEGA)

        watch = Watch(progress=told, cancelled=cancelled)
        back = put_back(Path(path), self._data, agent=agent, password=password, watch=watch)
        done = back.done
        return Outcome(
            made_ms=done.made_ms,
            events=done.events,
            saved=done.saved,
            unsent=back.unsent,
            renewed=back.enrolled,
            prefix=done.prefix,
            aside=done.aside.name if done.aside else "",
            keys_only=done.keys_only,
        )


def _found(backup: Backup) -> Found:
    try:
        size = backup.path.stat().st_size
    except OSError:
        size = 0
    return Found(str(backup.path), str(backup.path.parent), backup.made_ms, size)
