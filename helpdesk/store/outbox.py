"""The store as the sync engine sees it: what waits, what came. Each method is one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import astuple, replace
from itertools import groupby

from helpdesk.protocol import short
from helpdesk.protocol.bundle import PURPOSE
from helpdesk.protocol.messages import Cursor, SyncAnswer, SyncRequest, Target, WireEvent
from helpdesk.protocol.outbox import (
    Applied,
    Attempt,
    Held,
    Identity,
    RenewalState,
    Settlement,
    UnsentLog,
)
from helpdesk.protocol.recovery import SealedBox, open_box
from helpdesk.protocol.sealing_keys import sealing_private
from helpdesk.store import (
    calendars,
    device,
    event_log,
    log_mark,
    mongolian,
    notices,
    receipts,
    reconciliation,
    renewal,
    spare_prefix,
)
from helpdesk.store.connection import Connection, Connections
from helpdesk.store.device_log import readings
from helpdesk.store.projections import Projector
from helpdesk.store.reference import StoredReference
from helpdesk.store.snapshot_parts import SnapshotParts
from helpdesk.store.standing import StoredStanding
from helpdesk.store.taking import Taking

_ATTEMPTS_KEPT = 500
_UNSENT = "position IS NULL AND head IS NOT NULL"


class SqliteOutbox:
    """`protocol.outbox.Outbox`. `told` hears which subjects look different after an answer."""

    def __init__(
        self,
        connections: Connections,
        reference: StoredReference,
        standing: StoredStanding,
        told: Callable[[frozenset[str]], None],
    ) -> None:
        self._connections = connections
        self._taking = Taking(connections, reference, standing, told)
        self.parts = SnapshotParts(connections, reference, self._taking.take, told)
        self._folder = connections.path.parent
        self._reference = reference
        self._standing = standing
        self._told = told

    def identity(self) -> Identity | None:
        """This device, or None before enrolment."""
        with self._connections.read() as connection:
            known = device.load(connection)
        if not known.device:
            return None
        public = known.key.public_key().public_bytes_raw()
        return Identity(
            *(known.device, known.incarnation, known.history, known.server),
            server_key=known.server_key,
            public_key=public,
        )

    def sign(self, message: bytes) -> bytes:
        """The device's Ed25519 signature."""
        with self._connections.read() as connection:
            key = device.load(connection).key
        return key.sign(message)

    def open_box(self, box: SealedBox) -> bytes:
        """What was sealed to this device in a bundle."""
        with self._connections.read() as connection:
            private = sealing_private(device.load(connection).private_key)
        return open_box(private, box, purpose=PURPOSE)

    def acknowledged(self) -> tuple[int, bytes]:
        """The last dseq before which nothing waits any more, and the chain's head there."""
        with self._connections.read() as connection:
            incarnation, _, _ = device.log_of(connection)
            row = connection.execute(
                f"SELECT min(dseq) FROM event WHERE incarnation = ? AND {_UNSENT}", (incarnation,)
            ).fetchone()
            if row[0] is None:
                tip = event_log.tip(connection, incarnation)
                return tip.dseq, tip.head
            head = event_log.head_at(connection, incarnation, dseq=row[0] - 1)
        if head is None:
            raise AssertionError("a log has no holes")
        return row[0] - 1, head

    def pending(
        self, *, after: int, max_events: int, max_bytes: int, log: bytes = b""
    ) -> Sequence[WireEvent]:
        """A log's events behind `after`, in order, within both limits (but at least one if any)."""
        found: list[WireEvent] = []
        size = 0
        with self._connections.read() as connection:
            incarnation = log or device.log_of(connection)[0]
            clause = "WHERE incarnation = ? AND dseq > ? AND head IS NOT NULL ORDER BY dseq LIMIT ?"
            for wire in event_log.wires(connection, clause, (incarnation, after, max_events)):
                size += len(wire.body)
                if found and size > max_bytes:
                    break
                found.append(wire)
        return found

    def unsent_logs(self) -> Sequence[UnsentLog]:
        """The logs of which something has no receipt, closed ones too, the oldest first."""
        with self._connections.read() as connection:
            return renewal.unsent_logs(connection)

    def held(self, *, device_ms: int) -> Held:
        """Which of the city's signed words need not travel again."""
        with self._connections.read() as connection:
            known = device.load(connection)
            vouched, noticed = receipts.vouched(connection).dseq, notices.newest(connection)
            tables, papers = calendars.word(connection), mongolian.word(connection)
        standing = self._standing.word(device_ms + known.correction_ms)
        return Held(standing, vouched, noticed, tables, papers, self._standing.pdf_key)

    def cursors(self) -> Sequence[Cursor]:
        """How far each stream of this device was read."""
        with self._connections.read() as connection:
            return [
                Cursor(each.stream, each.grant, each.position, each.whole)
                for each in readings(connection)
                if not each.ended
            ]

    def targets(self, log: bytes, first: int, last: int) -> Sequence[Target]:
        """Which of a log's events between these belong to another stream than the own."""
        with self._connections.read() as connection:
            rows = connection.execute(
                "SELECT dseq, stream FROM event WHERE incarnation = ? AND dseq BETWEEN ? AND ?"
                " AND stream <> (SELECT stream FROM device) ORDER BY dseq",
                (log, first, last),
            ).fetchall()
        return [
            Target(run[0][0], run[-1][0], stream)
            for (stream, _), group in groupby(
                enumerate(rows), key=lambda each: (each[1][1], each[1][0] - each[0])
            )
            for run in ([row for _, row in group],)
        ]

    def nothing_new(self, request: SyncRequest) -> SyncAnswer:
        """What the city answers where nothing is new."""
        with self._connections.read() as connection:
            era, abilities = connection.execute("SELECT era, abilities FROM device").fetchone()
            return short.nothing_new(
                request, era=era, abilities=abilities, readings=readings(connection)
            )

    def apply(self, answer: SyncAnswer) -> Applied:
        """Standing, receipts, news, quarantine and cursors of one answer; applying it again changes
        nothing."""
        return self._taking.take(answer)

    def learn_time(self, *, server_ms: int, device_ms: int) -> None:
        """Remember how far the device's clock stands from the city's, and that this moment is past."""
        with self._connections.write() as connection:
            connection.execute(
                "UPDATE device SET correction_ms = ?, good_ms = max(good_ms, ?)",
                (server_ms - device_ms, server_ms),
            )

    def heard_ms(self) -> int:
        """The city's latest moment that this device heard of."""
        with self._connections.read() as connection:
            return device.load(connection).good_ms

    def is_lost(self) -> bool:
        """Whether the city has to be asked for a prefix, or where closed logs part."""
        with self._connections.read() as connection:
            known = device.load(connection)
            closed = renewal.closed_logs(connection)
        spare = spare_prefix.kept(self._folder, device=known.device)
        return bool(closed) or not known.desk.prefix or not spare

    def renewal(self) -> RenewalState:
        """What to ask it."""
        with self._connections.read() as connection:
            known = device.load(connection)
            closed = renewal.closed_logs(connection)
        return RenewalState(known.incarnation, known.desk.prefix, closed)

    def head_at(self, incarnation: bytes, dseq: int) -> bytes:
        """The chain's head behind an event of one of this device's logs."""
        with self._connections.read() as connection:
            head = event_log.head_at(connection, incarnation, dseq=dseq)
        if head is None:
            raise AssertionError("a log has no holes")
        return head

    def begin_log(self) -> None:
        """Close the present log and begin a new one. The spare prefix goes: the city will close it, and
        without it this device asks for its place until it has it."""
        with self._connections.write() as connection:
            renewal.begin_log(connection)
            known = device.load(connection)
        spare_prefix.take(self._folder, device=known.device)

    def settle(self, settlement: Settlement) -> frozenset[str]:
        """Take what came of a renewal."""
        with self._connections.write() as connection:
            known = device.load(connection)
            changed = renewal.settle(connection, settlement, at_ms=known.good_ms)
            projector = Projector(connection, self._reference, lenient=True)
            projector.project(event_log.readers(connection, sorted(changed)))
        if changed:
            log_mark.forget(self._folder)
        spare_prefix.keep(self._folder, device=known.device, prefix=settlement.spare)
        if changed:
            self._told(frozenset(changed))
        return frozenset(changed)

    def note(self, attempt: Attempt, *, own_clock: bool = True) -> None:
        """Remember how an exchange ended, by the city's time; only the last ones are kept."""
        with self._connections.write() as connection:
            if own_clock:
                attempt = _put_right(attempt, device.load(connection).correction_ms)
            connection.execute(
                "INSERT INTO attempt (at_ms, error, sent, received, bytes_out, bytes_in, seconds,"
                " next_ms, reached_head) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                astuple(attempt)[:-1],
            )
            reconciliation.note_offered(connection, attempt.offered)
            _forget_old_attempts(connection)


def _put_right(attempt: Attempt, correction_ms: int) -> Attempt:
    """With the times that this device's clock should have shown."""
    next_ms = attempt.next_ms + correction_ms if attempt.next_ms else 0
    return replace(attempt, at_ms=attempt.at_ms + correction_ms, next_ms=next_ms)


def _forget_old_attempts(connection: Connection) -> None:
    connection.execute(
        "DELETE FROM attempt WHERE id <= (SELECT max(id) FROM attempt) - ?", (_ATTEMPTS_KEPT,)
    )
