"""Two desks and a city at one case: conflicts decided, data put right, late work proposed."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from helpdesk.application.amendments import amend_case
from helpdesk.application.cases import checklist, open_case
from helpdesk.application.conflicts import settle_conflict
from helpdesk.application.intake import Intake
from helpdesk.application.ownership import decide_proposal, reassign
from helpdesk.application.ports import Session
from helpdesk.application.progress import act, excuse_material, take_material
from helpdesk.application.queries import DoubtCounts
from helpdesk.application.residents import change_resident
from helpdesk.bootstrap.folder import OpenDesk
from helpdesk.domain import events as ev
from helpdesk.domain.cases import Case
from helpdesk.domain.materials import MaterialState
from helpdesk.domain.merging import Conflict, event_id
from helpdesk.domain.problems import Problem
from helpdesk.domain.residents import DocumentKind, Resident
from helpdesk.domain.stages import CaseKind, Stage
from tests.desk import desk_in
from tests.store.city import City, enrol

QIQIGE = ev.Author("qiqige", "其其格")
CLERK = ev.Author("city:李丽", "李丽")


@pytest.fixture
def city() -> City:
    return City()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[OpenDesk]:
    """乌云其其格's computer."""
    with desk_in(tmp_path / "one") as opened:
        enrol(opened.store)
        yield opened


@pytest.fixture
def other(tmp_path: Path) -> Iterator[OpenDesk]:
    """其其格's computer at the same desk."""
    with desk_in(tmp_path / "two") as opened:
        enrol(opened.store)
        opened.session = replace(opened.session, author=QIQIGE)
        yield opened


def matter(session: Session) -> str:
    found = session.reference.catalogue.find("TL-0014")
    assert found is not None
    resident = {"name": "包玉兰", "phone": "13800000000", "address": "一组"}
    intake = Intake(new_resident=resident, matter=found.code, materials=checklist(found))
    return open_case(session, intake).case


@pytest.fixture
def case(desk: OpenDesk, other: OpenDesk, city: City) -> str:
    """A case that both computers have."""
    case = matter(desk.session)
    meet(city, desk, other)
    return case


def meet(city: City, *desks: OpenDesk) -> None:
    """Everybody has everything."""
    for each in (*desks, *desks):
        city.exchange(each.store)


def case_of(desk: OpenDesk, case: str) -> Case:
    file = desk.queries.case_file(case)
    assert file is not None
    return file.case


def resident_of(desk: OpenDesk, case: str) -> Resident:
    file = desk.queries.case_file(case)
    assert file is not None
    found = desk.queries.resident(file.row.resident)
    assert found is not None
    return found


def applicant(desk: OpenDesk, case: str) -> ev.Applicant:
    registered = case_of(desk, case).registered
    assert registered is not None
    return registered.applicant


def first(conflict: Conflict) -> str:
    return event_id(conflict.claims[0].event)


# -- data put right


def test_data_are_put_right_and_found_by(desk: OpenDesk, case: str) -> None:
    """C29: only what differs is recorded, the list and the search follow, no deadline moves."""
    before = case_of(desk, case)
    wanted = {"phone": "139 4855 6218", "address": "一组", "notify": " 短信 "}
    amend_case(desk.session, case, wanted, shown={"phone": "13800000000"})
    after = case_of(desk, case)
    assert (applicant(desk, case).phone, applicant(desk, case).address) == ("13948556218", "一组")
    assert after.due == before.due
    file = desk.queries.case_file(case)
    assert file is not None
    body = file.events[-1].body
    assert body == ev.CaseAmended({"phone": "13948556218", "notify": "短信"})
    assert [hit.subject for hit in desk.queries.find("13948556218", limit=9)] == [case]
    assert resident_of(desk, case).phones == ("13800000000",)


def test_the_resident_can_be_put_right_with_it(desk: OpenDesk, case: str) -> None:
    changes = {"phone": "13948556218", "name": "包玉蘭"}
    amend_case(desk.session, case, changes, shown={}, with_resident=True)
    resident = resident_of(desk, case)
    assert (resident.name, resident.phones) == ("包玉蘭", ("13948556218",))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"phone": "1"}, "phone-digits"),
        ({"name": ""}, "name-empty"),
        ({"name": "包\n玉"}, "text-control"),
        ({"address": "长" * 201}, "text-long"),
        ({"document_number": "110105194912310021"}, "id-check"),
        ({"title": "别的"}, "field-unknown"),
        ({"received_at": "2026-01-01"}, "field-unknown"),
        ({"proxy": "\x00"}, "text-control"),
    ],
)
def test_what_cannot_be_put_right(
    desk: OpenDesk, case: str, changes: dict[str, str], code: str
) -> None:
    events = desk.store.status().events
    with pytest.raises(Problem, match=code):
        amend_case(desk.session, case, {"notify": "电话", **changes}, shown={})
    assert desk.store.status().events == events


