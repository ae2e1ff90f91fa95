"""A device in memory: `DeviceLog` and `Outbox` in a few dictionaries, with commits that can be killed."""

from collections.abc import Callable, Collection, Generator, Iterable, Mapping, Sequence
from copy import copy
from typing import TypeVar

import msgspec

from helpdesk.protocol import intake, settling
from helpdesk.protocol.chain import GENESIS, link
from helpdesk.protocol.device_log import Known, Occupant, Own, Reading, Run, Standpoint
from helpdesk.protocol.digest import MODULUS, mark
from helpdesk.protocol.messages import (
    Cursor,
    Placed,
    PlacedEvent,
    SyncAnswer,
    SyncRequest,
    Target,
    WireEvent,
)
from helpdesk.protocol.outbox import (
    Applied,
    Attempt,
    ClosedTip,
    Held,
    Identity,
    RenewalState,
    Settlement,
)
from helpdesk.protocol.short import nothing_new

Origin = tuple[bytes, int]
Taken = TypeVar("Taken")


class Killed(Exception):  # noqa: N818  not an error: the plug was pulled
    """The process ended here; what was not committed never was."""


class Row(msgspec.Struct):
    """An event as it lies on a device; own ones have a `head`."""

    arrival: int
    incarnation: bytes
    dseq: int
    event: WireEvent
    stream: str
    head: bytes | None
    mark: int
    position: int | None = None
    received_ms: int = 0
    meant: str = ""


class Disk:
    """What survives: rows by origin and by place, readings, and a few words."""

    def __init__(self, incarnation: bytes, home: str, prefix: str, history: str) -> None:
        self.rows: dict[Origin, Row] = {}
        self.at: dict[str, dict[int, Row]] = {}
        self.unsent: dict[Origin, Row] = {}
        self.readings: dict[str, Reading] = {home: Reading(home)}
        self.aside: dict[tuple[Origin, str], PlacedEvent] = {}
        self.refused: dict[Origin, str] = {}
        self.void: set[Origin] = set()  # others' that the city keeps aside
        self.tips: dict[bytes, tuple[int, bytes]] = {}
        self.incarnation, self.home, self.prefix = incarnation, home, prefix
        self.history, self.era, self.problem = history, 0, ""
        self.arrival = self.abilities = 0
        self.part: tuple[bytes, bytes] = (b"", b"")
        self.counters: dict[str, int] = {}
        self.moved: list[Row] = []  # that have a position since the last commit
        self.touched: set[str] = set()  # streams about which anything changed since then

    def copy(self) -> "Disk":
        """A backup, or what a transaction goes back to."""
        fresh = Disk.__new__(Disk)
        fresh.__dict__.update(self.__dict__)
        fresh.rows = {origin: copy(row) for origin, row in self.rows.items()}
        fresh.at = {
            stream: {
                position: fresh.rows[row.incarnation, row.dseq] for position, row in its.items()
            }
            for stream, its in self.at.items()
        }
        fresh.unsent = {origin: fresh.rows[origin] for origin in self.unsent}
        fresh.readings, fresh.tips = dict(self.readings), dict(self.tips)
        fresh.aside, fresh.refused = dict(self.aside), dict(self.refused)
        fresh.void = set(self.void)
        fresh.moved, fresh.touched = [], set()
        return fresh

    def add(self, row: Row) -> None:
        """A new row; fails as a unique index does."""
        origin = (row.incarnation, row.dseq)
        assert origin not in self.rows
        self.rows[origin] = row
        if row.position is not None:
            self._occupy(row)
        elif row.head is not None:
            self.unsent[origin] = row

    def move(self, row: Row, stream: str, position: int | None, received_ms: int = 0) -> None:
        """The row lies elsewhere now, or (None) waits again, in the stream that it was meant for."""
        if row.position is not None:
            self._leave(row)
        meant = row.meant or row.stream
        if position is None:
            stream = meant
        row.meant = "" if meant == stream else meant
        row.stream, row.position, row.received_ms = stream, position, received_ms
        self.unsent.pop((row.incarnation, row.dseq), None)
        if position is not None:
            self._occupy(row)
        elif row.head is not None:
            self.unsent[row.incarnation, row.dseq] = row

    def take_out(self, row: Row) -> None:
        """The row is gone."""
        origin = (row.incarnation, row.dseq)
        del self.rows[origin]
        self.void.discard(origin)
        self.unsent.pop(origin, None)
        if row.position is not None:
            self._leave(row)

    def _leave(self, row: Row) -> None:
        assert row.position is not None
        del self.at[row.stream][row.position]
        self.touched.add(row.stream)

    def _occupy(self, row: Row) -> None:
        assert row.position is not None
        its = self.at.setdefault(row.stream, {})
        assert row.position not in its
        its[row.position] = row
        self.moved.append(row)
        self.touched.add(row.stream)


