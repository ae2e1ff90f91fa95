"""The working-day calendar against the published table of 2026 and a day-by-day oracle."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.domain.calendar import CalendarRow, DayKind, WorkCalendar, YearTable
from helpdesk.domain.problems import Problem

# Written out from the notice 国办发明电〔2025〕7号, apart from the shipped file.
OFF = {
    *(date(2026, 1, d) for d in (1, 2, 3)),
    *(date(2026, 2, d) for d in range(15, 24)),
    *(date(2026, 4, d) for d in (4, 5, 6)),
    *(date(2026, 5, d) for d in range(1, 6)),
    *(date(2026, 6, d) for d in (19, 20, 21)),
    *(date(2026, 9, d) for d in (25, 26, 27)),
    *(date(2026, 10, d) for d in range(1, 8)),
}
ON = {date(2026, m, d) for m, d in [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)]}
ROWS = [
    CalendarRow(line, each.isoformat(), "holiday" if each in OFF else "workday", "某日")
    for line, each in enumerate(sorted(OFF | ON), start=2)
]
CALENDAR = WorkCalendar((YearTable.of_rows(2026, ROWS, version="1", source="notice"),))
DATES = st.dates(min_value=date(2025, 10, 1), max_value=date(2027, 4, 1))


def worked(on: date) -> bool:
    return on in ON or (on.weekday() < 5 and on not in OFF)


def rows(*texts: str) -> list[CalendarRow]:
    return [CalendarRow(line, *text.split(",")) for line, text in enumerate(texts, start=2)]


def test_all_exceptions_of_2026():
    assert len(ROWS) == 39
    assert CALENDAR.kind_of(date(2026, 9, 20)) is DayKind.MAKE_UP
    assert CALENDAR.kind_of(date(2026, 10, 1)) is DayKind.HOLIDAY
    assert CALENDAR.kind_of(date(2026, 10, 11)) is DayKind.WEEKEND
    assert CALENDAR.kind_of(date(2026, 10, 12)) is DayKind.WORKING
    assert CALENDAR.day(date(2026, 10, 1)).name == "某日"


@given(DATES)
def test_working_days_are_those_of_the_notice(on):
    assert CALENDAR.is_working_day(on) == worked(on)
    assert CALENDAR.is_provisional(on) == (on.year != 2026)


@given(DATES, st.integers(0, 80))
def test_walk_against_counting_by_hand(start, n):
    walk = CALENDAR.working_days_after(start, n)
    assert [day.date for day in walk.days] == [
        start + timedelta(days=i) for i in range(1, (walk.due - start).days + 1)
    ]
    assert sum(worked(day.date) for day in walk.days) == n
    assert n == 0 or worked(walk.due)


@given(DATES, DATES)
def test_count_against_counting_by_hand(after, until):
    days = (until - after).days
    slow = sum(worked(after + timedelta(days=i)) for i in range(1, days + 1))
    assert CALENDAR.count(after, until) == slow


@given(DATES)
def test_nearest_working_days(on):
    later, earlier = CALENDAR.working_day_from(on), CALENDAR.working_day_until(on)
    assert earlier <= on <= later
    assert worked(earlier)
    assert worked(later)
    assert CALENDAR.count(earlier, later) == (earlier != later)


def test_versions_name_every_year_touched():
    assert CALENDAR.version(date(2026, 3, 1), date(2026, 4, 1)) == "2026/1"
    assert CALENDAR.version(date(2026, 12, 30), date(2027, 1, 5)) == "2026/1+2027/-"


def test_a_new_table_replaces_the_one_of_its_year_and_may_reach_into_december():
    table = YearTable.of_rows(
        2027,
        rows("2026-12-27,workday,调休上班（元旦）", "2027/1/1,holiday,元旦"),
        version="7",
        source="made up for this test",
    )
    calendar = CALENDAR.with_table(table).with_table(table)
    assert [t.year for t in calendar.tables] == [2026, 2027]
    assert not calendar.is_provisional(2027)
    assert calendar.is_working_day(date(2026, 12, 27))
    assert not calendar.is_working_day(date(2027, 1, 1))
    assert calendar.count(date(2026, 12, 26), date(2027, 1, 3)) == 5


def test_a_draft_is_used_but_provisional():
    draft = YearTable.of_rows(
        2027, rows("2027-01-01,holiday,元旦"), version="draft", source="x", provisional=True
    )
    calendar = CALENDAR.with_table(draft)
    assert not calendar.is_working_day(date(2027, 1, 1))
    assert calendar.is_provisional(2027)


@pytest.mark.parametrize(
    ("texts", "code", "line"),
    [
        (("2026-02-30,holiday,x",), "calendar-date", 2),
        (("2026-02-20,holiday,x", "soon,holiday,x"), "calendar-date", 3),
        (("2026-02-20,feast,x",), "calendar-kind", 2),
        (("2025-11-20,holiday,x",), "calendar-other-year", 2),
        (("2027-01-01,holiday,x",), "calendar-other-year", 2),
        (("2026-02-20,holiday,x", "2026/2/20,workday,x"), "calendar-duplicate", 3),
        ((), "calendar-empty", None),
    ],
)
def test_a_bad_table_names_its_line(texts, code, line):
    with pytest.raises(Problem) as caught:
        YearTable.of_rows(2026, rows(*texts), version="1", source="x")
    assert (caught.value.code, caught.value.params.get("line")) == (code, line)
