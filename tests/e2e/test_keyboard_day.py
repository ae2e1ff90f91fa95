"""A day at the counter without a mouse, on a real desk with a real city: then the city has all of it."""

from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from helpdesk.application.cases import open_case
from helpdesk.application.intake import Intake
from helpdesk.application.ports import Session
from helpdesk.application.queries import CaseFilter, Queries
from helpdesk.application.registration import checklist
from helpdesk.application.residents import record_resident, resident_from_fields
from helpdesk.bootstrap.folder import open_desk
from helpdesk.domain.cases import Case
from helpdesk.domain.materials import MaterialState
from helpdesk.domain.stages import CaseKind, Stage
from helpdesk.i18n import _
from helpdesk.ui.screens.case.dialogs import ProgressDialog
from helpdesk.ui.screens.intake import resident_form as form
from helpdesk.ui.screens.intake.deferral_dialog import DeferralDialog
from helpdesk.ui.screens.intake.proxy_dialog import ProxyDialog
from helpdesk.ui.search import HitKind, HitModel, SearchField
from helpdesk.ui.widgets.work_table import WorkTable
from tests.desk import PASSWORD
from tests.e2e.hands import CTRL, ENTER, SHIFT, SPACE, TAB, Hands
from tests.e2e.line import Line, line_to
from tests.e2e.programs import Desk
from tests.e2e.window import window
from tests.server.running import RunningCity

ALLOWANCE = "TL-0018"  # 80周岁以上老年人高龄津贴
KNOWN = {"name": "包玉兰", "document_number": "15230119580612242X", "phone": "13847516701"}
STRANGER, NUMBER = "敖日格乐", "440524188001010014"
MOST_KEYS = 14


@dataclass(slots=True)
class Day:
    """What the steps share: `answered` and `asked` are the numbers of two cases of the day before."""

    hands: Hands
    city: httpx.Client
    line: Line
    papers: Path
    answered: str
    asked: str
    mine: list[str] = field(default_factory=list)

    @property
    def queries(self) -> Queries:
        return self.hands.window.workplace.bench.queries

    @property
    def intake(self) -> Intake:
        return self.hands.window.intake

    def case(self, number: str) -> Case:
        found = self.queries.case_file(self.queries.case_id(number) or "")
        assert found is not None
        return found.case

    def registers(self, *, paper: str = "") -> Case:
        """Ctrl+Enter: a case more, with its paper; the keyboard is ready for the next resident."""
        before = self.queries.count_cases(CaseFilter())
        self.hands.press(ENTER, CTRL)
        if paper:
            self.hands.save_paper(self.papers / paper)
        self.hands.wait(lambda: self.queries.count_cases(CaseFilter()) > before, "the case")
        row = self.queries.cases(CaseFilter(), offset=0, limit=1)[0]
        self.mine.append(row.number)
        self.hands.sees(self.hands.window.screen.residents.picker.edit)
        return self.case(row.number)

    def synced(self) -> None:
        """F9, and the city has everything."""
        self.hands.press(Qt.Key.Key_F9)
        self.hands.wait(lambda: self.queries.sync_state().synced, "all with the city")

    def says(self, case: str, **said: object) -> None:
        """The department acts."""
        answer = self.city.post(f"/api/cases/{case}/acts", json=said)
        assert answer.status_code == httpx.codes.OK, answer.text

    def opened(self, number: str) -> None:
        """The case is on the screen, ready for its next step."""
        self.hands.screen("case")
        shown = self.hands.window.workplace.case
        self.hands.wait(
            lambda: shown.is_ready and shown.sheet and shown.sheet.number == number, "the case"
        )


def yesterday(session: Session) -> tuple[str, str]:
    """A resident, and two cases that the city will deal with."""
    today = session.clock.now().local.date()
    resident = record_resident(session, resident_from_fields(KNOWN, today=today))
    matter = session.reference.catalogue.find(ALLOWANCE)
    assert matter is not None
    taken = tuple(material.take() for material in checklist(matter))
    intake = Intake(resident=resident, matter=ALLOWANCE, materials=taken)
    return open_case(session, intake).number, open_case(session, intake).number


def unlock(day: Day) -> None:
    """The password, Enter: Today, with the keyboard in the work list."""
    hands = day.hands
    hands.sees(hands.window.desktop.login._password.editor)
    hands.write(PASSWORD)
    hands.press(ENTER)
    hands.wait(lambda: hands.window.desktop.workplace, "Today after the password")
    hands.screen("today")
    hands.wait(lambda: isinstance(QApplication.focusWidget(), WorkTable), "the work list")
    day.synced()
    day.says(day.answered, act="accept", department="科尔沁区民政局", number="科民受〔2026〕9号")
    day.says(day.answered, act="answer", words="准予发放")
    day.says(day.asked, act="accept", department="科尔沁区民政局", number="科民受〔2026〕10号")
    day.says(day.asked, act="ask_correction", items=["照片底色应为白色"])
    hands.press(Qt.Key.Key_F9)
    hands.wait(lambda: day.case(day.asked).stage is Stage.CORRECTION_ASKED, "the correction")
    hands.wait(lambda: day.case(day.answered).stage is Stage.ANSWERED, "the answer")


