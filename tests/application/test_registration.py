"""What the counter takes down beside applicant, matter and materials."""

from dataclasses import replace
from datetime import date

import pytest

from helpdesk.application.cases import PaperWish, Registered, lines_of, open_case
from helpdesk.application.drafts import save_draft
from helpdesk.application.intake import Intake
from helpdesk.application.intake_checks import PEOPLE_MAX
from helpdesk.application.paper_data import notice_of
from helpdesk.application.papers import NoticeState
from helpdesk.bootstrap.folder import OpenDesk
from helpdesk.domain.attachments import FileAttached
from helpdesk.domain.events import BlockedMatter, CaseRegistered, Closed, PreCheckAnswer, Proxy
from helpdesk.domain.intake_terms import CameBy, Special
from helpdesk.domain.materials import Material, MaterialState, missing
from helpdesk.domain.matters import merged_materials
from helpdesk.domain.problems import Problem
from helpdesk.domain.stages import CaseKind, Stage
from helpdesk.i18n.taken_down import taken_down
from tests.application.test_cases import BAO, everything, file_of, matter_of
from tests.desk import MONDAY

BLOCKED = BlockedMatter("不动产登记", where="市政务大厅", reason="系统里查不到", tried="去过三次")


def test_how_a_request_came_and_who_may_read_it_are_kept(desk: OpenDesk) -> None:
    intake = Intake(
        kind=CaseKind.BLOCKED,
        new_resident={"name": "包玉兰"},
        title="不动产登记",
        came_by=CameBy.DOOR_PLATE,
        urgent=True,
        secret=True,
        special=Special.ENTERPRISE,
        blocked=BLOCKED,
    )
    _file, body = file_of(desk, open_case(desk.session, intake).case)
    assert (body.came_by, body.urgent, body.secret) == ("door_plate", True, True)
    assert (body.special, body.blocked) == ("enterprise", BLOCKED)


def test_variant_and_answers_stay_with_the_case(desk: OpenDesk) -> None:
    answer = PreCheckAnswer(
        "户籍在本村", holds=False, reason="户籍不在本村", address="户籍地嘎查村"
    )
    intake = replace(matter_of(desk.session), variant="单人户", prechecks=(answer,))
    _file, body = file_of(desk, open_case(desk.session, intake).case)
    assert body.matter is not None
    assert (body.matter.variant, body.prechecks) == ("单人户", (answer,))


def test_what_is_wrong_with_a_material_stands_on_the_notice(desk: OpenDesk) -> None:
    first, *rest = matter_of(desk.session).materials
    wrong = first.wrong(reason=" 没有签字 ")
    intake = replace(matter_of(desk.session), materials=(wrong, *rest))
    file, _body = file_of(desk, open_case(desk.session, intake).case)
    line = notice_of(desk.session, file.case).materials[0]
    assert (line.state, line.reason) == (NoticeState.WRONG, "没有签字")


def test_a_wrong_material_is_missing_until_a_right_one_comes() -> None:
    wrong = Material("申请书", originals=1).wrong(reason="涂改")
    assert (wrong.state, missing([wrong])) == (MaterialState.WRONG, (wrong,))
    assert (wrong.take().reason, missing([wrong.take()])) == ("", ())
    with pytest.raises(Problem, match="material-wrong-why"):
        wrong.wrong(reason=" ")


def bundle_of(desk: OpenDesk, name: str = "新生儿出生", **changes: object) -> Intake:
    catalogue = desk.session.reference.catalogue
    bundle = next(each for each in catalogue.bundles if each.name == name)
    matters = catalogue.matters_of(bundle, on=MONDAY.date())
    lines = lines_of(merged_materials(matter.materials for matter in matters))
    intake = Intake(
        new_resident={"name": "包玉兰"},
        bundle=name,
        matters=tuple(matter.code for matter in matters),
        materials=tuple(material.take() for material in lines),
    )
    return replace(intake, **changes)  # type: ignore[arg-type]


