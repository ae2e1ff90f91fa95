"""Cases on a real desk and the forms that come of them, for the tests of printing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import cast

from helpdesk.application.cases import checklist, open_case
from helpdesk.application.forms import Form
from helpdesk.application.intake import Intake
from helpdesk.application.paper_facts import paper_facts
from helpdesk.application.paper_forms import forms_of
from helpdesk.application.paper_proof import proven
from helpdesk.application.progress import act
from helpdesk.application.queries import CaseFile
from helpdesk.bootstrap.folder import OpenDesk
from helpdesk.domain import events as ev
from helpdesk.domain.materials import MaterialState
from tests.desk import desk_in, profile

BAO = {
    "name": "包玉兰",
    "document_number": "15230119580612242X",
    "phone": "13847516701",
    "address": "三组 12 号",
}
CORRECTIONS = ("户口簿户主页复印件不清楚，请带原件重新复印", "收入证明需由村委会盖章")
REASON = "申请人户籍不在本旗，按规定应由户籍所在地受理"
AUTHORITY = "开鲁县民政局社会救助股（0475-6212345）"
ANSWER = "审核确认通过，自 2026 年 12 月起发放"
DOCUMENT = "《最低生活保障确认通知书》通民救〔2026〕118 号"


@dataclass(slots=True)
class Cases:
    """Three cases: one to be corrected, one refused, one answered and delivered."""

    desk: OpenDesk
    ids: dict[str, str]

    def file(self, paper: str) -> CaseFile:
        """The case that this paper is about."""
        about = {"correction_notice": "corrected", "refusal_slip": "refused"}
        found = self.desk.queries.case_file(self.ids[about.get(paper, "answered")])
        assert found is not None
        return found

    def forms(self, paper: str, *, copies: int = 1) -> tuple[Form, ...]:
        """Its copies."""
        session, file = self.desk.session.at(), self.file(paper)
        forms = forms_of(session, file, paper=paper, copies=copies)
        facts = paper_facts(session, file.case, paper=paper)
        ready = proven(session, file.case.number, forms, facts, size="A4")
        return cast("tuple[Form, ...]", ready.papers)


@contextmanager
def cases_in(folder: Path) -> Iterator[Cases]:
    """A village desk on a Monday with its three cases."""
    told = replace(profile(), phone="0475-8301234", address="大林镇保安嘎查党群服务中心一楼")
    with desk_in(folder, desk=told) as desk:
        matter = desk.session.reference.catalogue.find("TL-0014")
        assert matter is not None
        lines = list(checklist(matter))
        for n in (1, 2):
            lines[n] = replace(lines[n].take(), to_return=True)
        until = date(2026, 12, 1)
        lines[4] = replace(lines[4], state=MaterialState.DEFERRED, deferred_until=until)
        intake = Intake(
            new_resident=BAO, matter=matter.code, materials=tuple(lines), proxy="儿子 巴图"
        )
        names = ("corrected", "refused", "answered")
        ids = {name: open_case(desk.session, intake).case for name in names}
        act(desk.session, ids["corrected"], ev.CorrectionAsked(CORRECTIONS, date(2026, 11, 30)))
        act(desk.session, ids["refused"], ev.Refused(REASON, AUTHORITY))
        act(desk.session, ids["answered"], ev.Answered(ANSWER, DOCUMENT))
        act(desk.session, ids["answered"], ev.Delivered("post", "包玉兰", "EA123456789CN"))
        yield Cases(desk, ids)
