"""The thread that looks after a desk's safety: backups each hour, a rehearsal each week, every page once
after the start, room on the disk."""

import os
import sys
import threading
from collections.abc import Callable

from helpdesk.bootstrap.crash_log import write_crash
from helpdesk.bootstrap.safekeeping import Safekeeping
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.store.copying import Watch
from helpdesk.store.reserve import Reserve, Room

LOOK_SECONDS = 60.0
_NICE = 10
_DISK = {Room.AMPLE: "", Room.LOW: "disk-low", Room.RESERVE_USED: "disk-reserve"}


class Keeper:
    """One per open desk. `attention` hears the code of what a person should know, and an empty one
    when it is over; on the keeper's thread, each once."""

    def __init__(
        self,
        safekeeping: Safekeeping,
        *,
        attention: Callable[[str], None],
        reserve: Reserve | None = None,
        every: float = LOOK_SECONDS,
    ) -> None:
        self._safekeeping = safekeeping
        self._attention = attention
        self._reserve = reserve
        self._every = every
        self._closing = threading.Event()
        self._told = ""
        self._checked = self._wrong = False
        self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)

    def start(self) -> None:
        """Begin; the first look is a moment later, when the window stands."""
        self._thread.start()

    def close(self) -> None:
        """End the thread; a backup under way is given up."""
        self._closing.set()
        if self._thread.ident is not None:
            self._thread.join()

    def look(self) -> None:
        """Do what is due."""
        watch = Watch(cancelled=self._closing.is_set)
        code = ""
        try:
            if self._safekeeping.is_backup_due():
                self._safekeeping.back_up(watch=watch)
            if self._safekeeping.is_rehearsal_due():
                self._safekeeping.rehearse(watch=watch)
            if not self._checked:
                self._safekeeping.check_pages(watch=watch)
                self._checked = True
        except EnvironmentProblem as problem:
            code = problem.code
        except Problem:
            return  # cancelled
        state = self._safekeeping.state
        self._tell(state.damage or self._room() or code or state.error or state.fault)

    def _room(self) -> str:
        """What the disk is short of; the reserve is laid by as soon as there is ample room."""
        if self._reserve is None:
            return ""
        self._reserve.lay_by()
        return _DISK[self._reserve.room()]

    def _tell(self, code: str) -> None:
        if code != self._told:
            self._told = code
            self._attention(code)

    def _run(self) -> None:
        if sys.platform == "linux":  # of this thread alone: people at work come first
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
        while not self._closing.wait(self._every):
            try:
                self.look()
            except Exception as error:  # noqa: BLE001  a thread that ends would never back up again
                if not self._wrong:
                    write_crash(error)
                self._wrong = True
