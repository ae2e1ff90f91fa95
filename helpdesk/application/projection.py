"""A case as a row of the lists: the same projection on the desk and in the city."""

from typing import Any

from helpdesk.application.deadlines import next_due
from helpdesk.application.queries import CaseRow
from helpdesk.domain.calendar import WorkCalendar
from helpdesk.domain.cases import Case, still_missing


def project_case(case: Case, *, calendar: WorkCalendar, events: int) -> CaseRow | None:
    """The row of a case with `events` events; None while its registration has not arrived."""
    facts = case_facts(case, calendar=calendar, events=events)
    return CaseRow(*facts) if facts else None


def case_facts(case: Case, *, calendar: WorkCalendar, events: int) -> tuple[Any, ...] | None:
    """The same as values in the order of the row's fields, for whoever writes ten thousand of them."""
    body = case.registered
    if body is None or case.registered_at is None or case.last_moment is None:
        return None
    due, provisional = next_due(case, calendar)
    missing = still_missing(case) if case.materials else ()
    return (
        case.id,
        case.stream,
        body.number,
        body.outside_number,
        body.case_kind,
        case.stage,
        body.applicant.name,
        body.applicant.resident,
        body.matter.name if body.matter else body.title,
        body.matter.code if body.matter else "",
        case.department,
        case.department_number,
        body.received_at,
        due,
        provisional,
        body.respond_by.due if body.respond_by else None,
        case.responded_at is not None,
        min((m.deferred_until for m in missing if m.deferred_until), default=None),
        case.ended_at,
        len(case.anomalies),
        events,
        case.unsent,
        case.last_moment.utc_ms,
    )
