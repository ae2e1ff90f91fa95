"""Schema 12: who works on a case and what is missing stand in its row, indexes for every filter and
sorting of the table of cases, and what each agent set for themselves."""

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlite_utils import Database

from helpdesk.domain.cases import fold_case
from helpdesk.domain.events import Author, Event, Origin
from helpdesk.domain.moments import Moment
from helpdesk.protocol.codec import decode_body
from helpdesk.protocol.events import once
from helpdesk.store.case_extras import case_extras

_COLUMNS = (
    "owner TEXT NOT NULL DEFAULT ''",
    "owner_name TEXT NOT NULL DEFAULT ''",
    "missing INTEGER NOT NULL DEFAULT 0",
)
# What filters ask stands behind the order, so that the index alone answers; `entry` is the rowid.
_ASKED = "stage, kind, department, owner, stream"
_INDEXES = (
    "DROP INDEX cases_registered",
    f"CREATE INDEX cases_registered ON cases (registered_at, entry, open, {_ASKED})",
    f"CREATE INDEX cases_open ON cases (registered_at, entry, {_ASKED}) WHERE open = 1",
    "CREATE INDEX cases_limit ON cases (coalesce(due, '9999'), entry) WHERE open = 1",
    "CREATE INDEX cases_department ON cases (department, registered_at)",
    "CREATE INDEX cases_owner ON cases (owner, registered_at)",
    "CREATE INDEX cases_stream ON cases (stream, registered_at)",
    "CREATE INDEX cases_missing ON cases (registered_at) WHERE missing > 0",
    "CREATE INDEX cases_anomalies ON cases (registered_at) WHERE anomalies > 0",
    "CREATE INDEX cases_deferred ON cases (deferred_until) WHERE open = 1 AND deferred_until IS NOT NULL",
    "CREATE INDEX residents_division ON residents (division)",
)
_EVENTS = (
    "SELECT subject, incarnation, dseq, stream, kind, version, body, author_id, author_name, device_ms,"
    " correction_ms, offset_minutes, zone, base, position, received_ms FROM event"
    " WHERE stream NOT IN (SELECT stream FROM cursor WHERE dropped)"
    " ORDER BY subject, position IS NULL, position, stream, arrival"
)


def migrate(db: Database) -> None:
    """Add the columns and fill them from the events, then the indexes: made once they are full."""
    for column in _COLUMNS:
        db.execute(f"ALTER TABLE cases ADD COLUMN {column}")
    update = "UPDATE cases SET owner = ?, owner_name = ?, missing = ? WHERE id = ?"
    for subject, rows in groupby(db.execute(_EVENTS), key=itemgetter(0)):
        case = fold_case(subject.hex(), once(map(_event, rows)))
        if case.registered is not None:
            db.execute(update, (*case_extras(case), subject))
    for statement in _INDEXES:
        db.execute(statement)
    db.execute(
        "CREATE TABLE preference (agent TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,"
        " PRIMARY KEY (agent, name)) WITHOUT ROWID"
    )


def _event(row: Sequence[Any]) -> Event:
    subject, incarnation, dseq, stream, kind, version, body, *rest = row
    author_id, author_name, *moment, base, position, received_ms = rest
    return Event(
        Origin(incarnation.hex(), dseq),
        stream,
        subject.hex(),
        decode_body(kind, version, body),
        Author(author_id, author_name),
        Moment(*moment),
        base,
        position,
        received_ms,
    )
