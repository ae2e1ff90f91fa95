"""Whether what lies in the store is what was recorded: every fault found is named, nothing is mended.

Each check reads once through what it checks, beside rows in the same order, holding one subject at a
time. A large store is checked by several processes, each on one unchanging state of its own.
"""

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from hashlib import sha256
from itertools import groupby, pairwise
from operator import itemgetter
from pathlib import Path
from typing import Any

import zstandard

from helpdesk.application.ports import Reference
from helpdesk.domain.events import CaseRegistered, Event
from helpdesk.domain.numbering import CaseNumber
from helpdesk.domain.problems import Problem
from helpdesk.protocol.chain import GENESIS, link
from helpdesk.protocol.digest import digest, mark
from helpdesk.protocol.messages import WireEvent
from helpdesk.store import (
    certificate_rows,
    device,
    doubts,
    event_log,
    file_checks,
    folding,
    resident_links,
    slip_rows,
)
from helpdesk.store import receipts as signed_receipts
from helpdesk.store.connection import Connection, Connections, connect
from helpdesk.store.copying import CHECKS, faults_of
from helpdesk.store.device_log import readings
from helpdesk.store.errors import database_errors
from helpdesk.store.faults import Fault as Fault
from helpdesk.store.reference import parsed
from helpdesk.store.resident_links import NONE
from helpdesk.store.rows import CASES, TABLES, WAITING, Table, row_of

_LARGE = 50_000  # events from which on other processes are worth their start
_PARTS = 6  # into which the subjects of a large store are cut


class Checks:
    """Everything that can be verified of one store. Any thread."""

    def __init__(self, connections: Connections, reference: Reference) -> None:
        self._connections = connections
        self._reference = reference

    def faults(self, *, large: int = _LARGE) -> Iterator[Fault]:
        """Every fault; exhaust or close the iterator. From `large` events on in several processes."""
        processes = os.cpu_count() or 1
        folding.finish(self._connections, self._reference)
        with self._connections.read() as connection:
            (events,) = connection.execute("SELECT count(*) FROM event").fetchone()
            if events < large or processes == 1:
                for check in _checks([(b"", event_log.BEYOND)]):
                    yield from check(connection, lambda: self._reference)
                yield from file_checks.files(self._connections)
                return
            parts = _parts(connection, events)
        path, key = self._connections.path, self._connections.key
        with ProcessPoolExecutor(
            processes, multiprocessing.get_context("spawn"), _open, (path, key)
        ) as pool:
            try:
                found = [
                    pool.submit(_found, number, parts) for number in range(len(_checks(parts)))
                ]
                for each in found:
                    yield from each.result()
            finally:
                pool.shutdown(cancel_futures=True)
        yield from file_checks.files(self._connections)

    def vouched(self) -> signed_receipts.Vouched:
        """How far the city vouched for this log."""
        with self._connections.read() as connection:
            return signed_receipts.vouched(connection)


_Check = Callable[[Connection, Callable[[], Reference]], Iterator[Fault]]
_Part = tuple[bytes, bytes]


def _checks(parts: list[_Part]) -> list[_Check]:
    """All checks, those that take longest first; the lists in parts."""
    return [
        *(_pages(check) for check in CHECKS),
        *(_lists(part) for part in parts),
        lambda connection, _: reference_tables(connection),
        lambda connection, _: chains(connection),
        lambda connection, _: digests(connection),
        lambda connection, _: counters(connection),
        lambda connection, _: receipts(connection),
        lambda connection, _: signatures(connection),
        lambda connection, _: index(connection),
    ]


def _pages(check: str) -> _Check:
    return lambda connection, _: pages(connection, check)


def _lists(part: _Part) -> _Check:
    return lambda connection, read: lists(connection, read, part)


