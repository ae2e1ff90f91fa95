"""What a matter promises, and what a case's clock says now."""

from datetime import date, datetime

from helpdesk.domain.calendar import WorkCalendar
from helpdesk.domain.cases import Case
from helpdesk.domain.clocks import (
    BAD_RATING,
    CALLBACK,
    DELIVERY,
    REQUEST,
    RESPONSE,
    Deadline,
    Limit,
    Unit,
    deadline,
    received_on,
)
from helpdesk.domain.events import Clock
from helpdesk.domain.matters import Matter
from helpdesk.domain.stages import CaseKind, Stage


def response_clock(received_at: datetime, calendar: WorkCalendar) -> Clock:
    """By when somebody must have been in touch: one working day [city]."""
    return _clock(_counted(RESPONSE, received_at, calendar))


def closing_deadline(
    matter: Matter | None, received_at: datetime, calendar: WorkCalendar
) -> Deadline | None:
    """By when the matter is promised to be closed; a request has 5 working days [city].

    None where a matter promises no day.
    """
    limit = REQUEST if matter is None else matter.promised
    return _counted(limit, received_at, calendar) if limit else None


def closing_clock(
    matter: Matter | None, received_at: datetime, calendar: WorkCalendar
) -> Clock | None:
    """The same in the form that is recorded with the case."""
    counted = closing_deadline(matter, received_at, calendar)
    return _clock(counted) if counted else None


def current_due(case: Case, calendar: WorkCalendar) -> tuple[datetime | None, bool]:
    """When the case is due as things stand, and whether that is provisional.

    None while the clock stands still or where nothing was promised. Only pauses and extensions move
    a deadline; an edit, a note or a call never does (C29).
    """
    if case.paused:
        return None, False
    redo = redo_deadline(case, calendar)
    if redo is not None:
        return case.due or redo.due, redo.provisional
    promised = case.registered.close_by if case.registered else None
    if promised is None:
        return None, False
    extended = case.due != promised.due
    if len(case.pauses) == case.dispatching.counted_pauses or (
        extended and promised.unit == Unit.NATURAL
    ):
        return case.due, promised.provisional  # as it was promised, or given by an extension
    again = deadline_of(case, calendar)
    return (again.due, again.provisional) if again else (case.due, promised.provisional)


def next_due(case: Case, calendar: WorkCalendar) -> tuple[datetime | None, bool]:
    """When the next duty is due: the promise until the result is out, then delivery, then callback.

    A result is delivered within 10 working days [law]; the callback follows the working day after
    [city]. Requests have nothing to deliver.
    """
    counted = after_result(case, calendar)
    return (counted.due, counted.provisional) if counted else current_due(case, calendar)


def after_result(case: Case, calendar: WorkCalendar) -> Deadline | None:
    """What is due once the result is out: delivery, then callback; None before and afterwards."""
    if case.stage is Stage.ANSWERED and case.answered_at:
        limit = DELIVERY if case.kind is CaseKind.MATTER else CALLBACK
        return _counted(limit, case.answered_at, calendar)
    if case.stage is Stage.DELIVERED and case.delivered_at:
        return _counted(CALLBACK, case.delivered_at, calendar)
    return None


def deadline_of(case: Case, calendar: WorkCalendar) -> Deadline | None:
    """The promise counted again with the case's pauses and extensions; None where nothing was
    promised. To a promise of natural days no extension is counted."""
    promised = case.registered.close_by if case.registered else None
    if promised is None:
        return None
    unit = Unit(promised.unit)
    more = case.dispatching.extended if unit is Unit.WORKING else 0
    limit = Limit(promised.days + more, unit)
    return deadline(limit, promised.counted_from, calendar=calendar, pauses=case.pauses)


def redo_deadline(case: Case, calendar: WorkCalendar) -> Deadline | None:
    """By when a case that was opened again is put right: 15 working days after that [city].

    None for a case that was never redone.
    """
    if case.redone_at is None:
        return None
    since = received_on(case.redone_at, calendar)
    return deadline(BAD_RATING, since, calendar=calendar, pauses=case.pauses)


def latest_deferral(case: Case) -> date | None:
    """A deferral is never longer than the matter's promised limit."""
    promised = case.registered.close_by if case.registered else None
    return promised.due.date() if promised else None


def _counted(limit: Limit, received_at: datetime, calendar: WorkCalendar) -> Deadline:
    return deadline(limit, received_on(received_at, calendar), calendar=calendar)


def _clock(counted: Deadline) -> Clock:
    if counted.due is None:
        raise AssertionError("a deadline without pauses always has a due time")
    return Clock(
        due=counted.due,
        days=counted.limit.days,
        unit=counted.limit.unit.value,
        counted_from=counted.received_on,
        table=counted.table,
        provisional=counted.provisional,
    )
