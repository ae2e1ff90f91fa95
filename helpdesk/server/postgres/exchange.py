"""The city's half of a sync on PostgreSQL: one transaction for one request. Any thread."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from helpdesk.domain.calendar import WorkCalendar
from helpdesk.domain.events import Author, Body, Event, Origin
from helpdesk.domain.moments import Moment
from helpdesk.protocol.messages import PlacedEvent, SyncAnswer, SyncRequest, WireEvent
from helpdesk.protocol.receipts import Receipt, sign_receipt
from helpdesk.server.exchange import Decision, HeldLog, decide
from helpdesk.server.postgres import ledger, news, prefixes
from helpdesk.server.postgres.database import Connection, Database
from helpdesk.server.postgres.projection import project
from helpdesk.server.principal import Principal
from helpdesk.server.scrutiny import (
    Holder,
    Verdicts,
    bodies_of,
    day_of,
    registrations,
    scrutinise,
)

_SEEN_EVERY_MS = 60_000


@dataclass(frozen=True, slots=True)
class _Device:
    id: str
    stream: str
    public_key: bytes
    incarnation: bytes
    revoked: bool
    seen_ms: int


class PostgresExchange:
    """`server.ports.Exchange`. `calendar` counts the due dates of the list of cases; `sign` is the city's
    Ed25519 key."""

    def __init__(
        self,
        database: Database,
        *,
        history: str,
        calendar: WorkCalendar,
        sign: Callable[[bytes], bytes],
        now_ms: Callable[[], int],
    ) -> None:
        self._database = database
        self._history = history
        self._calendar = calendar
        self._sign = sign
        self._now_ms = now_ms
        self._keys: dict[str, bytes] = {}  # a device's key never changes

    def public_key(self, device: str) -> bytes | None:
        """The device's Ed25519 key."""
        if device not in self._keys:
            with self._database.transaction(Principal.device(device)) as connection:
                found = _find(connection, device)
            if found is None:
                return None
            self._keys[device] = found.public_key
        return self._keys[device]

    def exchange(self, device: str, request: SyncRequest) -> SyncAnswer:
        """Take what is new, answer receipts and news."""
        now_ms = self._now_ms()
        with self._database.transaction(Principal.device(device)) as connection:
            known = _find(connection, device)
            if known is None:
                raise AssertionError("a request is authenticated before it is answered")
            held = _held(connection, known, lock=bool(request.events))
            decision = decide(
                held,
                request,
                history=self._history,
                head_at=lambda dseq: ledger.head_at(
                    connection, known.stream, known.incarnation, dseq
                ),
            )
            answer = SyncAnswer(self._history, now_ms, held.acked, held.head)
            if decision.problem:
                return _with(answer, problem=decision.problem)
            if decision.fresh:
                answer = self._take(connection, known, request, decision, answer)
            self._seen(connection, known, now_ms)
            return self._answered(connection, known, request, answer)

    def _take(
        self,
        connection: Connection,
        device: _Device,
        request: SyncRequest,
        decision: Decision,
        answer: SyncAnswer,
    ) -> SyncAnswer:
        """Store the fresh events; everything that can be done before the stream's lock is."""
        stream, fresh, now_ms = device.stream, decision.fresh, answer.server_ms
        bodies = bodies_of(fresh)
        verdicts = _verdicts(connection, device, fresh, bodies)
        last, head = decision.first + len(fresh) - 1, decision.heads[-1]
        ledger.move_log(connection, stream, device.incarnation, acked=last, head=head)
        _note_batch(connection, device, request, last=last, now_ms=now_ms)
        _take_numbers(connection, stream, verdicts)
        prefixes.note_counters(connection, stream, verdicts.counters)
        placed = ledger.place(
            fresh,
            incarnation=device.incarnation,
            first=decision.first,
            position=ledger.take_positions(connection, stream, len(fresh)),
            received_ms=now_ms,
        )
        ledger.write_events(connection, stream, placed)
        ledger.keep_aside(connection, stream, placed, verdicts.reasons)
        understood = [
            _event(one, body, stream=stream)
            for place, (one, body) in enumerate(zip(placed, bodies, strict=True))
            if place not in verdicts.reasons
        ]
        failed = project(connection, stream, understood, calendar=self._calendar)
        ledger.keep_aside(connection, stream, placed, _not_foldable(placed, failed))
        return _with(answer, acked_dseq=last, acked_head=head)

    def _answered(
        self, connection: Connection, device: _Device, request: SyncRequest, answer: SyncAnswer
    ) -> SyncAnswer:
        """The answer with the receipts from the request's first number on, and the news."""
        if answer.acked_dseq >= request.first_dseq:
            log = (connection, device.stream, device.incarnation)
            answer = _with(
                answer,
                placed=ledger.receipts(*log, first=request.first_dseq),
                quarantined=ledger.quarantined(*log, first=request.first_dseq),
            )
        if answer.acked_dseq > request.vouched:
            answer = _with(answer, receipt=self._receipt(device, answer))
        return _with(answer, streams=news.pages(connection, device.id, request))

    def _receipt(self, device: _Device, answer: SyncAnswer) -> bytes:
        receipt = Receipt(
            device=device.id,
            history=answer.history,
            incarnation=device.incarnation,
            dseq=answer.acked_dseq,
            head=answer.acked_head,
            at_ms=answer.server_ms,
        )
        return sign_receipt(receipt, self._sign)

    def _seen(self, connection: Connection, device: _Device, now_ms: int) -> None:
        if now_ms - device.seen_ms > _SEEN_EVERY_MS:
            connection.execute("UPDATE device SET seen_ms = %s WHERE id = %s", [now_ms, device.id])


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


