"""Eighteen ways to be wrong, each a change of the core; the simulation must find every one of them.

Where two lines of defence stand one behind the other (a cursor that is compared, and the count of what
lies below it), the mutant takes away both: `trusting` is the second line gone.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from msgspec.structs import replace

from helpdesk.protocol import device_log, intake, settling
from helpdesk.protocol.messages import StreamPage, SyncAnswer, SyncRequest
from helpdesk.protocol.short import ShortAnswer
from helpdesk.server import exchange
from helpdesk.server.ledger import Numbering
from helpdesk.sync import conversation
from tests.simulation import invariants, memory_city, memory_device
from tests.simulation.memory_device import MemoryLog, MemoryOutbox, Row
from tests.simulation.world import World

_Intake = intake._Intake


def _advance_trusting(self: _Intake, page: StreamPage) -> bool:
    """Moves the cursor over whatever the page says."""
    reading = self._readings[page.stream]
    _, digest = self._log.places.measure(page.stream, 0, page.position)
    moved = replace(reading, grant=page.grant, position=page.position, digest=digest, whole=False)
    self._set(moved)
    return True


def trusting() -> Any:
    """Without the count of what lies below a cursor, and without the digest."""
    return patch.object(_Intake, "_advance", _advance_trusting)


def head_not_compared() -> list[Any]:
    """Another log under the same name is taken for the same."""

    def same(held: exchange.HeldLog, request: SyncRequest, **_: Any) -> exchange.Decision:
        links = exchange.heads(request.prev_head, request.events)
        before = request.first_dseq - 1
        if before > held.acked:
            return exchange.Decision("gap")
        known = min(before + len(links), held.acked)
        skipped = known - before
        return exchange.Decision("", known + 1, request.events[skipped:], links[skipped:])

    return [
        patch.object(exchange, "decide", same),
        patch.object(_Intake, "_compare", lambda *_: None),
    ]


def overlap_skipped_by_number() -> list[Any]:
    """What has a number that is held is taken for held."""
    decide = exchange.decide

    def skipping(held: exchange.HeldLog, request: SyncRequest, **with_: Any) -> exchange.Decision:
        decision = decide(held, request, **with_)
        before = request.first_dseq - 1
        if decision.problem != "fork" or request.incarnation != held.incarnation:
            return decision
        links = exchange.heads(request.prev_head, request.events)
        known = min(before + len(links), held.acked)
        if known <= before:
            return decision
        skipped = known - before
        return exchange.Decision("", known + 1, request.events[skipped:], links[skipped:])

    return [patch.object(exchange, "decide", skipping)]


def no_reissue_after_a_fork() -> list[Any]:
    """What the city lacks of a closed log stays there."""
    return [patch.object(settling, "_offer_anew", lambda *_: set())]


def last_writer_wins() -> list[Any]:
    """Events fold by the clock of whoever wrote them."""

    def by_clock(rows: list[Row]) -> list[Row]:
        return sorted(rows, key=lambda row: row.event.device_ms)

    return [patch.object(invariants, "in_order", by_clock)]


def poison_refuses_the_batch() -> list[Any]:
    """One bad record stops a desk's queue."""
    answer = exchange.answer

    def refusing(ledger: Any, request: SyncRequest, *, now_ms: int) -> SyncAnswer:
        bad = any(event.body.startswith(b"\xff") for event in request.events)
        said = answer(ledger, request, now_ms=now_ms) if not bad else None
        if said is not None:
            return said
        acked, head = ledger.held(lock=False)
        now = ledger.standpoint()
        return SyncAnswer(
            now.history,
            now_ms,
            acked,
            head,
            era=now.era,
            problem="bad-chain",
            incarnation=request.incarnation,
        )

    return [patch.object(exchange, "answer", refusing)]


def acknowledged_on_send() -> list[Any]:
    """What was sent counts as received."""
    request_of = conversation.request_of

    def believing(outbox: MemoryOutbox, *given: Any, **named: Any) -> SyncRequest:
        request = request_of(outbox, *given, **named)
        disk = outbox.disk
        last = request.first_dseq + len(request.events)
        for dseq in range(request.first_dseq, last):
            disk.unsent.pop((disk.incarnation, dseq), None)
        return request

    return [
        patch.object(conversation, "request_of", believing),
        patch.object(intake, "doubt_holes", lambda *_: None),
        patch.object(memory_device.MemoryPlaces, "unplace_log", lambda *_, **__: []),
    ]


def no_history_id() -> list[Any]:
    """A restored city passes for the one it was."""
    page = memory_city.Transaction.page

    def untold(self: Any, cursor: Any, **limits: int) -> StreamPage:
        told = page(self, cursor, **limits)
        position = max(told.position, told.since)
        return StreamPage(
            told.stream, told.grant, told.since, position, told.more, told.events, -1, 0
        )

    return [
        patch.object(memory_city.CityDisk, "begin_history", lambda *_: None),
        patch.object(memory_city.Transaction, "page", untold),
        trusting(),
    ]


