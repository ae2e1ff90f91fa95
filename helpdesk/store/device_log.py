"""`protocol.device_log.DeviceLog` on SQLCipher, inside an open transaction."""

from collections.abc import Callable, Collection, Iterable, Sequence
from hashlib import sha256
from typing import Any

import msgspec

from helpdesk.protocol.device_log import Known, Occupant, Own, Reading, Run, Standpoint
from helpdesk.protocol.digest import MODULUS, mark
from helpdesk.protocol.messages import Placed, PlacedEvent
from helpdesk.store import event_log
from helpdesk.store.connection import Connection

NUMBER_TWICE = "number-twice"  # another case here has this case number already
_READING = 'stream, grant_id, position, digest, "whole", ended, dropped, safe'
_WAITS = "position IS NULL AND head IS NOT NULL"
# An own event waits again, for the stream that it was recorded for.
AS_MEANT = "position = NULL, received_ms = NULL, stream = coalesce(meant, stream), meant = NULL"


class SqlitePlaces:
    """`protocol.device_log.Places`."""

    def __init__(self, connection: Connection) -> None:
        self._execute: Callable[..., Any] = connection.execute
        self._connection = connection

    def between(self, stream: str, since: int, position: int) -> Sequence[Occupant]:
        """Everything that lies behind `since` up to `position`."""
        return event_log.between(self._connection, stream, since, position)

    def measure(self, stream: str, since: int, position: int) -> tuple[int, int]:
        """How many events lie there, and their digest; read from an index alone."""
        count, total = self._execute(
            f"SELECT count(*), coalesce(sum(position * mark % {MODULUS}), 0) FROM event"
            " WHERE stream = ? AND position > ? AND position <= ?",
            (stream, since, position),
        ).fetchone()
        return count, total % MODULUS

    def place(self, incarnation: bytes, dseq: int, *, stream: str, at: tuple[int, int]) -> None:
        """An event that is here lies at this position since this moment."""
        self._execute(
            "UPDATE event SET meant = iif(head IS NULL, NULL, nullif(coalesce(meant, stream), ?)),"
            " stream = ?, position = ?, received_ms = ? WHERE incarnation = ? AND dseq = ?",
            (stream, stream, *at, incarnation, dseq),
        )

    def place_run(self, incarnation: bytes, placed: Placed) -> Run | None:
        """The usual case in a few statements: room for all, none of them known in another stream.

        Where nobody else wrote about a subject, its events fold as before: only the count of
        unsent ones changes (10,000 receipts: 0.2 s instead of 5 s).
        """
        last = placed.position + placed.last - placed.first
        own = (incarnation, placed.first, placed.last)
        in_the_way = self._execute(
            "SELECT 1 FROM event WHERE stream = ? AND position BETWEEN ? AND ? UNION ALL"
            " SELECT 1 FROM event WHERE incarnation = ? AND dseq BETWEEN ? AND ?"
            " AND stream <> ? LIMIT 1",
            (placed.stream, placed.position, last, *own, placed.stream),
        ).fetchone()
        if in_the_way:
            return None
        rows = self._execute(
            "UPDATE event SET position = dseq + ?, received_ms = ? WHERE incarnation = ?"
            f" AND dseq BETWEEN ? AND ? AND {_WAITS}"
            " RETURNING subject, EXISTS (SELECT 1 FROM event other"
            " WHERE other.subject = event.subject AND other.head IS NULL)"
            " OR subject IN (SELECT subject FROM rejoined)",
            (placed.position - placed.first, placed.received_ms, *own),
        ).fetchall()
        self._execute(
            "UPDATE cases SET unsent = (SELECT count(*) FROM event WHERE event.subject = cases.id"
            f" AND {_WAITS}) WHERE id IN"
            " (SELECT subject FROM event WHERE incarnation = ? AND dseq BETWEEN ? AND ?)",
            own,
        )
        shared = frozenset(subject for subject, others in rows if others)
        return Run(len(rows), shared, frozenset(subject for subject, _ in rows) - shared)

    def waiting(self, incarnation: bytes, first: int, last: int) -> Sequence[tuple[int, bytes]]:
        """Number and subject of the own events between these that have no position."""
        return self._execute(  # type: ignore[no-any-return]
            f"SELECT dseq, subject FROM event WHERE incarnation = ? AND dseq BETWEEN ? AND ?"
            f" AND {_WAITS} ORDER BY dseq",
            (incarnation, first, last),
        ).fetchall()

    def unplace(self, incarnation: bytes, dseq: int) -> None:
        """An own event waits again."""
        self._unplace("incarnation = ? AND dseq = ?", incarnation, dseq)

    def unplace_log(self, incarnation: bytes, *, after: int) -> Sequence[bytes]:
        """The same for all of an own log behind number `after`."""
        return self._unplace("incarnation = ? AND dseq > ?", incarnation, after)

    def unplace_above(self, stream: str, position: int, *, after: int = 0) -> Sequence[bytes]:
        """The same for all own events of a stream above a position; see the port."""
        present = "(SELECT incarnation FROM device)"
        return self._unplace(
            f"stream = ? AND position > ? AND (incarnation <> {present} OR dseq > ?)",
            *(stream, position, after),
        )

    def accept(self, incarnation: bytes, first: int, last: int) -> None:
        """What waits of these is not kept aside any more."""
        self._execute(
            "DELETE FROM refusal WHERE incarnation = ? AND dseq BETWEEN ? AND ? AND EXISTS"
            " (SELECT 1 FROM event WHERE event.incarnation = refusal.incarnation"
            f" AND event.dseq = refusal.dseq AND {_WAITS})",
            (incarnation, first, last),
        )

    def waits(self, stream: str) -> bool:
        """Whether an own event for this stream has no position."""
        row = self._execute(
            f"SELECT 1 FROM event WHERE stream = ? AND {_WAITS} LIMIT 1", (stream,)
        ).fetchone()
        return row is not None

    def _unplace(self, which: str, *values: object) -> Sequence[bytes]:
        rows = self._execute(
            f"UPDATE event SET {AS_MEANT} WHERE {which}"
            " AND head IS NOT NULL AND position IS NOT NULL RETURNING subject",
            values,
        ).fetchall()
        return [subject for (subject,) in rows]


