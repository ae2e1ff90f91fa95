"""One exchange with the city, batch after batch, until nothing waits and its head is reached.

No I/O of its own: outbox, wire and time are handed in. What arrived stays: every answer is applied in
one transaction, so an exchange may end anywhere and the next one goes on.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from helpdesk.domain.problems import Problem
from helpdesk.protocol.messages import (
    MAX_BYTES,
    MAX_EVENTS,
    Cursor,
    SyncAnswer,
    SyncRequest,
    WireEvent,
)
from helpdesk.protocol.renewal import RenewAnswer, RenewRequest
from helpdesk.sync.patience import GivenUp, unless
from helpdesk.sync.ports import Applied, Identity, Outbox
from helpdesk.sync.renewal import renew
from helpdesk.sync.requests import request_of
from helpdesk.sync.transport import Reply

PATIENCE = 3  # answers in a row that change nothing
_NEVER_LEFT = ("network-unreachable", "server-certificate", "server-insecure")
_FORKS_MAX = 2  # in one exchange: the log as it is, then a new one


class Wire(Protocol):
    """What an exchange needs of the transport."""

    def exchange(
        self, request: SyncRequest, *, device: str, sent_ms: int, sign: Callable[[bytes], bytes]
    ) -> Reply:
        """One request, one answer; see `Transport.exchange`."""
        ...

    def renew(
        self, request: RenewRequest, *, device: str, sent_ms: int, sign: Callable[[bytes], bytes]
    ) -> RenewAnswer:
        """A new log and prefix; see `Transport.renew`."""
        ...


class Timer(Protocol):
    """Time as an exchange needs it."""

    def now_ms(self) -> int:
        """The device's clock, uncorrected, ms since 1970 UTC."""
        ...

    def seconds(self) -> float:
        """A clock that only goes forward."""
        ...


class Step(StrEnum):
    """What an exchange is at: asking what the city has, sending (and receiving too), or receiving."""

    PROBE = "probe"
    SEND = "send"
    RECEIVE = "receive"


@dataclass(slots=True)
class Tally:
    """What an exchange has done so far; given to `progress` after every answer. `offered` is the last
    event that left this device, whether or not an answer came.

    `synced` is true only when every event has its receipt and the pull reached the head (C12).
    """

    step: Step = Step.PROBE
    sent: int = 0
    received: int = 0
    offered: int = 0
    requests: int = 0
    bytes_out: int = 0
    bytes_in: int = 0
    reached_head: bool = False
    synced: bool = False
    cancelled: bool = False
    changed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Watch:
    """Who looks on: `progress` hears of every answer, `cancelled` is asked all the time."""

    progress: Callable[[Tally], None] = lambda _: None
    cancelled: Callable[[], bool] = lambda: False


def synchronise(
    outbox: Outbox, wire: Wire, timer: Timer, *, tally: Tally, watch: Watch, unclean: bool = False
) -> None:
    """Exchange until both sides hold the same; `tally` tells how far it came, also after a problem.

    After an `unclean` end the first request carries no events, to learn what the city already has.
    Raises the transport's problems, `not-enrolled`, and `sync-fork`, `sync-revoked`,
    `sync-bad-chain`, `sync-bad-signature`, `sync-protocol`, `sync-too-large`, `sync-history` or
    `sync-stuck` when the city cannot take what it is sent.
    """
    try:
        _Exchange(outbox, wire, timer, tally, watch).run(probe=unclean)
    except GivenUp:
        tally.cancelled = True


def _step(*, probe: bool, waiting: bool) -> Step:
    if not waiting:
        return Step.RECEIVE
    return Step.PROBE if probe else Step.SEND


@dataclass(frozen=True, slots=True)
class _Heard:
    """An answer, and the device's clock half-way between asking and hearing."""

    reply: Reply
    at_ms: int


