"""What a device says to the city, one request after another, until both hold the same.

Without any I/O: a generator that gives requests and is given answers, over the outbox alone. The
product drives it over HTTP (`synchronise.py`), the simulation over a line that fails at will.
"""

from collections.abc import Callable, Generator, Sequence
from functools import partial

from msgspec.structs import replace

from helpdesk.domain.problems import Problem
from helpdesk.protocol.messages import (
    MAX_BYTES,
    MAX_EVENTS,
    PROTOCOL,
    Ability,
    Cursor,
    SyncAnswer,
    SyncRequest,
    WireEvent,
    spelt_out,
)
from helpdesk.protocol.outbox import Applied, Identity, Outbox
from helpdesk.protocol.renewal import RenewAnswer, RenewRequest
from helpdesk.protocol.short import ShortAnswer, shorten, spelt
from helpdesk.sync.renewal import renew
from helpdesk.sync.requests import ABILITIES, PieceWanted, request_of
from helpdesk.sync.snapshots import Snapshots
from helpdesk.sync.turns import Heard, Step, Talk, Tally, Turn, Watch

PATIENCE = 3  # answers in a row that change nothing
_NEVER_LEFT = ("network-unreachable", "server-certificate", "server-insecure")
_ABLE = ABILITIES | Ability.BRIEF
_FORKS_MAX = 2  # in one exchange: the log as it is, then a new one
_RESTARTS_MAX = 5  # streams compared anew in one exchange


def conversation(
    outbox: Outbox, *, tally: Tally, watch: Watch, now_ms: Callable[[], int], unclean: bool = False
) -> Talk:
    """The requests of one exchange; `tally` tells how far it came, also after a problem.

    After an `unclean` end the first request carries no events, to learn what the city already has.
    Raises what is thrown in, `not-enrolled`, and `sync-fork`, `sync-revoked`, `sync-bad-chain`,
    `sync-bad-signature`, `sync-protocol`, `sync-protocol-city`, `sync-too-large`, `sync-history` or
    `sync-stuck` when the city cannot take what it is sent.
    """
    return _Conversation(outbox, tally, watch, now_ms).run(probe=unclean)


