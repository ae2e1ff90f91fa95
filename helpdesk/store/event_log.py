"""The event table: appended, placed by the city, read back in order; never changed, never deleted."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import groupby, islice
from operator import attrgetter
from typing import Any, TypeAlias

from sqlcipher3 import dbapi2 as sqlcipher

from helpdesk.domain.events import Author, CaseRegistered, Event, Origin
from helpdesk.domain.moments import Moment
from helpdesk.protocol.chain import GENESIS
from helpdesk.protocol.codec import decode_body
from helpdesk.protocol.device_log import Known, Occupant, Own
from helpdesk.protocol.digest import mark
from helpdesk.protocol.events import once
from helpdesk.protocol.messages import PlacedEvent, WireEvent
from helpdesk.store import bulk
from helpdesk.store.connection import Connection

WIRE = (
    "kind, version, subject, author_id, author_name, device_ms, correction_ms, offset_minutes, "
    "zone, base, body"
)
_COLUMNS = f"incarnation, dseq, position, received_ms, {WIRE}, stream"
# The city's order first, then what only this device has, as it came.
IN_ORDER = "ORDER BY position IS NULL, position, stream, arrival"
# What lies in a stream that was taken from this desk stays in the log, and shows no more; what others wrote
# and the city keeps aside never does.
SHOWN = (
    "stream NOT IN (SELECT stream FROM cursor WHERE dropped)"
    " AND (incarnation, dseq) NOT IN (SELECT incarnation, dseq FROM city_aside)"
)

# The case that a subject belongs to: another one's, where both were registered under one number.
CASE_OF = (
    "coalesce((SELECT c.id FROM rejoined r JOIN cases c ON c.number_key = r.number_key"
    " WHERE r.subject = {0} ORDER BY c.twin LIMIT 1), {0})"
)

_AT_ONCE = 2_000  # subjects asked for in one question
_HEX = re.compile("(?:[0-9a-f]{2})*")
_POSITION, _SUBJECT = (_COLUMNS.split(", ").index(name) for name in ("position", "subject"))
BEYOND = b"\xff" * 17  # above every subject

_OF_OTHERS = (*_COLUMNS.split(", "), "mark")
INSERT = f"INSERT INTO event ({', '.join(_OF_OTHERS)}, head) VALUES ({', '.join('?' * 18)})"

Columns: TypeAlias = Sequence[Any]
"""An event in the order of its columns, and perhaps more behind them."""
Reader: TypeAlias = Callable[[], list[Event]]
"""A subject's events in the order in which they fold, made when it is called: by any thread."""


@dataclass(slots=True)
class Tip:
    """The end of a log: its last number and the chain's head there."""

    dseq: int
    head: bytes


def tip(connection: Connection, incarnation: bytes) -> Tip:
    """Where this device's log ends now."""
    row = connection.execute(
        "SELECT dseq, head FROM event WHERE incarnation = ? AND head IS NOT NULL"
        " ORDER BY dseq DESC LIMIT 1",
        (incarnation,),
    ).fetchone()
    return Tip(*row) if row else Tip(0, GENESIS)


def last_moment(connection: Connection, incarnation: bytes) -> int:
    """When the last event of this log was recorded, corrected, in ms UTC; 0 for an empty log."""
    row = connection.execute(
        "SELECT device_ms + correction_ms FROM event WHERE incarnation = ? AND head IS NOT NULL"
        " ORDER BY dseq DESC LIMIT 1",
        (incarnation,),
    ).fetchone()
    return int(row[0]) if row else 0


def head_at(connection: Connection, incarnation: bytes, *, dseq: int) -> bytes | None:
    """The chain's head behind event `dseq`; None where this device has no such event."""
    if dseq == 0:
        return GENESIS
    row = connection.execute(
        "SELECT head FROM event WHERE incarnation = ? AND dseq = ?", (incarnation, dseq)
    ).fetchone()
    return row[0] if row else None


def insert(connection: Connection, placed: PlacedEvent, *, stream: str, head: bytes | None) -> None:
    """Add an event; `head` only for this device's own."""
    connection.execute(INSERT, (*_row(placed, stream), head))


def rows_of(stream: str, events: Iterable[PlacedEvent]) -> list[Columns]:
    """Events of others as they are stored."""
    return [_row(placed, stream) for placed in events]


def insert_run(connection: Connection, rows: Sequence[Columns]) -> bool:
    """Add many of others at once (`rows_of`), or none where one is known or its position taken."""
    connection.execute("SAVEPOINT run")
    try:
        bulk.insert(connection, "event", _OF_OTHERS, rows)
    except sqlcipher.IntegrityError:
        connection.execute("ROLLBACK TO run")
        return False
    finally:
        connection.execute("RELEASE run")
    return True


