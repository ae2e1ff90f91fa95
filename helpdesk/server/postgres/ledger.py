"""Streams and logs: taking positions, writing events, reading them back. Works in a transaction.

Lock order, everywhere: the log's row, then the stream's row, and that one last. Whoever holds the
stream's row has the next positions; as it is held until the commit, a reader who polls by position
never sees a gap that fills later.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType

from helpdesk.domain.copies import replace
from helpdesk.domain.events import Event
from helpdesk.protocol.chain import GENESIS, heads
from helpdesk.protocol.digest import MODULUS
from helpdesk.protocol.events import from_wire
from helpdesk.protocol.messages import Placed, PlacedEvent, Quarantined, WireEvent
from helpdesk.server.postgres.database import Connection
from helpdesk.server.postgres.records import COLUMNS, TYPES, from_row, to_columns
from helpdesk.server.scrutiny import Holder, Verdicts


@dataclass(frozen=True, slots=True)
class Log:
    """A device's log: `home` is the stream it is counted in, `streams` are those its events lie in."""

    home: str
    streams: Sequence[str]


def make_stream(connection: Connection, stream: str) -> None:
    """The stream exists from now on."""
    connection.execute("INSERT INTO stream (stream) VALUES (%s) ON CONFLICT DO NOTHING", [stream])


def make_log(connection: Connection, stream: str, incarnation: bytes) -> None:
    """An empty log in `stream`, unless there is one."""
    connection.execute(
        "INSERT INTO log (stream, incarnation, head) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
        [stream, incarnation, GENESIS],
    )


def log_state(
    connection: Connection, stream: str, incarnation: bytes, *, lock: bool
) -> tuple[int, bytes] | None:
    """The last dseq held of a log and the chain's head there; `lock` keeps others from adding."""
    row = connection.execute(
        "SELECT acked, head FROM log WHERE stream = %s AND incarnation = %s"
        + (" FOR UPDATE" if lock else ""),
        [stream, incarnation],
    ).fetchone()
    return (row[0], row[1]) if row else None


def take_positions(connection: Connection, stream: str, marks: Sequence[int]) -> int:
    """Lock the stream, the last lock of a transaction, and take the next positions for events with these
    marks (`protocol.digest`). Answers the first of them.
    """
    # The digest grows by the sum of mark * (head + 1), mark * (head + 2), …
    once = sum(marks) % MODULUS
    counted = sum(place * value for place, value in enumerate(marks, 1)) % MODULUS
    row = connection.execute(
        "UPDATE stream SET digest = (digest + head * %s + %s) %% %s, head = head + %s"
        " WHERE stream = %s RETURNING head",
        [once, counted, MODULUS, len(marks), stream],
    ).fetchone()
    if row is None:
        raise AssertionError("a log always lies in a stream that exists")
    head: int = row[0]
    return head - len(marks) + 1


@contextmanager
def written(connection: Connection, stream: str, placed: Sequence[PlacedEvent]) -> Iterator[None]:
    """Store events at the positions they have. Within this context PostgreSQL takes them in, and what needs
    no database can be done meanwhile."""
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY event_rows (stream, {COLUMNS}) FROM STDIN (FORMAT BINARY)") as copy,
    ):
        copy.set_types(("text", *TYPES))
        for one in placed:
            place = (one.incarnation, one.dseq, one.position, one.received_ms)
            copy.write_row((stream, *place, *to_columns(one.event)))
        yield


def move_log(
    connection: Connection, stream: str, incarnation: bytes, *, acked: int, head: bytes
) -> None:
    """The log reaches to `acked` now."""
    connection.execute(
        "UPDATE log SET acked = %s, head = %s WHERE stream = %s AND incarnation = %s",
        [acked, head, stream, incarnation],
    )


def head_at(connection: Connection, log: Log, incarnation: bytes, dseq: int) -> bytes | None:
    """The chain's head behind event `dseq`, counted from the nearest batch before it."""
    row = connection.execute(
        "SELECT last, head FROM batch WHERE stream = %s AND incarnation = %s AND last <= %s"
        " ORDER BY last DESC LIMIT 1",
        [log.home, incarnation, dseq],
    ).fetchone()
    last, head = (row[0], row[1]) if row else (0, GENESIS)
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM event WHERE stream = ANY(%s) AND incarnation = %s"
        " AND dseq > %s AND dseq <= %s ORDER BY dseq",
        [list(log.streams), incarnation, last, dseq],
    ).fetchall()
    if len(rows) != dseq - last:
        return None
    links = heads(head, (from_row(each).event for each in rows))
    return links[-1] if links else head


def receipts(
    connection: Connection, log: Log, incarnation: bytes, *, first: int, last: int = 2**62
) -> list[Placed]:
    """Where the events of a log lie, from number `first` to `last`."""
    rows = connection.execute(
        "SELECT stream, min(dseq), max(dseq), min(position), received_ms FROM ("
        "  SELECT *, position - row_number() OVER (PARTITION BY stream ORDER BY dseq) AS run,"
        "    dseq - row_number() OVER (PARTITION BY stream ORDER BY dseq) AS gap"
        "  FROM event WHERE stream = ANY(%s) AND incarnation = %s AND dseq BETWEEN %s AND %s"
        ") own GROUP BY stream, run, gap, received_ms ORDER BY 2",
        [list(log.streams), incarnation, first, last],
    ).fetchall()
    return [Placed(*row) for row in rows]


