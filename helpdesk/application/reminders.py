"""Reminders at the desk: 48 and 24 hours before a case is due, in office hours only (quiet hours)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from helpdesk.application.list_rows import CaseRow
from helpdesk.domain.calendar import WorkCalendar
from helpdesk.domain.clocks import OFFICE_HOURS, WARN_BEFORE, OfficeHours, office_moment

ON, OPENS, CLOSES, SEEN = "reminders.on", "reminders.opens", "reminders.closes", "reminders.seen"
"""Names of settings of this computer; times as HH:MM, `SEEN` the local moment of the last look."""
OFF = "off"
_FIRST_LOOK = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Reminder:
    """So many cases reached the mark of `hours` before they are due."""

    hours: int
    cases: int


def hours_of(get: Callable[[str], str]) -> OfficeHours | None:
    """When reminders may come by the settings; None where they are switched off."""
    if get(ON) == OFF:
        return None
    opens = _time(get(OPENS), OFFICE_HOURS.opens)
    closes = _time(get(CLOSES), OFFICE_HOURS.closes)
    return OfficeHours(opens, closes) if opens < closes else OFFICE_HOURS


def is_quiet(now: datetime, calendar: WorkCalendar, hours: OfficeHours) -> bool:
    """Whether nobody is to be reminded of anything: before opening, after closing, on a day off."""
    return not (calendar.is_working_day(now.date()) and hours.opens <= now.time() <= hours.closes)


def seen_until(text: str, now: datetime) -> datetime:
    """Up to when reminders were looked at; a day ago on the first start, never after `now`."""
    try:
        seen = datetime.fromisoformat(text)
    except ValueError:
        return now - _FIRST_LOOK
    return min(seen.replace(tzinfo=None), now)


def reminders(
    rows: Iterable[CaseRow],
    *,
    since: datetime,
    now: datetime,
    calendar: WorkCalendar,
    hours: OfficeHours,
) -> tuple[Reminder, ...]:
    """What came up after `since`, the most urgent first; a case counts once, for its nearest mark."""
    counts: dict[int, int] = {}
    for row in rows:
        if row.due is None:
            continue
        due = row.due
        reached = [
            before
            for before in WARN_BEFORE
            if since < office_moment(due - before, calendar, hours) <= now
        ]
        if reached:
            mark = int(min(reached).total_seconds() // 3600)
            counts[mark] = counts.get(mark, 0) + 1
    return tuple(Reminder(mark, counts[mark]) for mark in sorted(counts))


def _time(text: str, usual: time) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        return usual
