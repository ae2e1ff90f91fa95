"""The working-day calendar: weekends, holidays and make-up working days, one table per year.

A year without a table is never guessed silently: it follows the weekend rule, provisionally.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import accumulate

from helpdesk.domain.problems import Problem

ONE_DAY = timedelta(days=1)
NO_TABLE = "-"

_DATE = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})")


class DayKind(StrEnum):
    """What a day is for the people at the counter."""

    WORKING = "working"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"  # 调休上班: a Saturday or Sunday that is worked


WORKED = frozenset({DayKind.WORKING, DayKind.MAKE_UP})
_TABLE_WORDS = {"holiday": DayKind.HOLIDAY, "workday": DayKind.MAKE_UP}


@dataclass(frozen=True, slots=True)
class Day:
    """A date, its kind and, from a table, its name (春节, 调休上班 …)."""

    date: date
    kind: DayKind
    name: str = ""

    @property
    def is_working(self) -> bool:
        """Ordinary working days and make-up days."""
        return self.kind in WORKED


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """One line of a table as read: `line` is its number in the file, the texts are unchecked."""

    line: int
    date: str
    kind: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class YearTable:
    """The exceptions of one year as published: every day not listed follows the weekend rule.

    `source` names the document, `version` tells two editions of it apart. A `provisional` table (a
    draft) is used but its days stay provisional. The notice for a year may also move working days
    of the December before it; such days belong to this table and win over the older one.
    """

    year: int
    version: str
    source: str
    days: tuple[Day, ...]
    provisional: bool = False

    @classmethod
    def of_rows(
        cls,
        year: int,
        rows: Iterable[CalendarRow],
        *,
        version: str,
        source: str,
        provisional: bool = False,
    ) -> "YearTable":
        """The table in `rows`. Raises Problem, each with the `line`: `calendar-date`,
        `calendar-other-year`, `calendar-kind`, `calendar-duplicate`; or `calendar-empty`."""
        days: dict[date, Day] = {}
        for row in rows:
            day = _checked(row, year)
            if day.date in days:
                raise Problem("calendar-duplicate", line=row.line, date=day.date.isoformat())
            days[day.date] = day
        if not days:
            raise Problem("calendar-empty", year=year)
        ordered = tuple(days[each] for each in sorted(days))
        return cls(year, version, source=source, days=ordered, provisional=provisional)


@dataclass(frozen=True, slots=True)
class Walk:
    """A count of working days: every day passed, in order, and the last of them, the due date."""

    due: date
    days: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """All tables known, at most one per year (of two, the later in `tables` counts)."""

    tables: tuple[YearTable, ...] = ()
    _tables: dict[int, YearTable] = field(init=False, repr=False, compare=False)
    _days: dict[date, Day] = field(init=False, repr=False, compare=False)
    _ordinals: list[int] = field(init=False, repr=False, compare=False)
    _shifts: list[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        tables = {table.year: table for table in self.tables}
        days = {day.date: day for year in sorted(tables) for day in tables[year].days}
        dates = sorted(days)
        shifts = (days[each].is_working - (each.weekday() < 5) for each in dates)
        object.__setattr__(self, "_tables", tables)
        object.__setattr__(self, "_days", days)
        object.__setattr__(self, "_ordinals", [each.toordinal() for each in dates])
        object.__setattr__(self, "_shifts", list(accumulate(shifts, initial=0)))

    def with_table(self, table: YearTable) -> "WorkCalendar":
        """This calendar with `table` in place of the one for its year, or added."""
        kept = tuple(other for other in self.tables if other.year != table.year)
        return WorkCalendar((*kept, table))

    def day(self, on: date) -> Day:
        """The day with its kind and name; the weekend rule where no table speaks of it."""
        if known := self._days.get(on):
            return known
        return Day(on, DayKind.WORKING if on.weekday() < 5 else DayKind.WEEKEND)

    def kind_of(self, on: date) -> DayKind:
        """The kind of `on`."""
        return self.day(on).kind

    def is_working_day(self, on: date) -> bool:
        """Whether the counter is open on `on`."""
        return self.day(on).is_working

    def is_provisional(self, when: date | int) -> bool:
        """Whether the year (or the date's year) has no table, or only a draft."""
        table = self._tables.get(when if isinstance(when, int) else when.year)
        return table is None or table.provisional

    def version(self, first: date, last: date) -> str:
        """Which tables a count from `first` to `last` rests on, such as `2026/1+2027/-`."""
        years = range(first.year, last.year + 1)
        return "+".join(f"{year}/{self._version_of(year)}" for year in years)

    def working_day_from(self, start: date) -> date:
        """`start`, or the first working day after it when `start` is a day off."""
        while not self.is_working_day(start):
            start += ONE_DAY
        return start

    def working_day_until(self, end: date) -> date:
        """`end`, or the last working day before it when `end` is a day off."""
        while not self.is_working_day(end):
            end -= ONE_DAY
        return end

    def working_days_after(self, start: date, n: int) -> Walk:
        """The n-th working day after `start` (day 1 is the day after) and all days walked."""
        walked: list[Day] = []
        on = start
        while n > 0:
            on += ONE_DAY
            walked.append(self.day(on))
            n -= walked[-1].is_working
        return Walk(due=on, days=tuple(walked))

    def count(self, after: date, until: date) -> int:
        """The working days later than `after` and not later than `until`; 0 if there are none."""
        if until <= after:
            return 0
        return self._worked_to(until.toordinal()) - self._worked_to(after.toordinal())

    def _worked_to(self, ordinal: int) -> int:
        # Ordinal 1 is a Monday: five of each full week, and of the rest at most five.
        weekdays = ordinal // 7 * 5 + min(ordinal % 7, 5)
        return weekdays + self._shifts[bisect_right(self._ordinals, ordinal)]

    def _version_of(self, year: int) -> str:
        table = self._tables.get(year)
        return table.version if table else NO_TABLE


def _checked(row: CalendarRow, year: int) -> Day:
    parts = _DATE.fullmatch(row.date.strip())
    try:
        on = date(*map(int, parts.groups())) if parts else None
    except ValueError:
        on = None
    if on is None:
        raise Problem("calendar-date", line=row.line, text=row.date)
    if on.year != year and (on.year, on.month) != (year - 1, 12):
        raise Problem("calendar-other-year", line=row.line, date=on.isoformat(), year=year)
    kind = _TABLE_WORDS.get(row.kind.strip().lower())
    if kind is None:
        raise Problem("calendar-kind", line=row.line, text=row.kind, known=", ".join(_TABLE_WORDS))
    return Day(on, kind, row.name.strip())