def test_a_request_has_title_and_words(desk: OpenDesk) -> None:
    intake = Intake(kind=CaseKind.REQUEST, new_resident={"name": "包玉兰"}, title="路灯不亮")
    case = open_case(desk.session, intake).case
    amend_case(desk.session, case, {"title": "路灯三盏不亮", "text": " 东头 "}, shown={})
    file = case_of(desk, case)
    assert file.registered is not None
    assert (file.title, file.registered.text) == ("路灯三盏不亮", " 东头 ")
    with pytest.raises(Problem, match="title-missing"):
        amend_case(desk.session, case, {"title": "  "}, shown={})


def test_a_value_that_came_while_typing_is_not_overwritten_unseen(
    desk: OpenDesk, other: OpenDesk, city: City, case: str
) -> None:
    shown = {"phone": "13800000000"}
    amend_case(other.session, case, {"phone": "13900000000"}, shown=shown)
    meet(city, other, desk)
    with pytest.raises(Problem, match="changed-meanwhile") as caught:
        amend_case(desk.session, case, {"phone": "13700000000"}, shown=shown)
    assert caught.value.params == {"field": "phone"}


# -- conflicts


def disagree(city: City, desk: OpenDesk, other: OpenDesk, case: str) -> None:
    """Both correct the telephone, the address is corrected by one of them only."""
    amend_case(desk.session, case, {"phone": "13700000000", "address": "二组"}, shown={})
    amend_case(other.session, case, {"phone": "13900000000"}, shown={})
    meet(city, desk, other)


def test_c18_fields_merge_and_a_true_conflict_waits_for_a_person(
    desk: OpenDesk, other: OpenDesk, city: City, case: str
) -> None:
    """C18: both computers show both values, and the same one as the one in doubt."""
    disagree(city, desk, other, case)
    for each in (desk, other):
        assert applicant(each, case).address == "二组"
        assert applicant(each, case).phone == "13900000000"
        disputed = each.queries.doubts.disputed(case)
        assert disputed is not None
        (conflict,) = disputed.conflicts
        said = [(c.value, c.event.author.name) for c in conflict.claims]
        assert said == [("13700000000", "乌云其其格"), ("13900000000", "其其格")]
        own = [c.event.origin.incarnation == disputed.device for c in conflict.claims]
        assert own == [each is desk, each is other]


@pytest.mark.parametrize(("text", "kept"), [("", "13700000000"), ("0475 8123456", "0475-8123456")])
def test_taking_one_or_writing_another(
    desk: OpenDesk, other: OpenDesk, city: City, case: str, text: str, kept: str
) -> None:
    disagree(city, desk, other, case)
    (conflict,) = case_of(other, case).conflicts
    take = "" if text else first(conflict)
    settle_conflict(other.session, case, "phone", between=conflict.between, take=take, text=text)
    meet(city, other, desk)
    for each in (desk, other):
        assert applicant(each, case).phone == kept
        assert each.queries.doubts.counts() == DoubtCounts()


def test_deciding_twice_or_on_something_else_is_refused(
    desk: OpenDesk, other: OpenDesk, city: City, case: str
) -> None:
    disagree(city, desk, other, case)
    (conflict,) = case_of(desk, case).conflicts
    session, between = desk.session, conflict.between

    def settle(take: str, field: str = "phone", named: tuple[str, ...] = between) -> None:
        settle_conflict(session, case, field, between=named, take=take)

    for take, field, named, code in (
        (first(conflict), "address", between, "conflict-changed"),
        (first(conflict), "phone", between[:1], "conflict-changed"),
        (first(conflict), "phone", (), "conflict-changed"),
        ("nonsense", "phone", between, "conflict-choice"),
    ):
        with pytest.raises(Problem, match=code):
            settle(take, field, named)
    settle(first(conflict))
    with pytest.raises(Problem, match="conflict-changed"):
        settle(first(conflict))