def _parts(connection: Connection, events: int) -> list[_Part]:
    """Ranges of subjects with about as many events each."""
    bounds = [
        connection.execute(
            "SELECT subject FROM event ORDER BY subject LIMIT 1 OFFSET ?",
            (number * events // _PARTS,),
        ).fetchone()[0]
        for number in range(1, _PARTS)
    ]
    return list(pairwise((b"", *sorted(set(bounds)), event_log.BEYOND)))


_process: tuple[Path, Connection]  # in a process of the pool: what it works on


def _open(path: Path, key: bytes) -> None:
    """The key comes through the pipe between the processes; it stands in no argument."""
    global _process  # noqa: PLW0603
    _process = (path, connect(path, key))


def _found(number: int, parts: list[_Part]) -> list[Fault]:
    path, connection = _process
    with database_errors(path):
        connection.execute("BEGIN")
        found = list(_checks(parts)[number](connection, lambda: parsed(connection)))
        connection.execute("ROLLBACK")
    return found


def pages(connection: Connection, check: str) -> Iterator[Fault]:
    """Every page's seal, or every index (SQLCipher, SQLite)."""
    yield from (Fault("fault-page", {"detail": d}) for d in faults_of(connection, checks=(check,)))


def chains(connection: Connection) -> Iterator[Fault]:
    """Each log of this device is whole, and hashes to the heads that were recorded and signed."""
    rows = connection.execute(
        "SELECT incarnation, dseq, head, kind, version, subject, author_id, author_name, device_ms,"
        " correction_ms, offset_minutes, zone, base, body FROM event WHERE head IS NOT NULL"
        " ORDER BY incarnation, dseq"
    )
    for _incarnation, log in groupby(rows, key=itemgetter(0)):
        head, expected = GENESIS, 1
        for _log, dseq, recorded, *wire in log:
            if dseq != expected:
                yield Fault("fault-gap", {"number": expected})
            elif link(head, WireEvent(*wire)) != recorded:
                yield Fault("fault-chain", {"number": dseq})
            head, expected = recorded, dseq + 1


def receipts(connection: Connection) -> Iterator[Fault]:
    """In each stream the city's places follow the order of the log; the city names no other history."""
    known = device.load(connection)
    if known.problem:
        yield Fault("fault-city", {"problem": known.problem})
    rows = connection.execute(
        "SELECT dseq FROM (SELECT dseq, position, lag(position)"
        " OVER (PARTITION BY stream ORDER BY dseq) AS earlier"
        " FROM event WHERE incarnation = ? AND head IS NOT NULL AND position IS NOT NULL)"
        " WHERE position <= earlier ORDER BY dseq",
        (known.incarnation,),
    )
    yield from (Fault("fault-receipt", {"number": dseq}) for (dseq,) in rows)


def digests(connection: Connection) -> Iterator[Fault]:
    """Each stream, counted anew from its records, is the one that the city counts (ADR 16)."""
    for reading in readings(connection):
        rows = connection.execute(
            f"SELECT position, incarnation, dseq, {event_log.WIRE} FROM event"
            " WHERE stream = ? AND position <= ?",
            (reading.stream, reading.position),
        )
        marks = (
            (position, mark(log, dseq, WireEvent(*wire))) for position, log, dseq, *wire in rows
        )
        if not reading.dropped and digest(marks) != reading.digest:
            yield Fault("fault-digest", {"desk": reading.stream})


def signatures(connection: Connection) -> Iterator[Fault]:
    """The city's signed receipts are the city's, and speak of the very chain that lies here; the device
    signed the same."""
    found = signed_receipts.faults(connection, device.load(connection))
    yield from (Fault(code, {"number": number}) for code, number in found)


def lists(connection: Connection, read: Callable[[], Reference], part: _Part) -> Iterator[Fault]:
    """Every row of the lists is what its subject's events make; no row is missing or too many.

    Without calendar and catalogue nothing can be compared: `reference_tables` names what they lack.
    """
    try:
        reference = read()
        _ = reference.calendar, reference.catalogue
    except (Problem, zstandard.ZstdError, UnicodeDecodeError):
        return
    rows = {table: _Rows(connection, table, part) for table in TABLES}
    doubted, urged = doubts.kept(connection), slip_rows.kept(connection)
    bound, issued = resident_links.kept(connection), certificate_rows.kept(connection)
    for subject, events in event_log.in_subjects(connection, since=part[0], until=part[1]):
        wanted = row_of(subject, events, reference)
        for table in TABLES:
            yield from rows[table].orphans(before=subject)
            found = rows[table].take(subject)
            made = wanted.values if wanted is not None and wanted.table is table else None
            if found != made and not _waits(found, made):
                yield _differs(table, subject, events)
        if wanted and (
            sorted(wanted.doubts) != sorted(doubted.get(subject, []))
            or sorted(wanted.slips) != sorted(urged.get(subject, []))
            or list(wanted.certificates) != issued.get(subject, [])
            or wanted.bonds != bound.get(subject, NONE)
        ):
            yield _differs(wanted.table, subject, events)
    for table in TABLES:
        yield from rows[table].orphans(before="g")  # behind every id


class _Rows:
    """The rows of a table, read beside the subjects in the same order."""

    def __init__(self, connection: Connection, table: Table, part: _Part) -> None:
        self._kind = "case" if table is CASES else "resident"
        self._rows = connection.execute(
            f"SELECT {', '.join(table.columns)} FROM {table.name}"
            " WHERE id >= ? AND id < ? ORDER BY id",
            part,
        )
        self._next: tuple[Any, ...] | None = self._rows.fetchone()

    def take(self, subject: str) -> tuple[Any, ...] | None:
        """The row of `subject`, if it has one."""
        row = self._next
        if row is None or row[0].hex() != subject:
            return None
        self._next = self._rows.fetchone()
        return tuple(row)

    def orphans(self, *, before: str) -> Iterator[Fault]:
        """Rows that no event speaks of."""
        while (row := self._next) is not None and row[0].hex() < before:
            yield Fault("fault-orphan", {"kind": self._kind, "id": row[0].hex()})
            self._next = self._rows.fetchone()


def _waits(found: tuple[Any, ...] | None, made: tuple[Any, ...] | None) -> bool:
    """Whether only the search terms are still to be written."""
    if found is None or made is None:
        return False
    return found[-1] == WAITING and found[:-1] == made[:-1]


def _differs(table: Table, subject: str, events: list[Event]) -> Fault:
    if table is not CASES:
        return Fault("fault-resident", {"id": subject})
    numbers = (e.body.number for e in events if isinstance(e.body, CaseRegistered))
    return Fault("fault-case", {"number": next(numbers, subject)})


def index(connection: Connection) -> Iterator[Fault]:
    """The search index holds an entry for each row that does not wait for its terms, and no other."""
    drafts = {"search_case": " UNION ALL SELECT entry FROM draft", "search_resident": ""}
    for table in TABLES:
        entries, more = f"SELECT id FROM {table.index}_docsize", drafts[table.index]
        indexed = f"SELECT entry FROM {table.name} WHERE searched <> x''{more}"
        for one, other in (
            (indexed, entries),
            (entries, f"SELECT entry FROM {table.name}{more}"),
        ):
            (n,) = connection.execute(
                f"SELECT count(*) FROM (SELECT * FROM ({one}) EXCEPT SELECT * FROM ({other}))"
            ).fetchone()
            if n:
                yield Fault("fault-search", {"n": n})


def counters(connection: Connection) -> Iterator[Fault]:
    """No counter stands below a number that it gave, and no number stands twice."""
    last = {
        (prefix, day): n
        for prefix, day, n in connection.execute("SELECT prefix, day, last FROM counter")
    }
    behind: set[tuple[str, str]] = set()
    own = device.load(connection).desk.prefix
    for (text,) in connection.execute("SELECT number FROM cases"):
        try:
            number = CaseNumber.parse(text)
        except Problem:
            yield Fault("fault-number", {"number": text})
            continue
        key = (number.prefix, number.on.isoformat())
        known = key in last or number.prefix == own
        if known and number.counter > last.get(key, 0) and key not in behind:
            behind.add(key)
            yield Fault("fault-counter", {"day": key[1], "prefix": key[0]})
    twins = connection.execute("SELECT number FROM cases WHERE twin > 0")
    yield from (Fault("fault-twin", {"number": number}) for (number,) in twins)


def reference_tables(connection: Connection) -> Iterator[Fault]:
    """Each table of catalogue, calendar and divisions hashes to its version."""
    for name, version, content in connection.execute(
        "SELECT name, version, content FROM reference ORDER BY name"
    ):
        try:
            text = zstandard.ZstdDecompressor().decompress(content)
        except zstandard.ZstdError:
            text = b""
        if sha256(text).hexdigest() != version:
            yield Fault("fault-reference", {"table": name})