class _Exchange:
    """One request at a time. While the city works on a batch, the answer to the one before it is
    stored: the only thing done on a second thread is waiting for the wire."""

    def __init__(
        self, outbox: Outbox, wire: Wire, timer: Timer, tally: Tally, watch: Watch
    ) -> None:
        self._outbox = outbox
        self._wire = wire
        self._timer = timer
        self._tally = tally
        self._watch = watch
        self._most = MAX_EVENTS
        self._idle = 0
        self._forks = 0
        self._lost = outbox.is_lost()

    def run(self, *, probe: bool) -> None:
        tally = self._tally
        with ThreadPoolExecutor(1, "sync-line") as line:
            while not tally.cancelled:
                identity = self._outbox.identity()
                if identity is None or not identity.server:
                    raise Problem("not-enrolled")
                if self._lost:
                    self._find_way(identity)
                    continue
                acked, head = self._outbox.acknowledged()
                events = self._pending(acked)
                if tally.reached_head and not events:
                    tally.synced = True
                    return
                if self._watch.cancelled():
                    tally.cancelled = True
                    return
                tally.step = _step(probe=probe, waiting=bool(events))
                batch = [] if tally.step is Step.PROBE else events
                cursors = self._outbox.cursors()
                request = self._request(identity, (acked, head), batch, cursors)
                self._batches(request, identity, line)
                probe = False

    def _find_way(self, identity: Identity) -> None:
        """After a restored backup or a copied folder: a log of its own, a prefix of its own."""
        if self._forks == _FORKS_MAX:
            self._outbox.begin_log()

        def ask(request: RenewRequest) -> RenewAnswer:
            self._tally.requests += 1
            sent_ms = self._timer.now_ms()
            return unless(
                self._watch.cancelled,
                lambda: self._wire.renew(
                    request, device=identity.device, sent_ms=sent_ms, sign=self._outbox.sign
                ),
            )

        self._tally.changed |= renew(self._outbox, ask)
        self._tally.offered = 0  # another log from here on
        self._lost = False

    def _pending(self, acked: int) -> Sequence[WireEvent]:
        return self._outbox.pending(after=acked, max_events=self._most, max_bytes=MAX_BYTES)

    def _request(
        self,
        identity: Identity,
        behind: tuple[int, bytes],
        events: Sequence[WireEvent],
        cursors: Sequence[Cursor],
    ) -> SyncRequest:
        """A request with the events that follow `behind` (dseq and head)."""
        held = self._outbox.held(device_ms=self._timer.now_ms())
        return request_of(self._outbox, identity, behind, events=events, cursors=cursors, held=held)

    def _batches(self, request: SyncRequest, identity: Identity, line: Executor) -> None:
        """A request and those that follow from it as long as every answer is the expected one."""
        heard = self._ask(request, identity)
        while (following := self._following(request, heard.reply.answer, identity)) is not None:
            asked = line.submit(self._ask, following, identity)
            try:
                self._take(request, heard)
            finally:
                answered = asked.result()
            request, heard = following, answered
        self._take(request, heard)

    def _following(
        self, request: SyncRequest, answer: SyncAnswer, identity: Identity
    ) -> SyncRequest | None:
        """The next batch, if it can be told before `answer` is stored: all was taken, more waits."""
        last = request.first_dseq - 1 + len(request.events)
        plain = not answer.problem and (answer.acked_dseq, answer.acked_head) == (
            last,
            request.head,
        )
        if not request.events or not plain or self._watch.cancelled():
            return None
        events = self._pending(last)
        if not events:
            return None
        # Where the cursors will stand then; a page for another place is ignored by the store.
        read = {(page.stream, page.since): page for page in answer.streams}
        cursors = [
            Cursor(page.stream, page.grant, page.position)
            if (page := read.get((cursor.stream, cursor.position)))
            else cursor
            for cursor in request.cursors
        ]
        return self._request(identity, (last, request.head), events, cursors)

    def _ask(self, request: SyncRequest, identity: Identity) -> _Heard:
        sent_ms = self._timer.now_ms()
        try:
            reply = unless(
                self._watch.cancelled,
                lambda: self._wire.exchange(
                    request, device=identity.device, sent_ms=sent_ms, sign=self._outbox.sign
                ),
            )
        except Problem as problem:
            if problem.code not in _NEVER_LEFT:
                self._offered(request)
            raise
        self._offered(request)
        return _Heard(reply, (sent_ms + self._timer.now_ms()) // 2)

    def _offered(self, request: SyncRequest) -> None:
        last = request.first_dseq - 1 + len(request.events)
        self._tally.offered = max(self._tally.offered, last if request.events else 0)

    def _take(self, request: SyncRequest, heard: _Heard) -> None:
        """Store an answer, and judge whether to go on."""
        tally, answer = self._tally, heard.reply.answer
        tally.requests += 1
        tally.bytes_out += heard.reply.bytes_out
        tally.bytes_in += heard.reply.bytes_in
        if tally.requests == 1:
            self._outbox.learn_time(server_ms=answer.server_ms, device_ms=heard.at_ms)
        forked = self._forked(request, answer)
        applied = self._outbox.apply(answer)
        tally.sent += applied.acknowledged
        tally.received += applied.received
        tally.changed |= applied.changed
        tally.reached_head = applied.reached_head and not answer.problem
        self._watch.progress(tally)
        self._judge(request, answer.problem or ("fork" if forked else ""), applied)

    def _forked(self, request: SyncRequest, answer: SyncAnswer) -> bool:
        """Whether the city has another log under our name, as after a restored backup."""
        last = request.first_dseq - 1 + len(request.events)
        if answer.problem or answer.acked_dseq < last:
            return False
        if answer.acked_dseq == last:
            return answer.acked_head != request.head
        after = answer.acked_dseq - 1
        return not self._outbox.pending(after=after, max_events=1, max_bytes=1)

    def _judge(self, request: SyncRequest, problem: str, applied: Applied) -> None:
        """Go on, go on with less, or give up."""
        caught_up = applied.reached_head and not request.events
        moved = applied.acknowledged or applied.received or caught_up
        self._idle = 0 if moved else self._idle + 1
        if problem == "too-large" and len(request.events) > 1:
            self._most = max(1, len(request.events) // 2)
        elif problem in ("gap", "history") and self._idle < PATIENCE:
            # The store offers again what the city lost; the next request carries it.
            self._lost = self._outbox.is_lost()
        elif problem == "fork" and self._forks < _FORKS_MAX:
            self._forks += 1
            self._lost = True
        elif problem:
            raise Problem(f"sync-{problem}")
        elif self._idle >= PATIENCE:
            raise Problem("sync-stuck")
