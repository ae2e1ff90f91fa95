"""What only a person can decide: different values of a field, and late work at a reassigned case."""

import re
from collections.abc import Iterable, Mapping, Sequence

from helpdesk.application.queries import Disputed, Doubt, DoubtCounts, Refusal
from helpdesk.domain.cases import Case, fold_case
from helpdesk.domain.events import Author
from helpdesk.domain.merging import Conflict
from helpdesk.domain.resident_fold import fold_resident
from helpdesk.domain.residents import Resident
from helpdesk.store import asides, device, event_log
from helpdesk.store.connection import Connection, Connections

CONFLICT, PROPOSAL = "conflict", "proposal"
DoubtRow = tuple[str, str, str, str, int]
"""Sort, key (a field, or the id of an act), who wrote last, who is to decide, since when (ms UTC)."""

_LATELY = 5_000  # events: reading all of a county's would take seconds
_HEX = re.compile("[0-9a-f]{32}")
_LIST = (
    "SELECT doubt.subject, residents.id IS NOT NULL, key,"
    " coalesce(cases.applicant, residents.name, ''), coalesce(cases.title, ''),"
    " doubt.author, doubt.owner, doubt.since_ms FROM doubt"
    " LEFT JOIN cases ON cases.id = doubt.subject LEFT JOIN residents ON residents.id = doubt.subject"
    " WHERE sort = ? ORDER BY doubt.since_ms, doubt.subject, key LIMIT ?"
)


def of_case(case: Case) -> list[DoubtRow]:
    """The rows of a case; none while it is incomplete."""
    if case.registered is None or not (case.written or case.proposals):
        return []
    owner = case.owner.id if case.owner else ""
    late = [
        (PROPOSAL, each.id, each.event.author.name, owner, each.event.moment.utc_ms)
        for each in case.open_proposals
    ]
    return [*_conflicts(case.conflicts), *late]


def of_resident(resident: Resident) -> list[DoubtRow]:
    """The rows of a resident."""
    return _conflicts(resident.conflicts)


def _conflicts(found: Iterable[Conflict]) -> list[DoubtRow]:
    return [
        (CONFLICT, each.field, last.author.name, "", last.moment.utc_ms)
        for each in found
        for last in (each.claims[-1].event,)
    ]


def write(connection: Connection, subjects: Sequence[tuple[bytes, Sequence[DoubtRow]]]) -> None:
    """The rows of these subjects, which have none."""
    if rows := [(subject, *row) for subject, rows in subjects for row in rows]:
        connection.executemany("INSERT INTO doubt VALUES (?, ?, ?, ?, ?, ?)", rows)


def forget(connection: Connection, subjects: Sequence[bytes]) -> None:
    """The rows of these subjects go."""
    if subjects:
        marks = ", ".join("?" * len(subjects))
        connection.execute(f"DELETE FROM doubt WHERE subject IN ({marks})", subjects)


def kept(connection: Connection) -> dict[str, list[DoubtRow]]:
    """All rows, by subject."""
    found: dict[str, list[DoubtRow]] = {}
    for subject, *row in connection.execute("SELECT * FROM doubt"):
        found.setdefault(subject.hex(), []).append(tuple(row))
    return found


class SqliteDoubts:
    """`application.queries.Doubts` on the local store."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def conflicts(self, *, limit: int) -> Sequence[Doubt]:
        """Fields with different values, the oldest first (C18)."""
        return self._listed(CONFLICT, limit)

    def proposals(self, *, limit: int) -> Sequence[Doubt]:
        """Late work that waits for a decision, the oldest first (C17)."""
        return self._listed(PROPOSAL, limit)

    def counts(self) -> DoubtCounts:
        """How many there are of both."""
        with self._connections.read() as connection:
            rows = connection.execute("SELECT sort, count(*) FROM doubt GROUP BY sort").fetchall()
        found = dict(rows)
        return DoubtCounts(found.get(CONFLICT, 0), found.get(PROPOSAL, 0))

    def asides(self, cases: Sequence[str]) -> Mapping[str, Refusal]:
        """Of those of these cases that have a record put aside, one, best one that needs a person."""
        with self._connections.read() as connection:
            return asides.asides_of(connection, cases)

    def disputed(self, subject: str) -> Disputed | None:
        """What is to be decided about a case or resident, if anything."""
        with self._connections.read() as connection:
            subject = event_log.case_of(connection, subject)
            if not _HEX.fullmatch(subject) or not _is_doubted(connection, subject):
                return None
            incarnation = device.log_of(connection)[0].hex()
            events = event_log.of_subject(connection, subject)
        resident = fold_resident(subject, events)
        if resident is not None:
            known = resident.conflicts
            return Disputed(subject, "resident", resident.name, "", incarnation, known)
        case = fold_case(subject, events)
        name = case.registered.applicant.name if case.registered else ""
        known = case.conflicts
        return Disputed(subject, "case", name, case.title, incarnation, known, case=case)

    def colleagues(self) -> list[Author]:
        """Who recorded something at this desk lately; nobody of the city."""
        with self._connections.read() as connection:
            rows = connection.execute(
                "SELECT author_id, max(author_name) FROM (SELECT author_id, author_name FROM event"
                " ORDER BY arrival DESC LIMIT ?) GROUP BY author_id ORDER BY 2, 1",
                (_LATELY,),
            ).fetchall()
        return [author for row in rows if not (author := Author(*row)).of_city and author.id]

    def _listed(self, sort: str, limit: int) -> list[Doubt]:
        with self._connections.read() as connection:
            return [
                Doubt(subject.hex(), "resident" if is_resident else "case", *rest)
                for subject, is_resident, *rest in connection.execute(_LIST, (sort, limit))
            ]


def _is_doubted(connection: Connection, subject: str) -> bool:
    found = connection.execute("SELECT 1 FROM doubt WHERE subject = ?", (bytes.fromhex(subject),))
    return found.fetchone() is not None
