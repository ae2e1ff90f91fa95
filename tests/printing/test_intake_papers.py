"""What intake prints beside the receipt: one list for several cases, a matter's own form filled in."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from helpdesk.application.cases import PaperWish, open_case
from helpdesk.application.paper_forms import papers_for
from helpdesk.bootstrap.folder import OpenDesk
from helpdesk.bootstrap.papers import DeskPapers
from helpdesk.domain.problems import Problem
from tests.application.test_cases import BAO, file_of, matter_of
from tests.application.test_registration import bundle_of, group_of
from tests.desk import desk_in
from tests.printing.reading import squeezed, text

ID = "15230119580612242X"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[OpenDesk]:
    with desk_in(tmp_path / "desk") as opened:
        yield opened


def drawn(desk: OpenDesk, case: str, paper: str, *, size: str = "A5", copies: int = 1) -> str:
    papers = DeskPapers(desk.session, desk.queries)
    return squeezed(text(papers.render(case, paper=paper, size=size, copies=copies)))


@pytest.mark.parametrize("size", ["A5", "A4", "A4_LARGE"])
def test_the_joint_receipt_names_every_case_once(desk: OpenDesk, size: str) -> None:
    done = open_case(desk.session, bundle_of(desk), paper=PaperWish(size=size))
    said = drawn(desk, done.case, "joint_receipt", size=size)
    for each in (done, *done.also):
        assert each.number in said
        file, _body = file_of(desk, each.case)
        assert squeezed(file.case.title)[:4] in said  # a long one is wrapped
        fits = "joint_receipt" in papers_for(file.case)
        assert fits == (each is done)
    assert said.count("出生医学证明") == 1


def test_a_group_is_listed_masked(desk: OpenDesk) -> None:
    done = open_case(desk.session, group_of(desk, 40))
    said = drawn(desk, done.case, "joint_receipt", size="A4")
    assert all(each.number in said for each in done.also)
    assert "村民001" not in said
    assert "村***1" in said


def test_a_form_is_filled_in_and_masked_from_the_third_copy_on(desk: OpenDesk) -> None:
    known = {**BAO, "ethnic_group": "蒙古族", "address": "三组12号"}
    case = open_case(desk.session, replace(matter_of(desk.session), new_resident=known)).case
    once = drawn(desk, case, "application_form", copies=1)
    assert "最低生活保障申请书" in once
    assert all(value in once for value in (ID, "包玉兰", "蒙古族", "1958年6月12日", "三组12号"))
    assert drawn(desk, case, "application_form", copies=3).count(ID) == 2


def test_a_matter_without_its_own_form_has_the_general_one(desk: OpenDesk) -> None:
    papers = DeskPapers(desk.session, desk.queries)
    intake = replace(matter_of(desk.session, "TL-0018"), represented={"name": "包小红"})
    said = squeezed(text(papers.render_intake(intake, paper="application_form", size="A5")))
    assert "申请表" in said
    assert "高龄津贴申请表" in said  # among the materials
    assert "包小红" in said
    request = open_case(desk.session, group_of(desk, 2)).also[0].case
    with pytest.raises(Problem, match="paper-unfit"):
        papers.render(request, paper="joint_receipt", size="A5", copies=1)


def test_the_proxy_is_authorised_not_the_desk(desk: OpenDesk) -> None:
    typed = {"name": "包小红", "relation": "女儿", "until": "2026-12-31"}
    intake = replace(matter_of(desk.session), represented=typed)
    said = drawn(desk, open_case(desk.session, intake).case, "authorisation")
    assert "包小红" in said
    assert "2026年12月31日" in said
