"""The sync of an open desk in the window: when it runs, how far it is, what holds it back. GUI thread."""

import random
import time
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from helpdesk.application.queries import SyncState
from helpdesk.application.sync_policy import (
    SETTINGS,
    Metered,
    SyncPolicy,
    keep_policy,
    policy_of,
)
from helpdesk.application.under_way import UnderWay
from helpdesk.bootstrap.crash_log import write_crash
from helpdesk.bootstrap.exchange import engine_of, exchange, is_welcome
from helpdesk.bootstrap.file_round import FileRound, RoundEnd, terms_of
from helpdesk.bootstrap.folder import OpenDesk
from helpdesk.bootstrap.network import NetworkWatch
from helpdesk.bootstrap.settings import Settings
from helpdesk.bootstrap.sync_worker import Rhythm, SyncWorker
from helpdesk.bootstrap.system import steady_seconds
from helpdesk.domain.problems import Problem
from helpdesk.sync.backoff import pause
from helpdesk.sync.engine import Report
from helpdesk.sync.files import FileTally, Terms

_JITTER = 0.1  # of the time between two exchanges
_HOPELESS_MS = 15 * 60_000  # as long as an unreachable city is taken to be so still


class DeskSync(QObject):
    """One per open desk. `told` hears how far an exchange is, and None when it ended; `shut_out` is
    said when the city revoked the agent or the device. Both come from the worker's thread."""

    told = Signal(object)  # UnderWay | None
    shut_out = Signal()

    def __init__(
        self, desk: OpenDesk, settings: Settings, *, network: NetworkWatch | None = None
    ) -> None:
        super().__init__()
        self._desk = desk
        self._settings = settings
        self._engine = engine_of(desk)
        self._files = FileRound(desk)
        self._files_end = RoundEnd(FileTally())
        self._urged: set[str] = set()
        self._unkept: Report | None = None
        self._unkept_ms = self._broken_times = 0
        self._network = network or NetworkWatch(parent=self)
        self.policy = policy_of(settings.get)
        self._worker = SyncWorker(
            self._once,
            told=self._begun_or_ended,
            rhythm=_rhythm(self.policy),
            allowed=lambda: not self.is_held,
        )
        self._network.better.connect(self._worker.wake)

    @property
    def is_enrolled(self) -> bool:
        """Whether there is a city to sync with."""
        return self._desk.store.outbox.identity() is not None

    @property
    def is_held(self) -> bool:
        """Whether nothing goes out unasked, because the line costs by the byte."""
        return self._network.is_metered and self.policy.metered is Metered.ASK

    @property
    def holds_files(self) -> bool:
        """Whether files wait for another line. Any thread."""
        return self._network.is_metered and self.policy.metered is not Metered.ALL

    def start(self) -> None:
        """Sync at once and from now on; a desk without a city waits until it is enrolled."""
        if self.is_enrolled:
            self._worker.start()

    def now(self, *, files: frozenset[str] = frozenset()) -> None:
        """Somebody asks: at once, also over a metered line; a running one is joined. `files` (SHA-256) go
        along whatever the line costs."""
        self._urged.update(files)
        self._worker.now()

    def soon(self) -> None:
        """Something changed."""
        self._worker.soon()

    def cancel(self) -> None:
        """Stop between two batches."""
        self._worker.cancel()

    def close(self) -> None:
        """End the thread."""
        self._network.better.disconnect(self._worker.wake)
        self._worker.close()

    @property
    def policy_locked(self) -> bool:
        """Whether the administrator decided any of it."""
        return any(self._settings.locked(key) for key in SETTINGS)

    def set_policy(self, policy: SyncPolicy) -> None:
        """From now on."""
        self.policy = policy
        keep_policy(self._settings.set, policy)
        self._worker.set_rhythm(_rhythm(policy))
        self._worker.wake()

    def is_worth_trying(self) -> bool:
        """Whether something waits that an exchange right now would probably deliver."""
        if self._network.is_gone or self.is_held or not self.is_enrolled:
            return False
        state = self.seen(self._desk.queries.sync_state())
        return bool(state.waiting) and not _is_hopeless(state, now_ms=self._desk.clock.now().utc_ms)

    def seen(self, state: SyncState) -> SyncState:
        """What the store knows of the exchange, with the last failure where the disk did not take it or a
        mistake of the program was in the way: a green state of before would lie; and what stopped the
        files. Any thread."""
        report, end = self._unkept, self._files_end
        if end.tally.error is not None:
            state = replace(
                state,
                files_error=end.tally.error.code,
                files_attempts=end.failures,
                files_next_ms=end.next_ms + self._desk.clock.now().correction_ms,
            )
        if report is None or report.error is None:
            return state
        return replace(
            state,
            reached_head=False,
            last_error=report.error.code,
            last_attempt_ms=self._unkept_ms,
            next_attempt_ms=report.next_ms + self._desk.clock.now().correction_ms,
            attempts=state.attempts + self._broken_times,
        )

    def _once(self, cancelled: Callable[[], bool]) -> int:
        """One round; whatever happens in it, there will be a next one."""
        try:
            report = self._round(cancelled)
        except Exception as error:  # noqa: BLE001  a thread that ends would never sync again
            report = self._failed(error)
        self._broken_times = 0 if report.kept else self._broken_times + 1
        self._unkept_ms = self._desk.clock.now().utc_ms
        self._unkept = None if report.kept else report
        return report.next_ms

    def _round(self, cancelled: Callable[[], bool]) -> Report:
        report = exchange(self._desk, self._engine, cancelled, told=self.told.emit)
        if not is_welcome(self._desk):
            self.shut_out.emit()
        if report.error is not None or cancelled():
            return report
        terms, until = self._file_terms(), steady_seconds() + self.policy.minutes * 60

        def another_line() -> bool:
            return self._network.is_metered != terms.metered

        def enough() -> bool:
            """Records never wait for files (C7): neither what was recorded meanwhile nor the city's news."""
            return another_line() or self._worker.is_due or steady_seconds() > until

        end = self._files.run(terms=terms, cancelled=cancelled, enough=enough, told=self.told.emit)
        if end.tally.cancelled and not cancelled():
            self._worker.wake() if another_line() else self._worker.now()
        elif end.tally.error is None:
            self._urged -= terms.urged
        usual_ms = time.time_ns() // 1_000_000 + self.policy.minutes * 60_000
        self._files_end = replace(end, next_ms=min(end.next_ms, usual_ms))
        return replace(report, next_ms=end.next_ms if end.next_ms < usual_ms else 0)

    def _failed(self, error: Exception) -> Report:
        """The disk or the database in the way beside the exchange itself, or a mistake of ours."""
        problem = error if isinstance(error, Problem) else Problem("sync-broken")
        if problem is not error and not self._broken_times:
            write_crash(error)
        wait = pause(self._broken_times + 1, chance=random.random())
        next_ms = time.time_ns() // 1_000_000 + int(wait * 1000)
        return Report(error=problem, next_ms=next_ms, kept=False)

    def _file_terms(self) -> Terms:
        metered, get = self._network.is_metered, self._settings.get
        terms = terms_of(get, metered=metered, held=self.holds_files)
        return replace(terms, urged=frozenset(self._urged))

    def _begun_or_ended(self, under_way: bool) -> None:
        self.told.emit(UnderWay() if under_way else None)


def _rhythm(policy: SyncPolicy) -> Rhythm:
    seconds = policy.minutes * 60.0
    return Rhythm(every=seconds, jitter=seconds * _JITTER)


def _is_hopeless(state: SyncState, *, now_ms: int) -> bool:
    """The last exchange failed a short while ago: the next one would fail alike."""
    return bool(state.last_error) and 0 <= now_ms - state.last_attempt_ms < _HOPELESS_MS
