"""A city in memory: `Ledger` and `RenewalLedger` in a few dictionaries, with transactions and locks."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from helpdesk.domain.events import Body
from helpdesk.domain.numbering import nth_prefix
from helpdesk.protocol.chain import GENESIS
from helpdesk.protocol.digest import MODULUS, mark
from helpdesk.protocol.messages import (
    Cursor,
    Grant,
    Parted,
    Placed,
    PlacedEvent,
    Quarantined,
    SnapshotOffer,
    StreamPage,
)
from helpdesk.protocol.snapshots import pack_part
from helpdesk.server.ledger import Batch, Numbering, Standpoint
from helpdesk.server.renewal import Present
from helpdesk.server.scrutiny import Holder, day_of, registrations

Origin = tuple[bytes, int]
_NUMBERED = ("owners", "numbers", "counters")
PART, LEAST = 12, 4  # events of a snapshot's part, at most and at least


class Busy(Exception):  # noqa: N818  a lock is held: whoever asks waits
    """Another transaction holds the row."""


@dataclass(slots=True)
class Device:
    """A device as the city knows it."""

    desk: str
    incarnation: bytes
    prefix: str
    spare: str
    revoked: bool = False


@dataclass(slots=True)
class Stream:
    """A stream: what lies at which position."""

    head: int = 0
    digest: int = 0
    safe: int = 0
    events: dict[int, PlacedEvent] = field(default_factory=dict)


class CityDisk:
    """What survives."""

    def __init__(self, streams: Sequence[str]) -> None:
        self.history, self.era = "h0", 0
        self.streams = {name: Stream() for name in streams}
        self.devices: dict[str, Device] = {}
        self.logs: dict[bytes, tuple[int, bytes]] = {}
        self.heads: dict[Origin, bytes] = {}
        self.places: dict[Origin, tuple[str, int]] = {}
        self.aside: dict[Origin, str] = {}
        self.grants: dict[tuple[str, str], Grant] = {}
        self.parted: dict[tuple[str, str], int] = {}
        self.prefixes = 0
        self.owners: dict[str, str] = {}  # of prefixes, which devices
        self.numbers: dict[str, Holder] = {}
        self.counters: dict[tuple[str, str], int] = {}
        self.parts: dict[tuple[str, int], tuple[SnapshotOffer, bytes]] = {}

    def copy(self) -> "CityDisk":
        """A backup, or another server by mistake."""
        fresh = CityDisk(())
        fresh.__dict__.update({k: v for k, v in self.__dict__.items() if not isinstance(v, dict)})
        for name in ("logs", "heads", "places", "aside", "grants", "parted", "parts", *_NUMBERED):
            setattr(fresh, name, dict(getattr(self, name)))
        fresh.streams = {
            name: replace(each, events=dict(each.events)) for name, each in self.streams.items()
        }
        fresh.devices = {name: replace(each) for name, each in self.devices.items()}
        return fresh

    def begin_history(self, history: str, era: int) -> None:
        """As `postgres.histories.begin`."""
        for (earlier, name), position in self.parted.items():
            self.parted[earlier, name] = min(position, self.streams[name].head)
        for name, stream in self.streams.items():
            self.parted[self.history, name] = stream.head
        self.parts.clear()
        self.history, self.era = history, era
        self.prefixes += 200

    def make_part(self, name: str) -> None:
        """As `postgres.snapshots`, in small: what the last part lacks of its measure comes first."""
        stream = self.streams[name]
        its = sorted(since for stream, since in self.parts if stream == name)
        since = its[-1] if its else 0
        if its and self.parts[name, since][0].position - since == PART:
            since += PART
        last = min(stream.head, since + PART)
        if (name, since) in self.parts and self.parts[name, since][0].position == last:
            return  # it would be the same
        events = [stream.events[p] for p in range(since + 1, last + 1)]
        if len(events) >= LEAST:
            void = [e.position for e in events if (e.incarnation, e.dseq) in self.aside]
            content = pack_part(name, events, void)
            digest = sha256(content).digest()
            offer = SnapshotOffer(name, events[-1].position, digest, len(content), since)
            self.parts[name, since] = offer, content

    def draw(self, device: str) -> str:
        """A prefix that nobody ever had, as far as is known here."""
        while True:
            self.prefixes += 1
            prefix = nth_prefix(self.prefixes)
            if self.owners.setdefault(prefix, device) == device:
                return prefix

    def enrol(self, name: str, desk: str, incarnation: bytes) -> Device:
        """A new device of a desk."""
        self.devices[name] = Device(desk, incarnation, self.draw(name), self.draw(name))
        self.logs.setdefault(incarnation, (0, GENESIS))
        return self.devices[name]


class City:
    """A running city: its disk, and the rows that open transactions hold."""

    def __init__(self, disk: CityDisk, placed: set[tuple[str, int, bytes, int]]) -> None:
        self.disk = disk
        self.locked: dict[object, object] = {}
        self.sequence: dict[str, int] | None = None  # a mutant: positions outside the transaction
        self.placed = placed  # every receipt that was ever true, in whatever city

    def lock(self, row: object, owner: object) -> None:
        """Take a row, or learn that somebody has it."""
        if self.locked.setdefault(row, owner) is not owner:
            raise Busy


class Transaction:
    """`Ledger` and `RenewalLedger` for one device: written rows are seen by others after `commit`."""

    def __init__(self, city: City, device: str, now_ms: int) -> None:
        self._city, self._disk = city, city.disk
        self._name = device
        self._now_ms = now_ms
        self._device = city.disk.devices[device]
        self._fresh: dict[str, dict[int, PlacedEvent]] = {}
        self._batch: Batch | None = None
        self._renewed: list[bytes] = []

    # --- Ledger

    def standpoint(self) -> Standpoint:
        """Whose exchange this is."""
        disk, device = self._disk, self._device
        return Standpoint(
            disk.history, disk.era, device.desk, device.incarnation, revoked=device.revoked
        )

    def verify(self, signature: bytes, head: bytes) -> bool:
        """Only who has the key signs so."""
        return signature == b"s" + head[:8]

    def held(self, *, lock: bool) -> tuple[int, bytes]:
        """The end of the present log."""
        if lock:
            self._city.lock(self._name, self)
            self._city.lock(self._device.incarnation, self)
        return self._disk.logs[self._device.incarnation]

    def head_at(self, *where: int | bytes) -> bytes | None:
        """The chain's head behind an event of the present log, or of a named one."""
        incarnation, dseq = where if len(where) == 2 else (self._device.incarnation, *where)
        return GENESIS if dseq == 0 else self._disk.heads.get((incarnation, dseq))  # type: ignore[arg-type]

    def grants(self) -> Sequence[Grant]:
        """The streams of the device's desk."""
        desk = self._device.desk
        others = [grant for (whose, _), grant in self._disk.grants.items() if whose == desk]
        return [Grant(desk, 1), *others]

    def numbering(self, bodies: Sequence[Body]) -> Numbering:
        """As `postgres.device_ledger`."""
        numbers = registrations(bodies)
        if not numbers:
            return Numbering()
        disk = self._disk
        days = {day for number in numbers if (day := day_of(number))}
        if disk.era:
            for prefix, _day in days:
                disk.owners.setdefault(prefix, self._name)
        return Numbering(
            prefixes={prefix for prefix, whose in disk.owners.items() if whose == self._name},
            taken={n: disk.numbers[n] for n in numbers if n in disk.numbers},
            counted={day: disk.counters[day] for day in days if day in disk.counters},
        )

    def keep(self, batch: Batch) -> None:
        """Store a batch, with positions taken under the streams' locks."""
        city, incarnation = self._city, self._device.incarnation
        for number in batch.verdicts.numbers:  # as a unique index: whoever is second begins anew
            city.lock(("number", number), self)
        self._batch = batch
        for stream in sorted(set(batch.streams)):
            if city.sequence is None:
                city.lock(stream, self)
            self._fresh[stream] = {}
        for place, event in enumerate(batch.events):
            stream, dseq = batch.streams[place], batch.first + place
            position = self._next(stream)
            self._fresh[stream][position] = PlacedEvent(
                incarnation, dseq, position, batch.now_ms, event
            )

    def _next(self, stream: str) -> int:
        if self._city.sequence is None:
            return self._disk.streams[stream].head + len(self._fresh[stream]) + 1
        taken = max(self._city.sequence.get(stream, 0), self._disk.streams[stream].head) + 1
        self._city.sequence[stream] = taken
        return taken

    def receipts(self, *log: bytes, first: int, last: int = 2**62) -> list[Placed]:
        """Where a log's events lie."""
        incarnation = log[0] if log else self._device.incarnation
        places, held = self._disk.places, self._disk.logs.get(incarnation, (0, b""))[0]
        found = [
            Placed(at[0], dseq, dseq, at[1], self._now_ms)
            for dseq in range(first, min(last, held) + 1)
            if (at := places.get((incarnation, dseq)))
        ]
        found += [
            Placed(stream, placed.dseq, placed.dseq, position, self._now_ms)
            for stream, its in self._fresh.items()
            for position, placed in its.items()
            if first <= placed.dseq <= last
        ]
        return found

    def quarantined(
        self, incarnation: bytes = b"", *, first: int, last: int = 2**62
    ) -> list[Quarantined]:
        """Which of them were kept aside."""
        incarnation = incarnation or self._device.incarnation
        found = {
            dseq: reason
            for (whose, dseq), reason in self._disk.aside.items()
            if whose == incarnation and first <= dseq <= last
        }
        if self._batch is not None:
            reasons = self._batch.verdicts.reasons.items()
            found |= {self._batch.first + place: reason for place, reason in reasons}
        return [Quarantined(dseq, reason) for dseq, reason in found.items()]

    def page(self, cursor: Cursor, *, limit: int, room: int) -> StreamPage:
        """News of a stream."""
        stream, since = self._disk.streams[cursor.stream], cursor.position
        fresh = self._fresh.get(cursor.stream, {})
        head = max(stream.head, *fresh) if fresh else stream.head
        digest = (stream.digest + self._digest(fresh)) % MODULUS if fresh else stream.digest
        if since >= head:
            told = digest if since == head else -1
            return StreamPage(cursor.stream, 0, since, head, False, [], told, stream.safe)
        own = b"" if cursor.whole else self._device.incarnation
        reasons = self._batch.verdicts.reasons if self._batch is not None and fresh else {}
        fresh_aside = {
            position
            for position, each in fresh.items()
            if self._batch is not None and each.dseq - self._batch.first in reasons
        }
        events = []
        for position in range(since + 1, head + 1):
            placed = stream.events.get(position) or fresh.get(position)
            if placed is not None and placed.incarnation != own:
                events.append(placed)
                if len(events) > limit:
                    break
        more = len(events) > limit
        events = events[:limit]
        position = events[-1].position if more else head
        digest = -1 if more else digest
        aside = [
            each.position
            for each in events
            if (each.incarnation, each.dseq) in self._disk.aside or each.position in fresh_aside
        ]
        return StreamPage(
            *(cursor.stream, 0, since, position, more, events, digest, stream.safe), aside=aside
        )

    def snapshots(self, cursor: Cursor, *, most: int) -> list[SnapshotOffer]:
        """The parts behind a cursor."""
        found = [
            offer
            for offer, _ in self._disk.parts.values()
            if offer.stream == cursor.stream and offer.position >= cursor.position + LEAST
        ]
        found = sorted(found, key=lambda offer: offer.since)[:most] if found else found
        return found if found and found[0].since <= cursor.position else []

    def parted(self, history: str) -> list[Parted]:
        """Up to where the streams are those of an earlier history."""
        return [
            Parted(grant.stream, self._disk.parted[history, grant.stream])
            for grant in self.grants()
            if (history, grant.stream) in self._disk.parted
        ]

    def receipt(self, acked: int, head: bytes, *, at_ms: int) -> bytes:
        """Signed words are another test's matter."""
        return b""

    # --- RenewalLedger

    def present(self) -> Present:
        """How the device stands."""
        self._city.lock(self._name, self)
        device = self._device
        return Present(device.incarnation, device.prefix, device.spare, device.revoked)

    def acked(self, incarnation: bytes) -> int | None:
        """How much is held of a log."""
        state = self._disk.logs.get(incarnation)
        return state[0] if state else None

    def is_known(self, incarnation: bytes) -> bool:
        """Whether any log ever had this name."""
        return incarnation in self._disk.logs

    def draw(self) -> str:
        """A prefix that nobody ever had."""
        return self._disk.draw(self._name)

    def begin(self, present: Present) -> None:
        """The device has this log and these prefixes."""
        incarnation, prefix, spare, _ = present
        self._device = replace(self._device, incarnation=incarnation, prefix=prefix, spare=spare)
        self._renewed.append(incarnation)

    def spare(self, prefix: str) -> None:
        """The device has this spare prefix."""
        self._device = replace(self._device, spare=prefix)

    # --- the end

    def commit(self) -> None:
        """Others see it from now on."""
        disk = self._disk
        if self._renewed:
            disk.devices[self._name] = self._device
            for incarnation in self._renewed:
                disk.logs.setdefault(incarnation, (0, GENESIS))
        if self._batch is not None:
            self._write(self._batch)
        self.close()

    def close(self) -> None:
        """Whatever was locked is free."""
        locked = self._city.locked
        for row in [row for row, owner in locked.items() if owner is self] if locked else ():
            del locked[row]

    def _write(self, batch: Batch) -> None:
        disk, incarnation = self._disk, self._device.incarnation
        last = batch.first + len(batch.events) - 1
        for dseq, head in enumerate(batch.heads, batch.first):
            disk.heads[incarnation, dseq] = head
        disk.logs[incarnation] = (last, batch.heads[-1])
        for name, its in self._fresh.items():
            stream = disk.streams[name]
            stream.digest = (stream.digest + self._digest(its)) % MODULUS
            stream.head = max(stream.head, *its)
            for position, placed in its.items():
                assert position not in stream.events
                assert (placed.incarnation, placed.dseq) not in disk.places
                stream.events[position] = placed
                disk.places[placed.incarnation, placed.dseq] = (name, position)
                self._city.placed.add((name, position, placed.incarnation, placed.dseq))
        verdicts, home = batch.verdicts, self._device.desk
        for number, subject in verdicts.numbers.items():
            disk.numbers[number] = Holder(subject, number in verdicts.reentered, home)
        for subject, holder in verdicts.joined.items():
            ((number, known),) = [
                each for each in disk.numbers.items() if each[1].subject == holder.subject
            ]
            stub = known.reentered and number not in verdicts.found
            disk.numbers[number] = replace(known, reentered=stub, joined=known.joined | {subject})
        disk.counters |= batch.verdicts.counters
        for place, reason in batch.verdicts.reasons.items():
            disk.aside[incarnation, batch.first + place] = reason

    def _digest(self, its: dict[int, PlacedEvent]) -> int:
        return sum(p * mark(e.incarnation, e.dseq, e.event) for p, e in its.items())
