"""Certificates from the desk's cases as rows: part of the projections, and the list of those that expire."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from helpdesk.application.certificates import Expiring
from helpdesk.domain.cases import Case
from helpdesk.domain.stages import Stage
from helpdesk.store.connection import Connection, Connections

CertificateNote = tuple[str, str, str]
"""Document, last day, why it is offered no more."""

_VOID = ", ".join(
    f"'{stage}'" for stage in (Stage.TERMINATED, Stage.WITHDRAWN, Stage.REFUSED, Stage.MERGED)
)
_EXPIRING = (
    "SELECT c.id, c.number, c.resident, c.applicant, c.matter, c.title, document, valid_until"
    " FROM certificate JOIN cases c ON c.id = certificate.subject"
    " WHERE settled = '' AND valid_until BETWEEN ? AND ? AND NOT EXISTS"
    " (SELECT 1 FROM cases later WHERE later.resident = c.resident AND later.resident <> ''"
    " AND later.registered_at > c.registered_at AND later.matter = c.matter AND later.id <> c.id"
    f" AND later.stage NOT IN ({_VOID}))"
    " ORDER BY valid_until, c.entry LIMIT ?"
)


def of_case(case: Case) -> list[CertificateNote]:
    """The row of a case whose document has a last day."""
    if case.registered is None or case.valid_until is None:
        return []
    return [(case.document, case.valid_until.isoformat(), case.renewal_settled)]


def write(
    connection: Connection, subjects: Sequence[tuple[bytes, Sequence[CertificateNote]]]
) -> None:
    """The rows of these cases, which have none."""
    if rows := [(subject, *note) for subject, notes in subjects for note in notes]:
        connection.executemany("INSERT INTO certificate VALUES (?, ?, ?, ?)", rows)


def forget(connection: Connection, subjects: Sequence[bytes]) -> None:
    """The rows of these cases go."""
    if subjects:
        marks = ", ".join("?" * len(subjects))
        connection.execute(f"DELETE FROM certificate WHERE subject IN ({marks})", subjects)


def kept(connection: Connection) -> dict[str, list[CertificateNote]]:
    """All rows, by case."""
    rows = connection.execute("SELECT subject, document, valid_until, settled FROM certificate")
    return {subject.hex(): [tuple(note)] for subject, *note in rows}


class SqliteCertificates:
    """`application.certificates.Certificates` on the local store."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def expiring(self, *, since: date, until: date, limit: int) -> Sequence[Expiring]:
        """Those whose last day lies in the span, the first one first."""
        span = (since.isoformat(), until.isoformat(), limit)
        with self._connections.read() as connection:
            return [_expiring(values) for values in connection.execute(_EXPIRING, span)]


def _expiring(values: Sequence[Any]) -> Expiring:
    case, number, resident, applicant, matter, title, document, day = values
    until = date.fromisoformat(day)
    return Expiring(case.hex(), number, resident, applicant, matter, title, document, until)