def test_both_decide_at_once_and_nothing_is_swallowed(
    desk: OpenDesk, other: OpenDesk, city: City, case: str
) -> None:
    disagree(city, desk, other, case)
    (conflict,) = case_of(desk, case).conflicts
    for each, claim in ((desk, 0), (other, 1)):
        take = event_id(conflict.claims[claim].event)
        settle_conflict(each.session, case, "phone", between=conflict.between, take=take)
    meet(city, desk, other)
    (again,) = case_of(desk, case).conflicts
    assert [c.value for c in again.claims] == ["13700000000", "13900000000"]
    settle_conflict(desk.session, case, "phone", between=again.between, take=first(again))
    meet(city, desk, other)
    assert case_of(other, case).conflicts == ()
    assert applicant(other, case).phone == "13700000000"


def test_residents_are_decided_on_as_well(
    desk: OpenDesk, other: OpenDesk, city: City, case: str
) -> None:
    resident = resident_of(desk, case).id
    change_resident(desk.session, resident, {"phones": ("13700000000",), "sex": "female"})
    change_resident(other.session, resident, {"phones": ("13900000000",), "address": "三组"})
    meet(city, desk, other)
    found = {hit.subject for hit in desk.queries.find("13700000000", limit=9)}
    assert resident in found, "a telephone in doubt is found, too"
    (conflict,) = resident_of(other, case).conflicts
    with pytest.raises(Problem, match="phone-digits"):
        settle_conflict(other.session, resident, "phones", between=conflict.between, text="1")
    settle_conflict(
        other.session,
        resident,
        "phones",
        between=conflict.between,
        text="13700000000、13900000000",
    )
    meet(city, other, desk)
    merged = resident_of(desk, case)
    assert merged.phones == ("13700000000", "13900000000")
    assert (merged.sex, merged.address, merged.conflicts) == ("female", "三组", ())


def test_with_a_resident_id_its_birth_date_and_sex_are_decided(
    desk: OpenDesk, other: OpenDesk, city: City, case: str
) -> None:
    resident = resident_of(desk, case).id
    numbers = ("11010519491231002X", "440524188001010014")
    for each, number in zip((desk, other), numbers, strict=True):
        kind = {"document_kind": DocumentKind.RESIDENT_ID, "document_number": number}
        change_resident(each.session, resident, kind)
    meet(city, desk, other)
    found = {c.field: c for c in resident_of(desk, case).conflicts}
    assert set(found) == {"birth", "document_number", "sex"}
    number = found["document_number"]
    settle_conflict(
        desk.session, resident, "document_number", between=number.between, take=first(number)
    )
    meet(city, desk, other)
    end = resident_of(other, case)
    assert (end.document_number, end.sex, end.conflicts) == (numbers[0], "female", ())


def test_a_material_line_is_decided_by_taking_one(
    desk: OpenDesk, other: OpenDesk, city: City, case: str
) -> None:
    take_material(desk.session, case, 0)
    excuse_material(other.session, case, 0, reason="线上核验")
    take_material(other.session, case, 1)
    meet(city, desk, other)
    (conflict,) = case_of(desk, case).conflicts
    assert conflict.field == "material.0"
    with pytest.raises(Problem, match="conflict-choice"):
        settle_conflict(desk.session, case, "material.0", between=conflict.between, text="有")
    settle_conflict(
        desk.session, case, "material.0", between=conflict.between, take=first(conflict)
    )
    meet(city, desk, other)
    states = [m.state for m in case_of(other, case).materials[:2]]
    assert states == [MaterialState.TAKEN, MaterialState.TAKEN]
    assert case_of(other, case).conflicts == ()


def test_c18_notes_of_both_stay(desk: OpenDesk, other: OpenDesk, city: City, case: str) -> None:
    """C18: a colleague's save deletes no note."""
    act(desk.session, case, ev.Noted("甲"))
    act(other.session, case, ev.Noted("乙"))
    meet(city, desk, other)
    for each in (desk, other):
        file = each.queries.case_file(case)
        assert file is not None
        notes = {e.body.words for e in file.events if isinstance(e.body, ev.Noted)}
        assert notes == {"甲", "乙"}


# -- late work


def give_away(desk: OpenDesk, other: OpenDesk, city: City, case: str) -> str:
    """其其格 takes the case over; 乌云其其格, who is in the field, records three things meanwhile."""
    reassign(other.session, case, reason="乌云其其格下乡", agent=QIQIGE)
    city.exchange(other.store)
    act(desk.session, case, ev.HandedOver("残联"))
    act(desk.session, case, ev.Noted("已到民政窗口"))
    amend_case(desk.session, case, {"phone": "13700000000"}, shown={})
    meet(city, desk, other)
    return case_of(other, case).open_proposals[0].id


