"""The list of cases, made from the events in the transaction that brings them."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from itertools import chain
from operator import itemgetter
from typing import Any

from helpdesk.application.projection import case_facts
from helpdesk.application.queries import CaseRow
from helpdesk.domain.calendar import WorkCalendar
from helpdesk.domain.cases import Case, fold_case
from helpdesk.domain.copies import replace
from helpdesk.domain.events import Event
from helpdesk.protocol.events import once
from helpdesk.server.bugs import whereabouts
from helpdesk.server.dispatch_row import dispatch_row
from helpdesk.server.postgres import open_clocks
from helpdesk.server.postgres.database import Connection
from helpdesk.server.postgres.dispatch_columns import (
    DISPATCH_NAMES,
    dispatch_values,
    note_secrets,
)
from helpdesk.server.postgres.files import note_files
from helpdesk.server.postgres.ledger import events_of
from helpdesk.server.postgres.records import INT_MAX, storable

log = logging.getLogger(__name__)

NAMES = tuple(each.name for each in fields(CaseRow))
CASE_COLUMNS = ", ".join(NAMES)
_TEXTS = itemgetter(*(place for place, each in enumerate(fields(CaseRow)) if each.type is str))
_KIND, _STAGE, _CHANGED = map(NAMES.index, ("kind", "stage", "changed_ms"))
_ALL = (*NAMES, *DISPATCH_NAMES)
_COPY = f"COPY city_case_rows ({', '.join(_ALL)}) FROM STDIN"


def project(
    connection: Connection, stream: str, fresh: Sequence[Event], *, calendar: WorkCalendar
) -> set[str]:
    """Bring the list up to date after `fresh` events were written.

    Answers the cases that could not be projected: their events are to be kept aside.
    """
    touched: dict[str, list[Event]] = {}
    for event in fresh:
        if not event.body.KIND.startswith(("resident.", "device.")):
            touched.setdefault(event.subject, []).append(event)
    if not touched:
        return set()
    first = min(event.position or 0 for event in fresh)
    older, holders = _known(connection, stream, touched, before=first)
    if holders:
        return _together(connection, stream, fresh, holders, calendar=calendar)
    note_files(connection, stream, fresh)
    open_clocks.mark(connection, stream, touched)
    added = {s: e for s, e in touched.items() if s not in older}
    changed: dict[str, list[Event]] = {subject: [] for subject in older}
    if older:
        for event in events_of(connection, stream, [bytes.fromhex(each) for each in older]):
            changed[event.subject].append(event)
        changed = {subject: once(events) for subject, events in changed.items()}
    folds = _Folds(calendar)
    _write(connection, stream, added, changed, folds)
    open_clocks.write_slips(connection, stream, folds.urged)
    return folds.failed


def _together(
    connection: Connection,
    stream: str,
    fresh: Sequence[Event],
    holders: Mapping[str, str],
    *,
    calendar: WorkCalendar,
) -> set[str]:
    """The same, where some of the cases are one with another one."""
    own = [replace(event, subject=holders.get(event.subject, event.subject)) for event in fresh]
    failed = project(connection, stream, own, calendar=calendar)
    return failed | {subject for subject, holder in holders.items() if holder in failed}


@dataclass(slots=True)
class _Folds:
    """What came of folding: `failed` are the cases that cannot be folded, `urged` those with slips."""

    calendar: WorkCalendar
    failed: set[str] = field(default_factory=set)
    urged: list[Case] = field(default_factory=list)


def _known(
    connection: Connection, stream: str, subjects: Iterable[str], *, before: int
) -> tuple[set[str], dict[str, str]]:
    """Those of `subjects` that have events below position `before`; of those that are one case with
    another one, which that is."""
    rows = connection.execute(
        "WITH asked AS (SELECT array_agg(decode(id, 'hex')) AS subjects"
        " FROM unnest(string_to_array(%(subjects)s, ',')) AS id)"
        " SELECT DISTINCT encode(subject, 'hex'), '' FROM event WHERE stream = %(stream)s"
        " AND position < %(before)s AND subject = ANY((SELECT subjects FROM asked)::bytea[])"
        " UNION ALL SELECT encode(subject, 'hex'), encode(holder, 'hex') FROM rejoined"
        " WHERE stream = %(stream)s AND subject = ANY((SELECT subjects FROM asked)::bytea[])",
        {"stream": stream, "before": before, "subjects": ",".join(subjects)},
    ).fetchall()
    older = {subject for subject, holder in rows if not holder}
    return older, {subject: holder for subject, holder in rows if holder}


def _write(
    connection: Connection,
    stream: str,
    added: dict[str, list[Event]],
    changed: dict[str, list[Event]],
    folds: _Folds,
) -> None:
    """Rows of new cases, and of those that had events before in place of their old ones; the server takes
    them in while the next ones are folded."""
    again = list(_rows(changed, folds))
    if again:
        connection.execute(
            "DELETE FROM city_case WHERE stream = %s AND id = ANY (string_to_array(%s, ','))",
            [stream, ",".join(case.id for case, _ in again)],
        )
    secret: list[Case] = []
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for case, values in chain(again, _rows(added, folds)):
            copy.write_row(values)
            if case.registered is not None and case.registered.secret:
                secret.append(case)
    note_secrets(connection, secret)


def _rows(cases: dict[str, list[Event]], folds: _Folds) -> Iterator[tuple[Case, tuple[Any, ...]]]:
    """Each case that has a row, with it."""
    for subject, events in cases.items():
        try:
            case = fold_case(subject, events)
            facts = case_facts(case, calendar=folds.calendar, events=len(events))
            if facts is None:
                continue
            values = (*columns_of(facts), *dispatch_values(dispatch_row(case)))
        except Exception as error:  # noqa: BLE001  one case must not stop a desk's queue
            log.error("A case does not fold; its new events are kept aside: %s", whereabouts(error))
            folds.failed.add(subject)
            continue
        if case.escalation.slips or case.escalation.proposals:
            folds.urged.append(case)
        yield case, values


def columns_of(facts: tuple[Any, ...]) -> list[Any]:
    """What `case_facts` says, in the order of `NAMES` and as PostgreSQL can keep it."""
    values = list(facts)
    values[_KIND], values[_STAGE] = facts[_KIND].value, facts[_STAGE].value
    if facts[_CHANGED] > INT_MAX or "\0" in "".join(_TEXTS(facts)):
        return [storable(value) for value in values]
    return values
