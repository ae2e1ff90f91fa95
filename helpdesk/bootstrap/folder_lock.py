"""One registering program per data folder (C3): a lock of the system, gone with its process."""

from pathlib import Path

from filelock import FileLock, Timeout

from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.store.errors import driver_errors

FILE_NAME = "desk.lock"


class FolderLock:
    """Held from making until `release`; waits up to `wait` seconds for another program to let go.

    Raises EnvironmentProblem `desk-in-use`, or the disk's own.
    """

    def __init__(self, folder: Path, *, wait: float = 0.0) -> None:
        self._lock = FileLock(folder / FILE_NAME, thread_local=False)
        with driver_errors():
            try:
                self._lock.acquire(timeout=wait)
            except Timeout as error:  # an OSError, but not the disk's
                raise EnvironmentProblem("desk-in-use") from error

    def release(self) -> None:
        """Let others in; a second call does nothing."""
        self._lock.release()
