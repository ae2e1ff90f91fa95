"""Deciding by keyboard: both values side by side, late work, data put right, another owner."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QRadioButton, QWidget
from shiboken6 import isValid

from helpdesk.application.amendments import amend_case
from helpdesk.application.residents import change_resident
from helpdesk.domain import events as ev
from helpdesk.domain.identity import check_phone
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _
from helpdesk.i18n.problems import sentence
from helpdesk.ui import theme
from helpdesk.ui.decision_dialog.dialog import DecisionDialog
from helpdesk.ui.decision_dialog.forms import ConflictForm, ProposalForm
from helpdesk.ui.frame import Frame
from helpdesk.ui.screens.case.joint_dialogs import AmendDialog, ReassignDialog
from helpdesk.ui.screens.case.panels import DecisionsPanel
from helpdesk.ui.screens.case.presenter import Ways
from helpdesk.ui.screens.case.view import CaseScreen
from helpdesk.ui.screens.intake.residents import card, known
from helpdesk.ui.screens.today.view import TodayScreen
from helpdesk.ui.tokens import chosen
from helpdesk.ui.widgets.timeline import Timeline
from tests.ui import focus_chain

CONTROL, ENTER = Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_Return
QIQIGE = ev.Author("qiqige", "其其格")


@pytest.fixture
def screen(qtbot, desk, cases):
    """The case of 包玉兰, whose telephone was changed here and in the city at once."""
    frame = Frame()
    qtbot.addWidget(frame)
    screen = CaseScreen(
        desk.bench, Ways(lambda _case: None, lambda _who, _name: None), frame.actions_offered
    )
    frame.add_screen("case", screen)
    frame.show()
    frame.activateWindow()
    qtbot.waitUntil(frame.isActiveWindow)
    frame.show_screen("case")
    return screen


def said(text: str) -> str:
    """What a telephone like this is answered with."""
    try:
        check_phone(text)
    except Problem as problem:
        return sentence(problem)
    raise AssertionError


def disputed(desk, case: str) -> None:
    change = ev.CaseAmended({"phone": "13900000000"})
    desk.receive()
    amend_case(desk.session, case, {"phone": "13700000000", "notify": "打电话"}, shown={})
    desk.from_city(case, change)


def opened(qtbot, screen, case: str) -> CaseScreen:
    screen.open_case(case)
    qtbot.waitUntil(lambda: screen._presenter.sheet is not None)
    return screen


def texts(widget: QWidget) -> str:
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisible())


def asked(qtbot, desk, screen, subject: str) -> DecisionDialog:
    dialog = DecisionDialog(subject, bench=desk.bench, parent=screen)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.form is not None)
    return dialog


def state(desk, case: str):
    return desk.bench.queries.case_file(case).case


def phone(desk, case: str) -> str:
    return state(desk, case).registered.applicant.phone


def test_c18_the_case_says_that_something_is_in_doubt(qtbot, screen, desk, cases) -> None:
    """C18: the value is marked, the panel leads to the decision by keyboard."""
    case = cases["包玉兰"]
    disputed(desk, case)
    opened(qtbot, screen, case)
    marked = _("{text} (in doubt)").format(text="137****0000")
    qtbot.waitUntil(lambda: marked in texts(screen))
    panel = screen.findChild(DecisionsPanel)
    assert panel.isVisible()
    panel.list.setFocus()
    qtbot.keyClick(panel.list, ENTER)
    qtbot.keyClick(screen.findChild(Timeline), Qt.Key.Key_B, CONTROL)
    assert desk.travels.steps == [("decide", case, "phone"), ("decide", case, "")]


def test_both_values_side_by_side_with_who_where_and_when(qtbot, screen, desk, cases) -> None:
    case = cases["包玉兰"]
    disputed(desk, case)
    dialog = asked(qtbot, desk, screen, case)
    words = texts(dialog)
    for expected in ("13900000000", "13700000000", "市民政局", "乌云其其格", _("This computer")):
        assert expected in words
    assert _("Not sent yet") in words
    assert focus_chain.problems(dialog) == []
    qtbot.waitUntil(lambda: focus_chain.clipped(dialog) == [])
    looks = [e.body for e in desk.bench.queries.case_file(case).events]
    assert any(body.KIND == "data.unmasked" for body in looks), "a look at full numbers is recorded"
    dialog.reject()


def test_taking_one_by_keyboard(qtbot, screen, desk, cases) -> None:
    case = cases["包玉兰"]
    disputed(desk, case)
    dialog = asked(qtbot, desk, screen, case)
    first, second, _other = dialog.form.findChildren(QRadioButton)
    assert not dialog.confirm.isEnabled()
    qtbot.waitUntil(first.hasFocus)
    qtbot.keyClick(first, Qt.Key.Key_Space)
    assert first.isChecked()
    qtbot.keyClick(first, Qt.Key.Key_Right)
    assert second.isChecked()
    qtbot.keyClick(second, Qt.Key.Key_Left)
    qtbot.keyClick(first, ENTER, CONTROL)
    qtbot.waitUntil(lambda: state(desk, case).conflicts == ())
    assert phone(desk, case) == "13900000000"
    qtbot.waitUntil(lambda: not isValid(dialog) or not dialog.isVisible())


def test_writing_another_and_an_error_keeps_what_was_typed(qtbot, screen, desk, cases) -> None:
    case = cases["包玉兰"]
    disputed(desk, case)
    dialog = asked(qtbot, desk, screen, case)
    form = dialog.form
    assert isinstance(form, ConflictForm)
    editor = form.findChild(QLineEdit)
    editor.setText("1")
    dialog.confirm.click()
    qtbot.waitUntil(lambda: said("1") in texts(dialog))
    assert editor.text() == "1"
    editor.setText("0475-8123456")
    dialog.confirm.click()
    qtbot.waitUntil(lambda: phone(desk, case) == "0475-8123456")
    qtbot.waitUntil(lambda: not isValid(dialog) or not dialog.isVisible())


def test_what_arrives_while_deciding_is_shown_first(qtbot, screen, desk, cases) -> None:
    case = cases["包玉兰"]
    disputed(desk, case)
    dialog = asked(qtbot, desk, screen, case)
    dialog.form.findChild(QLineEdit).setText("13600000000")
    desk.from_city(case, ev.CaseAmended({"phone": "13500000000"}), author=QIQIGE)
    before = dialog.form
    dialog.confirm.click()
    qtbot.waitUntil(lambda: dialog.form is not before)
    assert sentence(Problem("conflict-changed")) in texts(dialog)
    assert "13500000000" in texts(dialog)
    assert dialog.form.text == "13600000000", "what was typed stays"
    assert not dialog.form.answered, "chosen between other values"
    dialog.reject()


def test_several_questions_of_case_and_resident(qtbot, screen, desk, cases) -> None:
    case = cases["包玉兰"]
    disputed(desk, case)
    resident = desk.bench.queries.case_file(case).row.resident
    change_resident(desk.session, resident, {"address": "保安村四组"})
    desk.from_city(resident, ev.ResidentChanged({"address": "保安村五组"}))
    dialog = asked(qtbot, desk, screen, case)
    assert dialog.questions.model().rowCount() == 2
    assert focus_chain.problems(dialog) == []
    qtbot.keyClick(dialog.questions, Qt.Key.Key_Down)
    assert "保安村五组" in texts(dialog)
    dialog._forms[0].findChild(QLineEdit).setText("0475-8123456")
    dialog.form.choose(0)
    dialog.confirm.click()
    qtbot.waitUntil(lambda: dialog.questions.model().rowCount() == 1)
    assert (dialog.form.text, dialog.form.answered) == ("0475-8123456", True)
    assert desk.bench.queries.resident(resident).conflicts == ()
    assert dialog.isVisible()
    dialog.reject()


def test_a_resident_in_doubt_is_marked_where_a_new_case_begins(desk, cases) -> None:
    resident = desk.bench.queries.case_file(cases["包玉兰"]).row.resident
    change_resident(desk.session, resident, {"phones": ("13700000000",)})
    desk.from_city(resident, ev.ResidentChanged({"phones": ("13900000000",)}))
    shown = card(known(desk.bench.queries, resident), session=desk.session)
    assert _("{text} (in doubt)").format(text="137****0000") in shown.numbers
    assert "存疑" not in shown.address


def test_c17_who_proposed_cannot_decide_but_sees_it(qtbot, screen, desk, cases) -> None:
    """C17: visible on both sides; the former owner is told who decides."""
    case = cases["特木尔"]
    desk.receive()
    desk.act(case, ev.Progressed("现场已看"))
    desk.from_city(case, ev.Reassigned(reason="下乡", agent="qiqige", name="其其格"))
    opened(qtbot, screen, case)
    rows = screen.findChild(Timeline).model()
    marks = [rows.index(n).data(Qt.ItemDataRole.AccessibleTextRole) for n in range(rows.rowCount())]
    assert any(each.endswith(_("To be decided")) for each in marks)
    dialog = asked(qtbot, desk, screen, case)
    assert isinstance(dialog.form, ProposalForm)
    expected = _("{name} or the city decides. Nothing of it is lost.").format(name="其其格")
    assert expected in texts(dialog)
    assert not dialog.confirm.isEnabled()
    assert focus_chain.clipped(dialog) == []
    dialog.reject()


def test_the_new_owner_accepts_by_keyboard(qtbot, screen, desk, cases) -> None:
    case = cases["特木尔"]
    desk.receive()
    late = replace(desk.session, author=QIQIGE)
    amend_case(late, case, {"notify": "短信"}, shown={})
    desk.from_city(case, ev.Reassigned(reason="换人", agent="wuyun", name="乌云其其格"))
    dialog = asked(qtbot, desk, screen, case)
    form = dialog.form
    assert isinstance(form, ProposalForm)
    assert focus_chain.problems(dialog) == []
    assert "短信" in texts(dialog), "what it would change is said"
    button = form.choice.focusProxy()
    qtbot.waitUntil(button.hasFocus)
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert form.choice.value() == "accept"
    form.words.setText("属实")
    qtbot.keyClick(form.words, ENTER, CONTROL)
    qtbot.waitUntil(lambda: state(desk, case).registered.notify == "短信")
    qtbot.waitUntil(lambda: not isValid(dialog) or not dialog.isVisible())


def test_today_leads_to_what_needs_a_look(qtbot, put_up, desk, cases) -> None:
    disputed(desk, cases["包玉兰"])
    desk.receive()
    late = replace(desk.session, author=QIQIGE)
    amend_case(late, cases["特木尔"], {"notify": "短信"}, shown={})
    desk.from_city(cases["特木尔"], ev.Reassigned(reason="换", agent="wuyun", name="乌云其其格"))
    screen = put_up(TodayScreen(desk.bench, lambda _chip: None))
    screen.refresh()
    qtbot.waitUntil(screen._doubts.isVisible)
    model = screen._doubts.list.model()
    assert model.rowCount() == 2
    assert model.index(0, 0).data() == _("Late record, for you to decide")
    screen._doubts.list.setFocus()
    qtbot.keyClick(screen._doubts.list, ENTER)
    assert desk.travels.steps[-1] == ("decide", cases["特木尔"], "")


# -- data put right, another owner


def test_data_are_put_right_by_keyboard(qtbot, screen, desk, cases) -> None:
    case = cases["容缺"]
    opened(qtbot, screen, case)
    qtbot.keyClick(screen.findChild(Timeline), Qt.Key.Key_E, CONTROL)
    qtbot.waitUntil(lambda: bool(screen.findChildren(AmendDialog)))
    (dialog,) = screen.findChildren(AmendDialog)
    assert focus_chain.problems(dialog) == []
    assert focus_chain.clipped(dialog) == []
    due = state(desk, case).due
    field = dialog.fields["phone"].editor
    field.setText("1")
    dialog.confirm.click()
    qtbot.waitUntil(lambda: said("1") in texts(dialog))
    field.setText("13948556218")
    qtbot.keyClick(field, ENTER, CONTROL)
    qtbot.waitUntil(lambda: phone(desk, case) == "13948556218")
    assert state(desk, case).due == due
    row = desk.bench.queries.case_file(case).row
    assert desk.bench.queries.resident(row.resident).phones == ("13948556218",)


def test_a_newer_value_is_shown_before_it_is_replaced(qtbot, screen, desk, cases) -> None:
    case = cases["容缺"]
    desk.receive()
    opened(qtbot, screen, case)
    dialog = AmendDialog(screen._joint, case, screen)
    dialog.open()
    dialog.with_resident.setChecked(False)
    desk.from_city(case, ev.CaseAmended({"phone": "13500000000"}))
    dialog.fields["phone"].editor.setText("13948556218")
    dialog.confirm.click()
    newer = _("Meanwhile it became: {value}").format(value="13500000000")
    qtbot.waitUntil(lambda: dialog.fields["phone"].error == newer)
    dialog.confirm.click()
    qtbot.waitUntil(lambda: phone(desk, case) == "13948556218")


def test_reassigning(qtbot, screen, desk, cases) -> None:
    case = cases["容缺"]
    desk.act(case, ev.Noted("x"))
    colleague = replace(desk.session, author=QIQIGE)
    amend_case(colleague, cases["包玉兰"], {"notify": "短信"}, shown={})
    opened(qtbot, screen, case)
    qtbot.keyClick(screen.findChild(Timeline), Qt.Key.Key_G, CONTROL)
    qtbot.waitUntil(lambda: bool(screen.findChildren(ReassignDialog)))
    (dialog,) = screen.findChildren(ReassignDialog)
    assert focus_chain.problems(dialog) == []
    dialog.confirm.click()
    qtbot.waitUntil(lambda: sentence(Problem("owner-missing")) in texts(dialog))
    dialog.agents.set_value("qiqige")
    dialog.reason.editor.setText("下乡")
    dialog.confirm.click()
    qtbot.waitUntil(lambda: state(desk, case).owner == QIQIGE)
    qtbot.waitUntil(lambda: screen._presenter.sheet.owner == "其其格")


@pytest.mark.parametrize("big", [False, True])
def test_the_dialog_has_room_in_big_type(qtbot, screen, desk, cases, qapp, big) -> None:
    theme.apply(qapp, chosen(big_type=big))
    case = cases["包玉兰"]
    disputed(desk, case)
    dialog = asked(qtbot, desk, screen, case)
    qtbot.waitUntil(lambda: focus_chain.clipped(dialog) == [])  # it grows with its lines
    dialog.reject()


@pytest.mark.parametrize("big", [False, True])
def test_putting_a_request_right_has_room(qtbot, screen, desk, cases, qapp, big) -> None:
    theme.apply(qapp, chosen(big_type=big))
    case = desk.request(desk.resident("哈斯"), "路灯不亮", "三组主路东头两盏。")
    opened(qtbot, screen, case)
    dialog = AmendDialog(screen._joint, case, screen)
    dialog.open()
    assert focus_chain.problems(dialog) == []
    assert focus_chain.clipped(dialog) == []
    assert dialog.height() <= 728, "fits above the task bar of the smallest screen"
    kinds = dialog.fields["category"].editor
    kinds.setCurrentIndex(kinds.findData("complaint"))
    dialog.confirm.click()
    qtbot.waitUntil(lambda: state(desk, case).registered.category == "complaint")
    qtbot.waitUntil(lambda: not isValid(dialog) or not dialog.isVisible())
