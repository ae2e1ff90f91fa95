"""The monthly bulletin 月通报: what a month's cases come to, by desk or township and by department.

It says of a month the same whenever it is asked for: what happened later is no part of it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol

from helpdesk.application.deadlines import current_due
from helpdesk.application.ports import Reference, Session
from helpdesk.domain.calendar import WorkCalendar
from helpdesk.domain.callbacks import RATINGS, Attempt
from helpdesk.domain.cases import Case, apply_to_case
from helpdesk.domain.events import CaseRegistered, Event
from helpdesk.domain.figures import MonthFigures
from helpdesk.domain.problems import Problem
from helpdesk.domain.stages import ENDED, CaseKind, Stage

_NO_PROMISE = frozenset({Stage.WITHDRAWN, Stage.MERGED})  # the resident's own wish, and duplicates
_SETTLED = ENDED - {Stage.MERGED}
_SATISFIED = frozenset(RATINGS[:3])
_TOWNSHIP = 9  # digits of a division's code


class Histories(Protocol):
    """Reads the log for the bulletin; any thread."""

    def of_month(
        self, *, since: datetime, until: datetime
    ) -> Iterable[tuple[str, Sequence[Event]]]:
        """Cases, each with its events in folding order, of which something can count in this span of
        local time; others may be among them."""
        ...


@dataclass(frozen=True, slots=True)
class Unit:
    """A desk, a township or a department with its month."""

    name: str
    figures: MonthFigures


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A month from `since` until before `until`, local wall times; `whole` once it is over. `places` are
    desks, or townships where the cases are of several (`by_township`)."""

    since: datetime
    until: datetime
    whole: bool
    total: MonthFigures
    kinds: Mapping[CaseKind, int]
    places: tuple[Unit, ...]
    departments: tuple[Unit, ...]
    by_township: bool = False


@dataclass(slots=True)
class _Sums:
    total: MonthFigures = field(default_factory=MonthFigures)
    kinds: dict[CaseKind, int] = field(default_factory=dict)
    streams: dict[str, MonthFigures] = field(default_factory=dict)
    departments: dict[str, MonthFigures] = field(default_factory=dict)


