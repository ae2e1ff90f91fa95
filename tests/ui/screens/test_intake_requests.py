"""Requests in five seconds: a key, the words, Ctrl+Enter; and matters that could not be done."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from helpdesk.domain.events import BlockedMatter, CaseRegistered
from helpdesk.domain.stages import CaseKind, Stage
from helpdesk.i18n import _
from helpdesk.i18n.words import CATEGORIES
from helpdesk.ui.screens.intake.state import Area
from tests.ui.screens.counter import Counter

ENTER, CTRL = Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
FIVE_SECONDS = 4  # keystrokes beside the words


def registered(counter: Counter, qtbot) -> tuple[CaseRegistered, Stage]:
    """Ctrl+Enter, and the case that came of it."""
    counter.press(ENTER, CTRL)
    qtbot.waitUntil(lambda: len(counter.cases()) == 1)
    (row,) = counter.cases()
    file = counter.bench.queries.case_file(row.id)
    assert file is not None
    assert file.case.registered is not None
    return file.case.registered, file.case.stage


def test_a_consultation_in_five_seconds_without_a_name(counter: Counter, qtbot) -> None:
    counter.press(Qt.Key.Key_F2)
    counter.press(Qt.Key.Key_1, CTRL)
    assert counter.focused() is counter.screen.matters.request.text.editor
    counter.commit("低保要什么材料")
    body, stage = registered(counter, qtbot)
    assert counter.keys <= FIVE_SECONDS
    assert (body.category, body.title, stage) == ("consultation", "低保要什么材料", Stage.CLOSED)
    assert body.applicant.name == ""
    assert counter.tray.sheets == []
    qtbot.waitUntil(lambda: counter.guide.tones() == {"success"})


@pytest.mark.parametrize("number", range(2, 7))
def test_each_kind_has_its_key_and_goes_on_to_the_city(counter, qtbot, people, number) -> None:
    counter.press(Qt.Key.Key_F2)
    counter.type("byl")
    counter.press(ENTER)
    qtbot.waitUntil(lambda: bool(counter.intake.resident))
    counter.press(Qt.Key(Qt.Key.Key_0.value + number), CTRL)
    counter.commit("三组主路的灯半个月不亮")
    body, stage = registered(counter, qtbot)
    assert body.category == list(CATEGORIES)[number - 1]
    assert (body.applicant.name, stage) == ("包玉兰", Stage.REGISTERED)
    qtbot.waitUntil(lambda: len(counter.tray.sheets) == 1)


def test_how_it_came_and_its_flags(counter: Counter, qtbot) -> None:
    counter.press(Qt.Key.Key_F2)
    counter.press(Qt.Key.Key_4, CTRL)
    counter.commit("有人倒卖补贴")
    fields = counter.screen.matters.request
    fields.came_by.editor.setFocus()
    counter.press(Qt.Key.Key_Right)
    fields.special.editor.setFocus()
    counter.press(Qt.Key.Key_Right)
    for box in (fields.urgent, fields.secret):
        box.setFocus()
        counter.press(Qt.Key.Key_Space)
    body, _stage = registered(counter, qtbot)
    assert (body.came_by, body.special) == ("phone", "enterprise")
    assert (body.urgent, body.secret) == (True, True)
    qtbot.waitUntil(lambda: not fields.urgent.isChecked())  # the next one begins anew


def test_an_answer_can_be_added_or_the_case_left_open(counter: Counter, qtbot) -> None:
    counter.press(Qt.Key.Key_F2)
    counter.press(Qt.Key.Key_1, CTRL)
    counter.commit("低保多久批下来")
    fields = counter.screen.matters.request
    assert fields.answer.isVisible()
    fields.at_once.setFocus()
    counter.press(Qt.Key.Key_Space)
    assert not fields.answer.isVisible()
    _body, stage = registered(counter, qtbot)
    assert stage is Stage.REGISTERED


def test_a_blocked_matter_says_which_where_why_and_what_was_tried(counter, qtbot, people) -> None:
    counter.press(Qt.Key.Key_F2)
    counter.press(Qt.Key.Key_7, CTRL)
    assert counter.intake.kind is CaseKind.BLOCKED
    counter.commit("宅基地审批")
    found = counter.screen.matters.request.blocked.matter.model
    qtbot.waitUntil(lambda: bool(found.lines) and found.lines[0].id == "TL-0058")
    counter.press(ENTER)
    for text in ("镇农牧办", "说没有指标", "去过三次"):
        counter.commit(text)
        counter.press(Qt.Key.Key_Tab)
    body, _stage = registered(counter, qtbot)
    assert body.case_kind is CaseKind.BLOCKED
    assert body.blocked == BlockedMatter(
        "农村宅基地审批", "TL-0058", "镇农牧办", "说没有指标", "去过三次"
    )
    assert body.title == "农村宅基地审批"


def test_a_matter_that_nobody_knows_is_blocked_by_its_name(counter: Counter, qtbot) -> None:
    counter.press(Qt.Key.Key_F2)
    counter.press(Qt.Key.Key_7, CTRL)
    counter.press(ENTER, CTRL)
    assert counter.cases() == []  # which matter is missing: said, nothing is lost
    qtbot.waitUntil(lambda: not counter.screen.presenter.registering.busy)
    counter.screen.focus(Area.BLOCKED)
    counter.commit("草场边界重新丈量")
    body, _stage = registered(counter, qtbot)
    assert body.blocked == BlockedMatter("草场边界重新丈量")


def test_keys_belong_to_the_input_method_while_it_composes(counter: Counter, qtbot) -> None:
    counter.press(Qt.Key.Key_F2)
    counter.press(Qt.Key.Key_2, CTRL)
    edit = counter.focused()
    QApplication.sendEvent(edit, QInputMethodEvent("ludeng", []))
    counter.press(Qt.Key.Key_3, CTRL)
    counter.press(Qt.Key.Key_0, CTRL)
    assert (counter.intake.kind, counter.intake.category) == (CaseKind.REQUEST, "help")
    counter.commit("路灯")
    assert counter.intake.text == "路灯"
    assert counter.bar == _("Without a name: it can be registered, but nobody can be called back.")