def group_of(desk: OpenDesk, count: int, **changes: object) -> Intake:
    people = tuple({"name": f"村民{n:03d}", "phone": "13847516701"} for n in range(1, count))
    intake = replace(matter_of(desk.session, "TL-0062"), people=people, together=False)
    return replace(intake, **changes)  # type: ignore[arg-type]


def bodies(desk: OpenDesk, done: Registered) -> list[CaseRegistered]:
    return [file_of(desk, each.case)[1] for each in (done, *done.also)]


def test_a_bundle_is_a_case_for_each_matter_with_its_own_clock(desk: OpenDesk) -> None:
    done = open_case(desk.session, bundle_of(desk), paper=PaperWish())
    cases = bodies(desk, done)
    assert [body.matter.code for body in cases if body.matter] == [
        "TL-0005",
        "TL-0055",
        "TL-0036",
        "TL-0048",
    ]
    assert len({body.number for body in cases}) == 4
    assert {body.bundle for body in cases} == {"新生儿出生"}
    assert {body.group for body in cases} == {done.case}
    assert [len(body.members) for body in cases] == [4, 0, 0, 0]
    for body in cases:
        matter = desk.session.reference.catalogue.find(body.matter.code if body.matter else "")
        assert matter is not None
        assert [m.name for m in body.materials] == [r.label for r in matter.materials]
        assert {m.state for m in body.materials} == {MaterialState.TAKEN}
        assert body.close_by is not None
    assert [job.paper for job in done.jobs] == ["joint_receipt"]


def test_each_case_may_have_its_own_receipt_instead(desk: OpenDesk) -> None:
    done = open_case(desk.session, bundle_of(desk, one_receipt=False), paper=PaperWish())
    assert [job.paper for job in done.jobs] == ["receipt"] * 4


def test_a_file_goes_to_every_case_that_asks_for_its_material(desk: OpenDesk) -> None:
    intake = bundle_of(desk)
    line = next(n for n, m in enumerate(intake.materials) if m.name == "结婚证")
    loose = FileAttached("b" * 64, size=9, media_type="image/jpeg")
    shown = FileAttached("a" * 64, size=9, media_type="image/jpeg", line=line)
    done = open_case(desk.session, replace(intake, files=(loose, shown)))
    held = [
        [(f.file.sha256[0], f.file.line) for f in file_of(desk, each.case)[0].case.files]
        for each in (done, *done.also)
    ]
    assert held == [[("b", -1), ("a", 3)], [("a", 1)], [], []]


def test_a_group_is_one_case_with_co_applicants_or_a_case_for_each(desk: OpenDesk) -> None:
    together = open_case(desk.session, group_of(desk, 3, together=True))
    (body,) = bodies(desk, together)
    assert [each.name for each in body.co_applicants] == ["村民001", "村民002"]
    assert all(each.resident for each in body.co_applicants)
    apart = open_case(desk.session, group_of(desk, 3))
    assert [body.applicant.name for body in bodies(desk, apart)] == ["包玉兰", "村民001", "村民002"]


def test_a_hundred_people_have_a_hundred_numbers(desk: OpenDesk) -> None:
    done = open_case(desk.session, group_of(desk, 100))
    numbers = [each.number for each in (done, *done.also)]
    assert len(set(numbers)) == 100
    assert desk.store.status().cases == 100


def test_one_wrong_person_and_nobody_is_registered(desk: OpenDesk) -> None:
    intake = group_of(desk, 9)
    wrong = (*intake.people[:5], {"name": "甲乙", "document_number": "1523"}, *intake.people[6:])
    draft = save_draft(desk.session, replace(intake, people=wrong))
    before = everything(desk)
    with pytest.raises(Problem, match="id-length") as caught:
        open_case(desk.session, draft.intake, draft_id=draft.id, paper=PaperWish())
    assert caught.value.params["person"] == 6
    assert everything(desk) == before


