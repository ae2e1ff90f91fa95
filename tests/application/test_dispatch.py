"""The rules of dispatching: who may still return, correct, extend, decide, and when not any more."""

from dataclasses import replace
from datetime import datetime

import pytest

from helpdesk.application.cases import open_case
from helpdesk.application.dispatch import act_in_city, offers
from helpdesk.application.intake import Intake
from helpdesk.application.ports import Session
from helpdesk.bootstrap.folder import OpenDesk
from helpdesk.domain import events as ev
from helpdesk.domain.cases import Case
from helpdesk.domain.problems import Problem
from helpdesk.domain.stages import CaseKind, Stage
from tests.desk import at

TUESDAY = datetime(2026, 11, 24, 9, 0)
DISPATCHER = ev.Author("city:li", "李丽")
SUPERVISOR = ev.Author("city:bai", "白主任")


@pytest.fixture
def case_id(desk: OpenDesk) -> str:
    """A request of Monday morning, due the Monday after."""
    return opened(desk)


def opened(desk: OpenDesk, kind: CaseKind = CaseKind.REQUEST) -> str:
    applicant = {"name": "包玉兰", "phone": "13847516701"}
    return open_case(desk.session, Intake(kind=kind, new_resident=applicant, title="停暖")).case


def case_of(desk: OpenDesk, case_id: str) -> Case:
    file = desk.queries.case_file(case_id)
    assert file is not None
    return file.case


def by(desk: OpenDesk, author: ev.Author, when: datetime = TUESDAY) -> Session:
    return replace(at(desk.session, when), author=author)


def do(desk: OpenDesk, case_id: str, *bodies: ev.Body, when: datetime = TUESDAY) -> None:
    for body in bodies:
        act_in_city(by(desk, DISPATCHER, when), case_id, body)


def refused(desk: OpenDesk, case_id: str, body: ev.Body, when: datetime = TUESDAY) -> str:
    before = len(case_of(desk, case_id).anomalies)
    with pytest.raises(Problem) as caught:
        do(desk, case_id, body, when=when)
    assert len(case_of(desk, case_id).anomalies) == before
    return caught.value.code


SENT = ev.Dispatched(department="住建局")


def test_c29_a_return_within_two_working_days_and_no_later(desk: OpenDesk, case_id: str) -> None:
    """C29: dispatched on Tuesday, Thursday's closing time is the end; the day itself is day 0."""
    do(desk, case_id, SENT)
    late = datetime(2026, 11, 26, 17, 31)
    assert refused(desk, case_id, ev.Returned(reason="不归我们"), late) == "return-late"
    do(desk, case_id, ev.Returned(reason="不归我们"), when=datetime(2026, 11, 26, 17, 30))
    case = case_of(desk, case_id)
    assert (case.stage, case.department) == (Stage.REGISTERED, "")


def test_the_second_return_goes_to_a_reviewer_whose_word_binds(
    desk: OpenDesk, case_id: str
) -> None:
    do(desk, case_id, SENT, ev.Returned(reason="不归我们"), ev.Dispatched(department="城管局"))
    do(desk, case_id, ev.Returned(reason="也不归我们"))
    case = case_of(desk, case_id)
    assert (case.stage, case.department) == (Stage.DISPATCHED, "城管局")
    assert case.dispatching.dispute is not None
    assert not offers(case, ev.Returned)
    for body in (ev.Returned("再退"), SENT, ev.Reassigned(reason="x", department="民政局")):
        assert refused(desk, case_id, body) in ("dispute-open", "stage-forbids")
    decided = ev.ReturnReviewed("按职责分工", "住建局")
    assert refused(desk, case_id, decided) == "review-own"
    act_in_city(by(desk, SUPERVISOR), case_id, decided)
    case = case_of(desk, case_id)
    assert (case.stage, case.department) == (Stage.DISPATCHED, "住建局")
    assert refused(desk, case_id, ev.Returned(reason="还是不归")) == "return-decided"
    assert refused(desk, case_id, decided) == "dispute-none"


