"""The month's figures as DOMAIN defines them, out of a real log: what counts when, and what never does."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.application.bulletin import Bulletin, bulletin, month_before
from helpdesk.application.cases import open_case
from helpdesk.application.imports import import_requests
from helpdesk.application.intake import Intake
from helpdesk.application.progress import act
from helpdesk.bootstrap.folder import OpenDesk
from helpdesk.domain import events as ev
from helpdesk.domain.figures import MonthFigures, nearness, ranks, tier
from helpdesk.domain.problems import Problem
from helpdesk.domain.stages import CaseKind
from tests.application.test_imports import HEADER, as_csv, requests
from tests.desk import at

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)


def on(month: int, day: int, hour: int = 10) -> datetime:
    return datetime(2026, month, day, hour)


def request(desk: OpenDesk, when: datetime, *acts: tuple[datetime, ev.Body]) -> str:
    """A request of that day (5 working days, 1 to respond), and what happened to it."""
    intake = Intake(kind=CaseKind.REQUEST, title="路灯不亮", new_resident={"name": "特木尔"})
    case = open_case(at(desk.session, when), intake).case
    for moment, body in acts:
        act(at(desk.session, moment), case, body)
    return case


def read(desk: OpenDesk, month: date, *, now: datetime) -> Bulletin:
    return bulletin(at(desk.session, now), desk.store.months, month=month)


def filled(desk: OpenDesk) -> str:
    """A month; answers a case that was never worked at."""
    main = request(desk, on(10, 29))  # due on the 5th, and never done
    first = on(11, 2)  # a Monday: due on the 9th, to be answered by the 3rd
    good = ev.CalledBack(rating=5)
    request(
        desk,
        first,
        (on(11, 3), ev.Contacted("已联系")),
        (on(11, 6), ev.Answered("已修好")),
        (on(11, 9), good),
    )
    request(
        desk,
        first,
        (on(11, 12), ev.Answered("已修好")),  # late, and badly done
        (on(11, 13), ev.CalledBack(solved=False, rating=1)),
        (on(11, 16), ev.Redone("没有修好")),
        (on(11, 20), ev.Answered("重新修好")),
        (on(11, 23), ev.CalledBack(rating=3)),
    )
    request(desk, first, (on(11, 3), ev.Withdrawn("本人撤回")))
    request(desk, first, (on(11, 3), ev.Merged(main)))
    request(
        desk,
        on(11, 26),  # due in December
        (on(11, 27), ev.Answered("已修好")),
        *((on(11, 30, hour), ev.CalledBack(reached=False)) for hour in (9, 11, 15)),
        (on(11, 30, 16), ev.Closed("办结")),
    )
    return main


def test_a_month_is_counted_as_defined(desk: OpenDesk) -> None:
    filled(desk)
    found = read(desk, NOVEMBER, now=on(12, 2))
    assert found.total == MonthFigures(
        registered=4,
        due=3,
        closed=2,
        on_time=1,
        to_answer=3,
        answered=2,
        valid=3,
        solved=2,
        rated=3,
        satisfied=2,
        unreachable=1,
    )
    assert (found.whole, dict(found.kinds)) == (True, {CaseKind.REQUEST: 4})
    assert [unit.name for unit in found.places] == [desk.session.desk.name]
    december = read(desk, DECEMBER, now=on(12, 31)).total
    assert (december.registered, december.due, december.on_time) == (0, 1, 1)


def test_a_month_that_is_over_says_the_same_whenever_it_is_asked_for(desk: OpenDesk) -> None:
    case = filled(desk)
    before = read(desk, NOVEMBER, now=on(12, 1))
    act(at(desk.session, on(12, 1, 11)), case, ev.Answered("终于"))
    act(at(desk.session, on(12, 2)), case, ev.CalledBack(rating=5))
    assert read(desk, NOVEMBER, now=on(12, 31)) == before


def test_a_month_that_runs_counts_until_now(desk: OpenDesk) -> None:
    filled(desk)
    found = read(desk, NOVEMBER, now=on(11, 6))
    assert (found.whole, found.total.due, found.total.closed) == (False, 1, 0)
    assert (found.total.valid, found.total.registered) == (0, 3)
    with pytest.raises(Problem, match="month-ahead"):
        read(desk, DECEMBER, now=on(11, 30, 23))


def test_what_was_typed_in_later_counts_when_it_came(desk: OpenDesk) -> None:
    """A table of requests, a stub of a lost device: received in November, recorded in December."""
    line = ["1", "特木尔", "路灯不亮", "2026/11/3 9:05:09", "灯坏了", ""]
    report = import_requests(at(desk.session, on(12, 3)), requests(as_csv(HEADER, line)))
    assert report.imported == 1
    found = read(desk, NOVEMBER, now=on(12, 31)).total
    assert (found.registered, found.due, found.closed) == (1, 1, 0)


def test_departments_are_counted_apart_and_an_extension_moves_a_limit(desk: OpenDesk) -> None:
    request(
        desk,
        on(11, 2),
        (on(11, 3), ev.Dispatched("住建局")),
        (on(11, 4), ev.Extended(5, "等配件", on(11, 16, 17))),
        (on(11, 13), ev.Answered("已修好")),
    )
    request(desk, on(11, 2), (on(11, 3), ev.Dispatched("电力局")))
    found = read(desk, NOVEMBER, now=on(12, 2))
    by_name = {unit.name: unit.figures for unit in found.departments}
    assert {name: (f.due, f.on_time) for name, f in by_name.items()} == {
        "住建局": (1, 1),
        "电力局": (1, 0),
    }


def test_a_stopped_clock_is_not_due(desk: OpenDesk) -> None:
    request(desk, on(11, 2), (on(11, 4), ev.Suspended("等公示")))
    found = read(desk, NOVEMBER, now=on(12, 2)).total
    assert (found.registered, found.due, found.to_answer, found.answered) == (1, 0, 1, 0)


def test_an_empty_month_has_no_rates(desk: OpenDesk) -> None:
    found = read(desk, NOVEMBER, now=on(12, 2))
    assert found.total.rates == (None,) * 5
    assert (found.total.score, found.places, found.departments) == (None, (), ())
    assert month_before(date(2027, 1, 31)) == DECEMBER


@given(st.floats(0, 100), st.floats(0, 100), st.floats(0, 100))
def test_a_score_is_a_distance_to_the_frontier(rate: float, worst: float, best: float) -> None:
    near = nearness(rate, worst=worst, best=best)
    if worst == best:
        assert near is None
    else:
        assert near is not None
        assert 0 <= near <= 100
        assert nearness(worst, worst=worst, best=best) == 0
        assert nearness(best, worst=worst, best=best) == 100
    assert nearness(None) is None


def test_tiers_and_places() -> None:
    scores = (None, 100, 89.96, 80, 79.9, 60, 0)
    assert [tier(score) for score in scores] == ["", "A", "A", "B", "C", "C", "D"]
    assert ranks([90.0, None, 89.98, 95.0, 1.0]) == [2, None, 2, 1, 4]
    whole = MonthFigures(due=2, on_time=1, closed=2, to_answer=1, answered=1, valid=1, solved=1)
    assert whole.score is None
    assert replace(whole, rated=2, satisfied=1).score == 80.0