class _Conversation:
    """One request at a time; while the city works, the answer to the one before is stored and the batch
    behind is made ready."""

    def __init__(
        self, outbox: Outbox, tally: Tally, watch: Watch, now_ms: Callable[[], int]
    ) -> None:
        self._outbox = outbox
        self._tally = tally
        self._watch = watch
        self._now_ms = now_ms
        self._most = MAX_EVENTS
        self._idle = 0
        self._forks = 0
        self._restarts = 0
        self._lost = outbox.is_lost()
        self._snapshots = Snapshots(outbox, tally, watch)
        self._ahead: SyncRequest | None = None

    def run(self, *, probe: bool) -> Talk:
        tally = self._tally
        while not tally.cancelled:
            identity = self._outbox.identity()
            if identity is None or not identity.server:
                raise Problem("not-enrolled")
            if self._lost:
                yield from self._find_way()
                continue
            acked, head = self._outbox.acknowledged()
            events = self._pending(acked)
            if tally.reached_head and not events:
                self._snapshots.fold()
                tally.synced = True
                return
            if self._watch.cancelled():
                tally.cancelled = True
                return
            tally.step = _step(probe=probe, waiting=bool(events))
            batch = [] if tally.step is Step.PROBE else events
            request = self._request(identity, (acked, head), batch, self._outbox.cursors())
            said = yield from self._batches(request, identity)
            probe = False
            if said.snapshots:
                yield from self._snapshots.take(said)
                self._idle = 0  # in vain: `usable` is False then, and pages are asked for

    def _find_way(self) -> Talk:
        """After a restored backup or a copied folder: a log of its own, a prefix of its own."""
        if self._forks == _FORKS_MAX:
            self._outbox.begin_log()
        questions = renew(self._outbox)
        try:
            question = next(questions)
            while True:
                self._tally.requests += 1
                try:
                    heard = yield Turn(question)
                except Problem as problem:
                    question = questions.throw(problem)
                    continue
                if not isinstance(heard.answer, RenewAnswer):
                    raise AssertionError("a renewal is answered as one")
                question = questions.send(heard.answer)
        except StopIteration as end:
            self._tally.changed |= end.value
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
        held = self._outbox.held(device_ms=self._now_ms())
        request = request_of(
            self._outbox, identity, behind, events=events, cursors=cursors, held=held
        )
        able = _ABLE | Ability.SNAPSHOT if self._snapshots.usable else _ABLE
        return replace(request, abilities=able)

    def _batches(
        self, request: SyncRequest, identity: Identity
    ) -> Generator[Turn, Heard, SyncAnswer]:
        """A request and those that follow from it as long as every answer is the expected one; answers
        the last one, which is taken."""
        before: tuple[SyncRequest, Heard] | None = None
        while True:
            turn = Turn(request, partial(self._meanwhile, before, request, identity))
            heard = yield from self._ask(request, turn)
            following = self._following(request, heard, identity)
            if following is None:
                return self._take(request, heard)
            before, request = (request, heard), following

    def _meanwhile(
        self, before: tuple[SyncRequest, Heard] | None, request: SyncRequest, identity: Identity
    ) -> None:
        """While the city works on a request: the answer to the one before it, and the batch behind it,
        which is sent only if everything in this one is taken."""
        if before is not None:
            self._take(*before)
        self._ahead = None
        if request.events:
            last = request.first_dseq - 1 + len(request.events)
            if events := self._pending(last):
                behind = (last, request.head)
                self._ahead = self._request(identity, behind, events, request.cursors)

    def _ask(self, request: SyncRequest, turn: Turn) -> Generator[Turn, Heard, Heard]:
        """The answer at length, whatever came of asking in short."""
        short = shorten(request)
        if short is not None and self._outbox.nothing_new(request).abilities & Ability.SHORT:
            turn = replace(turn, short=short)
        heard = yield from self._sent(turn)
        if isinstance(heard.answer, ShortAnswer):
            meant = spelt(heard.answer, self._outbox.nothing_new(request))
            if meant is None:
                self._count(heard)
                heard = yield from self._sent(Turn(request))
            else:
                heard = replace(heard, answer=meant)
        if isinstance(heard.answer, SyncAnswer):
            return replace(heard, answer=spelt_out(heard.answer, request))
        return heard

    def _sent(self, turn: Turn) -> Generator[Turn, Heard, Heard]:
        try:
            heard = yield turn
        except Problem as problem:
            if problem.code not in _NEVER_LEFT:
                self._offered(turn.request)
            raise
        self._offered(turn.request)
        return heard

    def _count(self, heard: Heard) -> None:
        self._tally.requests += 1
        self._tally.bytes_out += heard.bytes_out
        self._tally.bytes_in += heard.bytes_in

    def _offered(self, request: SyncRequest | RenewRequest | PieceWanted) -> None:
        if isinstance(request, SyncRequest) and request.events:
            last = request.first_dseq - 1 + len(request.events)
            self._tally.offered = max(self._tally.offered, last)

    def _following(
        self, request: SyncRequest, heard: Heard, identity: Identity
    ) -> SyncRequest | None:
        """The next batch, if it can be told before the answer is stored: all was taken, and more waits
        here or there."""
        answer = heard.answer
        if not isinstance(answer, SyncAnswer) or self._tally.step is Step.PROBE:
            return None
        more = any(page.more for page in answer.streams)
        last = request.first_dseq - 1 + len(request.events)
        plain = not answer.problem and (answer.acked_dseq, answer.acked_head) == (
            last,
            request.head,
        )
        if not plain or self._watch.cancelled():
            return None
        ahead = self._ahead if request.events else None
        if ahead is None and not more:
            return None
        # Where the cursors will stand then; a page for another place is ignored by the store.
        read = {(page.stream, page.since): page for page in answer.streams}
        cursors = [
            Cursor(page.stream, page.grant, page.position, cursor.whole)
            if (page := read.get((cursor.stream, cursor.position)))
            else cursor
            for cursor in request.cursors
        ]
        if ahead is None:
            return self._request(identity, (last, request.head), (), cursors)
        return replace(ahead, cursors=cursors)

    def _take(self, request: SyncRequest, heard: Heard) -> SyncAnswer:
        """Store an answer, and judge whether to go on."""
        tally, answer = self._tally, heard.answer
        if not isinstance(answer, SyncAnswer):
            raise AssertionError("a batch is answered as one")
        first = not tally.requests
        self._count(heard)
        if first:
            self._outbox.learn_time(server_ms=answer.server_ms, device_ms=heard.at_ms)
        applied = self._outbox.apply(answer)
        tally.sent += applied.acknowledged
        tally.received += applied.received
        tally.changed |= applied.changed
        tally.reached_head = applied.reached_head
        self._watch.progress(tally)
        if applied.problem == "protocol" and answer.protocol < PROTOCOL:
            raise Problem("sync-protocol-city")  # this program is the newer one
        self._judge(request, applied)
        return answer

    def _judge(self, request: SyncRequest, applied: Applied) -> None:
        """Go on, go on with less, or give up."""
        problem = applied.problem
        moved = applied.acknowledged or applied.received or applied.advanced or applied.reached_head
        self._idle = 0 if moved else self._idle + 1
        self._restarts += applied.restarted
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
        elif self._idle >= PATIENCE or self._restarts > _RESTARTS_MAX:
            raise Problem("sync-stuck")
        elif self._idle:
            self._lost = self._outbox.is_lost()


def _step(*, probe: bool, waiting: bool) -> Step:
    if not waiting:
        return Step.RECEIVE
    return Step.PROBE if probe else Step.SEND