def one_cursor_for_all_streams() -> list[Any]:
    """Whoever has read one stream has read them all."""
    read_to = MemoryLog.read_to

    def for_all(self: MemoryLog, reading: device_log.Reading) -> None:
        for stream, other in list(self.disk.readings.items()):
            if not other.ended:
                read_to(self, replace(other, stream=stream, position=reading.position))
        read_to(self, reading)

    return [patch.object(MemoryLog, "read_to", for_all), trusting()]


def late_answers_applied() -> list[Any]:
    """An answer to another log, or of an earlier history, counts as today's."""
    take = _Intake.take

    def anytime(self: _Intake, answer: SyncAnswer) -> intake.Intaken:
        from msgspec.structs import replace as changed

        now = self._now
        return take(self, changed(answer, era=now.era, incarnation=b""))

    return [patch.object(_Intake, "take", anytime), trusting()]


def cursor_before_events() -> list[Any]:
    """The cursor is committed first, and the events after it."""
    apply = MemoryOutbox.apply

    def in_two(self: MemoryOutbox, answer: SyncAnswer) -> Any:
        before = self.disk.readings.copy()

        def ahead(log: MemoryLog) -> None:
            for page in answer.streams:
                known = log.disk.readings.get(page.stream)
                if known is not None and known.position == page.since and not answer.problem:
                    log.disk.readings[page.stream] = replace(known, position=page.position)

        committed, self.committed = self.committed, lambda *_: None
        try:
            self._commit(ahead)
        finally:
            self.committed = committed
        self.disk.readings = before
        try:
            return apply(self, answer)
        except memory_device.Killed:
            ahead(MemoryLog(self.disk))
            raise

    return [patch.object(MemoryOutbox, "apply", in_two), trusting()]


def positions_from_a_sequence() -> list[Any]:
    """Positions are drawn beside the transaction, without the stream's lock."""
    begin = memory_city.City.__init__

    def sequenced(self: memory_city.City, *given: Any) -> None:
        begin(self, *given)
        self.sequence = {}

    return [patch.object(memory_city.City, "__init__", sequenced), trusting()]


def no_compare_and_set() -> list[Any]:
    """A page is taken from wherever it was asked."""
    read = _Intake._read

    def anywhere(self: _Intake, page: StreamPage) -> bool:
        from msgspec.structs import replace as changed

        reading = self._readings.get(page.stream)
        if reading is not None and page.position >= page.since:
            page = changed(page, since=min(reading.position, page.position))
        return read(self, page)

    return [patch.object(_Intake, "_read", anywhere), trusting()]


def parts_outlive_their_history() -> list[Any]:
    """Parts of snapshots lie outside the database, and a restored city goes on offering them."""
    new_history = World.new_history

    def keeping(self: World, disk: memory_city.CityDisk) -> None:
        lost = self.cities[0].disk.parts
        new_history(self, disk)
        disk.parts = lost

    return [
        patch.object(World, "new_history", keeping),
        trusting(),
    ]


def signatures_not_checked() -> list[Any]:
    """Whoever hashes a device's records anew is believed to be the device."""
    return [patch.object(memory_city.Transaction, "verify", lambda *_: True)]


def counters_not_kept() -> list[Any]:
    """The city forgets which numbers are taken, and how far each prefix has come."""
    return [patch.object(memory_city.Transaction, "numbering", lambda *_: Numbering())]


def short_answers_believed() -> list[Any]:
    """ "Nothing is new" is believed, whatever the city meant by it."""

    def believing(short: ShortAnswer, expected: SyncAnswer) -> SyncAnswer:
        return replace(expected, server_ms=short.server_ms)

    return [patch.object(conversation, "spelt", believing)]


def put_aside_in_silence() -> list[Any]:
    """A restored device is not told what of its old logs the city keeps aside."""
    return [patch.object(memory_city.Transaction, "quarantined", _nothing_told)]


def _nothing_told(self: memory_city.Transaction, *log: bytes, **span: int) -> list[Any]:
    return [] if log else _QUARANTINED(self, **span)


_QUARANTINED = memory_city.Transaction.quarantined


def kept_where_the_city_put_it() -> list[Any]:
    """What was put aside in the device's own stream is offered there when it is offered again."""
    move = memory_device.Disk.move

    def moved(self: memory_device.Disk, row: Row, *given: Any) -> None:
        move(self, row, *given)
        row.meant = ""

    return [patch.object(memory_device.Disk, "move", moved)]


MUTANTS: dict[str, Callable[[], Sequence[Any]]] = {
    mutant.__name__: mutant
    for mutant in (
        head_not_compared,
        overlap_skipped_by_number,
        no_reissue_after_a_fork,
        last_writer_wins,
        poison_refuses_the_batch,
        acknowledged_on_send,
        no_history_id,
        one_cursor_for_all_streams,
        late_answers_applied,
        cursor_before_events,
        positions_from_a_sequence,
        no_compare_and_set,
        parts_outlive_their_history,
        signatures_not_checked,
        counters_not_kept,
        short_answers_believed,
        put_aside_in_silence,
        kept_where_the_city_put_it,
    )
}


@contextmanager
def mutated(name: str) -> Iterator[None]:
    """The core with this mistake in it."""
    with ExitStack() as stack:
        for change in MUTANTS[name]():
            stack.enter_context(change)
        yield
