"""Slips of the desk's cases as rows: part of the projections, and the lists of what is to be done."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from helpdesk.application.queries import SlipRow
from helpdesk.domain.cases import Case
from helpdesk.domain.slips import UNANSWERED_SLIPS, SlipState
from helpdesk.store.connection import Connection, Connections

SlipNote = tuple[str, str, bool, str, str, str, str, str | None]
"""Key, state, whether the desk answers, addressee, problem, demand, when issued, answer by."""

_OPEN = ", ".join(f"'{state}'" for state in UNANSWERED_SLIPS)
_LIST = (
    "SELECT slip.subject, key, state, to_desk, addressee, problem, demand, issued_at, answer_by,"
    " cases.number, cases.applicant, cases.title FROM slip JOIN cases ON cases.id = slip.subject"
)
_TO_DO = f"{_LIST} WHERE state IN ({_OPEN}) ORDER BY to_desk DESC, answer_by, key LIMIT ?"


def of_case(case: Case) -> list[SlipNote]:
    """The rows of a case."""
    if case.registered is None:
        return []
    return [
        (
            slip.key,
            slip.state.value,
            slip.issued.content.to_desk,
            slip.issued.content.addressee,
            slip.issued.content.problem,
            slip.issued.content.demand,
            slip.issued_at.isoformat(" "),
            slip.issued.answer_by.isoformat(" ") if slip.issued.answer_by else None,
        )
        for slip in case.escalation.slips
    ]


def write(connection: Connection, subjects: Sequence[tuple[bytes, Sequence[SlipNote]]]) -> None:
    """The rows of these cases, which have none."""
    if rows := [(subject, *note) for subject, notes in subjects for note in notes]:
        connection.executemany("INSERT INTO slip VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)


def forget(connection: Connection, subjects: Sequence[bytes]) -> None:
    """The rows of these cases go."""
    if subjects:
        marks = ", ".join("?" * len(subjects))
        connection.execute(f"DELETE FROM slip WHERE subject IN ({marks})", subjects)


def kept(connection: Connection) -> dict[str, list[SlipNote]]:
    """All rows, by case."""
    found: dict[str, list[SlipNote]] = {}
    for subject, key, state, to_desk, *rest in connection.execute("SELECT * FROM slip"):
        found.setdefault(subject.hex(), []).append((key, state, bool(to_desk), *rest))
    return found


class SqliteSlips:
    """`application.queries.Slips` on the local store."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def to_do(self, *, limit: int) -> Sequence[SlipRow]:
        """Slips to be signed for or answered, the desk's own first, then those due first."""
        with self._connections.read() as connection:
            return [_row(values) for values in connection.execute(_TO_DO, (limit,))]

    def count_to_do(self) -> int:
        """How many the desk itself has to sign for or answer."""
        with self._connections.read() as connection:
            row = connection.execute(
                f"SELECT count(*) FROM slip WHERE to_desk AND state IN ({_OPEN})"
            ).fetchone()
        return int(row[0])


def _row(values: Sequence[Any]) -> SlipRow:
    subject, key, state, to_desk, addressee, problem, demand, issued_at, answer_by, *rest = values
    number, applicant, title = rest
    return SlipRow(
        case=subject.hex(),
        key=key,
        state=SlipState(state),
        to_desk=bool(to_desk),
        addressee=addressee,
        problem=problem,
        demand=demand,
        issued_at=datetime.fromisoformat(issued_at),
        answer_by=datetime.fromisoformat(answer_by) if answer_by else None,
        number=number,
        applicant=applicant,
        title=title,
    )