def _between(its: Mapping[int, Row], since: int, position: int) -> Iterable[int]:
    """The places behind `since` up to `position`, in order; some of them may be free."""
    if position - since <= len(its):
        return range(since + 1, position + 1)
    return sorted(place for place in its if since < place <= position)


class MemoryPlaces:
    """`protocol.device_log.Places`."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk

    def between(self, stream: str, since: int, position: int) -> Sequence[Occupant]:
        """Everything that lies there, in order."""
        its = self._disk.at.get(stream, {})
        if position == since + 1 and position not in its:
            return []
        return [
            Occupant(PlacedEvent(r.incarnation, r.dseq, p, r.received_ms, r.event), bool(r.head))
            for p in _between(its, since, position)
            if (r := its.get(p)) is not None
        ]

    def measure(self, stream: str, since: int, position: int) -> tuple[int, int]:
        """How many events lie there, and their digest."""
        count = total = 0
        its = self._disk.at.get(stream, {})
        for place in _between(its, since, position):
            if (row := its.get(place)) is not None:
                count += 1
                total += place * row.mark
        return count, total % MODULUS

    def place(self, incarnation: bytes, dseq: int, *, stream: str, at: tuple[int, int]) -> None:
        """An event that is here lies there."""
        self._disk.move(self._disk.rows[incarnation, dseq], stream, *at)

    def place_run(self, incarnation: bytes, placed: Placed) -> Run | None:
        """The simulation always takes the slow way; the store's tests hold both together."""
        return None

    def waiting(self, incarnation: bytes, first: int, last: int) -> Sequence[tuple[int, bytes]]:
        """Own events between these that have no position."""
        return sorted(
            (row.dseq, row.event.subject)
            for (log, dseq), row in self._disk.unsent.items()
            if log == incarnation and first <= dseq <= last
        )

    def unplace(self, incarnation: bytes, dseq: int) -> None:
        """An own event waits again."""
        row = self._disk.rows[incarnation, dseq]
        self._disk.move(row, row.stream, None)

    def unplace_log(self, incarnation: bytes, *, after: int) -> Iterable[bytes]:
        """All of an own log behind a number."""
        rows = self._disk.rows.values()
        return self._unplace(r for r in rows if r.incarnation == incarnation and r.dseq > after)

    def unplace_above(self, stream: str, position: int, *, after: int = 0) -> Iterable[bytes]:
        """All own ones of a stream above a position."""
        present, its = self._disk.incarnation, self._disk.at.get(stream, {})
        if not its or max(its) <= position:
            return []
        return self._unplace(
            row
            for place, row in its.items()
            if place > position and (row.incarnation != present or row.dseq > after)
        )

    def _unplace(self, rows: Iterable[Row]) -> Iterable[bytes]:
        found = [row for row in rows if row.head is not None and row.position is not None]
        for row in found:
            self._disk.move(row, row.stream, None)
        return [row.event.subject for row in found]

    def accept(self, incarnation: bytes, first: int, last: int) -> None:
        """What waits of these is not kept aside any more."""
        for log, dseq in list(self._disk.refused):
            if log == incarnation and first <= dseq <= last and (log, dseq) in self._disk.unsent:
                del self._disk.refused[log, dseq]

    def waits(self, stream: str) -> bool:
        """Whether an own event for this stream has no position."""
        return any(row.stream == stream for row in self._disk.unsent.values())


