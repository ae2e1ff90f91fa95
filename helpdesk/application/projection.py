"""A case as a row of the lists: the same projection on the desk and in the city."""

from helpdesk.application.deadlines import next_due
from helpdesk.application.queries import CaseRow
from helpdesk.domain.calendar import WorkCalendar
from helpdesk.domain.cases import Case, still_missing


def project_case(case: Case, *, calendar: WorkCalendar, events: int) -> CaseRow | None:
    """The row of a case with `events` events; None while its registration has not arrived."""
    body = case.registered
    if body is None or case.registered_at is None or case.last_moment is None:
        return None
    due, provisional = next_due(case, calendar)
    deferred = [m.deferred_until for m in still_missing(case) if m.deferred_until]
    return CaseRow(
        id=case.id,
        stream=case.stream,
        number=body.number,
        outside_number=body.outside_number,
        kind=body.case_kind,
        stage=case.stage,
        applicant=body.applicant.name,
        resident=body.applicant.resident,
        title=case.title,
        matter=body.matter.code if body.matter else "",
        department=case.department,
        department_number=case.department_number,
        registered_at=body.received_at,
        due=due,
        provisional=provisional,
        respond_due=body.respond_by.due if body.respond_by else None,
        responded=case.responded_at is not None,
        deferred_until=min(deferred) if deferred else None,
        ended_at=case.ended_at,
        anomalies=len(case.anomalies),
        events=events,
        unsent=case.unsent,
        changed_ms=case.last_moment.utc_ms,
    )
