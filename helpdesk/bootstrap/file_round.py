"""Files of an open desk, after the records of each exchange."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from helpdesk.application.sync_policy import policy_of
from helpdesk.application.under_way import SyncStage, UnderWay
from helpdesk.bootstrap.folder import OpenDesk
from helpdesk.bootstrap.system import SystemTimer
from helpdesk.domain.problems import Problem
from helpdesk.protocol.files import DataPolicy
from helpdesk.sync.backoff import pause
from helpdesk.sync.engine import only_here
from helpdesk.sync.file_wire import HttpFileWire
from helpdesk.sync.files import FileTally, FileWatch, Terms, transfer_files
from helpdesk.sync.transport import Transport

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class RoundEnd:
    """What a round of files did. `next_ms` is when to go on before the next exchange is due, ms since 1970 by
    the device's clock, 0: with it; `failures` how many rounds in a row the line or the disk ended."""

    tally: FileTally
    next_ms: int = 0
    failures: int = 0


class FileRound:
    """One per open desk, beside its engine. Any thread, one at a time."""

    def __init__(self, desk: OpenDesk) -> None:
        self._desk = desk
        self._timer = SystemTimer()
        self._failures = 0

    def run(
        self,
        *,
        terms: Terms,
        cancelled: Callable[[], bool] = lambda: False,
        enough: Callable[[], bool] = lambda: False,
        told: Callable[[UnderWay], object] = lambda _: None,
    ) -> RoundEnd:
        """Send and fetch what waits, until it is `enough`; never raises a Problem. `told` hears of every
        piece."""

        def progress(tally: FileTally) -> None:
            done = tally.sent + tally.fetched
            told(UnderWay(SyncStage.FILES, done, done + tally.waiting, bytes=tally.bytes_all))

        watch = FileWatch(progress=progress, cancelled=cancelled, enough=enough)
        try:
            with only_here(self._desk.store.folder):
                tally = self._transferred(terms, watch)
        except Problem as problem:
            tally = FileTally(error=problem)
        next_ms = self._next_ms(tally)
        return RoundEnd(tally, next_ms, self._failures)

    def _transferred(self, terms: Terms, watch: FileWatch) -> FileTally:
        store = self._desk.store
        identity = store.outbox.identity()
        if identity is None:
            raise Problem("not-enrolled")

        with Transport(identity.server) as transport:
            wire = HttpFileWire(
                transport,
                device=identity.device,
                sign=store.outbox.sign,
                now_ms=self._timer.now_ms,
            )
            return transfer_files(store.file_queue, wire, self._timer, terms=terms, watch=watch)

    def _next_ms(self, tally: FileTally) -> int:
        moved = tally.sent or tally.fetched or tally.bytes_files
        self._failures = 0 if tally.error is None else 1 if moved else self._failures + 1
        if tally.error is None:
            return self._desk.store.file_queue.due_ms(now_ms=self._timer.now_ms())
        asked = float(str(tally.error.params.get("seconds", 0)))
        wait = pause(self._failures, chance=random.random(), asked=asked)
        return self._timer.now_ms() + int(wait * 1000)


def terms_of(get: Callable[[str], str], *, metered: bool, held: bool) -> Terms:
    """What files may cost now, by this computer's choices; `held` when they wait for another line."""
    chosen = policy_of(get)
    policy = DataPolicy(
        wait_for_free=held,
        metered=chosen.metered_mb * MEGABYTE,
        free=chosen.free_mb * MEGABYTE,
    )
    return Terms(policy, metered=metered)