def quarantined(
    connection: Connection, log: Log, incarnation: bytes, *, first: int, last: int = 2**62
) -> list[Quarantined]:
    """What of a log was kept aside, from number `first` to `last`."""
    rows = connection.execute(
        "SELECT dseq, reason FROM quarantine WHERE stream = ANY(%s) AND incarnation = %s"
        " AND dseq BETWEEN %s AND %s ORDER BY dseq",
        [list(log.streams), incarnation, first, last],
    ).fetchall()
    return [Quarantined(*row) for row in rows]


def keep_aside(
    connection: Connection,
    stream: str,
    placed: Sequence[PlacedEvent],
    reasons: Mapping[int, str],
    numbers: Mapping[int, str] = MappingProxyType({}),
) -> None:
    """Note why some of these events count for nothing, and which case number that another has they claim;
    `reasons` and `numbers` by place in `placed`."""
    if not reasons:
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO quarantine (stream, position, incarnation, dseq, reason, noted_ms, number)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [
                (
                    *(stream, one.position, one.incarnation, one.dseq, reason, one.received_ms),
                    numbers.get(place, ""),
                )
                for place, reason in reasons.items()
                for one in (placed[place],)
            ],
        )


def events_of(connection: Connection, stream: str, subjects: Sequence[bytes]) -> Iterator[Event]:
    """The events about `subjects` in order of position, those kept aside left out. What came under
    another subject of the same case (`domain/rejoining.py`) is its own here."""
    columns = ", ".join(f"e.{name.strip()}" for name in COLUMNS.split(","))
    members = connection.execute(
        "SELECT subject, holder FROM rejoined WHERE stream = %s AND holder = ANY(%s)",
        [stream, list(subjects)],
    ).fetchall()
    rows = connection.execute(
        f"SELECT {columns} FROM event e LEFT JOIN quarantine q USING (stream, position)"
        " WHERE e.stream = %s AND e.subject = ANY(%s) AND q.position IS NULL ORDER BY e.position",
        [stream, [*subjects, *(subject for subject, _ in members)]],
    )
    holders = {subject.hex(): holder.hex() for subject, holder in members}
    return (_of_holder(from_wire(from_row(row), stream=stream), holders) for row in rows)


def events_in(connection: Connection, subjects: Sequence[tuple[str, bytes]]) -> Iterator[Event]:
    """The same about subjects of several streams, each with its stream."""
    columns = ", ".join(f"e.{name.strip()}" for name in COLUMNS.split(","))
    asked = "unnest(%s::text[], %s::bytea[]) AS asked (stream, subject)"
    streams, every = [stream for stream, _ in subjects], [subject for _, subject in subjects]
    members = connection.execute(
        f"SELECT r.stream, r.subject, r.holder FROM {asked} JOIN rejoined r"
        " ON r.stream = asked.stream AND r.holder = asked.subject",
        [streams, every],
    ).fetchall()
    streams += [stream for stream, _, _ in members]
    every += [subject for _, subject, _ in members]
    rows = connection.execute(
        f"SELECT {columns}, e.stream FROM {asked}"
        " JOIN event e ON e.stream = asked.stream AND e.subject = asked.subject"
        " LEFT JOIN quarantine q ON q.stream = e.stream AND q.position = e.position"
        " WHERE q.position IS NULL ORDER BY e.stream, e.position",
        [streams, every],
    )
    holders = {subject.hex(): holder.hex() for _, subject, holder in members}
    for *row, stream in rows:
        yield _of_holder(from_wire(from_row(row), stream=stream), holders)


def _of_holder(event: Event, holders: Mapping[str, str]) -> Event:
    holder = holders.get(event.subject) if holders else None
    return replace(event, subject=holder) if holder else event


def place(
    events: Sequence[WireEvent], *, incarnation: bytes, first: int, position: int, received_ms: int
) -> list[PlacedEvent]:
    """The events with their places: numbers from `first`, positions from `position` on."""
    return [
        PlacedEvent(incarnation, first + i, position + i, received_ms, event)
        for i, event in enumerate(events)
    ]


def taken_numbers(connection: Connection, numbers: Iterable[str]) -> dict[str, Holder]:
    """Who has these case numbers, at whatever desk; there is no comma in any of them."""
    rows = connection.execute(
        "SELECT number, subject, reentered, stream, joined"
        " FROM number_holders(string_to_array(%s, ','))",
        [",".join(numbers)],  # a fraction of what the driver takes for an array
    )
    return {
        number: Holder(subject, reentered, stream, frozenset(joined))
        for number, subject, reentered, stream, joined in rows
    }


def take_numbers(connection: Connection, stream: str, verdicts: Verdicts) -> None:
    """The case numbers of a batch are taken from now on; what is one case with another's is noted."""
    if verdicts.joined:
        _join(connection, verdicts)
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


def _join(connection: Connection, verdicts: Verdicts) -> None:
    """Registrations that are one case with the one that has their number."""
    joined = verdicts.joined.items()
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO rejoined (stream, subject, holder) VALUES (%s, %s, %s)"
            " ON CONFLICT DO NOTHING",
            [(holder.stream, subject, holder.subject) for subject, holder in joined],
        )
    connection.execute(
        "UPDATE case_number SET reentered = false WHERE stream = ANY(%s) AND number = ANY(%s)",
        [[holder.stream for _, holder in joined], list(verdicts.found)],
    )