def _with(answer: SyncAnswer, **changes: object) -> SyncAnswer:
    return msgspec.structs.replace(answer, **changes)


def _find(connection: Connection, device: str) -> _Device | None:
    row = connection.execute(
        "SELECT id, stream, public_key, incarnation, revoked, seen_ms FROM device WHERE id = %s",
        [device],
    ).fetchone()
    return _Device(*row) if row else None


def _held(connection: Connection, device: _Device, *, lock: bool) -> HeldLog:
    state = ledger.log_state(connection, device.stream, device.incarnation, lock=lock)
    if state is None:
        raise AssertionError("a device is enrolled together with its log")

    def verify(signature: bytes, head: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(device.public_key).verify(signature, head)
        except InvalidSignature:
            return False
        return True

    acked, head = state
    return HeldLog(device.incarnation, acked, head, verify=verify, revoked=device.revoked)


def _verdicts(
    connection: Connection, device: _Device, fresh: Sequence[WireEvent], bodies: list[Body]
) -> Verdicts:
    """What to keep aside; a batch that registers nothing asks nothing."""
    numbers = registrations(bodies)
    if not numbers:
        return scrutinise(fresh, bodies, prefixes=None, taken={}, counted={})
    days = {day for number in numbers if (day := day_of(number))}
    return scrutinise(
        fresh,
        bodies,
        prefixes=prefixes.of_device(connection, device.id),
        taken=_taken_numbers(connection, numbers),
        counted=prefixes.last_counters(connection, device.stream, days),
    )


def _taken_numbers(connection: Connection, numbers: list[str]) -> dict[str, Holder]:
    """Who has these numbers, at whatever desk."""
    rows = connection.execute(
        "SELECT number, subject, reentered FROM number_holders(%s)",
        [[number for number in numbers if "\0" not in number]],
    )
    return {number: Holder(subject, reentered) for number, subject, reentered in rows}


def _take_numbers(connection: Connection, stream: str, verdicts: Verdicts) -> None:
    if not verdicts.numbers:
        return
    with (
        connection.cursor() as cursor,
        cursor.copy(
            "COPY case_number_rows (stream, number, subject, reentered) FROM STDIN (FORMAT BINARY)"
        ) as copy,
    ):
        copy.set_types(("text", "text", "bytea", "bool"))
        for number, subject in verdicts.numbers.items():
            copy.write_row((stream, number, subject, number in verdicts.reentered))


def _note_batch(
    connection: Connection, device: _Device, request: SyncRequest, *, last: int, now_ms: int
) -> None:
    """The signed head: what the device itself vouched for."""
    connection.execute(
        "INSERT INTO batch (stream, incarnation, last, first, head, signature, received_ms)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s)",
        [
            device.stream,
            device.incarnation,
            last,
            request.first_dseq,
            request.head,
            request.signature,
            now_ms,
        ],
    )
