"""The city's own columns of a case, and which subjects are secret."""

from collections.abc import Iterable
from dataclasses import fields
from operator import attrgetter
from typing import Any

from helpdesk.domain.cases import Case
from helpdesk.server.dispatch_row import DispatchRow
from helpdesk.server.postgres.database import Connection
from helpdesk.server.postgres.records import storable

DISPATCH_NAMES = tuple(field.name for field in fields(DispatchRow))
_VALUES = attrgetter(*DISPATCH_NAMES)
_TEXTS = attrgetter(*(field.name for field in fields(DispatchRow) if field.type is str))


def dispatch_values(row: DispatchRow) -> tuple[Any, ...]:
    """The columns of a row, as PostgreSQL can keep them; the terms as it writes an array, which costs
    half of what the driver takes for it."""
    *values, terms = _VALUES(row)
    said = "\n".join(terms)
    if "\0" in said or "\0" in "".join(_TEXTS(row)):
        values, said = [storable(value) for value in values], storable(said)
    if '"' in said or "\\" in said:
        said = said.replace("\\", "\\\\").replace('"', '\\"')
    quoted = said.replace("\n", '","')
    return (*values, f'{{"{quoted}"}}' if terms else "{}")


def note_secrets(connection: Connection, cases: Iterable[Case]) -> None:
    """Who may not read what is secret does not read its events either: those of the case and of its
    applicant. What was secret once stays so."""
    subjects = [
        (case.stream, bytes.fromhex(subject), case.dispatching.level)
        for case in cases
        if case.registered is not None and case.registered.secret
        for subject in (case.id, case.registered.applicant.resident)
        if subject
    ]
    if subjects:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO secret_subject (stream, subject, level) VALUES (%s, %s, %s)"
                " ON CONFLICT (stream, subject) DO UPDATE SET level = excluded.level",
                subjects,
            )