class MemoryLog:
    """`protocol.device_log.DeviceLog` on a disk in memory."""

    def __init__(self, disk: Disk) -> None:
        self.disk = disk
        self.places = MemoryPlaces(disk)

    def standpoint(self) -> Standpoint:
        """Whose it is."""
        disk = self.disk
        return Standpoint(disk.incarnation, disk.home, disk.history, disk.era)

    def head_at(self, incarnation: bytes, dseq: int) -> bytes | None:
        """The chain's head behind an own event."""
        if dseq == 0:
            return GENESIS
        row = self.disk.rows.get((incarnation, dseq))
        return row.head if row else None

    def tip(self, incarnation: bytes) -> tuple[int, bytes]:
        """The end of an own log."""
        return self.disk.tips.get(incarnation, (0, GENESIS))

    def known(self, incarnation: bytes, dseq: int) -> Known | None:
        """What is here under this origin."""
        row = self.disk.rows.get((incarnation, dseq))
        return Known(row.event, row.stream, row.position, bool(row.head)) if row else None

    def insert(self, stream: str, placed: PlacedEvent) -> None:
        """Take in another's event."""
        self.disk.arrival += 1
        self.disk.add(
            Row(
                self.disk.arrival,
                placed.incarnation,
                placed.dseq,
                placed.event,
                stream,
                None,
                mark(placed.incarnation, placed.dseq, placed.event),
                placed.position,
                placed.received_ms,
            )
        )

    def insert_run(self, stream: str, events: Sequence[PlacedEvent]) -> bool:
        """The simulation always takes the slow way."""
        return not events

    def remove(self, incarnation: bytes, dseq: int) -> None:
        """Another's event leaves the log."""
        row = self.disk.rows[incarnation, dseq]
        assert row.head is None, "an own event is never removed"
        self.disk.take_out(row)

    def put_aside(self, stream: str, placed: PlacedEvent, reason: str) -> None:
        """Keep what cannot stand in the log."""
        self.disk.aside.setdefault(((placed.incarnation, placed.dseq), reason), placed)

    def refuse(self, incarnation: bytes, dseq: int, reason: str) -> bytes | None:
        """The city keeps an own event aside."""
        origin, row = (incarnation, dseq), self.disk.rows.get((incarnation, dseq))
        if origin in self.disk.refused or row is None or row.head is None:
            return None
        self.disk.refused[origin] = reason
        return row.event.subject

    def set_aside(
        self, stream: str, since: int, position: int, aside: Collection[int]
    ) -> Iterable[bytes]:
        """What of others' events counts for nothing."""
        for at, row in self.disk.at.get(stream, {}).items():
            if since < at <= position and row.head is None:
                change = self.disk.void.add if at in aside else self.disk.void.discard
                change((row.incarnation, row.dseq))
        return ()

    def readings(self) -> Sequence[Reading]:
        """How far each stream was read."""
        return list(self.disk.readings.values())

    def read_to(self, reading: Reading) -> None:
        """Remember how far a stream was read."""
        self.disk.readings[reading.stream] = reading
        self.disk.touched.add(reading.stream)

    def drop(self, stream: str) -> Iterable[bytes]:
        """Forget the others' events of a stream."""
        subjects = self.subjects(stream)
        for row in [r for r in self.disk.rows.values() if r.stream == stream and r.head is None]:
            self.disk.take_out(row)
        return subjects

    def subjects(self, stream: str) -> Iterable[bytes]:
        """Whom a stream speaks of."""
        return {row.event.subject for row in self.disk.rows.values() if row.stream == stream}

    def learn(self, history: str, *, era: int, problem: str, abilities: int) -> None:
        """What the city is."""
        self.disk.history, self.disk.era, self.disk.problem = history, era, problem
        self.disk.abilities = abilities

    def own_behind(self, incarnation: bytes, dseq: int) -> Sequence[Own]:
        """The own events of a log behind a number."""
        return [
            Own(row.arrival, row.dseq, row.event)
            for row in sorted(self.disk.rows.values(), key=lambda row: row.dseq)
            if row.incarnation == incarnation and row.dseq > dseq and row.head is not None
        ]

    def renumber(self, moved: Sequence[tuple[int, int, bytes]], incarnation: bytes) -> None:
        """Own events belong to this log now and wait."""
        by_arrival = {row.arrival: row for row in self.disk.rows.values()}
        rows = [(by_arrival[arrival], dseq, head) for arrival, dseq, head in moved]
        for row, _, _ in rows:
            self.disk.take_out(row)
            self.disk.refused.pop((row.incarnation, row.dseq), None)
        for row, dseq, head in rows:
            row.incarnation, row.dseq, row.head, row.position = incarnation, dseq, head, None
            row.stream, row.meant = row.meant or row.stream, ""
            row.mark = mark(incarnation, dseq, row.event)
            self.disk.add(row)
        self.disk.tips = {}
        for row in self.disk.rows.values():
            if row.head is not None and row.dseq > self.tip(row.incarnation)[0]:
                self.disk.tips[row.incarnation] = (row.dseq, row.head)


