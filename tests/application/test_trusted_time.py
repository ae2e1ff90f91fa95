"""C19, C20: numbers and promised days by a clock that cannot be trusted."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from helpdesk.application.cases import open_case
from helpdesk.application.intake import Intake
from helpdesk.application.ports import Session
from helpdesk.application.trusted_time import blocked_by, vouch_for_date
from helpdesk.bootstrap.folder import OpenDesk
from helpdesk.domain.audit import ClockOverridden, device_subject
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import Problem
from helpdesk.domain.stages import CaseKind
from tests.desk import MONDAY, SetClock

REQUEST = Intake(kind=CaseKind.REQUEST, new_resident={"name": "包玉兰"}, title="路灯不亮")


def at(session: Session, local: datetime) -> Session:
    return replace(session, clock=SetClock(local))


def device_acts(desk: OpenDesk) -> list[object]:
    with desk.store.unit_of_work() as uow:
        assert uow.device == device_subject(desk.store.incarnation.hex())
        return list(uow.device_acts())


def test_a_day_before_the_last_number_is_refused_until_somebody_vouches(desk: OpenDesk) -> None:
    open_case(desk.session, REQUEST)
    yesterday = at(desk.session, MONDAY - timedelta(days=1))
    with pytest.raises(Problem, match="clock-behind") as refused:
        open_case(yesterday, REQUEST)
    assert refused.value.params == {"today": date(2026, 11, 22), "last": date(2026, 11, 23)}
    assert blocked_by(yesterday) == date(2026, 11, 23)
    with pytest.raises(Problem, match="reason-missing"):
        vouch_for_date(yesterday, reason="  ")
    vouch_for_date(yesterday, reason="与手机核对过")
    assert device_acts(desk) == [
        ClockOverridden(date(2026, 11, 22), date(2026, 11, 23), "与手机核对过")
    ]
    assert open_case(yesterday, REQUEST).number.split("-")[3] == "261122"
    assert blocked_by(yesterday) is None


def test_vouching_for_one_day_is_not_vouching_for_earlier_ones(desk: OpenDesk) -> None:
    open_case(desk.session, REQUEST)
    vouch_for_date(at(desk.session, MONDAY - timedelta(days=1)), reason="核对过")
    with pytest.raises(Problem, match="clock-behind"):
        open_case(at(desk.session, MONDAY - timedelta(days=2)), REQUEST)


def test_hours_back_on_the_same_day_block_nothing(desk: OpenDesk) -> None:
    open_case(desk.session, REQUEST)
    open_case(at(desk.session, MONDAY - timedelta(hours=2)), REQUEST)
    vouch_for_date(desk.session, reason="多余")
    assert device_acts(desk) == []


def test_ten_years_ahead_then_right_again(desk: OpenDesk) -> None:
    open_case(at(desk.session, MONDAY + timedelta(days=3653)), REQUEST)
    with pytest.raises(Problem, match="clock-behind"):
        open_case(desk.session, REQUEST)
    vouch_for_date(desk.session, reason="时钟快了十年")
    open_case(desk.session, REQUEST)
    open_case(at(desk.session, MONDAY + timedelta(days=1)), REQUEST)


@pytest.mark.parametrize("year", [1970, 1999, 2100])
def test_a_year_that_no_number_carries(desk: OpenDesk, year: int) -> None:
    with pytest.raises(Problem, match="number-year"):
        open_case(at(desk.session, datetime(year, 1, 1, 8)), REQUEST)


def test_the_promise_is_counted_from_the_corrected_day(desk: OpenDesk) -> None:
    """A clock of 1970 that the city corrected: number and due date are of the real day."""
    right = Moment.of(MONDAY)
    wrong = Moment(1_000_000, correction_ms=right.utc_ms - 1_000_000)
    session = replace(desk.session, clock=Fixed(wrong))
    case = open_case(session, REQUEST)
    row = desk.queries.case_file(case.case)
    assert row is not None
    assert case.number.split("-")[3] == "261123"
    assert row.row.registered_at == MONDAY
    assert row.row.due == datetime(2026, 11, 30, 17, 30)
    assert row.events[-1].moment == wrong


class Fixed:
    def __init__(self, moment: Moment) -> None:
        self._moment = moment

    def now(self) -> Moment:
        return self._moment
