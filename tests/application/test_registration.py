"""What the counter takes down beside applicant, matter and materials."""

from dataclasses import replace

import pytest

from helpdesk.application.cases import open_case
from helpdesk.application.intake import Intake
from helpdesk.application.paper_data import notice_of
from helpdesk.application.papers import NoticeState
from helpdesk.bootstrap.folder import OpenDesk
from helpdesk.domain.events import BlockedMatter, PreCheckAnswer
from helpdesk.domain.intake_terms import CameBy, Special
from helpdesk.domain.materials import Material, MaterialState, missing
from helpdesk.domain.problems import Problem
from helpdesk.domain.stages import CaseKind
from tests.application.test_cases import file_of, matter_of

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
