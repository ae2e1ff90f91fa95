"""Slips from the city stand in the desk's list until somebody has answered."""

from datetime import timedelta

import pytest

from helpdesk.application.ports import Session
from helpdesk.application.slips import answer_slip, sign_for_slip
from helpdesk.domain import events as ev
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import Problem
from helpdesk.domain.slip_events import SlipCause, SlipContent, SlipLevel
from helpdesk.domain.slips import SlipState
from helpdesk.store.store import Store
from tests.store.city import CITY, City, wire
from tests.store.desk import AGENT, MOMENT, NOON, registered


class FixedClock:
    def now(self) -> Moment:
        return MOMENT


class NoIds:
    def new(self) -> str:
        raise AssertionError("acts on slips make nothing new")


def session_of(store: Store) -> Session:
    return Session(store, FixedClock(), NoIds(), store.reference, AGENT, store.desk)


def slip(n: int, *, to_desk: bool = True) -> ev.SlipIssued:
    return ev.SlipIssued(
        SlipLevel.REMINDER,
        2026,
        n,
        cause=SlipCause.DUE_SOON,
        content=SlipContent("永清街道", problem="即将到期", demand="按期办结", to_desk=to_desk),
        answer_by=NOON + timedelta(days=4 - n),
    )


def urged(store: Store, city: City) -> str:
    """A case with a slip to a department and two to the desk."""
    case = registered(store)
    city.exchange(store)
    slips = [slip(1, to_desk=False), slip(2), slip(3)]
    city.take(CITY, [wire(case, each, base=len(city.log)) for each in slips])
    city.exchange(store)
    return case


def test_slips_arrive_by_sync_and_go_when_they_are_answered(store: Store, city: City) -> None:
    """COMPLAINTS 5: the desk's own first, the one due first in front; what it says goes back."""
    case = urged(store, city)
    listed = store.queries.slips.to_do(limit=9)
    assert [each.key for each in listed] == [
        "reminder/2026/3",
        "reminder/2026/2",
        "reminder/2026/1",
    ]
    assert [each.to_desk for each in listed] == [True, True, False]
    assert store.queries.slips.count_to_do() == 2
    session = session_of(store)
    sign_for_slip(session, case, "reminder/2026/3", by="白音")
    assert store.queries.slips.to_do(limit=1)[0].state is SlipState.SIGNED_FOR
    answer_slip(session, case, "reminder/2026/3", words="已上门取件")
    assert next(each.key for each in store.queries.slips.to_do(limit=9)) == "reminder/2026/2"
    assert store.queries.slips.count_to_do() == 1
    city.exchange(store)
    kinds = [placed.event.kind for placed in city.log]
    assert kinds[-2:] == ["slip.signed_for", "slip.answered"]


def test_an_act_on_a_slip_that_cannot_be_is_refused(store: Store, city: City) -> None:
    case = urged(store, city)
    session = session_of(store)
    answer_slip(session, case, "reminder/2026/2", words="已办")
    for act, code in (
        (lambda: answer_slip(session, case, "reminder/2026/9", words="已办"), "slip-unknown"),
        (lambda: answer_slip(session, case, "reminder/2026/3", words=" "), "words-missing"),
        (lambda: sign_for_slip(session, case, "reminder/2026/2"), "slip-settled"),
        (lambda: sign_for_slip(session, case, "reminder/2026/3", by="\0"), "text-control"),
        (lambda: sign_for_slip(session, "0" * 32, "reminder/2026/3"), "case-unknown"),
    ):
        with pytest.raises(Problem) as caught:
            act()
        assert caught.value.code == code


def test_rows_of_slips_are_checked_and_rebuilt(store: Store, city: City) -> None:
    urged(store, city)
    before = store.queries.slips.to_do(limit=9)
    assert list(store.checks.faults()) == []
    with store._connections.write() as connection:
        connection.execute("UPDATE slip SET state = 'answered'")
    assert {fault.code for fault in store.checks.faults()} == {"fault-case"}
    store.rebuild()
    assert store.queries.slips.to_do(limit=9) == before