def test_nobody_applies_twice_in_one_intake(desk: OpenDesk) -> None:
    same = {"name": "包玉兰", "document_number": BAO["document_number"]}
    intake = replace(matter_of(desk.session), people=(same,), together=False)
    with pytest.raises(Problem, match="people-twice"):
        open_case(desk.session, intake)
    with pytest.raises(Problem, match="people-many"):
        open_case(desk.session, group_of(desk, PEOPLE_MAX + 1))


def test_a_consultation_is_anonymous_named_by_its_words_and_closed_at_once(desk: OpenDesk) -> None:
    words = "低保怎么办？要带什么材料，到哪里交，多长时间能有结果，家里老人不识字能不能请人代办"
    intake = Intake(
        kind=CaseKind.REQUEST,
        category="consultation",
        text=words,
        at_once=True,
        answer="已当面答复",
    )
    file, body = file_of(desk, open_case(desk.session, intake).case)
    assert (body.applicant.name, body.title) == ("", words[:40] + "…")
    assert file.case.stage is Stage.CLOSED
    assert isinstance(file.events[-1].body, Closed)
    with pytest.raises(Problem, match="title-missing"):
        open_case(desk.session, Intake(kind=CaseKind.REQUEST, text=" \n"))


def test_only_a_request_is_closed_at_once_whatever_flag_stayed(desk: OpenDesk) -> None:
    blocked = Intake(kind=CaseKind.BLOCKED, blocked=BLOCKED, at_once=True)
    for intake in (replace(matter_of(desk.session), at_once=True), blocked):
        case = open_case(desk.session, intake).case
        assert file_of(desk, case)[0].case.stage is Stage.REGISTERED


def test_a_request_without_its_first_applicant_keeps_the_others(desk: OpenDesk) -> None:
    people = ({"name": "包玉兰"}, {"name": "王德福"})
    done = open_case(desk.session, Intake(kind=CaseKind.REQUEST, text="路灯", people=people))
    (body,) = bodies(desk, done)
    assert body.applicant.name == "包玉兰"
    assert [each.name for each in body.co_applicants] == ["王德福"]


def test_a_proxy_is_kept_in_fields_and_in_words(desk: OpenDesk) -> None:
    typed = {"name": "包小红", "relation": "女儿", "document_number": "", "until": "2026.12.31"}
    intake = replace(matter_of(desk.session), represented=typed)
    _file, body = file_of(desk, open_case(desk.session, intake).case)
    assert body.represented_by == Proxy("包小红", "女儿", until=date(2026, 12, 31))
    assert body.proxy == "包小红（女儿）"
    with pytest.raises(Problem, match="proxy-over"):
        open_case(desk.session, replace(intake, represented={**typed, "until": "2026-11-22"}))
    with pytest.raises(Problem, match="name-empty"):
        open_case(desk.session, replace(intake, represented={"relation": "女儿"}))


def test_a_case_is_found_by_everybody_who_applies_and_by_what_blocked_it(desk: OpenDesk) -> None:
    together = open_case(desk.session, group_of(desk, 3, together=True))
    for typed in ("村民002", "cunmin", "包玉兰", "byl"):
        hits = desk.queries.find(typed, limit=9)
        assert together.case in [hit.subject for hit in hits if hit.kind == "case"], typed
    blocked = Intake(kind=CaseKind.BLOCKED, title="不动产登记", blocked=BLOCKED)
    case = open_case(desk.session, blocked).case
    assert case in [hit.subject for hit in desk.queries.find("查不到", limit=9)]


def test_what_was_taken_down_can_be_read_on_the_case(desk: OpenDesk) -> None:
    intake = Intake(
        kind=CaseKind.BLOCKED, text="急用", title="不动产登记", urgent=True, blocked=BLOCKED
    )
    intake = replace(intake, came_by=CameBy.PHONE, special=Special.CREDIT)
    said = taken_down(file_of(desk, open_case(desk.session, intake).case)[1])
    for part in ("急用", BLOCKED.where, BLOCKED.reason, BLOCKED.tried):
        assert part in said
    assert len(said.splitlines()) == 6
    assert taken_down(file_of(desk, open_case(desk.session, matter_of(desk.session)).case)[1]) == ""