class MemoryParts:
    """`protocol.outbox.Parts`."""

    def __init__(self, outbox: "MemoryOutbox") -> None:
        self._outbox = outbox

    def read(self, part: bytes) -> bytes:
        """What is here of it."""
        name, content = self._outbox.disk.part
        return content if name == part else b""

    def keep(self, part: bytes, offset: int, piece: bytes) -> None:
        """One more piece."""
        content = self.read(part)[:offset] + piece
        self._outbox._commit(lambda log: setattr(log.disk, "part", (part, content)))

    def forget(self) -> None:
        """They go."""
        self._outbox._commit(lambda log: setattr(log.disk, "part", (b"", b"")))

    def take(self, answer: SyncAnswer) -> Applied:
        """There are no lists here."""
        return self._outbox.apply(answer)

    def fold(self) -> Generator[int, None, None]:
        """Nothing waits."""
        yield from ()


class MemoryOutbox:
    """`protocol.outbox.Outbox`: each method is one transaction, and may be killed around its commit."""

    def __init__(self, disk: Disk, device: str, fate: Callable[[], str]) -> None:
        self.disk = disk
        self.device = device
        self.fate = fate  # "", "before" or "after" the commit
        self.committed: Callable[[Disk], None] = lambda _disk: None

    @property
    def parts(self) -> MemoryParts:
        """Made anew each time: an outbox that knew it and is known by it would not go by itself."""
        return MemoryParts(self)

    def identity(self) -> Identity:
        """This device."""
        return Identity(self.device, self.disk.incarnation, self.disk.history, "city")

    def sign(self, message: bytes) -> bytes:
        """As whoever has the key does."""
        return b"s" + message[:8]

    def record(self, event: WireEvent, stream: str) -> Row:
        """Somebody at the desk does something."""
        disk = self.disk
        dseq, head = disk.tips.get(disk.incarnation, (0, GENESIS))
        head = link(head, event)
        disk.arrival += 1
        value = mark(disk.incarnation, dseq + 1, event)
        row = Row(disk.arrival, disk.incarnation, dseq + 1, event, stream, head, value)
        disk.add(row)
        disk.tips[disk.incarnation] = (dseq + 1, head)
        return row

    def acknowledged(self) -> tuple[int, bytes]:
        """The last number before which nothing waits, and the head there."""
        disk = self.disk
        if not disk.unsent:
            return disk.tips.get(disk.incarnation, (0, GENESIS))
        waiting = [dseq for log, dseq in disk.unsent if log == disk.incarnation]
        first = min(waiting, default=0)
        if not first:
            return disk.tips.get(disk.incarnation, (0, GENESIS))
        head = MemoryLog(disk).head_at(disk.incarnation, first - 1)
        assert head is not None
        return first - 1, head

    def pending(self, *, after: int, max_events: int, max_bytes: int) -> Sequence[WireEvent]:
        """Own events behind a number."""
        disk = self.disk
        last = min(disk.tips.get(disk.incarnation, (0, b""))[0], after + max_events)
        if last <= after:
            return []
        return [disk.rows[disk.incarnation, dseq].event for dseq in range(after + 1, last + 1)]

    def held(self, *, device_ms: int) -> Held:
        """The receipt of everything that the city holds; no other signed words here."""
        return Held(vouched=self.acknowledged()[0])

    def targets(self, log: bytes, first: int, last: int) -> Sequence[Target]:
        """Which of them belong to another stream."""
        disk = self.disk
        if last < first:
            return []
        rows = [disk.rows[log, dseq] for dseq in range(first, last + 1)]
        return [Target(r.dseq, r.dseq, r.stream) for r in rows if r.stream != disk.home]

    def cursors(self) -> Sequence[Cursor]:
        """How far each stream was read."""
        return [
            Cursor(each.stream, each.grant, each.position, each.whole)
            for each in self.disk.readings.values()
            if not each.ended
        ]

    def nothing_new(self, request: SyncRequest) -> SyncAnswer:
        """What the city answers where nothing is new."""
        disk = self.disk
        readings = list(disk.readings.values())
        return nothing_new(request, era=disk.era, abilities=disk.abilities, readings=readings)

    def apply(self, answer: SyncAnswer) -> Applied:
        """One answer, in one transaction."""
        taken = self._commit(lambda log: intake.take(log, answer))
        return Applied(
            taken.acknowledged,
            taken.received,
            frozenset(),
            reached_head=taken.complete,
            problem=taken.problem,
            advanced=taken.advanced,
            restarted=taken.restarted,
        )

    def learn_time(self, *, server_ms: int, device_ms: int) -> None:
        """Clocks decide nothing here."""

    def _closed(self) -> list[ClosedTip]:
        present = self.disk.incarnation
        logs = sorted({log for log, _ in self.disk.unsent if log != present})
        return [
            ClosedTip(
                log, min(d for each, d in self.disk.unsent if each == log), self.disk.tips[log][0]
            )
            for log in logs
        ]

    def is_lost(self) -> bool:
        """Whether closed logs have to be settled."""
        present = self.disk.incarnation
        return not self.disk.prefix or any(log != present for log, _ in self.disk.unsent)

    def renewal(self) -> RenewalState:
        """What to ask."""
        return RenewalState(self.disk.incarnation, self.disk.prefix, self._closed())

    def head_at(self, incarnation: bytes, dseq: int) -> bytes:
        """The chain's head behind an own event."""
        head = MemoryLog(self.disk).head_at(incarnation, dseq)
        assert head is not None
        return head

    def begin_log(self) -> None:
        """A new log from now on."""
        self.disk.incarnation = self.fresh()

    fresh: Callable[[], bytes]

    def settle(self, settlement: Settlement) -> frozenset[str]:
        """What came of a renewal."""

        def settle(log: MemoryLog) -> None:
            settling.settle(log, settlement)
            log.disk.prefix = settlement.prefix

        self._commit(settle)
        return frozenset()

    def note(self, attempt: Attempt, *, own_clock: bool = True) -> None:
        """Nobody looks."""

    def _commit(self, change: Callable[[MemoryLog], Taken]) -> Taken:
        fate = self.fate()
        before = self.disk.copy() if fate == "before" else self.disk
        taken = change(MemoryLog(self.disk))
        if fate == "before":
            self.disk = before
            raise Killed
        self.committed(self.disk)
        if fate == "after":
            raise Killed
        return taken
