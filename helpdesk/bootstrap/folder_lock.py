"""One writing program per data folder (C3): a lock of the operating system, gone with its process."""

import sys
import threading
import time
from pathlib import Path
from typing import IO

from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.store.errors import driver_errors

FILE_NAME = "desk.lock"
_POLL_SECONDS = 0.05


class FolderLock:
    """Held from making until `release`. Waits up to `wait` seconds for another program to let go.

    Raises EnvironmentProblem `desk-in-use`, or the disk's own.
    """

    def __init__(self, folder: Path, *, wait: float = 0.0) -> None:
        with driver_errors():
            self._file: IO[bytes] | None = (folder / FILE_NAME).open("ab")
        end = time.monotonic() + wait
        while not _take(self._file):
            if time.monotonic() >= end:
                self.release()
                raise EnvironmentProblem("desk-in-use")
            threading.Event().wait(_POLL_SECONDS)

    def release(self) -> None:
        """Let others in; a second call does nothing."""
        file, self._file = self._file, None
        if file is not None:
            file.close()


def _take(file: IO[bytes]) -> bool:
    """Whether the lock could be had at once."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
