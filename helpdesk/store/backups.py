"""The backups of an open store: made while people work, pruned, and rehearsed."""

import shutil
from pathlib import Path

from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.store import backup, file_backup, keys, log_mark, rehearsal
from helpdesk.store.backup import Backup, Place
from helpdesk.store.connection import Connections
from helpdesk.store.copying import CHECKS, NOBODY, Watch, faults_of, stoppable
from helpdesk.store.errors import driver_errors
from helpdesk.store.rehearsal import Rehearsal

_SCRATCH = "rehearsal.tmp"


class Backups:
    """What `Store` offers about backups; any thread, beside all other work."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    @property
    def desk(self) -> str:
        """By which this desk's backups are known among others'."""
        return backup.desk_mark(self._connections.key)

    def make(self, place: Place, *, now_ms: int, watch: Watch = NOBODY) -> Backup:
        """Write a backup; see `backup.make`."""
        with driver_errors():
            key_file = (self._connections.path.parent / keys.FILE_NAME).read_bytes()
        with self._connections.read() as connection:
            made = backup.make(
                connection,
                self._connections.key,
                place,
                key_file=key_file,
                now_ms=now_ms,
                watch=watch,
            )
            log_mark.note(self._connections.path.parent, connection)
        return made

    def copy_files(self, place: Place, *, watch: Watch = NOBODY) -> int:
        """Bring the copies of files beside the backups up to date; see `file_backup.copy_files`."""
        return file_backup.copy_files(self._connections, place, watch=watch)

    def prune(self, folder: Path, *, now_ms: int) -> int:
        """Remove the backups of this desk that the rule does not keep; answers how many."""
        return backup.prune(folder, self._connections.key, now_ms=now_ms)

    def newest(self, folder: Path) -> Backup | None:
        """This desk's newest backup in a folder."""
        found = backup.backups_in(folder, desk=self.desk)
        return found[0] if found else None

    def damage(self, *, watch: Watch = NOBODY) -> tuple[str, ...]:
        """What is wrong with the live database, page by page, beside everybody who works (C22).

        Raises Problem `cancelled`.
        """
        watch.check()
        try:
            with self._connections.read() as connection, stoppable(connection, watch.cancelled):
                return faults_of(connection, checks=CHECKS[1:])
        except EnvironmentProblem as problem:
            if problem.code != "database-damaged":
                raise
            return (problem.code,)

    def rehearse(self, tried: Backup, *, watch: Watch = NOBODY) -> Rehearsal:
        """Restore a backup into a scratch folder, compare it with the live data, and remove it again.

        Every page is checked, every event of the backup must stand in the live log, and the lists
        made anew from its events must be the lists it holds (C22). Raises Problem `cancelled`,
        EnvironmentProblem `backup-no-room`, `rehearsal-broken-off` or the disk's.
        """
        scratch = self._connections.path.parent / _SCRATCH
        try:
            with driver_errors():
                shutil.rmtree(scratch, ignore_errors=True)
                scratch.mkdir()
            live, key = self._connections.path, self._connections.key
            return rehearsal.rehearse(live, key, tried, scratch / "tried.db", watch=watch)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