def known_resident(day: Day) -> None:
    """F2, initials, Enter; the matter, its questions, all materials, the receipt: 14 keys at most."""
    hands, screen = day.hands, day.hands.window.screen
    with hands.at_most(MOST_KEYS):
        hands.press(Qt.Key.Key_F2)
        hands.screen("intake")
        hands.sees(screen.residents.picker.edit)
        hands.write("byl")
        hands.press(ENTER)
        hands.wait(lambda: day.intake.resident, "the resident")
        hands.sees(screen.matters.picker.edit)
        hands.write("gljt")
        hands.press(ENTER)
        hands.wait(lambda: day.intake.matter == ALLOWANCE, "the matter")
        hands.sees(screen.matters.prechecks.questions)
        hands.press(ENTER)
        hands.sees(screen.matters.materials)
        hands.press(Qt.Key.Key_A)
        hands.wait(lambda: _taken(day.intake) == len(day.intake.materials), "all materials")
        case = day.registers(paper="known.pdf")
    assert case.registered is not None
    assert case.registered.applicant.name == KNOWN["name"]


def new_resident(day: Day) -> None:
    """Somebody new, by a proxy, with a photograph that comes later."""
    hands, screen = day.hands, day.hands.window.screen
    hands.write(STRANGER)
    lines = screen.residents.picker.model
    hands.wait(lambda: lines.lines and lines.lines[-1].id == "new", "nobody found")
    for _line in range(len(lines.lines) - 1):
        hands.press(Qt.Key.Key_Down)
    hands.press(ENTER)
    hands.sees(screen.residents.form.editor(form.NAME))
    hands.tab_to(_("Document number"))
    hands.write(NUMBER)
    hands.wait(lambda: day.intake.new_resident.get(form.BIRTH) == "1880-01-01", "the birth date")
    hands.tab_to(_("Telephone"))
    hands.write("13948556218")
    hands.tab_to(_("Address"))
    hands.write("三组 9 号")
    hands.press(Qt.Key.Key_P, CTRL | SHIFT)
    hands.dialog(ProxyDialog)
    hands.write("敖小红")
    hands.press(ENTER)
    hands.write("女儿")
    hands.press(ENTER, CTRL)
    hands.closed()
    assert day.intake.proxy == "敖小红（女儿）"
    hands.tab_to(screen.matters.picker.edit.accessibleName())
    hands.write("gljt")
    hands.press(ENTER)
    hands.wait(lambda: day.intake.matter == ALLOWANCE, "the matter")
    hands.sees(screen.matters.prechecks.questions)
    hands.press(ENTER)
    hands.sees(screen.matters.materials)
    hands.press(SPACE)
    hands.wait(lambda: _taken(day.intake) == 1, "the first material")
    hands.press(Qt.Key.Key_R)
    hands.dialog(DeferralDialog)
    hands.press(ENTER)
    hands.closed()
    hands.sees(screen.matters.materials)
    hands.press(Qt.Key.Key_Down)
    hands.press(SPACE)
    hands.wait(lambda: _taken(day.intake) == 2, "the last material")
    case = day.registers(paper="new.pdf")
    assert [m.state for m in case.materials].count(MaterialState.DEFERRED) == 1
    assert case.registered is not None
    assert case.registered.proxy == "敖小红（女儿）"


def consultation(day: Day) -> None:
    """Ctrl+1, the words, Ctrl+Enter: answered at the counter."""
    hands = day.hands
    with hands.at_most(3):
        hands.press(Qt.Key.Key_1, CTRL)
        hands.sees(hands.window.screen.matters.request.text.editor)
        hands.write("医保卡丢了怎么补")
        case = day.registers()
    assert (case.kind, case.stage) == (CaseKind.REQUEST, Stage.CLOSED)


def correction_answered(day: Day) -> None:
    """The receipt is scanned; what was asked for is here: the clock runs again."""
    hands = day.hands
    hands.scan(day.asked)
    day.opened(day.asked)
    hands.press(Qt.Key.Key_L, CTRL)
    hands.dialog(ProgressDialog)
    hands.write("照片已换")
    hands.press(ENTER, CTRL)
    hands.closed()
    hands.wait(lambda: day.case(day.asked).stage is not Stage.CORRECTION_ASKED, "the clock")