def of_subject(connection: Connection, subject: str) -> list[Event]:
    """A subject's events in the order in which they fold; those of a case that was registered twice are
    the same by whichever of its subjects it is asked for."""
    asked = bytes.fromhex(subject)
    group = _rejoined(connection).get(asked, (asked,))
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM event WHERE subject IN ({', '.join('?' * len(group))})"
        f" AND {SHOWN} {IN_ORDER}",
        group,
    )
    return _made(rows)


def case_of(connection: Connection, subject: str) -> str:
    """The subject by which a case goes: of one that was registered twice, what was registered first."""
    if not _HEX.fullmatch(subject) or bytes.fromhex(subject) not in _rejoined(connection):
        return subject
    return _leader(of_subject(connection, subject), subject)


def with_rejoined(connection: Connection, subjects: Iterable[bytes]) -> set[bytes]:
    """These subjects, and those that are one case with them."""
    groups = _rejoined(connection)
    return {each for subject in subjects for each in groups.get(subject, (subject,))}


def _rejoined(connection: Connection) -> dict[bytes, tuple[bytes, ...]]:
    """Of each subject of a case that was registered twice, all of them. A handful in a desk's life."""
    numbers: dict[str, list[bytes]] = {}
    for subject, number in connection.execute("SELECT subject, number_key FROM rejoined"):
        numbers.setdefault(number, []).append(subject)
    return {subject: tuple(group) for group in numbers.values() for subject in group}


def _leader(events: Iterable[Event], subject: str) -> str:
    begun = (event.subject for event in events if isinstance(event.body, CaseRegistered))
    return next(begun, subject)


def of_subjects(
    connection: Connection, subjects: Iterable[str]
) -> Iterator[tuple[str, list[Event]]]:
    """Subjects with their events in folding order, in the order in which they first came; those of
    which nothing shows at the end."""
    return ((subject, read()) for subject, read in readers(connection, subjects))


def readers(connection: Connection, subjects: Iterable[str]) -> Iterator[tuple[str, Reader]]:
    """The same, with what was read not made into events yet."""
    waiting, groups = iter(subjects), _rejoined(connection)
    while some := [bytes.fromhex(subject) for subject in islice(waiting, _AT_ONCE)]:
        if groups:
            some = list({e: None for each in some for e in groups.get(each, (each,))})
        found: dict[bytes, list[Columns]] = {}
        marks = ", ".join("?" * len(some))
        first: dict[bytes, int] = {}
        rows = connection.execute(
            f"SELECT {_COLUMNS}, arrival FROM event WHERE subject IN ({marks}) AND {SHOWN}"
            f" {IN_ORDER}",
            some,
        )
        for *row, arrival in rows:
            subject = row[_SUBJECT]
            found.setdefault(subject, []).append(row)
            first[subject] = min(arrival, first.get(subject, arrival))
        shown = set(found)
        if groups:
            shown = {bytes.fromhex(case_of(connection, each.hex())) for each in found}
        for subject in sorted(shown, key=first.__getitem__):
            name, read = subject.hex(), partial(_made, found[subject])
            if groups and subject in groups:
                read = partial(list, of_subject(connection, name))
            yield name, read
        yield from ((each.hex(), list) for each in some if each not in shown)


def by_their_subjects(rows: Iterable[Columns]) -> dict[bytes, Reader]:
    """Who `rows_of` speaks of, each with what it says, in the order of the positions."""
    found: dict[bytes, list[Columns]] = {}
    for row in sorted(rows, key=_placed_at):
        found.setdefault(row[_SUBJECT], []).append(row)
    return {subject: partial(_made, some) for subject, some in found.items()}


def _placed_at(row: Columns) -> tuple[bool, int]:
    position = row[_POSITION]
    return position is None, position or 0


def last_arrival(connection: Connection) -> int:
    """The arrival of the last event; 0 in an empty log."""
    row = connection.execute("SELECT coalesce(max(arrival), 0) FROM event").fetchone()
    return int(row[0])


def heard_of(connection: Connection, subjects: Iterable[bytes], *, until: int) -> set[bytes]:
    """Those of `subjects` of which something was here by arrival `until`, or that are one case with
    others."""
    asked, found = sorted(subjects), set[bytes]()
    for begun in range(0, len(asked), _AT_ONCE):
        some = asked[begun : begun + _AT_ONCE]
        rows = connection.execute(
            "SELECT subject FROM event INDEXED BY event_subject"
            f" WHERE subject IN ({', '.join('?' * len(some))}) AND arrival <= ?",
            (*some, until),
        )
        found.update(subject for (subject,) in rows)
    return found | _rejoined(connection).keys() & set(asked)


