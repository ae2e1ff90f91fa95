"""The middle and right columns: finding the matter, ticking off, counting the promise, the paper."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import QDate, Qt

from helpdesk.application.cases import checklist
from helpdesk.application.deadlines import closing_deadline
from helpdesk.application.intake import Intake
from helpdesk.domain.materials import MaterialState
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import Problem
from helpdesk.domain.stages import CaseKind
from helpdesk.i18n import _
from helpdesk.i18n.problems import sentence
from helpdesk.ui.screens.intake import whats_missing
from helpdesk.ui.screens.intake.deferral_dialog import DeferralDialog
from helpdesk.ui.screens.intake.matters import initials
from helpdesk.ui.tokens import Tone
from tests.printing.samples import NO_GLYPH
from tests.ui.screens.counter import ALLOWANCE, Counter, taken
from tests.ui.screens.desk import NOW, Desk

LAST = 4  # 收入财产材料, the deferrable one


@pytest.fixture
def materials(counter: Counter, qtbot):
    """The list of the allowance's materials, with the keyboard."""
    counter.frame.show_screen("intake")
    counter.screen.presenter.matter.pick(ALLOWANCE)
    counter.screen.presenter.matter.prechecks.all_hold()
    shown = counter.screen.matters.materials
    qtbot.waitUntil(shown.hasFocus)
    return shown


def states(counter: Counter) -> list[MaterialState]:
    return [material.state for material in counter.intake.materials]


def go_to(counter: Counter, shown, row: int) -> None:
    shown.setCurrentIndex(shown.model().index(row, 0))


def defer(counter: Counter, shown) -> DeferralDialog:
    go_to(counter, shown, LAST)
    counter.press(Qt.Key.Key_R)
    dialog = counter.screen.findChild(DeferralDialog)
    assert dialog is not None
    return dialog


@pytest.mark.parametrize("typed", ["低保", "db", "dibao", "最低生活", ALLOWANCE, "吃低保"])
def test_a_matter_is_found_by_word_alias_initials_code(counter, qtbot, typed: str) -> None:
    counter.frame.show_screen("intake")
    counter.screen.focus("matter")
    counter.commit(typed)
    lines = counter.screen.matters.picker.model
    qtbot.waitUntil(lambda: bool(lines.lines) and lines.lines[0].id == ALLOWANCE)


def test_the_hint_finds_its_matter(desk: Desk) -> None:
    from helpdesk.application.search_keys import MatterFinder

    catalogue = desk.session.reference.catalogue
    finder = MatterFinder(catalogue)
    for matter in catalogue:
        found = finder.find(initials(matter), limit=12)
        assert matter.code in [each.code for each in found], matter.code


def test_space_takes_and_moves_on(counter: Counter, materials) -> None:
    counter.press(Qt.Key.Key_Space)
    counter.press(Qt.Key.Key_Space)
    assert states(counter)[:3] == [MaterialState.TAKEN, MaterialState.TAKEN, MaterialState.NEEDED]
    assert materials.currentIndex().row() == 2
    counter.press(Qt.Key.Key_Up)
    counter.press(Qt.Key.Key_Space)
    assert states(counter)[1] is MaterialState.NEEDED
    assert materials.currentIndex().row() == 1


def test_n_puts_aside_and_back(counter: Counter, materials) -> None:
    counter.press(Qt.Key.Key_N)
    assert states(counter)[0] is MaterialState.NOT_APPLICABLE
    counter.press(Qt.Key.Key_N)
    assert states(counter)[0] is MaterialState.NEEDED


def test_all_taken_leaves_decisions_alone(counter: Counter, materials) -> None:
    counter.press(Qt.Key.Key_N)
    counter.press(Qt.Key.Key_A)
    assert states(counter) == [MaterialState.NOT_APPLICABLE] + [MaterialState.TAKEN] * LAST


