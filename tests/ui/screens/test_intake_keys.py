"""The measure: a known resident, a frequent matter, all materials there, by the keyboard alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from helpdesk.domain.materials import MaterialState
from helpdesk.domain.stages import CaseKind
from helpdesk.i18n import _
from tests.ui.screens.counter import ALLOWANCE, LASER, Counter, often

MOST_KEYS = 14
ENTER, CTRL = Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier


def go_to_materials(counter: Counter, qtbot) -> None:
    """F2, the resident, the matter, its questions: each found by initials and taken by Enter."""
    counter.press(Qt.Key.Key_F2)
    counter.type("byl")
    counter.press(ENTER)
    qtbot.waitUntil(lambda: bool(counter.intake.resident))
    counter.type("db")
    counter.press(ENTER)
    qtbot.waitUntil(lambda: counter.intake.matter == ALLOWANCE)
    qtbot.waitUntil(lambda: counter.focused() is counter.screen.matters.prechecks.questions)
    counter.press(ENTER)
    qtbot.waitUntil(lambda: counter.focused() is counter.screen.matters.materials)


def printed(counter: Counter, qtbot) -> None:
    counter.press(ENTER, CTRL)
    qtbot.waitUntil(lambda: bool(counter.tray.sheets))


@pytest.mark.parametrize("all_at_once", [True, False], ids=["A", "space for each"])
def test_from_f2_to_the_printed_receipt(counter: Counter, qtbot, all_at_once: bool) -> None:
    go_to_materials(counter, qtbot)
    materials = counter.intake.materials
    if all_at_once:
        counter.press(Qt.Key.Key_A)
    else:
        for _material in materials:
            counter.press(Qt.Key.Key_Space)
    printed(counter, qtbot)
    assert counter.keys <= MOST_KEYS
    (case,) = counter.cases()
    file = counter.bench.queries.case_file(case.id)
    assert case.applicant == "包玉兰"
    assert {m.state for m in file.case.materials} == {MaterialState.TAKEN}
    assert counter.tray.sheets == [(LASER, 2)]
    qtbot.waitUntil(lambda: counter.bench.queries.case_file(case.id).jobs[0].state == "done")


def test_a_request_by_the_keyboard_alone(counter: Counter, qtbot, people) -> None:
    """Five seconds: who, Ctrl+R, what it is about, Ctrl+Enter."""
    counter.press(Qt.Key.Key_F2)
    counter.type("byl")
    counter.press(ENTER)
    qtbot.waitUntil(lambda: bool(counter.intake.resident))
    counter.press(Qt.Key.Key_R, CTRL)
    assert counter.intake.kind is CaseKind.REQUEST
    counter.commit("村口路灯坏了三天")
    printed(counter, qtbot)
    assert counter.keys <= 5
    (case,) = counter.cases()
    assert (case.applicant, case.title) == ("包玉兰", "村口路灯坏了三天")


def test_enter_takes_the_most_used_matter_without_a_search(counter, qtbot, people) -> None:
    often(counter.desk, people["王德福"])
    counter.press(Qt.Key.Key_F2)
    counter.type("byl")
    counter.press(ENTER)
    qtbot.waitUntil(lambda: bool(counter.intake.resident))
    qtbot.waitUntil(lambda: counter.screen.matters.picker.model.lines[:1] != ())
    counter.press(ENTER)
    assert counter.intake.matter == ALLOWANCE


def test_a_card_reader_is_faster_than_the_search(counter: Counter, qtbot, people) -> None:
    """The reader types the number and Enter at once; the answer comes later and is taken."""
    counter.press(Qt.Key.Key_F2)
    counter.type("15230119580612242X")
    counter.press(ENTER)
    qtbot.waitUntil(lambda: counter.intake.resident == people["包玉兰"])


def test_of_fast_typing_only_the_last_answer_is_shown(counter: Counter, qtbot) -> None:
    counter.press(Qt.Key.Key_F2)
    picker = counter.screen.residents.picker
    counter.type("wdf")
    qtbot.waitUntil(lambda: [line.lead for line in picker.model.lines][:1] == ["王德福"])
    picker.show_lines("w", ())
    assert [line.lead for line in picker.model.lines][:1] == ["王德福"]


def test_arrows_walk_the_hits(counter: Counter, qtbot, people) -> None:
    counter.press(Qt.Key.Key_F2)
    counter.type("15230119")
    picker = counter.screen.residents.picker
    qtbot.waitUntil(lambda: len(picker.model.lines) > 3)
    second = picker.model.lines[1]
    counter.press(Qt.Key.Key_Down)
    counter.press(ENTER)
    assert counter.intake.resident == second.id


def test_escape_closes_the_hits_before_it_leaves(counter: Counter, qtbot) -> None:
    backs: list[bool] = []
    counter.frame.back_requested.connect(lambda: backs.append(True))
    counter.press(Qt.Key.Key_F2)
    counter.type("byl")
    qtbot.waitUntil(counter.screen.residents.picker.list.isVisible)
    counter.press(Qt.Key.Key_Escape)
    assert not counter.screen.residents.picker.list.isVisible()
    assert backs == []
    counter.press(Qt.Key.Key_Escape)
    assert backs == [True]


def test_letters_of_a_composition_are_no_shortcuts(counter: Counter, qtbot) -> None:
    """While pinyin is composed Enter and the letters belong to the input method."""
    counter.press(Qt.Key.Key_F2)
    edit = counter.focused()
    QApplication.sendEvent(edit, QInputMethodEvent("bao", []))
    counter.press(ENTER, CTRL)
    assert counter.cases() == []
    assert counter.bar != _("Registering …")
    counter.commit("包玉兰")
    qtbot.waitUntil(lambda: bool(counter.screen.residents.picker.model.lines))
    assert edit.text() == "包玉兰"
    assert counter.intake.resident_search == "包玉兰"


def test_single_letters_type_in_fields_and_tick_only_in_the_list(counter, qtbot) -> None:
    go_to_materials(counter, qtbot)
    before = counter.intake.materials
    counter.screen.focus("proxy")
    counter.type("Anr ")
    assert counter.intake.materials == before
    assert counter.intake.proxy == "Anr "