def by_subject(connection: Connection) -> Iterator[tuple[str, Reader]]:
    """Every subject with its events in folding order; subjects in the order in which they came."""
    subjects = connection.execute(
        f"SELECT subject FROM event WHERE {SHOWN} GROUP BY subject ORDER BY min(arrival)"
    ).fetchall()
    return readers(connection, (subject.hex() for (subject,) in subjects))


def in_subjects(
    connection: Connection, *, since: bytes = b"", until: bytes = BEYOND
) -> Iterator[tuple[str, list[Event]]]:
    """Subjects by their ids, from `since` on and below `until`, with their events in folding order,
    read as they are asked for."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM event WHERE subject >= ? AND subject < ? AND {SHOWN}"
        " ORDER BY subject, position IS NULL, position, stream, arrival",
        (since, until),
    )
    groups = _rejoined(connection)
    for subject, events in groupby(map(_event, rows), key=attrgetter("subject")):
        if not groups or bytes.fromhex(subject) not in groups:
            yield subject, once(events)
        elif case_of(connection, subject) == subject:
            yield subject, of_subject(connection, subject)
        else:
            yield subject, []


def select(connection: Connection, clause: str, values: Iterable[object]) -> list[Event]:
    """Events by a clause of our own making."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM event {clause}", tuple(values))
    return [_event(row) for row in rows]


def wires(connection: Connection, clause: str, values: Iterable[object]) -> Iterator[WireEvent]:
    """The same as they travel."""
    for row in connection.execute(f"SELECT {WIRE} FROM event {clause}", tuple(values)):
        yield WireEvent(*row)


def known(connection: Connection, incarnation: bytes, *, dseq: int) -> Known | None:
    """What this device already has under this origin."""
    row = connection.execute(
        f"SELECT {WIRE}, stream, position, head IS NOT NULL FROM event WHERE incarnation = ? AND dseq = ?",
        (incarnation, dseq),
    ).fetchone()
    return Known(WireEvent(*row[:-3]), row[-3], row[-2], bool(row[-1])) if row else None


def between(connection: Connection, stream: str, since: int, position: int) -> list[Occupant]:
    """The events of a stream behind `since` up to `position`, in order."""
    rows = connection.execute(
        f"SELECT {_COLUMNS}, head IS NOT NULL FROM event"
        " WHERE stream = ? AND position > ? AND position <= ? ORDER BY position",
        (stream, since, position),
    )
    return [Occupant(_placed(row[:-1]), bool(row[-1])) for row in rows]


def own_behind(connection: Connection, incarnation: bytes, dseq: int) -> list[Own]:
    """The own events of a log behind number `dseq`, in order."""
    rows = connection.execute(
        f"SELECT arrival, dseq, {WIRE} FROM event"
        " WHERE incarnation = ? AND dseq > ? AND head IS NOT NULL ORDER BY dseq",
        (incarnation, dseq),
    )
    return [Own(row[0], row[1], WireEvent(*row[2:])) for row in rows]


def registrations(connection: Connection, subject: str) -> list[tuple[str, PlacedEvent]]:
    """The events by which a case began, each with its stream."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM event WHERE subject = ? AND kind = ?",
        (bytes.fromhex(subject), CaseRegistered.KIND),
    )
    return [(row[-1], _placed(row)) for row in rows]


def _row(placed: PlacedEvent, stream: str) -> Columns:
    wire = placed.event
    return (
        placed.incarnation,
        placed.dseq,
        placed.position or None,
        placed.received_ms or None,
        wire.kind,
        wire.version,
        wire.subject,
        wire.author_id,
        wire.author_name,
        wire.device_ms,
        wire.correction_ms,
        wire.offset_minutes,
        wire.zone,
        wire.base,
        wire.body,
        stream,
        mark(placed.incarnation, placed.dseq, wire),
    )


def _made(rows: Iterable[Columns]) -> list[Event]:
    return once(map(_event, rows))


def _event(row: Columns) -> Event:
    """As `protocol.events.from_wire` makes it, without what lies between."""
    incarnation, dseq, position, received_ms, kind, version, subject, *rest = row
    author_id, author_name, device_ms, correction_ms, offset_minutes, zone, base, body, *rest = rest
    return Event(
        Origin(incarnation.hex(), dseq),
        rest[0],
        subject.hex(),
        decode_body(kind, version, body),
        _author(author_id, author_name),
        Moment(device_ms, correction_ms, offset_minutes, zone),
        base,
        position,
        received_ms,
    )


_author = lru_cache(maxsize=500)(Author)


def _placed(row: tuple[Any, ...]) -> PlacedEvent:
    incarnation, dseq, position, received_ms, *wire, _stream = row
    return PlacedEvent(incarnation, dseq, position or 0, received_ms or 0, WireEvent(*wire))
