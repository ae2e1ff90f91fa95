"""The finished data of a case's papers: as committed, masked, counted out."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from helpdesk.application.cases import checklist, open_case
from helpdesk.application.intake import Intake
from helpdesk.application.paper_data import notice_of, qr_texts, receipt_of
from helpdesk.application.papers import NoticeState
from helpdesk.application.prints import paper_printed, queue_paper
from helpdesk.application.progress import act
from helpdesk.bootstrap.folder import OpenDesk
from helpdesk.domain import events as ev
from helpdesk.domain.cases import Case
from helpdesk.domain.materials import MaterialState
from helpdesk.domain.problems import Problem
from helpdesk.domain.stages import CaseKind
from tests.desk import at

BAO = {
    "name": "包玉兰",
    "document_number": "15230119580612242X",
    "phone": "13847516701",
    "address": "三组 12 号",
}


@pytest.fixture
def case_id(desk: OpenDesk) -> str:
    """A matter with one material of each state."""
    matter = desk.session.reference.catalogue.find("TL-0014")
    assert matter is not None
    lines = list(checklist(matter))
    lines[0] = lines[0].take()
    lines[1] = lines[1].not_applicable(reason="线上核验")
    lines[4] = replace(lines[4], state=MaterialState.DEFERRED, deferred_until=date(2026, 12, 1))
    intake = Intake(new_resident=BAO, matter=matter.code, materials=tuple(lines), proxy="儿子 巴图")
    return open_case(desk.session, intake).case


def case_of(desk: OpenDesk, case_id: str) -> Case:
    file = desk.queries.case_file(case_id)
    assert file is not None
    return file.case


def test_a_receipt_holds_what_was_committed(desk: OpenDesk, case_id: str) -> None:
    case = case_of(desk, case_id)
    receipt = receipt_of(desk.session, case)
    assert receipt.number == case.number
    assert receipt.matter == case.title
    assert receipt.applicant.name == "包**"
    assert receipt.applicant.document_number == "152301********242X"
    assert receipt.applicant.phone == "138****6701"
    assert receipt.applicant.proxy == "儿子 巴图"
    assert [each.name for each in receipt.received] == [case.materials[0].name]
    assert [(each.name, each.until) for each in receipt.deferred] == [
        (case.materials[4].name, date(2026, 12, 1))
    ]
    assert [each.name for each in receipt.missing] == [
        material.name for material in case.materials if material.state is MaterialState.NEEDED
    ]
    listed = len(receipt.received) + len(receipt.deferred) + len(receipt.missing)
    assert listed == len(case.materials) - 1, "what does not apply is not on the receipt"
    assert (receipt.desk.name, receipt.desk.place) == ("保安嘎查便民服务站", "科尔沁区 大林镇")
    assert receipt.received_at == datetime(2026, 11, 23, 10, 45)


def test_the_promise_is_counted_out(desk: OpenDesk, case_id: str) -> None:
    case = case_of(desk, case_id)
    promise = receipt_of(desk.session, case).promise
    assert case.registered is not None
    assert case.registered.close_by is not None
    assert promise.due == case.registered.close_by.due
    assert "11月24日" in promise.arithmetic
    assert "11月24日 17:30" in promise.response
    assert not promise.provisional


def test_a_paper_after_a_pause_or_an_extension_tells_the_new_day(
    desk: OpenDesk, case_id: str
) -> None:
    first = receipt_of(desk.session, case_of(desk, case_id)).promise.due
    act(desk.session, case_id, ev.CorrectionAsked(("收入证明",)))
    stopped = receipt_of(desk.session, case_of(desk, case_id)).promise
    assert stopped.due is None
    assert stopped.arithmetic
    act(at(desk.session, datetime(2026, 11, 27, 9)), case_id, ev.Corrected())
    resumed = receipt_of(desk.session, case_of(desk, case_id)).promise
    assert resumed.due is not None
    assert first is not None
    assert resumed.due > first
    later = datetime(2027, 1, 20, 17, 30)
    act(desk.session, case_id, ev.Extended(10, "入户核查", later))
    extended = receipt_of(desk.session, case_of(desk, case_id)).promise
    assert extended.due == later
    assert "1月20日 17:30" in extended.arithmetic


def test_a_matter_without_a_promise_promises_no_day(desk: OpenDesk) -> None:
    catalogue = desk.session.reference.catalogue
    matter = next((matter for matter in catalogue if matter.promised is None), None)
    assert matter is not None, "the catalogue has such matters"
    case_id = open_case(desk.session, Intake(new_resident=BAO, matter=matter.code)).case
    promise = receipt_of(desk.session, case_of(desk, case_id)).promise
    assert (promise.due, promise.limit) == (None, "")
    assert promise.response


def test_each_printing_is_a_reprint_of_the_first(desk: OpenDesk, case_id: str) -> None:
    for copies, number in ((2, 0), (1, 1), (3, 2)):
        receipt = receipt_of(desk.session, case_of(desk, case_id), copies=copies)
        assert (receipt.issue.reprint, receipt.issue.copies) == (number, copies)
        job = queue_paper(desk.session, case_id, paper="receipt", size="A5", copies=copies)
        paper_printed(desk.session, job, output="printer", digest="")
    assert notice_of(desk.session, case_of(desk, case_id)).issue.reprint == 0


def test_not_synced_and_practice_are_marked(desk: OpenDesk, case_id: str) -> None:
    receipt = receipt_of(desk.session, case_of(desk, case_id))
    assert (receipt.issue.synced, receipt.issue.practice) == (False, False)
    practice = replace(desk.session, desk=replace(desk.session.desk, practice=True))
    assert receipt_of(practice, case_of(desk, case_id)).issue.practice


def test_a_notice_tells_everything_once(desk: OpenDesk, case_id: str) -> None:
    case = case_of(desk, case_id)
    notice = notice_of(desk.session, case)
    assert [each.name for each in notice.materials] == [each.name for each in case.materials]
    states = [each.state for each in notice.materials]
    assert states[0] is NoticeState.RECEIVED
    assert states[1] is NoticeState.NOT_APPLICABLE
    assert states[4] is NoticeState.DEFERRED
    assert NoticeState.MISSING in states
    assert notice.materials[1].reason == "线上核验"
    assert notice.materials[4].until == date(2026, 12, 1)


def test_a_request_has_no_materials_and_a_department_comes_later(desk: OpenDesk) -> None:
    intake = Intake(kind=CaseKind.REQUEST, new_resident=BAO, title="路灯不亮")
    case_id = open_case(desk.session, intake).case
    act(desk.session, case_id, ev.Dispatched("住建局"))
    act(desk.session, case_id, ev.Accepted(number="ZJ-12"))
    receipt = receipt_of(desk.session, case_of(desk, case_id))
    assert (receipt.matter, receipt.department) == ("路灯不亮", "住建局")
    assert receipt.department_number == "ZJ-12"
    assert (receipt.received, receipt.deferred, receipt.missing) == ((), (), ())


def test_the_code_leads_to_the_citys_page_where_there_is_one(desk: OpenDesk, case_id: str) -> None:
    case = case_of(desk, case_id)
    before, _mark, seal = qr_texts(desk.session, case.number, (), copies=1)[0].partition("#")
    assert before == case.number
    assert seal
    named = replace(desk.session, desk=replace(desk.session.desk, city="https://city.example"))
    address, _mark, seal = qr_texts(named, case.number, (), copies=1)[0].partition("?s=")
    assert address == f"https://city.example/q/{case.number}"
    assert seal
    assert qr_texts(desk.session, "", (), copies=1) == ()


def test_an_incomplete_case_has_no_paper(desk: OpenDesk) -> None:
    with pytest.raises(Problem, match="case-unknown"):
        receipt_of(desk.session, Case(id="0" * 32))