class SqliteDeviceLog:
    """The log in `connection`'s transaction; `now_ms` dates what is put aside or refused."""

    def __init__(self, connection: Connection, *, now_ms: int) -> None:
        self._execute: Callable[..., Any] = connection.execute
        self._connection = connection
        self._now_ms = now_ms
        self.places = SqlitePlaces(connection)
        self._before = event_log.last_arrival(connection)
        self._runs: list[list[event_log.Columns]] = []

    def standpoint(self) -> Standpoint:
        """Whose it is."""
        return Standpoint(
            *self._execute("SELECT incarnation, stream, history, era FROM device").fetchone()
        )

    def head_at(self, incarnation: bytes, dseq: int) -> bytes | None:
        """The chain's head behind an own event."""
        return event_log.head_at(self._connection, incarnation, dseq=dseq)

    def tip(self, incarnation: bytes) -> tuple[int, bytes]:
        """The last number of an own log, and the head there."""
        tip = event_log.tip(self._connection, incarnation)
        return tip.dseq, tip.head

    def known(self, incarnation: bytes, dseq: int) -> Known | None:
        """What is here under this origin."""
        return event_log.known(self._connection, incarnation, dseq=dseq)

    def insert(self, stream: str, placed: PlacedEvent) -> None:
        """Take in another's event."""
        event_log.insert(self._connection, placed, stream=stream, head=None)

    def insert_run(self, stream: str, events: Sequence[PlacedEvent]) -> bool:
        """Many at once, if all are unknown and their positions free."""
        rows = event_log.rows_of(stream, events)
        inserted = event_log.insert_run(self._connection, rows)
        if inserted:
            self._runs.append(rows)
        return inserted

    def first_heard_of(self) -> dict[bytes, event_log.Reader]:
        """Whom the one run that was inserted speaks of, where nothing else is here about them."""
        found = event_log.by_their_subjects(self._runs[0]) if len(self._runs) == 1 else {}
        for subject in event_log.heard_of(self._connection, found, until=self._before):
            del found[subject]
        return found

    def remove(self, incarnation: bytes, dseq: int) -> None:
        """Another's event leaves the log."""
        self._execute(
            "DELETE FROM event WHERE incarnation = ? AND dseq = ? AND head IS NULL",
            (incarnation, dseq),
        )
        self._execute(
            "DELETE FROM city_aside WHERE incarnation = ? AND dseq = ?", (incarnation, dseq)
        )

    def put_aside(self, stream: str, placed: PlacedEvent, reason: str) -> None:
        """Keep an event that cannot stand in the log, whole, with the reason; once."""
        raw = msgspec.msgpack.encode(placed)
        digest = sha256(msgspec.msgpack.encode(placed.event)).digest()
        wire = placed.event
        self._execute(
            "INSERT OR IGNORE INTO quarantine"
            " (stream, incarnation, dseq, subject, kind, digest, reason, placed, at_ms)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(stream, placed.incarnation, placed.dseq, wire.subject, wire.kind),
                *(digest, reason, raw, self._now_ms),
            ),
        )

    def note_reused_number(self, subject: str) -> None:
        """Two cases carry one number: both stay, and the second is named (C3)."""
        for stream, placed in event_log.registrations(self._connection, subject):
            self.put_aside(stream, placed, NUMBER_TWICE)

    def refuse(self, incarnation: bytes, dseq: int, reason: str) -> bytes | None:
        """The city keeps an own event aside."""
        row = self._execute(
            "INSERT INTO refusal SELECT incarnation, dseq, ?, ? FROM event"
            " WHERE incarnation = ? AND dseq = ? AND head IS NOT NULL ON CONFLICT DO NOTHING"
            " RETURNING (SELECT subject FROM event e WHERE e.incarnation = refusal.incarnation"
            " AND e.dseq = refusal.dseq)",
            (reason, self._now_ms, incarnation, dseq),
        ).fetchone()
        return row[0] if row else None

    def set_aside(
        self, stream: str, since: int, position: int, aside: Collection[int]
    ) -> Iterable[bytes]:
        """What of others' events counts for nothing."""
        lies = "FROM event WHERE stream = ? AND position > ? AND position <= ? AND head IS NULL"
        span = (stream, since, position)
        known: set[tuple[bytes, int]] = set(
            self._execute("SELECT incarnation, dseq FROM city_aside")
        )
        if not known and not aside:
            return ()  # as nearly always
        wanted = set(aside)
        rows = self._execute(f"SELECT incarnation, dseq, position, subject {lies}", span).fetchall()
        changed = set()
        for incarnation, dseq, at, subject in rows:
            if ((incarnation, dseq) in known) is (at in wanted):
                continue
            changed.add(subject)
            sql = (
                "INSERT INTO city_aside VALUES (?, ?)"
                if at in wanted
                else "DELETE FROM city_aside WHERE incarnation = ? AND dseq = ?"
            )
            self._execute(sql, (incarnation, dseq))
        return changed

    def readings(self) -> Sequence[Reading]:
        """How far each stream was read."""
        return readings(self._connection)

    def read_to(self, reading: Reading) -> None:
        """Remember how far a stream was read."""
        self._execute(
            f"INSERT OR REPLACE INTO cursor ({_READING}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(reading.stream, reading.grant, reading.position, reading.digest),
                *(reading.whole, reading.ended, reading.dropped, reading.safe),
            ),
        )

    def drop(self, stream: str) -> Sequence[bytes]:
        """Forget the others' events of a stream; own ones stay, and show no more."""
        subjects = self.subjects(stream)
        self._execute(
            "DELETE FROM city_aside WHERE (incarnation, dseq) IN"
            " (SELECT incarnation, dseq FROM event WHERE stream = ? AND head IS NULL)",
            (stream,),
        )
        self._execute("DELETE FROM event WHERE stream = ? AND head IS NULL", (stream,))
        return subjects

    def subjects(self, stream: str) -> Sequence[bytes]:
        """Whom the events of a stream speak of."""
        rows = self._execute("SELECT DISTINCT subject FROM event WHERE stream = ?", (stream,))
        return [subject for (subject,) in rows.fetchall()]

    def learn(self, history: str, *, era: int, problem: str, abilities: int) -> None:
        """What the city is, and what it had to say."""
        self._execute(  # a restored city may have lost files, too
            "UPDATE file SET arrived = 0, done = 0 WHERE arrived = 1"
            " AND (SELECT history FROM device) NOT IN ('', ?)",
            (history,),
        )
        told = (history, era, problem, abilities)
        self._execute(
            "UPDATE device SET history = ?, era = ?, problem = ?, abilities = ?"
            " WHERE (history, era, problem, abilities) IS NOT (?, ?, ?, ?)",
            (*told, *told),
        )

    def own_behind(self, incarnation: bytes, dseq: int) -> Sequence[Own]:
        """The own events of a log behind a number, in order."""
        return event_log.own_behind(self._connection, incarnation, dseq)

    def renumber(self, moved: Sequence[tuple[int, int, bytes]], incarnation: bytes) -> None:
        """Own events belong to this log now and wait."""
        for arrival, _, _ in moved:  # first out of each other's way
            self._execute(
                "DELETE FROM refusal WHERE (incarnation, dseq) ="
                " (SELECT incarnation, dseq FROM event WHERE arrival = ?)",
                (arrival,),
            )
            self._execute(
                f"UPDATE event SET incarnation = ?, dseq = -arrival, {AS_MEANT} WHERE arrival = ?",
                (incarnation, arrival),
            )
        for arrival, dseq, head in moved:
            (wire,) = event_log.wires(self._connection, "WHERE arrival = ?", (arrival,))
            self._execute(
                "UPDATE event SET dseq = ?, head = ?, mark = ? WHERE arrival = ?",
                (dseq, head, mark(incarnation, dseq, wire), arrival),
            )


def readings(connection: Connection) -> Sequence[Reading]:
    """How far each stream was read, by stream."""
    rows = connection.execute(f"SELECT {_READING} FROM cursor ORDER BY stream").fetchall()
    return [
        Reading(stream, grant, position, digest, bool(whole), bool(ended), bool(dropped), safe)
        for stream, grant, position, digest, whole, ended, dropped, safe in rows
    ]
