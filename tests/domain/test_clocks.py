"""Deadlines: vectors counted by hand, and properties against a slow oracle."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.domain.calendar import CalendarRow, WorkCalendar, YearTable
from helpdesk.domain.clocks import (
    OFFICE_HOURS,
    Limit,
    Pause,
    PauseReason,
    StepReason,
    Unit,
    deadline,
    due_warnings,
    explain,
    received_on,
    remaining,
)
from helpdesk.domain.problems import Problem

LISTED = """
01-01h 01-02h 01-03h 01-04w 02-14w 02-15h 02-16h 02-17h 02-18h 02-19h 02-20h 02-21h 02-22h 02-23h
02-28w 04-04h 04-05h 04-06h 05-01h 05-02h 05-03h 05-04h 05-05h 05-09w 06-19h 06-20h 06-21h 09-20w
09-25h 09-26h 09-27h 10-01h 10-02h 10-03h 10-04h 10-05h 10-06h 10-07h 10-10w
"""
at = datetime.fromisoformat  # local wall time, without a zone
KINDS = {"h": "holiday", "w": "workday"}
CALENDAR = WorkCalendar(
    (
        YearTable.of_rows(
            2026,
            [
                CalendarRow(i, f"2026-{t[:5]}", KINDS[t[5]], t)
                for i, t in enumerate(LISTED.split(), start=1)
            ],
            version="1",
            source="国办发明电〔2025〕7号",
        ),
    )
)
DATES = st.dates(min_value=date(2025, 11, 1), max_value=date(2027, 3, 1))
MOMENTS = st.datetimes(min_value=at("2025-11-01 00:00"), max_value=at("2027-03-01 00:00"))


@st.composite
def pause_lists(draw, start: date) -> list[Pause]:
    pauses, at = [], start + timedelta(days=draw(st.integers(-3, 10)))
    for length in draw(st.lists(st.integers(0, 12), max_size=3)):
        until = at + timedelta(days=length)
        pauses.append(Pause(draw(st.sampled_from(PauseReason)), at, until))
        at = until + timedelta(days=draw(st.integers(0, 9)))
    return pauses


@pytest.mark.parametrize(
    ("moment", "limit", "counted_from", "due"),
    [
        # the mock: Monday 23 November, 15 working days
        ("2026-11-23 10:43", 15, "2026-11-23", "2026-12-14"),
        # National Day: 8 Oct 1, 9 Oct 2, Saturday 10 Oct (make-up) 3, 12 Oct 4, 13 Oct 5
        ("2026-09-30 10:00", 5, "2026-09-30", "2026-10-13"),
        # Sunday 20 September is worked: 20, 21, 22, 23, 24
        ("2026-09-18 17:30", 5, "2026-09-18", "2026-09-24"),
        # after closing before the Mid-Autumn days off: counts as Monday 28; 29, 30, 8 Oct
        ("2026-09-24 17:31", 3, "2026-09-28", "2026-10-08"),
        # Spring Festival: 14 Feb 1, 24-27 Feb 2-5, Saturday 28 Feb 6, 2-5 March 7-10
        ("2026-02-13 09:00", 10, "2026-02-13", "2026-03-05"),
        # a make-up Saturday is a day of receipt like any other
        ("2026-02-14 12:00", 1, "2026-02-14", "2026-02-24"),
        # received on a holiday: as if on 24 February
        ("2026-02-15 12:00", 1, "2026-02-24", "2026-02-25"),
        # Saturday 10 October is worked, Sunday is not
        ("2026-10-10 18:00", 1, "2026-10-12", "2026-10-13"),
    ],
)
def test_counted_by_hand(moment, limit, counted_from, due):
    received = received_on(at(moment), CALENDAR)
    assert received == date.fromisoformat(counted_from)
    found = deadline(Limit(limit), received, calendar=CALENDAR)
    assert found.due == at(f"{due} 17:30")
    assert (found.provisional, found.table, found.counted) == (False, "2026/1", limit)


def test_a_year_without_a_table_is_provisional_and_is_counted_again_when_it_comes():
    found = deadline(Limit(5), date(2026, 12, 28), calendar=CALENDAR)
    assert found.due == at("2027-01-04 17:30")  # the weekend rule: 1 January a working day
    assert (found.provisional, found.table) == (True, "2026/1+2027/-")
    rows = [CalendarRow(i, f"2027-01-0{i}", "holiday", "元旦") for i in (1, 2, 3)]
    arrived = CALENDAR.with_table(YearTable.of_rows(2027, rows, version="1", source="test"))
    again = deadline(found.limit, found.received_on, calendar=arrived, pauses=found.pauses)
    assert again.due == at("2027-01-05 17:30")
    assert (again.provisional, again.table) == (False, "2026/1+2027/1")


def test_due_on_the_last_day_of_the_table_is_firm():
    found = deadline(Limit(3), date(2026, 12, 28), calendar=CALENDAR)
    assert (found.due, found.provisional) == (at("2026-12-31 17:30"), False)


def test_natural_days_and_a_last_day_off():
    found = deadline(Limit(60, Unit.NATURAL), date(2026, 8, 3), calendar=CALENDAR)
    assert found.due == at("2026-10-08 17:30")  # 2 October is a holiday
    steps = explain(found, CALENDAR)
    assert [s.day for s in steps if s.n == 60] == [date(2026, 10, 2)]
    assert (steps[-1].reason, steps[-1].n) == (StepReason.MOVED, None)
    plain = deadline(Limit(60, Unit.NATURAL), date(2026, 6, 1), calendar=CALENDAR)
    assert plain.due == at("2026-07-31 17:30")


def test_the_explanation_names_every_day():
    found = deadline(Limit(3), date(2026, 9, 30), calendar=CALENDAR)
    steps = explain(found, CALENDAR)
    assert [(s.day.day, s.weekday, s.n, s.reason) for s in steps] == [
        (30, 3, 0, "received"),
        *((d, (d + 2) % 7 + 1, None, "holiday") for d in range(1, 8)),
        (8, 4, 1, "counted"),
        (9, 5, 2, "counted"),
        (10, 6, 3, "make_up"),
    ]
    assert steps[1].name == "10-01h"


def test_an_open_pause_stops_the_clock_and_its_end_starts_it_again():
    asked = Pause(PauseReason.CORRECTION, date(2026, 11, 25))
    stopped = deadline(Limit(5), date(2026, 11, 23), calendar=CALENDAR, pauses=[asked])
    assert (stopped.due, stopped.stopped, stopped.counted) == (None, True, 2)
    assert remaining(stopped, at("2026-12-30 00:00"), CALENDAR) is None
    assert due_warnings(stopped, CALENDAR) == ()
    assert explain(stopped, CALENDAR)[-1].name == "correction"
    # brought on Saturday the 28th, that is on Monday the 30th: 1, 2 and 3 December count
    ended = Pause(PauseReason.CORRECTION, date(2026, 11, 25), date(2026, 11, 28))
    again = deadline(Limit(5), date(2026, 11, 23), calendar=CALENDAR, pauses=[ended])
    assert again.due == at("2026-12-03 17:30")


def test_a_pause_after_the_due_date_changes_nothing():
    late = Pause(PauseReason.SUSPENSION, date(2026, 12, 10))
    found = deadline(Limit(5), date(2026, 11, 23), calendar=CALENDAR, pauses=[late])
    assert found.due == at("2026-11-30 17:30")


@pytest.mark.parametrize(
    ("now", "left"),
    [
        ("2026-11-23 18:00", 5),
        ("2026-11-24 08:00", 4),
        ("2026-11-28 12:00", 1),  # Saturday: Monday is left
        ("2026-11-30 17:30", 0),
        ("2026-11-30 17:31", -1),
        ("2026-12-01 23:00", -1),
        ("2026-12-02 09:00", -2),
    ],
)
def test_what_is_left(now, left):
    found = deadline(Limit(5), date(2026, 11, 23), calendar=CALENDAR)
    assert remaining(found, at(now), CALENDAR) == left


@given(MOMENTS)
def test_receipt_is_the_first_working_day_not_before(moment):
    day = received_on(moment, CALENDAR)
    first = moment.date() + timedelta(days=moment.time() > time(17, 30))
    assert day >= first
    assert CALENDAR.is_working_day(day)
    assert CALENDAR.count(first - timedelta(days=1), day) == 1


@given(DATES, st.integers(1, 40), st.data())
def test_deadline_against_a_slow_oracle(received, days, data):
    pauses = data.draw(pause_lists(received))
    paused = set()
    for pause in pauses:
        on, end = pause.since, pause.until
        while not CALENDAR.is_working_day(end):
            end += timedelta(days=1)
        while on < end:
            on += timedelta(days=1)
            paused.add(on)
    on, n = received, 0
    while n < days:
        on += timedelta(days=1)
        n += CALENDAR.is_working_day(on) and on not in paused
    found = deadline(Limit(days), received, calendar=CALENDAR, pauses=pauses)
    assert found.due == datetime.combine(on, time(17, 30))
    steps = explain(found, CALENDAR)
    assert [s.n for s in steps if s.n is not None] == list(range(days + 1))
    assert [s.day for s in steps] == [
        received + timedelta(days=i) for i in range((on - received).days + 1)
    ]
    assert {s.day for s in steps if s.reason is StepReason.PAUSED} <= paused


@given(DATES, st.integers(1, 40), MOMENTS)
def test_what_is_left_is_negative_exactly_when_overdue(received, days, now):
    found = deadline(Limit(days), received, calendar=CALENDAR)
    left = remaining(found, now, CALENDAR)
    assert (left < 0) == (now > found.due)
    if left >= 0:
        assert left == CALENDAR.count(now.date(), found.due.date())
    assert remaining(found, now + timedelta(days=1), CALENDAR) <= left


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("2026-12-02", [("2026-11-30 17:30", 48), ("2026-12-01 17:30", 24)]),
        ("2026-11-30", [("2026-11-27 17:30", 24)]),  # both fall on the weekend: Friday, once
        ("2026-10-08", [("2026-09-30 17:30", 24)]),  # over the National Day
    ],
)
def test_warnings_over_days_off(due, expected):
    """C29: no warning at midnight, none on a day off, none after its time."""
    last = date.fromisoformat(due)
    received = last - timedelta(days=20)
    found = deadline(Limit(CALENDAR.count(received, last)), received, calendar=CALENDAR)
    assert found.due.date() == last
    assert [
        (f"{w.at:%Y-%m-%d %H:%M}", w.before // timedelta(hours=1))
        for w in due_warnings(found, CALENDAR)
    ] == expected


@given(DATES, st.integers(1, 40), st.times())
def test_warnings_are_in_office_hours_and_never_late(received, days, closing):
    found = deadline(Limit(days), received, calendar=CALENDAR, closing=closing)
    for warning in due_warnings(found, CALENDAR):
        assert CALENDAR.is_working_day(warning.at.date())
        assert OFFICE_HOURS.opens <= warning.at.time() <= OFFICE_HOURS.closes
        assert warning.at <= found.due - warning.before
        assert warning.at.date() >= received


def test_extension_and_its_bounds():
    assert Limit(20).extended(10, longest=10) == Limit(30)
    for call in (
        lambda: Limit(20).extended(11, longest=10),
        lambda: Limit(20).extended(0, longest=10),
        lambda: Limit(0),
        lambda: Limit(1001),
        lambda: Pause(PauseReason.HEARING, date(2026, 1, 2), date(2026, 1, 1)),
    ):
        with pytest.raises(Problem):
            call()
