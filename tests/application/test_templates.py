"""Again like an earlier case: what it was about, never who it was for."""

from dataclasses import replace

import pytest

from helpdesk.application.cases import checklist, open_case
from helpdesk.application.intake import Intake
from helpdesk.application.templates import intake_like
from helpdesk.bootstrap.folder import OpenDesk
from helpdesk.domain.cases import Case
from helpdesk.domain.events import BlockedMatter
from helpdesk.domain.materials import MaterialState
from helpdesk.domain.matters import Catalogue
from helpdesk.domain.problems import Problem
from helpdesk.domain.stages import CaseKind
from tests.application.test_cases import BAO, file_of
from tests.desk import MONDAY


def like(desk: OpenDesk, case: Case) -> Intake:
    catalogue = desk.session.reference.catalogue
    return replace(Intake(), **intake_like(case, catalogue=catalogue, on=MONDAY.date()))


def test_matter_variant_and_what_does_not_apply_come_again(desk: OpenDesk) -> None:
    matter = desk.session.reference.catalogue.find("TL-0016")
    assert matter is not None
    first, second, *rest = checklist(matter, variant="残疾人")
    lines = (first.take(), second.not_applicable(reason="有电子证照"), *rest)
    intake = Intake(new_resident=BAO, matter="TL-0016", variant="残疾人", materials=lines)
    case = file_of(desk, open_case(desk.session, intake).case)[0].case
    again = like(desk, case)
    assert (again.matter, again.variant) == ("TL-0016", "残疾人")
    assert [m.state for m in again.materials][:2] == [
        MaterialState.NEEDED,
        MaterialState.NOT_APPLICABLE,
    ]
    assert (again.resident, dict(again.new_resident), again.people) == ("", {}, ())
    assert again.prechecks == ()


def test_words_of_a_request_come_again_but_not_what_somebody_else_tried(desk: OpenDesk) -> None:
    blocked = BlockedMatter("不动产登记", where="大厅", reason="查不到", tried="王某去过两次")
    intake = Intake(kind=CaseKind.BLOCKED, new_resident=BAO, text="办不了", blocked=blocked)
    again = like(desk, file_of(desk, open_case(desk.session, intake).case)[0].case)
    assert (again.kind, again.text, again.title) == (CaseKind.BLOCKED, "办不了", "不动产登记")
    assert again.blocked == replace(blocked, tried="")


def test_a_matter_that_is_gone_is_said(desk: OpenDesk) -> None:
    matter = desk.session.reference.catalogue.find("TL-0018")
    assert matter is not None
    intake = Intake(new_resident=BAO, matter="TL-0018", materials=checklist(matter))
    case = file_of(desk, open_case(desk.session, intake).case)[0].case
    with pytest.raises(Problem, match="matter-unknown"):
        intake_like(case, catalogue=Catalogue(), on=MONDAY.date())
    with pytest.raises(Problem, match="case-unknown"):
        intake_like(Case(id=""), catalogue=Catalogue(), on=MONDAY.date())
