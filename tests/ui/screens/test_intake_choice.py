"""Choosing what is done: what is at hand first, variants, bundles, pre-check questions by keys."""

import pytest
from PySide6.QtCore import Qt

from helpdesk.application.at_hand import star
from helpdesk.application.shelf import Kind
from helpdesk.domain.materials import MaterialState
from helpdesk.i18n import _
from helpdesk.i18n.prechecks import denied_text
from helpdesk.ui.reason_dialog import ReasonDialog
from tests.printing.reading import squeezed, text
from tests.ui.screens.counter import ALLOWANCE, Counter, often

DESTITUTE = "TL-0016"  # 特困人员认定: variants and questions
BIRTH = "新生儿出生"
CTRL = Qt.KeyboardModifier.ControlModifier


def lines(counter: Counter) -> list[str]:
    return [line.id for line in counter.screen.matters.picker.model.lines]


def choose(counter: Counter, code: str) -> None:
    counter.frame.show_screen("intake")
    counter.screen.presenter.matter.pick(code)


def test_favourites_then_the_last_used_stand_first(counter: Counter, qtbot, people) -> None:
    often(counter.desk, people["王德福"], code="TL-0018", times=1)
    often(counter.desk, people["王德福"], code="TL-0027", times=1)
    star(counter.desk.session, DESTITUTE)
    counter.frame.show_screen("intake")
    qtbot.waitUntil(lambda: len(lines(counter)) > 3)
    assert lines(counter)[0] == DESTITUTE
    assert set(lines(counter)[1:3]) == {"TL-0018", "TL-0027"}


def test_ctrl_s_stars_the_line_in_sight_and_takes_it_back(counter: Counter, qtbot) -> None:
    shelf, agent = counter.bench.queries.shelf, counter.desk.session.author.id
    counter.frame.show_screen("intake")
    counter.screen.focus("matter")
    counter.type("tekun")
    qtbot.waitUntil(lambda: lines(counter)[:1] == [DESTITUTE])
    counter.press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: [k.key for k in shelf.kept(agent, Kind.FAVOURITE)] == [DESTITUTE])
    model = counter.screen.matters.picker.model
    qtbot.waitUntil(lambda: model.lines[0].lead.startswith("★"))
    counter.press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: shelf.kept(agent, Kind.FAVOURITE) == [])


def test_another_variant_asks_for_other_materials(counter: Counter, qtbot) -> None:
    choose(counter, DESTITUTE)
    part = counter.screen.presenter.matter
    part.prechecks.all_hold()
    assert (counter.intake.variant, len(counter.intake.materials)) == ("老年人", 3)
    part.materials.take(0)
    counter.screen.matters.materials.setFocus()
    counter.press(Qt.Key.Key_V)
    assert counter.intake.variant == "残疾人"
    assert [m.name for m in counter.intake.materials][3:] == ["残疾人证"]
    assert counter.intake.materials[3].necessary
    assert counter.intake.materials[0].state is MaterialState.TAKEN


def test_questions_come_before_the_materials_and_go_by_keys(counter: Counter, qtbot) -> None:
    choose(counter, ALLOWANCE)
    questions = counter.screen.matters.prechecks.questions
    qtbot.waitUntil(questions.hasFocus)
    counter.press(Qt.Key.Key_Y)
    assert [each.holds for each in counter.intake.prechecks] == [True]
    counter.press(Qt.Key.Key_Return)
    assert [each.holds for each in counter.intake.prechecks] == [True] * 3
    qtbot.waitUntil(counter.screen.matters.materials.hasFocus)
    assert not questions.isVisible()
    assert counter.screen.matters.prechecks.outcome.isVisible()


def test_a_no_has_reason_and_address_on_screen_and_notice(counter: Counter, qtbot) -> None:
    choose(counter, DESTITUTE)
    qtbot.waitUntil(counter.screen.matters.prechecks.questions.hasFocus)
    counter.press(Qt.Key.Key_Y)
    counter.press(Qt.Key.Key_N)
    denied = counter.intake.prechecks[1]
    assert not denied.holds
    assert denied.reason
    assert denied.address
    shown = counter.screen.matters.prechecks.outcome._label.text()
    assert denied_text(denied) in shown
    pdf = counter.bench.papers.render_intake(counter.intake, paper="one_time_notice", size="A5")
    printed = squeezed(text(pdf))
    assert squeezed(denied.address) in printed
    questions = counter.screen.matters.prechecks.questions
    qtbot.waitUntil(counter.screen.matters.materials.hasFocus)
    assert not questions.isVisible()
    counter.press(Qt.Key.Key_Q)
    qtbot.waitUntil(questions.hasFocus)
    counter.press(Qt.Key.Key_Down)
    counter.press(Qt.Key.Key_Y)
    assert [each.holds for each in counter.intake.prechecks] == [True, True]


def test_a_bundle_merges_its_materials_and_asks_each_question_once(counter, qtbot) -> None:
    counter.frame.show_screen("intake")
    counter.screen.focus("matter")
    counter.commit("新生儿")
    qtbot.waitUntil(lambda: lines(counter)[:1] == [f"bundle:{BIRTH}"])
    counter.press(Qt.Key.Key_Return)
    assert counter.intake.bundle == BIRTH
    assert len(counter.intake.matters) == 4
    names = [material.name for material in counter.intake.materials]
    assert len(set(names)) == len(names)
    counter.screen.presenter.matter.pick(ALLOWANCE)
    assert (counter.intake.bundle, counter.intake.matters) == ("", ())


@pytest.mark.parametrize("reason", ["没有签字", " "])
def test_w_says_what_is_wrong_and_never_nothing(counter: Counter, qtbot, reason: str) -> None:
    choose(counter, "TL-0018")
    counter.screen.presenter.matter.prechecks.all_hold()
    materials = counter.screen.matters.materials
    qtbot.waitUntil(materials.hasFocus)
    counter.press(Qt.Key.Key_W)
    dialog = counter.screen.findChild(ReasonDialog)
    dialog.reason.setCurrentText(reason)
    dialog.submit()
    first = counter.intake.materials[0]
    if reason.strip():
        assert (first.state, first.reason) == (MaterialState.WRONG, reason)
        assert not dialog.isVisible()
    else:
        assert first.state is MaterialState.NEEDED
        assert dialog.isVisible()
        dialog.reject()
    assert _("Not signed") in [dialog.reason.itemText(n) for n in range(dialog.reason.count())]


def test_a_bundle_is_registered_with_one_paper_for_all(counter: Counter, qtbot, people) -> None:
    counter.press(Qt.Key.Key_F2)
    counter.screen.presenter.resident.pick(people["包玉兰"])
    counter.screen.presenter.matter.pick(f"bundle:{BIRTH}")
    counter.screen.presenter.matter.prechecks.all_hold()
    qtbot.waitUntil(lambda: counter.screen.receipt._preview.page_count > 0)
    counter.screen.matters.materials.setFocus()
    counter.press(Qt.Key.Key_A)
    counter.press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: len(counter.tray.sheets) == 1)
    rows = counter.cases()
    assert len({row.number for row in rows}) == 4
    assert {row.department for row in rows} == {"公安", "卫健", "人社", "医保"}
    assert len({row.due for row in rows}) > 1
