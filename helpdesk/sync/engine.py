"""The one sync of a data folder: whoever asks while it runs joins it, in this process or another's.

Runs on the thread that calls it; threads are made in bootstrap.
"""

import errno
import random
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock

from filelock import FileLock, Timeout

from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.sync.backoff import pause
from helpdesk.sync.ports import Attempt, Outbox
from helpdesk.sync.synchronise import Timer, Wire, synchronise
from helpdesk.sync.turns import Tally, Watch

LOCK, UNFINISHED = "sync.lock", "sync.unfinished"
STOPPED = "sync-stopped"  # what is noted where somebody gave up waiting: no success (C12)


@dataclass(frozen=True, slots=True)
class Report:
    """How an exchange ended. `error` is None when all went well; `tally` counts in both cases.

    `next_ms` is when to try again after a failure, ms since 1970 by the device's clock, else 0. `kept` is
    False where the disk did not take the note of it: then nobody finds it in the outbox.
    """

    tally: Tally = field(default_factory=Tally)
    error: Problem | None = None
    seconds: float = 0.0
    next_ms: int = 0
    kept: bool = True

    @property
    def synced(self) -> bool:
        """Every event has its receipt and nothing is left to read; never true when it is not."""
        return self.error is None and self.tally.synced


class Engine:
    """Syncs one outbox whose data lies in `folder`; `dial` opens a wire to a server's address."""

    def __init__(
        self,
        outbox: Outbox,
        *,
        dial: Callable[[str], AbstractContextManager[Wire]],
        timer: Timer,
        folder: Path,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._outbox = outbox
        self._dial = dial
        self._timer = timer
        self._folder = folder
        self._chance = chance
        self._guard = Lock()
        self._running: Future[Report] | None = None
        self._failures = 0

    def run(self, watch: Watch | None = None) -> Report:
        """Exchange until synced, or join the exchange that is running (C16).

        Problems are in the report and noted in the outbox; only bugs are raised.
        """
        with self._guard:
            joined, mine = self._running, Future[Report]()
            if joined is None:
                self._running = mine
        if joined is not None:
            return joined.result()
        try:
            report = self._attempt(watch or Watch())
        except BaseException as error:
            mine.set_exception(error)
            raise
        else:
            mine.set_result(report)
            return report
        finally:
            with self._guard:
                self._running = None

    def _attempt(self, watch: Watch) -> Report:
        tally, error = Tally(), None
        at_ms, start = self._timer.now_ms(), self._timer.seconds()
        try:
            with self._alone() as unclean:
                self._exchange(tally, watch, unclean=unclean)
        except Problem as problem:
            error = problem
        seconds, before = self._timer.seconds() - start, self._failures
        report = self._report(tally, error, seconds, before=before)
        try:
            self._outbox.note(_attempt(report, at_ms=at_ms))
        except Problem as problem:  # a full disk above all; the next one is tried all the same
            report = self._report(tally, error or problem, seconds, before=before)
            report = replace(report, kept=False)
        return report

    def _report(
        self, tally: Tally, error: Problem | None, seconds: float, *, before: int
    ) -> Report:
        """What came of it, after `before` failures in a row."""
        self._failures = before + 1 if error else 0
        if error is None:
            return Report(tally, None, seconds)
        asked = float(str(error.params.get("seconds", 0)))
        wait = pause(self._failures, chance=self._chance(), asked=asked)
        return Report(tally, error, seconds, self._timer.now_ms() + int(wait * 1000))

    def _exchange(self, tally: Tally, watch: Watch, *, unclean: bool) -> None:
        identity = self._outbox.identity()
        if identity is None:
            raise Problem("not-enrolled")
        with self._dial(identity.server) as wire:
            synchronise(self._outbox, wire, self._timer, tally=tally, watch=watch, unclean=unclean)

    @contextmanager
    def _alone(self) -> Iterator[bool]:
        """The folder's sync for us alone; tells whether the last one ended uncleanly.

        Raises EnvironmentProblem `sync-elsewhere` while another process syncs this folder.
        """
        with only_here(self._folder):
            unfinished = self._folder / UNFINISHED
            with _written(self._folder):
                unclean = unfinished.exists()
                unfinished.touch()
            yield unclean
            with _written(self._folder):
                unfinished.unlink(missing_ok=True)


@contextmanager
def only_here(folder: Path) -> Iterator[None]:
    """What goes to the city from this folder, and comes from it, is this process' alone meanwhile (C16).

    Raises EnvironmentProblem `sync-elsewhere`, `disk-full` or `folder-unwritable`.
    """
    lock = FileLock(folder / LOCK)
    try:
        with _written(folder):
            lock.acquire(timeout=0)
    except Timeout:
        raise EnvironmentProblem("sync-elsewhere") from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _written(folder: Path) -> Iterator[None]:
    try:
        yield
    except Timeout:  # an OSError by birth
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise EnvironmentProblem("disk-full") from error
        raise EnvironmentProblem("folder-unwritable", folder=str(folder)) from error


def _attempt(report: Report, *, at_ms: int) -> Attempt:
    tally, error = report.tally, report.error
    return Attempt(
        at_ms=at_ms,
        error=error.code if error else STOPPED if tally.cancelled else "",
        sent=tally.sent,
        received=tally.received,
        bytes_out=tally.bytes_out,
        bytes_in=tally.bytes_in,
        seconds=report.seconds,
        next_ms=report.next_ms,
        reached_head=tally.reached_head,
        offered=tally.offered,
    )
