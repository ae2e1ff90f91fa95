"""`server.ledger.Ledger` on PostgreSQL: one device in one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from operator import itemgetter

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from helpdesk.application.notices import NUMBER_CLAIMED, NUMBER_SETTLED
from helpdesk.domain.asides import AsideSettled
from helpdesk.domain.calendar import WorkCalendar
from helpdesk.domain.events import Author, Body, CaseRegistered, Event, Origin
from helpdesk.domain.moments import Moment
from helpdesk.protocol.digest import mark
from helpdesk.protocol.messages import (
    Cursor,
    Grant,
    Parted,
    Placed,
    PlacedEvent,
    Quarantined,
    SnapshotOffer,
    StreamPage,
    SyncRequest,
)
from helpdesk.protocol.receipts import Receipt, sign_receipt
from helpdesk.server.ledger import Batch, Numbering, Standpoint
from helpdesk.server.postgres import grants, histories, ledger, news, notices, prefixes, snapshots
from helpdesk.server.postgres.database import Connection
from helpdesk.server.postgres.projection import project
from helpdesk.server.scrutiny import CLAIMS, day_of, registrations


@dataclass(frozen=True, slots=True)
class Device:
    """A device as its row has it."""

    id: str
    stream: str
    public_key: bytes
    incarnation: bytes
    revoked: bool
    seen_ms: int


@dataclass(frozen=True, slots=True)
class City:
    """What every exchange needs of the city."""

    history: str
    calendar: WorkCalendar
    sign: Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class _Kept:
    """What this very transaction has added to the log, from number `first` on: nobody else may have changed
    it, so it is not read back. `reasons` are by place."""

    first: int
    streams: Sequence[str]
    placed: Sequence[PlacedEvent]
    reasons: dict[int, str]

    def receipts(self) -> list[Placed]:
        """Each run of numbers in one stream; its positions follow one another, too."""
        found = []
        for stream, group in groupby(
            zip(self.streams, self.placed, strict=True), key=itemgetter(0)
        ):
            run = [placed for _, placed in group]
            begun, ended = run[0], run[-1]
            at = (begun.position, begun.received_ms)
            found.append(Placed(stream, begun.dseq, ended.dseq, *at))
        return found


def find_device(connection: Connection, device: str, *, lock: bool = False) -> Device | None:
    """The device; None for one that nobody enrolled. With `lock` no renewal comes in between: it would
    compare a log to which events are just being added, and they would come twice."""
    row = connection.execute(
        "SELECT id, stream, public_key, incarnation, revoked, seen_ms FROM device WHERE id = %s"
        + (" FOR NO KEY UPDATE" if lock else ""),
        [device],
    ).fetchone()
    return Device(*row) if row else None


class PostgresLedger:
    """The database in `connection`'s transaction, as `device` may see and change it."""

    def __init__(self, connection: Connection, device: Device, city: City) -> None:
        self._connection = connection
        self.device = device
        self._city = city
        self._kept: _Kept | None = None

    def standpoint(self) -> Standpoint:
        """Whose exchange this is."""
        device = self.device
        return Standpoint(
            self._city.history, self._era, device.stream, device.incarnation, revoked=device.revoked
        )

    def verify(self, signature: bytes, head: bytes) -> bool:
        """Whether the device signed this head."""
        try:
            Ed25519PublicKey.from_public_bytes(self.device.public_key).verify(signature, head)
        except InvalidSignature:
            return False
        return True

    def held(self, *, lock: bool) -> tuple[int, bytes]:
        """The end of the present log."""
        device = self.device
        state = ledger.log_state(self._connection, device.stream, device.incarnation, lock=lock)
        if state is None:
            raise AssertionError("a device is enrolled together with its log")
        return state

    def head_at(self, dseq: int) -> bytes | None:
        """The chain's head behind an event of the present log."""
        return ledger.head_at(self._connection, self._log, self.device.incarnation, dseq)

    def grants(self) -> Sequence[Grant]:
        """The streams of the device's desk."""
        return self._grants

    def numbering(self, bodies: Sequence[Body]) -> Numbering:
        """What is known of case numbers; a batch that registers nothing asks nothing."""
        numbers = registrations(bodies)
        if not numbers:
            return Numbering()
        connection, stream = self._connection, self.device.stream
        days = {number: day for number in numbers if (day := day_of(number))}
        if self._era:
            prefixes.adopt(connection, self.device.id, {prefix for prefix, _ in days.values()})
        return Numbering(
            prefixes=prefixes.of_device(connection, self.device.id),
            taken=ledger.taken_numbers(connection, days),
            counted=prefixes.last_counters(connection, stream, set(days.values())),
        )

    def keep(self, batch: Batch) -> None:
        """Store a batch; everything that can be done before the streams' locks is."""
        connection, device = self._connection, self.device
        last = batch.first + len(batch.events) - 1
        ledger.move_log(
            connection, device.stream, device.incarnation, acked=last, head=batch.heads[-1]
        )
        self._note_batch(batch.request, last=last, now_ms=batch.now_ms)
        ledger.take_numbers(connection, device.stream, batch.verdicts)
        prefixes.note_counters(connection, device.stream, batch.verdicts.counters)
        placed = self._place(batch)
        reasons: dict[int, str] = {}
        for stream in sorted(set(batch.streams)):
            places = [place for place, its in enumerate(batch.streams) if its == stream]
            reasons |= self._write(stream, batch, {place: placed[place] for place in places})
        _tell_holders(connection, batch, reasons, incarnation=device.incarnation)
        self._kept = _Kept(batch.first, batch.streams, placed, reasons)

    def receipts(self, *, first: int) -> list[Placed]:
        """Where the present log's events lie."""
        if self._kept is not None and self._kept.first == first:
            return self._kept.receipts()
        return ledger.receipts(self._connection, self._log, self.device.incarnation, first=first)

    def quarantined(self, *, first: int) -> list[Quarantined]:
        """Which of them were kept aside."""
        if self._kept is not None and self._kept.first == first:
            reasons = sorted(self._kept.reasons.items())
            return [Quarantined(first + place, reason) for place, reason in reasons]
        incarnation = self.device.incarnation
        return ledger.quarantined(self._connection, self._log, incarnation, first=first)

    def page(self, cursor: Cursor, *, limit: int, room: int) -> StreamPage:
        """News of a stream behind a cursor."""
        if cursor.whole:
            return news.page(self._connection, cursor, b"", limit=limit, room=room)
        fresh = self._kept.streams.count(cursor.stream) if self._kept is not None else 0
        return news.page(
            self._connection,
            cursor,
            self.device.incarnation,
            limit=limit,
            room=room,
            fresh=fresh,
        )

    def snapshots(self, cursor: Cursor, *, most: int) -> list[SnapshotOffer]:
        """The parts of a stream's snapshot behind a cursor."""
        return snapshots.offers(self._connection, cursor, most=most)

    def parted(self, history: str) -> list[Parted]:
        """Up to where the device's streams are those of an earlier history."""
        return histories.parted(self._connection, history, self._log.streams)

    def receipt(self, acked: int, head: bytes, *, at_ms: int) -> bytes:
        """The city's signed word for this much of the present log."""
        device = self.device
        receipt = Receipt(
            device=device.id,
            history=self._city.history,
            incarnation=device.incarnation,
            dseq=acked,
            head=head,
            at_ms=at_ms,
        )
        return sign_receipt(receipt, self._city.sign)

    @cached_property
    def _era(self) -> int:
        return histories.era(self._connection)

    @cached_property
    def _grants(self) -> Sequence[Grant]:
        return grants.of_desk(self._connection, self.device.stream)

    @property
    def _log(self) -> ledger.Log:
        return ledger.Log(self.device.stream, [grant.stream for grant in self._grants])

    def _place(self, batch: Batch) -> list[PlacedEvent]:
        """The events with their positions: every stream's row is locked, in the order of their names."""
        incarnation = self.device.incarnation
        numbered = list(enumerate(batch.events, batch.first))
        positions: dict[int, int] = {}
        for stream in sorted(set(batch.streams)):
            its = [
                (place, mark(incarnation, dseq, event))
                for place, (dseq, event) in enumerate(numbered)
                if batch.streams[place] == stream
            ]
            marks = [value for _, value in its]
            first = ledger.take_positions(self._connection, stream, marks)
            positions |= {place: first + i for i, (place, _) in enumerate(its)}
        return [
            PlacedEvent(incarnation, dseq, positions[place], batch.now_ms, event)
            for place, (dseq, event) in enumerate(numbered)
        ]

    def _write(self, stream: str, batch: Batch, placed: dict[int, PlacedEvent]) -> dict[int, str]:
        """Store the events that belong to a stream; answers why some count for nothing, by place."""
        connection, events = self._connection, list(placed.values())
        aside = batch.verdicts.reasons
        with ledger.written(connection, stream, events):
            understood = [
                _event(one, batch.bodies[place], stream=stream)
                for place, one in placed.items()
                if place not in aside
            ]
        reasons = {i: aside[place] for i, place in enumerate(placed) if place in aside}
        claimed = {
            i: body.number
            for i, place in enumerate(placed)
            if reasons.get(i) in CLAIMS and isinstance(body := batch.bodies[place], CaseRegistered)
        }
        ledger.keep_aside(connection, stream, events, reasons, claimed)
        failed = project(connection, stream, understood, calendar=self._city.calendar)
        unfolded = _not_foldable(events, failed)
        ledger.keep_aside(connection, stream, events, unfolded)
        places = list(placed)
        return {places[i]: reason for i, reason in (unfolded | reasons).items()}

    def _note_batch(self, request: SyncRequest, *, last: int, now_ms: int) -> None:
        """The signed head: what the device itself vouched for."""
        self._connection.execute(
            "INSERT INTO batch (stream, incarnation, last, first, head, signature, received_ms)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            [
                self.device.stream,
                self.device.incarnation,
                last,
                request.first_dseq,
                request.head,
                request.signature,
                now_ms,
            ],
        )


