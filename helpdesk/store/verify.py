"""Whether what lies in the store is what was recorded: every fault found is named, nothing is mended.

Reads once through the log and once through the subjects, holding one subject at a time.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from typing import Any

import zstandard

from helpdesk.application.ports import Reference
from helpdesk.application.projection import project_case
from helpdesk.domain.cases import fold_case
from helpdesk.domain.events import CaseRegistered, Event
from helpdesk.domain.numbering import CaseNumber
from helpdesk.domain.problems import Problem
from helpdesk.domain.resident_fold import fold_resident
from helpdesk.protocol.chain import GENESIS, link
from helpdesk.protocol.messages import WireEvent
from helpdesk.store import device, event_log, projections, search
from helpdesk.store import receipts as signed_receipts
from helpdesk.store.connection import Connection, Connections
from helpdesk.store.copying import faults_of
from helpdesk.store.search_terms import number_key


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it should be; `params` fill its sentence and hold no personal data."""

    code: str
    params: dict[str, object] = field(default_factory=dict)


class Checks:
    """Everything that can be verified of one store. Any thread."""

    def __init__(self, connections: Connections, reference: Reference) -> None:
        self._connections = connections
        self._reference = reference

    def faults(self) -> Iterator[Fault]:
        """Every fault, as it is found, all of one unchanging state; exhaust or close the iterator."""
        with self._connections.read() as connection:
            yield from pages(connection)
            yield from chains(connection)
            yield from receipts(connection)
            yield from signatures(connection)
            yield from lists(connection, self._reference)
            yield from index(connection)
            yield from counters(connection)
            yield from reference_tables(connection)

    def vouched(self) -> signed_receipts.Vouched:
        """How far the city vouched for this log."""
        with self._connections.read() as connection:
            return signed_receipts.vouched(connection)


def pages(connection: Connection) -> Iterator[Fault]:
    """Every page's seal and every index (SQLCipher, SQLite)."""
    yield from (Fault("fault-page", {"detail": line}) for line in faults_of(connection))


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
    """The city's places follow the order of the log, and the city names no other history of ours."""
    known = device.load(connection)
    if known.problem:
        yield Fault("fault-city", {"problem": known.problem})
    rows = connection.execute(
        "SELECT dseq FROM (SELECT dseq, position, lag(position) OVER (ORDER BY dseq) AS earlier"
        " FROM event WHERE incarnation = ? AND head IS NOT NULL AND position IS NOT NULL)"
        " WHERE position <= earlier ORDER BY dseq",
        (known.incarnation,),
    )
    yield from (Fault("fault-receipt", {"number": dseq}) for (dseq,) in rows)


def signatures(connection: Connection) -> Iterator[Fault]:
    """The city's signed receipts are the city's, and speak of the very chain that lies here; the device
    signed the same."""
    found = signed_receipts.faults(connection, device.load(connection))
    yield from (Fault(code, {"number": number}) for code, number in found)


def lists(connection: Connection, reference: Reference) -> Iterator[Fault]:
    """Every row of the lists is what its subject's events make; no row is missing or too many."""
    checker = _Lists(connection, reference)
    rows = event_log.in_subjects(connection)
    for subject, events in groupby(rows, key=lambda event: event.subject):
        yield from checker.check(subject, list(events))
    for table, kind in (("cases", "case"), ("residents", "resident")):
        orphans = connection.execute(
            f"SELECT hex(id) FROM {table} WHERE NOT EXISTS"
            f" (SELECT 1 FROM event WHERE event.subject = {table}.id)"
        )
        yield from (Fault("fault-orphan", {"kind": kind, "id": i.lower()}) for (i,) in orphans)


def index(connection: Connection) -> Iterator[Fault]:
    """The search index holds an entry for each row, and is sound in itself."""
    entries = (
        ("search_case", "SELECT entry FROM cases UNION ALL SELECT entry FROM draft"),
        ("search_resident", "SELECT entry FROM residents"),
    )
    for table, wanted in entries:
        for one, other in (
            (wanted, f"SELECT id FROM {table}_docsize"),
            (f"SELECT id FROM {table}_docsize", wanted),
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


class _Lists:
    """Compares rows with fresh folds."""

    def __init__(self, connection: Connection, reference: Reference) -> None:
        self._connection = connection
        self._reference = reference

    def check(self, subject: str, events: list[Event]) -> Iterator[Fault]:
        if projections.is_device(events):
            return
        if projections.is_resident(events):
            yield from self._resident(subject, events)
        else:
            yield from self._case(subject, events)

    def _resident(self, subject: str, events: list[Event]) -> Iterator[Fault]:
        resident = fold_resident(subject, events)
        wanted = None
        if resident is not None:
            digest = search.resident_document(resident).digest
            wanted = (*projections.resident_values(resident), digest)
        if self._row("residents", projections.RESIDENT_WRITTEN, subject) != wanted:
            yield Fault("fault-resident", {"id": subject})

    def _case(self, subject: str, events: list[Event]) -> Iterator[Fault]:
        case = fold_case(subject, events)
        calendar = self._reference.calendar
        row = project_case(case, calendar=calendar, events=len(events))
        wanted: tuple[Any, ...] | None = None
        if row is not None:
            document = search.case_document(case, aliases=projections.aliases(self._reference, row))
            written = projections.case_values(row)
            wanted = (*written, not case.ended, number_key(row.number), document.digest)
        if self._row("cases", projections.CASE_WRITTEN, subject) != wanted:
            number = case.number or next(
                (e.body.number for e in events if isinstance(e.body, CaseRegistered)), subject
            )
            yield Fault("fault-case", {"number": number})

    def _row(self, table: str, columns: str, subject: str) -> tuple[Any, ...] | None:
        found = self._connection.execute(
            f"SELECT {columns} FROM {table} WHERE id = ?", (bytes.fromhex(subject),)
        ).fetchone()
        return tuple(found) if found else None