def test_c17_late_work_is_proposed_not_applied_and_not_lost(
    desk: OpenDesk, other: OpenDesk, city: City, case: str
) -> None:
    """C17: both sides see what was done in the field; the note is there, the rest waits."""
    give_away(desk, other, city, case)
    for each in (desk, other):
        found = case_of(each, case)
        assert found.owner == QIQIGE
        assert found.stage is Stage.REGISTERED
        assert applicant(each, case).phone == "13800000000"
        assert [type(p.event.body) for p in found.open_proposals] == [
            ev.HandedOver,
            ev.CaseAmended,
        ]
        assert each.queries.doubts.counts() == DoubtCounts(proposals=2)
    file = desk.queries.case_file(case)
    assert file is not None
    assert any(isinstance(e.body, ev.Noted) for e in file.events)


def test_the_new_owner_accepts_and_declines(
    desk: OpenDesk, other: OpenDesk, city: City, case: str
) -> None:
    handed = give_away(desk, other, city, case)
    with pytest.raises(Problem, match="not-owner"):
        decide_proposal(desk.session, case, handed, accept=True)
    decide_proposal(other.session, case, handed, accept=True)
    phone = case_of(other, case).open_proposals[0].id
    decide_proposal(other.session, case, phone, accept=False, words="号码不对")
    with pytest.raises(Problem, match="proposal-decided"):
        decide_proposal(other.session, case, phone, accept=True)
    meet(city, other, desk)
    for each in (desk, other):
        found = case_of(each, case)
        assert (found.stage, found.department) == (Stage.HANDED_OVER, "残联")
        assert applicant(each, case).phone == "13800000000"
        assert [p.accepted for p in found.proposals] == [True, False]
        assert each.queries.doubts.counts() == DoubtCounts()


def test_what_does_not_fit_any_more_can_only_be_declined(
    desk: OpenDesk, other: OpenDesk, city: City, case: str
) -> None:
    handed = give_away(desk, other, city, case)
    act(other.session, case, ev.Withdrawn("不办了"))
    with pytest.raises(Problem, match="stage-forbids"):
        decide_proposal(other.session, case, handed, accept=True)
    decide_proposal(other.session, case, handed, accept=False)
    assert len(case_of(other, case).open_proposals) == 1


def test_the_city_decides_where_a_department_has_the_case(
    desk: OpenDesk, other: OpenDesk, city: City, case: str
) -> None:
    reassign(other.session, case, reason="错派", department="残联")
    city.exchange(other.store)
    act(desk.session, case, ev.HandedOver("民政局"))
    meet(city, desk, other)
    (late,) = case_of(other, case).open_proposals
    clerk = replace(other.session, author=CLERK)
    decide_proposal(clerk, case, late.id, accept=False)
    assert case_of(other, case).department == "残联"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"agent": ev.Author("wuyun", "乌云其其格")}, "owner-same"),
        ({}, "owner-missing"),
        ({"agent": QIQIGE, "reason": "  "}, "words-missing"),
        ({"department": "长" * 101}, "text-long"),
    ],
)
def test_a_case_that_cannot_be_given_so(
    desk: OpenDesk, changes: dict[str, object], code: str
) -> None:
    case = matter(desk.session)
    with pytest.raises(Problem, match=code):
        reassign(desk.session, case, **{"reason": "调离", **changes})  # type: ignore[arg-type]


def test_an_ended_case_has_no_new_owner(desk: OpenDesk) -> None:
    case = matter(desk.session)
    act(desk.session, case, ev.Withdrawn())
    with pytest.raises(Problem, match="stage-forbids"):
        reassign(desk.session, case, reason="调离", agent=QIQIGE)


def test_two_acts_at_once_name_what_was_not_known(
    desk: OpenDesk, other: OpenDesk, city: City, case: str
) -> None:
    """An impossible act is kept, and says which act of the other side its author did not know."""
    act(desk.session, case, ev.Withdrawn("不办了"))
    act(other.session, case, ev.HandedOver("民政局"))
    meet(city, desk, other)
    (anomaly,) = case_of(desk, case).anomalies
    assert anomaly.event.author == QIQIGE
    assert anomaly.unseen is not None
    assert anomaly.unseen.body == ev.Withdrawn("不办了")