def _tell_holders(
    connection: Connection, batch: Batch, reasons: dict[int, str], *, incarnation: bytes
) -> None:
    """The desks that have a number which is claimed here hear of it, and of what this desk settled itself."""
    claimed = [batch.first + place for place, reason in reasons.items() if reason in CLAIMS]
    settled = [
        (NUMBER_SETTLED, _bytes(body.incarnation), [body.dseq])
        for body in batch.bodies
        if isinstance(body, AsideSettled) and body.solved
    ]
    for code, log, dseqs in ((NUMBER_CLAIMED, incarnation, claimed), *settled):
        notices.tell_of_numbers(connection, code, log, dseqs, now_ms=batch.now_ms)


def _bytes(hexadecimal: str) -> bytes:
    """Empty for what a strange program wrote."""
    try:
        return bytes.fromhex(hexadecimal)
    except ValueError:
        return b""


def _event(placed: PlacedEvent, body: Body, *, stream: str) -> Event:
    """The event whose body is decoded already."""
    wire = placed.event
    moment = Moment(
        wire.device_ms,
        correction_ms=wire.correction_ms,
        offset_minutes=wire.offset_minutes,
        zone=wire.zone,
    )
    return Event(
        origin=Origin(placed.incarnation.hex(), placed.dseq),
        stream=stream,
        subject=wire.subject.hex(),
        body=body,
        author=Author(wire.author_id, wire.author_name),
        moment=moment,
        base=wire.base,
        position=placed.position,
        received_ms=placed.received_ms,
    )


def _not_foldable(placed: Sequence[PlacedEvent], failed: set[str]) -> dict[int, str]:
    return {
        place: "not-foldable"
        for place, one in enumerate(placed)
        if failed and one.event.subject.hex() in failed
    }
