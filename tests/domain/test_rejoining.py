"""A case registered twice under one number: by the device that gave it, and from its paper stub."""

from dataclasses import replace

import pytest

from helpdesk.domain import events as ev
from helpdesk.domain.cases import Case, fold_case
from helpdesk.domain.events import Applicant, Event
from helpdesk.domain.merging import event_id
from helpdesk.domain.stages import Stage
from tests.domain.build import CASE, event, registered

DEVICE, OFFICE = "aa" * 8, "bb" * 8
LOST = registered(
    applicant=Applicant("格日勒图", phone="13847516701", address="四组"), text="要低保"
)
STUB = registered(
    applicant=Applicant("格日乐图", document_number="152301"), text="", reentered="stub"
)


def true(body: ev.Body = LOST, *, position: int, dseq: int = 1, base: int = 0) -> Event:
    return event(body, incarnation=DEVICE, position=position, dseq=dseq, base=base)


def typed(body: ev.Body = STUB, *, position: int, dseq: int = 1, base: int = 0) -> Event:
    return event(
        body, incarnation=OFFICE, position=position, dseq=dseq, base=base, subject="f" * 32
    )


def said(case: Case) -> dict[str, list[object]]:
    return {each.field: [claim.value for claim in each.claims] for each in case.conflicts}


@pytest.mark.parametrize("late", [True, False])
def test_both_are_one_case_in_either_order(late: bool) -> None:
    """Nobody has, 22: what the device wrote is true, what the stub says besides is added, and where both
    say something different a person decides."""
    both = [typed(position=1), true(position=2)] if late else [true(position=1), typed(position=2)]
    case = fold_case(CASE, both)
    assert case.registered == replace(
        LOST, applicant=replace(LOST.applicant, document_number="152301")
    )
    assert said(case) == {"name": ["格日乐图", "格日勒图"]}
    assert case.anomalies == ()
    (conflict,) = case.conflicts
    between = conflict.between
    choice = typed(
        ev.CaseAmended({"name": "格日乐图"}, decides=between), position=3, dseq=2, base=2
    )
    case = fold_case(CASE, [*both, choice])
    assert said(case) == {}
    assert case.registered is not None
    assert case.registered.applicant.name == "格日乐图"
    assert set(between) == {event_id(each) for each in both}


def test_work_at_the_re_entered_case_stays_done() -> None:
    handed = typed(ev.HandedOver(department="民政局"), position=2, dseq=2, base=1)
    amended = typed(ev.CaseAmended({"phone": "13900000000"}), position=3, dseq=3, base=2)
    line = replace(STUB.materials[1], originals_taken=2).take(originals=2)
    taken = typed(ev.MaterialSet(1, line), position=4, dseq=4, base=3)
    lost = replace(LOST, materials=(LOST.materials[0].take(), LOST.materials[1]))
    again = true(ev.HandedOver(department="残联"), position=6, dseq=2)
    case = fold_case(
        CASE, [typed(position=1), handed, amended, taken, true(lost, position=5), again]
    )
    assert (case.stage, case.department) == (
        Stage.IN_PROGRESS,
        "民政局",
    ) or case.department == "民政局"
    assert case.materials == (lost.materials[0], line)
    assert said(case) == {
        "name": ["格日乐图", "格日勒图"],
        "phone": ["13900000000", "13847516701"],
    }
    assert [each.event for each in case.anomalies] == [again]


def test_what_is_changed_after_both_are_known_asks_nobody_again() -> None:
    both = [typed(position=1), true(position=2)]
    seen = typed(ev.CaseAmended({"phone": "13900000000"}), position=3, dseq=2, base=2)
    assert "phone" not in said(fold_case(CASE, [*both, seen]))
    unseen = typed(ev.CaseAmended({"phone": "13900000000"}), position=3, dseq=2, base=1)
    found = said(fold_case(CASE, [*both, unseen]))
    assert found["phone"] == ["13847516701", "13900000000"]


@pytest.mark.parametrize("late", [True, False])
def test_a_stub_typed_as_another_matter_is_shown_and_changes_nothing(late: bool) -> None:
    other = replace(STUB, matter=ev.MatterTerms("TL-9", "医疗救助", "医保局", "2026"), materials=())
    one, two = (1, 2) if late else (2, 1)
    wrong, right = typed(other, position=one), true(position=two)
    act = typed(ev.MaterialSet(0, replace(LOST.materials[0], name="别的")), position=3, dseq=2)
    case = fold_case(CASE, sorted([wrong, right, act], key=lambda each: each.position or 0))
    assert case.registered is not None
    assert (case.registered.matter, case.materials) == (None, LOST.materials)
    assert [each.event for each in case.anomalies] == [wrong]


def test_two_that_gave_one_number_are_not_one_case() -> None:
    case = fold_case(CASE, [true(position=1), typed(LOST, position=2)])
    assert [each.event.position for each in case.anomalies] == [2]
    assert (case.registered, said(case)) == (LOST, {})