def delivery(day: Day) -> None:
    """Found by Ctrl+K; the result is given, to be signed for."""
    hands = day.hands
    hands.press(Qt.Key.Key_K, CTRL)
    search = hands.sees(hands.window.workplace.frame.findChild(SearchField))
    hands.write(day.answered)
    model = search.findChild(HitModel)
    hands.wait(lambda: [hit.kind for hit in model.hits] == [HitKind.CASE], "the case found")
    hands.press(ENTER)
    day.opened(day.answered)
    hands.press(Qt.Key.Key_L, CTRL)
    hands.dialog(ProgressDialog)
    hands.press(SPACE)  # the first way: fetched here
    hands.tab_to(_("Received by"))
    hands.write("包玉兰本人")
    hands.press(ENTER, CTRL)
    hands.closed()
    hands.wait(lambda: day.case(day.answered).stage is Stage.DELIVERED, "the delivery")


def callback_offline(day: Day) -> None:
    """The line is down, and nobody waits for it."""
    hands = day.hands
    day.line.fail("lost")
    hands.wait(lambda: _step(day) == "call_back", "the callback as the next step")
    hands.press(Qt.Key.Key_L, CTRL)
    hands.dialog(ProgressDialog)
    hands.press(SPACE)  # reached
    hands.press(TAB)
    hands.press(SPACE)  # solved
    hands.press(TAB)
    hands.press(SPACE)  # very satisfied
    hands.press(ENTER, CTRL)
    hands.closed()
    hands.wait(lambda: day.case(day.answered).stage is Stage.CALLED_BACK, "the callback")
    assert day.case(day.answered).unsent > 0


def day_sheet(day: Day) -> None:
    """Ctrl+D: what was done, and what the city does not have yet; then it has all."""
    hands = day.hands
    hands.press(Qt.Key.Key_D, CTRL)
    hands.screen("day_sheet")
    sheet = hands.window.workplace._day_sheet
    hands.wait(lambda: hands.window.shows(day.mine[0]), "the day's cases by number")
    assert sheet.isVisible()
    day.line.fail("", reaches=True)
    day.synced()
    assert day.case(day.answered).unsent == 0


def palette(day: Day) -> None:
    """Ctrl+K on a resident opens their page; F2 there is for them, Esc leaves it."""
    hands = day.hands
    hands.press(Qt.Key.Key_K, CTRL)
    search = hands.sees(hands.window.workplace.frame.findChild(SearchField))
    hands.write("argl")
    model = search.findChild(HitModel)
    hands.wait(lambda: model.hits and model.hits[0].kind is HitKind.RESIDENT, "the resident")
    hands.press(ENTER)
    hands.screen("resident")
    hands.wait(lambda: hands.window.shows(STRANGER), "their name")


def lock(day: Day) -> None:
    """F12: the password field has the keyboard, nothing of the work is seen."""
    hands = day.hands
    hands.press(Qt.Key.Key_F12)
    hands.sees(hands.window.desktop.login._password.editor)
    assert not hands.window.workplace.frame.isVisible()


STEPS = (
    *(unlock, known_resident, new_resident, consultation, correction_answered, delivery),
    *(callback_offline, day_sheet, palette, lock),
)


def _taken(intake: Intake) -> int:
    return sum(material.state is MaterialState.TAKEN for material in intake.materials)


def _step(day: Day) -> str:
    sheet = day.hands.window.workplace.case.sheet
    return sheet.step if sheet is not None else ""


@pytest.mark.timeout(240)
# Qt's own file dialog completes paths in a popup; offscreen can neither raise it nor grab keys for it.
@pytest.mark.qt_log_ignore("does not support (raise|grabbing the keyboard|propagateSizeHints)")
def test_a_day_by_keyboard_alone(city: RunningCity, tmp_path: Path) -> None:
    """C1, C29, C30: every act of a day without a mouse, the keyboard always in sight, also offline."""
    desk, papers = Desk(tmp_path / "desk"), tmp_path / "papers"
    papers.mkdir()
    with line_to(city.url) as line:
        desk.enrol(line.url, city.code())
        opened = open_desk(desk.folder, password=PASSWORD)
        numbers = yesterday(opened.session)
        opened.close()
        with window(desk.folder) as seen, city.api() as api:
            day = Day(Hands(seen), api, line, papers, *numbers)
            for step in STEPS:
                step(day)
            recorded = day.queries.sync_state().recorded
    told = {number for (number,) in city.query("SELECT number FROM case_number")}
    assert told >= {*numbers, *day.mine}
    ((events,),) = city.query("SELECT count(*) FROM event")
    assert events >= recorded
    assert all(paper.read_bytes().startswith(b"%PDF") for paper in day.hands.papers)