def test_a_dispatcher_contests_a_return(desk: OpenDesk, case_id: str) -> None:
    assert refused(desk, case_id, ev.ReturnDisputed(reason="应由住建局")) == "dispute-none"
    do(desk, case_id, SENT, ev.Returned(reason="不归我们"), ev.ReturnDisputed(reason="应由住建局"))
    dispute = case_of(desk, case_id).dispatching.dispute
    assert dispute is not None
    assert dispute.body == ev.ReturnDisputed("应由住建局", "住建局", contested=True)
    assert refused(desk, case_id, SENT) == "dispute-open"


def test_a_correction_is_asked_for_once_and_in_time(desk: OpenDesk, case_id: str) -> None:
    """C29: five working days; otherwise the case counts as accepted (行政许可法 32)."""
    do(desk, case_id, SENT)
    asked = ev.CorrectionAsked(items=("房产证", "身份证"))
    late = datetime(2026, 12, 2, 9)
    assert refused(desk, case_id, asked, late) == "correction-late"
    do(desk, case_id, asked, ev.Corrected(words="齐了"))
    assert refused(desk, case_id, asked) == "correction-twice"


def test_an_extension_is_asked_before_due_and_decided_by_another(
    desk: OpenDesk, case_id: str
) -> None:
    """C29: nothing moves until it is approved; then by working days, make-up days and all."""
    do(desk, case_id, SENT)
    due = case_of(desk, case_id).due
    assert due == datetime(2026, 11, 30, 17, 30)
    asked = ev.ExtensionAsked(days=5, reason="需要实地核查")
    late = datetime(2026, 12, 1, 9)
    assert refused(desk, case_id, asked, late) == "extension-late"
    for days in (0, 11, -3):
        assert refused(desk, case_id, replace(asked, days=days)) == "extension-days"
    do(desk, case_id, asked)
    assert case_of(desk, case_id).due == due
    assert refused(desk, case_id, asked) == "extension-open"
    assert refused(desk, case_id, ev.ExtensionDecided(approved=True)) == "extension-own"
    with pytest.raises(Problem, match="words-missing"):
        act_in_city(by(desk, SUPERVISOR), case_id, ev.ExtensionDecided(approved=False))
    act_in_city(by(desk, SUPERVISOR), case_id, ev.ExtensionDecided(approved=True))
    case = case_of(desk, case_id)
    assert case.due == datetime(2026, 12, 7, 17, 30)
    assert case.dispatching.extended == 5
    assert refused(desk, case_id, replace(asked, days=6)) == "extension-days"


def test_a_pause_after_an_extension_moves_it_on(desk: OpenDesk, case_id: str) -> None:
    do(desk, case_id, SENT, ev.ExtensionAsked(days=2, reason="核查"))
    act_in_city(by(desk, SUPERVISOR), case_id, ev.ExtensionDecided(approved=True))
    do(desk, case_id, ev.Suspended(reason="等鉴定"))
    do(desk, case_id, ev.Resumed(words="鉴定已出"), when=datetime(2026, 11, 26, 9))
    row = desk.queries.case_file(case_id)
    assert row is not None
    assert row.row.due == datetime(2026, 12, 4, 17, 30)


def test_only_along_its_own_line(desk: OpenDesk, case_id: str) -> None:
    assert refused(desk, case_id, ev.PassedUp(reason="x", to="150526")) == "level-wrong"
    do(desk, case_id, ev.PassedUp(reason="需旗县协调", to="150502"))
    assert case_of(desk, case_id).dispatching.level == "150502"
    assert refused(desk, case_id, ev.PassedUp(reason="x", to="150502")) == "level-wrong"
    do(desk, case_id, ev.PassedDown(to="150502100"))
    assert case_of(desk, case_id).dispatching.level == "150502100"


def test_a_blocked_matter_is_settled_with_an_outcome(desk: OpenDesk, case_id: str) -> None:
    assert refused(desk, case_id, ev.BlockedSettled("solved", "x")) == "outcome-wrong"
    blocked = opened(desk, CaseKind.BLOCKED)
    assert refused(desk, blocked, ev.BlockedSettled("whatever", "x")) == "outcome-wrong"
    do(desk, blocked, ev.BlockedSettled("referred", "转自然资源局"))
    assert case_of(desk, blocked).stage is Stage.ANSWERED


def test_the_same_department_twice_is_no_reassigning(desk: OpenDesk, case_id: str) -> None:
    do(desk, case_id, SENT)
    same = ev.Reassigned(reason="x", department="住建局")
    assert refused(desk, case_id, same) == "owner-same"
