"""Files of an open desk, after the records of each exchange."""

import random
from collections.abc import Callable

from helpdesk.application.sync_policy import policy_of
from helpdesk.application.under_way import SyncStage, UnderWay
from helpdesk.bootstrap.folder import OpenDesk
from helpdesk.bootstrap.system import SystemTimer
from helpdesk.domain.problems import Problem
from helpdesk.protocol.files import DataPolicy
from helpdesk.sync.backoff import pause
from helpdesk.sync.file_wire import HttpFileWire
from helpdesk.sync.files import FileTally, FileWatch, Terms, transfer_files
from helpdesk.sync.transport import Transport

MEGABYTE = 1_000_000


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
        told: Callable[[UnderWay], object] = lambda _: None,
    ) -> tuple[FileTally, int]:
        """Send and fetch what waits; never raises a Problem. Answers what was done, and when to go on
        after a failure of the line (ms since 1970), 0 for as usual. `told` hears of every piece."""
        store = self._desk.store
        identity = store.outbox.identity()
        if identity is None:
            return FileTally(error=Problem("not-enrolled")), 0

        def progress(tally: FileTally) -> None:
            done = tally.sent + tally.fetched
            told(UnderWay(SyncStage.FILES, done, done + tally.waiting, bytes=tally.bytes_all))

        with Transport(identity.server) as transport:
            wire = HttpFileWire(
                transport,
                device=identity.device,
                sign=store.outbox.sign,
                now_ms=self._timer.now_ms,
            )
            watch = FileWatch(progress=progress, cancelled=cancelled)
            tally = transfer_files(store.file_queue, wire, self._timer, terms=terms, watch=watch)
        return tally, self._next_ms(tally)

    def _next_ms(self, tally: FileTally) -> int:
        moved = tally.sent or tally.fetched or tally.bytes_files
        self._failures = 0 if tally.error is None or moved else self._failures + 1
        if tally.error is None:
            return 0
        asked = float(str(tally.error.params.get("seconds", 0)))
        wait = pause(max(1, self._failures), chance=random.random(), asked=asked)
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
