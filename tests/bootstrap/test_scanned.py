"""A card or a paper read at the counter, in the real window: from every screen, whatever has the focus."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget

from helpdesk.application.cases import open_case
from helpdesk.application.intake import Intake
from helpdesk.application.residents import record_resident, resident_from_fields
from helpdesk.bootstrap.card_readers import DRIVER, PLACE
from helpdesk.bootstrap.desktop import Desktop
from helpdesk.bootstrap.settings import Settings
from helpdesk.bootstrap.simulated_reader import CARDS
from helpdesk.bootstrap.workplace import Workplace
from helpdesk.domain.numbering import CaseNumber
from helpdesk.domain.problems import Problem
from helpdesk.domain.stages import CaseKind
from helpdesk.i18n import _
from helpdesk.i18n.problems import sentence
from helpdesk.ui.card_dialog import CARD, CardDialog
from helpdesk.ui.screens.intake import resident_form as form
from helpdesk.ui.screens.resident.resident_dialog import ResidentDialog
from helpdesk.ui.screens.settings.card_reader import CardReaderPanel
from tests.desk import MONDAY, PASSWORD, VILLAGE, WUYUN, desk_in

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

KNOWN = {
    "name": "包玉兰",
    "document_number": "15230119580612242X",
    "phone": "13847516701",
    "division": VILLAGE,
    "address": "三组 12 号",
}
CARD_OF_HERS = {
    "number": "15230119580612242X",
    "name": "包玉兰",
    "sex": "女",
    "ethnic_group": "蒙古",
    "address": "内蒙古自治区通辽市科尔沁区大林镇保安嘎查三组12号",
}
STRANGER = {
    "number": "440524188001010014",
    "name": "敖日格乐",
    "sex": "男",
    "ethnic_group": "蒙古",
    "address": "内蒙古自治区通辽市科尔沁区大林镇保安嘎查二组17号",
    "photo": "man.jpg",
}


class Counter:
    """The window, a reader, and hands."""

    def __init__(self, workplace: Workplace, cards: Path, qtbot) -> None:
        self.workplace, self.cards, self.bot = workplace, cards, qtbot
        self.queries = workplace.bench.queries
        self.now = 0.0
        workplace.scanned.wedge._clock = lambda: self.now

    def lay_on(self, **said: object) -> None:
        (self.cards / "card.json").write_text(json.dumps(said), encoding="utf-8")

    def press(self, key: Qt.Key, *held: Qt.KeyboardModifier) -> None:
        modifiers = Qt.KeyboardModifier.NoModifier
        for each in held:
            modifiers |= each
        QTest.keyClick(QApplication.focusWidget() or self.workplace.frame, key, modifiers)

    def scan(self, text: str) -> None:
        """As a reader types it, 8 ms from key to key, however busy this machine is."""
        self.now += 1_000
        for character in text:
            self.now += 8
            QTest.keyClick(self._focus, character)
        self.now += 8
        QTest.keyClick(self._focus, Qt.Key.Key_Return)

    @property
    def _focus(self) -> QWidget:
        focus = QApplication.focusWidget()
        assert focus is not None
        return focus

    def show(self, screen: str) -> None:
        self.workplace.show(screen)
        self.bot.waitUntil(lambda: self.workplace.frame.current_screen == screen)

    def comes(self, screen: str) -> None:
        self.bot.waitUntil(lambda: self.workplace.frame.current_screen == screen)

    @property
    def intake(self) -> Intake:
        return self.workplace.intake.presenter.intake

    def says(self, words: str) -> None:
        frame = self.workplace.frame
        self.bot.waitUntil(lambda: any(words in each.text() for each in frame.findChildren(QLabel)))

    def dialog(self, kind: type[QDialog]) -> QDialog:
        self.bot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), kind))
        found = QApplication.activeModalWidget()
        assert isinstance(found, kind)
        self.bot.waitUntil(lambda: found.isAncestorOf(QApplication.focusWidget() or found))
        return found


@pytest.fixture
def counter(tmp_path: Path, qtbot) -> Iterator[Counter]:
    data, cards = tmp_path / "desk", tmp_path / "cards"
    with desk_in(data) as desk:
        resident = record_resident(desk.session, resident_from_fields(KNOWN, today=MONDAY.date()))
        made = open_case(
            desk.session, Intake(kind=CaseKind.REQUEST, resident=resident, title="路灯不亮")
        )
    cards.mkdir()
    (cards / "man.jpg").write_bytes((CARDS / "man.jpg").read_bytes())
    settings = Settings(data)
    settings.set(DRIVER, "simulated")
    settings.set(PLACE, str(cards))
    desktop = Desktop(data)
    qtbot.addWidget(desktop.window)
    desktop.show()
    desktop.opened(desktop.unlock(WUYUN.id, PASSWORD))
    assert desktop.workplace is not None
    desktop.window.activateWindow()
    qtbot.waitUntil(desktop.window.isActiveWindow)
    result = Counter(desktop.workplace, cards, qtbot)
    result.resident, result.made = resident, made  # type: ignore[attr-defined]
    yield result
    desktop.close()


# -- readers with a driver


def test_at_the_counter_a_known_card_chooses_its_resident(counter: Counter) -> None:
    counter.lay_on(**CARD_OF_HERS)
    counter.press(Qt.Key.Key_F2)
    counter.press(Qt.Key.Key_F8)
    counter.bot.waitUntil(lambda: counter.intake.resident == counter.resident)
    counter.says(
        _("The card says more than is recorded: {fields}.").format(fields=_("Ethnic group"))
    )


def test_a_new_card_fills_the_form_and_its_photograph_is_sealed(counter: Counter) -> None:
    counter.lay_on(**STRANGER)
    counter.press(Qt.Key.Key_F2)
    counter.press(Qt.Key.Key_F8)
    counter.bot.waitUntil(lambda: counter.intake.new_resident.get(form.NAME) == STRANGER["name"])
    typed = counter.intake.new_resident
    assert typed[form.NUMBER] == STRANGER["number"]
    assert (typed[form.SEX], typed[form.GROUP]) == ("male", "蒙古族")
    assert (typed[form.BIRTH], typed[form.ADDRESS]) == ("1880-01-01", "二组17号")
    assert typed[form.DIVISION] == VILLAGE
    counter.bot.waitUntil(counter.workplace.intake.residents.form.portrait.isVisible)
    case = open_case(counter.workplace.bench.session, _as_request(counter.intake)).case
    file = counter.queries.case_file(case)
    resident = counter.queries.resident(file.row.resident)
    assert resident.photo
    photo = counter.workplace.bench.filing.store.read(resident.photo)
    assert photo.startswith(b"\xff\xd8")
    sealed = b"".join(
        each.read_bytes() for each in counter.cards.parent.rglob("*") if each.is_file()
    ).count(photo)
    assert sealed == 0  # nowhere as it is; the card's own file is another JPEG
    state = counter.workplace.bench.filing.store.states([resident.photo])[resident.photo]
    assert state.here
    assert counter.queries.sync_state().waiting_files == 0  # it stays on this desk


def _as_request(intake: Intake) -> Intake:
    return Intake(kind=CaseKind.REQUEST, new_resident=intake.new_resident, title="咨询")


def test_what_is_recorded_otherwise_is_decided_by_a_person(counter: Counter) -> None:
    counter.lay_on(**{**CARD_OF_HERS, "name": "包玉蘭", "address": "内蒙古自治区通辽市六组9号"})
    counter.press(Qt.Key.Key_F2)
    counter.press(Qt.Key.Key_F8)
    dialog = counter.dialog(CardDialog)
    assert counter.queries.resident(counter.resident).name == "包玉兰"
    assert set(dialog.choices) == {"name", "ethnic_group", "address"}
    assert dialog.choices["address"].checkedId() != CARD  # where she lives is hers to say
    counter.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    counter.bot.waitUntil(lambda: counter.queries.resident(counter.resident).name == "包玉蘭")
    known = counter.queries.resident(counter.resident)
    assert (known.ethnic_group, known.address) == ("蒙古族", "三组 12 号")


FAULTS = {
    "unplugged": "card-unplugged",
    "unreadable": "card-unreadable",
    "wrong": "card-wrong",
    "absent": "card-absent",
}


def test_whatever_goes_wrong_is_a_sentence_and_nothing_is_lost(counter: Counter) -> None:
    counter.press(Qt.Key.Key_F2)
    QTest.keyClicks(QApplication.focusWidget(), "byl")
    for fault, code in FAULTS.items():
        counter.lay_on(number="", fault=fault)
        counter.press(Qt.Key.Key_F8)
        counter.says(sentence(Problem(code)))
    assert counter.intake.resident_search == "byl"


def test_f8_again_waits_no_longer(counter: Counter) -> None:
    counter.lay_on(**CARD_OF_HERS, seconds=60)
    counter.press(Qt.Key.Key_F8)
    reading = counter.workplace.scanned.reading
    assert reading.waiting
    counter.press(Qt.Key.Key_F8)
    counter.bot.waitUntil(lambda: not reading.waiting)
    assert counter.workplace.frame.current_screen == "today"


def test_the_form_of_a_resident_is_filled(counter: Counter) -> None:
    counter.lay_on(**STRANGER)
    counter.show("residents")
    counter.press(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    dialog = counter.dialog(ResidentDialog)
    counter.press(Qt.Key.Key_F8)
    lines = dialog.lines
    counter.bot.waitUntil(lambda: lines[form.NAME].editor.text() == STRANGER["name"])
    assert lines["ethnic_group"].editor.text() == "蒙古族"
    counter.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    counter.comes("resident")
    counter.bot.waitUntil(lambda: bool(counter.workplace.resident.resident))
    assert counter.queries.resident(counter.workplace.resident.resident).photo


def test_somebody_elses_card_changes_no_form(counter: Counter) -> None:
    counter.lay_on(**STRANGER)
    counter.workplace.open_resident(counter.resident)
    counter.bot.waitUntil(lambda: counter.workplace.resident.resident == counter.resident)
    counter.press(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    dialog = counter.dialog(ResidentDialog)
    counter.press(Qt.Key.Key_F8)
    words = _("This card belongs to somebody else: nothing was taken from it.")
    counter.bot.waitUntil(lambda: any(words in each.text() for each in dialog.findChildren(QLabel)))
    assert dialog.lines[form.NAME].editor.text() == "包玉兰"
    dialog.reject()


def test_the_settings_choose_and_test_it(counter: Counter) -> None:
    counter.lay_on(**CARD_OF_HERS)
    counter.show("settings")
    panel = counter.workplace.settings_screen.findChild(CardReaderPanel)
    assert panel.driver.editor.currentData() == "simulated"
    panel.test_button.click()
    counter.bot.waitUntil(panel.said.isVisible)
    counter.says("152301********242X")
    panel.driver.editor.setCurrentIndex(0)
    panel.driver.editor.activated.emit(0)
    assert counter.workplace.bench.cards.chosen()[0] == ""
    assert not panel.test_button.isEnabled()


# -- readers that type

SCREENS = ("today", "intake", "cases", "residents", "sync", "day_sheet", "settings")


def test_a_scanned_receipt_opens_its_case_from_everywhere(counter: Counter) -> None:
    for screen in SCREENS:
        counter.show(screen)
        counter.scan(counter.made.number)
        counter.comes("case")
        counter.bot.waitUntil(lambda: counter.workplace.case.is_ready)
        counter.says(counter.made.number)


def test_a_scanned_card_opens_its_resident(counter: Counter) -> None:
    for screen in SCREENS:
        counter.show(screen)
        counter.scan(KNOWN["document_number"])
        if screen == "intake":
            counter.bot.waitUntil(lambda: counter.intake.resident == counter.resident)
            continue
        counter.comes("resident")
        counter.bot.waitUntil(lambda: counter.workplace.resident.resident == counter.resident)


def test_the_card_of_a_stranger_begins_a_case(counter: Counter) -> None:
    counter.show("cases")
    counter.scan("440524188001010014")
    counter.comes("intake")
    counter.bot.waitUntil(
        lambda: counter.intake.new_resident.get(form.NUMBER) == "440524188001010014"
    )
    assert counter.intake.new_resident[form.BIRTH] == "1880-01-01"


def test_the_next_card_keeps_the_draft_of_the_one_before(counter: Counter) -> None:
    counter.show("intake")
    counter.scan("440524188001010014")
    counter.bot.waitUntil(lambda: bool(counter.intake.new_resident))
    counter.scan(KNOWN["document_number"])
    counter.bot.waitUntil(lambda: counter.intake.resident == counter.resident)
    counter.bot.waitUntil(
        lambda: any(
            draft.intake.new_resident.get(form.NUMBER) == "440524188001010014"
            for draft in counter.queries.drafts()
        )
    )


def test_a_scan_leaves_no_trace_in_the_field(counter: Counter) -> None:
    counter.show("intake")
    counter.workplace.intake.presenter.set_kind("request")
    title = counter.workplace.intake.matters.request.title.editor
    title.setFocus()
    QTest.keyClicks(title, "lamp")
    counter.scan(counter.made.number)
    counter.comes("case")
    counter.bot.waitUntil(lambda: any(d.intake.title == "lamp" for d in counter.queries.drafts()))


def test_unknown_codes_are_said(counter: Counter) -> None:
    unknown = str(CaseNumber.make(division="1505", prefix="021", day=MONDAY.date(), counter=99))
    counter.show("sync")
    counter.scan(unknown)
    counter.says(
        _("Case {number} is not on this computer. Sync (F9), then scan it again.").format(
            number=unknown
        )
    )
    counter.scan("EA123456789CN")
    words = _("The code “{code}” is no receipt and no identity card: nothing was done.")
    counter.says(words.format(code="EA123456789CN"))
    assert counter.workplace.frame.current_screen == "sync"
