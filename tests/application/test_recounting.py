"""Another year table: what moves is told once, with what was and what is; extensions and pauses stay."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.application.deadlines import closing_clock, current_due, response_clock
from helpdesk.application.recounting import recounts
from helpdesk.domain import events as ev
from helpdesk.domain.calendar import Day, DayKind, YearTable
from helpdesk.domain.cases import Case, fold_case
from helpdesk.domain.stages import CaseKind
from tests.domain.build import CASE, event, registered
from tests.domain.test_clocks import CALENDAR

at = datetime.fromisoformat  # local wall time, without a zone
NEW_YEAR = YearTable(2027, "1", "国办发明电", (Day(date(2027, 1, 1), DayKind.HOLIDAY, "元旦"),))
WITH_TABLE = CALENDAR.with_table(NEW_YEAR)


def case_after(received: datetime, *bodies: ev.Body) -> tuple[Case, list[ev.Event]]:
    first = registered(
        case_kind=CaseKind.REQUEST,
        received_at=received,
        close_by=closing_clock(None, received, CALENDAR),
        respond_by=response_clock(received, CALENDAR),
    )
    events = [
        event(body, dseq=n, at=received + timedelta(hours=n))
        for n, body in enumerate((first, *bodies), start=1)
    ]
    return fold_case(CASE, events), events


def told_once(case: Case, events: list[ev.Event]) -> tuple[list[ev.CaseRecounted], Case]:
    told = list(recounts(case, WITH_TABLE))
    later = [
        event(body, dseq=len(events) + n, at=at("2027-01-02 10:00"))
        for n, body in enumerate(told, start=1)
    ]
    after = fold_case(CASE, [*events, *later])
    assert list(recounts(after, WITH_TABLE)) == []
    return told, after


def test_a_promise_over_new_year_becomes_firm_a_day_later() -> None:
    case, events = case_after(at("2026-12-29 10:00"))
    (told,), after = told_once(case, events)
    assert (told.was, told.was_provisional) == (at("2027-01-05 17:30"), True)
    assert current_due(after, WITH_TABLE) == (at("2027-01-06 17:30"), False)
    # The promise of the day stays in the history, with its table.
    assert events[0].body.close_by.table == "2026/1+2027/-"  # type: ignore[attr-defined]


def test_an_extension_stays() -> None:
    extended = ev.Extended(days=3, reason="核查", due=at("2027-01-08 17:30"))
    case, events = case_after(at("2026-12-29 10:00"), extended)
    (told,), after = told_once(case, events)
    assert (told.was, told.due) == (at("2027-01-08 17:30"), at("2027-01-11 17:30"))
    assert current_due(after, WITH_TABLE) == (at("2027-01-11 17:30"), False)


@pytest.mark.parametrize("resumed", [False, True])
def test_a_paused_case_is_told_too(resumed: bool) -> None:
    resumption = (ev.Resumed(),) if resumed else ()
    case, events = case_after(at("2026-12-29 10:00"), ev.Suspended("外出"), *resumption)
    told, after = told_once(case, events)
    assert len(told) == 1
    due, provisional = current_due(after, WITH_TABLE)
    assert (due is None, provisional) == (not resumed, False)


def test_what_is_answered_or_ended_is_left() -> None:
    for last in (ev.Answered("已办结"), ev.Withdrawn()):
        case, _ = case_after(at("2026-12-29 10:00"), last)
        assert list(recounts(case, WITH_TABLE)) == []


@given(st.datetimes(at("2026-01-05 08:00"), at("2026-12-20 17:00")))
def test_a_table_of_another_year_moves_nothing(received: datetime) -> None:
    case, _ = case_after(received)
    assert list(recounts(case, WITH_TABLE)) == []