def month_before(day: date) -> date:
    """The first of the last whole month: what a bulletin is usually asked for."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def month_span(month: date) -> tuple[datetime, datetime]:
    """From the midnight that begins the month to the one that ends it."""
    since = datetime(month.year, month.month, 1)
    return since, (since + timedelta(days=32)).replace(day=1)


def bulletin(session: Session, histories: Histories, *, month: date) -> Bulletin:
    """The bulletin of the month that has this day. Raises Problem `month-ahead` for one that has not
    begun."""
    since, end = month_span(month)
    now = session.clock.now().local
    if since > now:
        raise Problem("month-ahead", month=f"{month:%Y-%m}")
    until, sums = min(end, now + timedelta(seconds=1)), _Sums()  # what is being recorded counts
    for case_id, events in histories.of_month(since=since, until=until):
        _add(sums, case_id, events, (since, until), session.reference.calendar)
    townships = {code[:_TOWNSHIP] for code in sums.streams}
    wide = len(townships) > 1
    return Bulletin(
        since=since,
        until=until,
        whole=until == end,
        total=sums.total,
        kinds=sums.kinds,
        places=_places(sums.streams, session, wide=wide),
        departments=_units(sums.departments, lambda name: name),
        by_township=wide,
    )


def _add(
    sums: _Sums,
    case_id: str,
    events: Sequence[Event],
    span: tuple[datetime, datetime],
    calendar: WorkCalendar,
) -> None:
    case, figures = _counted(case_id, events, span, calendar)
    if case.registered is None or figures == MonthFigures():
        return
    sums.total += figures
    sums.kinds[case.kind] = sums.kinds.get(case.kind, 0) + figures.registered
    nothing = MonthFigures()
    for known, key in ((sums.streams, case.stream), (sums.departments, case.department)):
        known[key] = known.get(key, nothing) + figures


def _counted(
    case_id: str,
    events: Sequence[Event],
    span: tuple[datetime, datetime],
    calendar: WorkCalendar,
) -> tuple[Case, MonthFigures]:
    """A case as it stood at the end of the span, and what it adds. Of a case that was redone the first
    result is held against its limit; what the resident thought of it is in the callbacks."""
    case, first = Case(id=case_id), None
    said: list[tuple[Attempt, bool]] = []
    for event in events:
        if event.moment.local >= span[1] and not isinstance(event.body, CaseRegistered):
            continue  # what came in the month counts, also where it was typed in later
        before, case = case, apply_to_case(case, event)
        if first is None and (case.answered_at or case.stage in _SETTLED):
            first = case
        if len(case.attempts) > len(before.attempts):
            said.append((case.attempts[-1], case.stage is not before.stage))
    if case.registered is None or case.stage is Stage.MERGED:
        return case, MonthFigures()
    called = [_callback(attempt, last=last) for attempt, last in said if _in(attempt.at, span)]
    registered = MonthFigures(registered=int(_in(case.registered.received_at, span)))
    due = _due(first or case, span, calendar)
    return case, sum(called, registered + due + _response(case, first, span))


def _due(case: Case, span: tuple[datetime, datetime], calendar: WorkCalendar) -> MonthFigures:
    """The limit to close, extensions included, of a case as it stood with its first result."""
    due, _provisional = current_due(case, calendar)
    if not _in(due, span) or due is None or case.stage in _NO_PROMISE:
        return MonthFigures()
    done = _done(case)
    return MonthFigures(
        due=1, closed=int(done is not None), on_time=int(done is not None and done <= due)
    )


def _response(case: Case, first: Case | None, span: tuple[datetime, datetime]) -> MonthFigures:
    clock = case.registered.respond_by if case.registered else None
    if clock is None or not _in(clock.due, span) or case.stage is Stage.WITHDRAWN:
        return MonthFigures()
    moments = (case.responded_at, _done(first) if first else None)
    soonest = min((each for each in moments if each), default=None)
    return MonthFigures(to_answer=1, answered=int(soonest is not None and soonest <= clock.due))


def _done(case: Case) -> datetime | None:
    """When the result was out, or the case ended without one."""
    return case.answered_at or case.ended_at


def _callback(attempt: Attempt, *, last: bool) -> MonthFigures:
    said = attempt.said
    if not said.reached:
        return MonthFigures(unreachable=int(last))
    if said.refused:
        return MonthFigures(declined=1)
    rated = int(said.rating > 0)
    return MonthFigures(
        valid=1, solved=int(said.solved), rated=rated, satisfied=int(said.rating in _SATISFIED)
    )


def _in(moment: datetime | None, span: tuple[datetime, datetime]) -> bool:
    return moment is not None and span[0] <= moment < span[1]


def _places(
    streams: Mapping[str, MonthFigures], session: Session, *, wide: bool
) -> tuple[Unit, ...]:
    """Desks, or townships where there are several, by their names."""
    if not wide:
        return _units(streams, lambda code: _desk_name(code, session))
    townships: dict[str, MonthFigures] = {}
    for code, figures in streams.items():
        key = f"{code[:_TOWNSHIP]:0<12}"
        townships[key] = townships.get(key, MonthFigures()) + figures
    return _units(townships, lambda code: _place(code, session.reference))


def _desk_name(code: str, session: Session) -> str:
    if code == session.desk.code:
        return session.desk.name
    division = session.reference.divisions.find(code)
    return division.desk_name if division else code


def _place(code: str, reference: Reference) -> str:
    division = reference.divisions.find(code)
    return division.place if division else code


def _units(found: Mapping[str, MonthFigures], name: Callable[[str], str]) -> tuple[Unit, ...]:
    """The best score first; those without one by their volume."""
    units = [Unit(name(key), figures) for key, figures in found.items()]
    return tuple(sorted(units, key=_place_in_list))


def _place_in_list(unit: Unit) -> tuple[bool, float, int, str]:
    score = unit.figures.score
    return (score is None, -(score or 0), -unit.figures.registered, unit.name)
