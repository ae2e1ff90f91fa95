"""What another working-day table does to the deadlines of a case that is still open."""

from collections.abc import Iterator
from datetime import datetime

from helpdesk.application.deadlines import deadline_of, redo_deadline
from helpdesk.domain.calendar import WorkCalendar
from helpdesk.domain.cases import Case
from helpdesk.domain.clocks import Limit, Unit, deadline, received_on
from helpdesk.domain.copies import replace
from helpdesk.domain.events import CaseRecounted, CaseRegistered, Clock


def recounts(
    case: Case, calendar: WorkCalendar, *, was: datetime | None = None
) -> Iterator[CaseRecounted]:
    """The events that tell of each deadline that is another one now, or has become firm; nothing where it
    stays as it is. `was` is when the case was due as last shown."""
    registered = case.registered
    if registered is None or case.ended or (case.answered_at is not None and not case.redone):
        return
    if registered.respond_by and case.responded_at is None:
        fresh = counted_again(registered, registered.respond_by, calendar)
        if fresh is not None:
            yield _told(
                registered.respond_by,
                fresh,
                registered.respond_by.due,
                fresh.due,
                calendar,
                response=True,
            )
    if registered.close_by is None:
        return
    if case.redone:
        yield from _redo(case, registered.close_by, calendar, was)
        return
    fresh = counted_again(registered, registered.close_by, calendar)
    if fresh is not None:
        again = deadline_of(replace(case, registered=replace(registered, close_by=fresh)), calendar)
        due = again.due if again and again.due else fresh.due
        shown = was or case.due or registered.close_by.due
        yield _told(registered.close_by, fresh, shown, due, calendar)


def counted_again(
    registered: CaseRegistered, promised: Clock, calendar: WorkCalendar
) -> Clock | None:
    """The promise by the tables known now; None where it would say the same."""
    day = received_on(registered.received_at, calendar)
    if (
        promised.table == calendar.version(day, promised.due.date())
        and day == promised.counted_from
    ):
        return None
    counted = deadline(Limit(promised.days, Unit(promised.unit)), day, calendar=calendar)
    if counted.due is None:
        raise AssertionError("a deadline without pauses always has a due time")
    if (counted.due, counted.provisional) == (promised.due, promised.provisional):
        return None
    return replace(
        promised,
        due=counted.due,
        counted_from=day,
        table=counted.table,
        provisional=counted.provisional,
    )


def _redo(
    case: Case, promised: Clock, calendar: WorkCalendar, was: datetime | None
) -> Iterator[CaseRecounted]:
    """The limit after a bad callback is counted by whatever table there is: only told of."""
    again = redo_deadline(case, calendar)
    if case.due is None and again and again.due and was and was != again.due:
        yield _told(promised, replace(promised, table=again.table), was, again.due, calendar)


def _told(
    promised: Clock,
    fresh: Clock,
    was: datetime,
    due: datetime,
    calendar: WorkCalendar,
    *,
    response: bool = False,
) -> CaseRecounted:
    tables = {table.year: table for table in calendar.tables}
    years = range(fresh.counted_from.year, due.year + 1)
    sources = [tables[year].source for year in years if year in tables]
    return CaseRecounted(
        clock=fresh,
        was=was,
        due=due,
        was_provisional=promised.provisional,
        was_table=promised.table,
        response=response,
        source=sources[-1] if sources else "",
    )