def test_a_deferral_has_a_day_within_the_promise(counter: Counter, qtbot, materials) -> None:
    dialog = defer(counter, materials)
    matter = counter.desk.session.reference.catalogue.find(ALLOWANCE)
    promised = closing_deadline(matter, NOW, counter.desk.session.reference.calendar).due.date()
    too_late = promised + timedelta(days=1)
    dialog.day.editor.setDate(QDate(too_late.year, too_late.month, too_late.day))
    qtbot.keyClick(dialog.day.editor, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.day.error == sentence(Problem("deferral-long", latest=promised.isoformat()))
    dialog.day.editor.setDate(QDate(promised.year, promised.month, promised.day))
    qtbot.keyClick(dialog.day.editor, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert counter.intake.materials[LAST].deferred_until == promised


def test_enter_takes_the_proposed_day_and_r_takes_it_back(counter, qtbot, materials) -> None:
    dialog = defer(counter, materials)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    material = counter.intake.materials[LAST]
    calendar = counter.desk.session.reference.calendar
    assert material.state is MaterialState.DEFERRED
    assert calendar.count(NOW.date(), material.deferred_until) == 5
    qtbot.waitUntil(counter.frame.isActiveWindow)
    materials.setFocus()
    counter.press(Qt.Key.Key_R)
    assert states(counter)[LAST] is MaterialState.NEEDED


def test_what_cannot_be_deferred_says_so(counter: Counter, materials) -> None:
    counter.press(Qt.Key.Key_R)
    name = counter.intake.materials[0].name
    words = sentence(Problem("material-not-deferrable", material=name))
    assert words in counter.screen.matters._error.text()
    counter.press(Qt.Key.Key_Space)
    assert not counter.screen.matters._error.isVisible()


def test_another_matter_keeps_what_it_asks_for_too(counter: Counter, materials) -> None:
    counter.press(Qt.Key.Key_A)
    catalogue = counter.desk.session.reference.catalogue
    had = {m.name for m in checklist(catalogue.find(ALLOWANCE))}
    other = next(
        m
        for m in catalogue
        if m.code != ALLOWANCE
        and had & {x.name for x in m.materials}
        and {x.name for x in m.materials} - had
    )
    counter.screen.presenter.matter.pick(other.code)
    for material in counter.intake.materials:
        kept = MaterialState.TAKEN if material.name in had else MaterialState.NEEDED
        assert material.state is kept


def test_looking_for_another_matter_can_be_given_up(counter: Counter, qtbot, materials) -> None:
    matters = counter.screen.matters
    qtbot.mouseClick(matters.chosen, Qt.MouseButton.LeftButton)
    assert counter.focused() is matters.picker.edit
    counter.press(Qt.Key.Key_Escape)
    assert counter.focused() is matters.chosen
    assert counter.intake.matter == ALLOWANCE


def test_the_promise_is_counted_out_day_by_day(counter: Counter, materials) -> None:
    days = counter.screen.receipt._days.text().splitlines()
    matter = counter.desk.session.reference.catalogue.find(ALLOWANCE)
    assert len(days) > matter.promised.days
    counter.screen.receipt._count.click()
    assert counter.screen.receipt._steps.isVisible()
    assert _("{day} ({limit})").split("{")[0] in days[0]


def test_the_clock_goes_on_while_the_screen_is_open(counter: Counter, materials) -> None:
    """After closing time the case counts from the next working day, on the screen too."""
    rows = counter.screen.receipt._rows
    before = [value.text() for _key, value in rows._shown]
    counter.desk.clock.moment = Moment.of(datetime(2026, 11, 23, 17, 31))
    counter.screen.presenter.tick()
    after = [value.text() for _key, value in rows._shown]
    assert before[0].endswith("10:45")
    assert after[0].endswith("17:31")
    assert before[1] < after[1]


def test_the_preview_is_the_real_receipt(counter: Counter, qtbot, materials) -> None:
    preview = counter.screen.receipt._preview
    qtbot.waitUntil(lambda: preview.page_count == 1)
    assert preview.isVisible()


def test_half_a_new_resident_is_no_obstacle_for_the_preview(counter, qtbot, materials) -> None:
    counter.screen.presenter.resident.form.open()
    counter.screen.presenter.resident.form.typed("document_number", "1523")
    counter.screen.receipt.show_preview(())
    counter.screen.presenter.confirmation.refresh()
    qtbot.waitUntil(lambda: counter.screen.receipt._preview.page_count == 1)


def test_unknown_characters_are_warned_of_before_printing(counter, qtbot, materials) -> None:
    counter.screen.focus("proxy")
    counter.commit("包" + NO_GLYPH)
    glyphs = counter.screen.receipt._glyphs
    qtbot.waitUntil(glyphs.isVisible)
    assert NO_GLYPH in glyphs._label.text()
    counter.focused().selectAll()
    counter.type("b")
    qtbot.waitUntil(lambda: not glyphs.isVisible())


def test_the_bar_names_what_is_missing(desk: Desk) -> None:
    def said(intake: Intake, *, wrong: bool = False) -> str:
        return whats_missing.bar(intake, wrong=wrong).sentence

    def needed(*things: str) -> str:
        *first, last = things
        both = [_("{names}, {name}").format(names=names, name=last) for names in first]
        return _("Still needed: {things}").format(things=(both or [last])[0])

    assert said(Intake()) == needed(_("the resident"), _("the matter"))
    known = Intake(resident="r")
    assert said(known) == needed(_("the matter"))
    form = Intake(new_resident={"name": ""}, kind=CaseKind.REQUEST)
    assert said(form) == needed(_("the resident's name"), _("the words of the request"))
    full = replace(taken(desk.session), resident="r")
    assert whats_missing.bar(full, wrong=False).tone is Tone.GREEN
    *others, last = full.materials
    open_one = replace(full, materials=(*others, last.reset()))
    named = _("{name} (may be deferred)").format(name=last.name)
    assert said(open_one) == _("Still missing: {things}").format(things=named)
    assert whats_missing.bar(full, wrong=True).tone is Tone.AMBER
