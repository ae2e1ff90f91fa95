"""The left column: the card, the form of a new resident with its live checks, the place."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt

from helpdesk.application.drafts import save_draft
from helpdesk.application.intake import Intake
from helpdesk.domain.clocks import remaining
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _
from helpdesk.i18n.problems import sentence
from helpdesk.ui.screens.intake import resident_form as form
from helpdesk.ui.screens.intake.places import Places
from helpdesk.ui.screens.intake.residents import days_left
from tests.ui.screens.counter import ALLOWANCE, Counter, often
from tests.ui.screens.desk import NOW, Desk

TODAY = NOW.date()
VALID = "11010519491231002X"


def pick(counter: Counter, qtbot, text: str) -> None:
    counter.press(Qt.Key.Key_F2)
    counter.type(text)
    counter.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(counter.intake.resident or counter.intake.new_resident))


def open_form(counter: Counter, qtbot, text: str):
    """The form, after a search that found nobody."""
    counter.press(Qt.Key.Key_F2)
    counter.commit(text)
    counter.press(Qt.Key.Key_Return)
    shown = counter.screen.residents.form
    qtbot.waitUntil(shown.isVisible)
    return shown


def write(counter: Counter, name: str, text: str) -> None:
    counter.screen.focus(f"form:{name}")
    counter.focused().selectAll()
    counter.type(text)


def error(shown, name: str) -> str:
    return shown.editor(name).accessibleDescription()


def test_the_card_masks_and_counts(counter: Counter, qtbot, people) -> None:
    desk = counter.desk
    desk.case(people["包玉兰"], "TL-0018", at=NOW - timedelta(days=3))
    pick(counter, qtbot, "byl")
    card = counter.screen.residents.card
    qtbot.waitUntil(card.isVisible)
    said = card.accessibleName()
    assert "包玉兰" in said
    assert "68" in said
    assert "152301********242X" in said
    assert "138****6701" in said
    assert "15230119580612242X" not in said
    assert "13847516701" not in said
    assert desk.session.reference.catalogue.find("TL-0018").name in said
    assert counter.intake.notify == _("SMS to {phone}").format(phone="138****6701")


def test_the_same_matter_again_is_remarked(counter: Counter, qtbot, people) -> None:
    often(counter.desk, people["包玉兰"], times=1)
    pick(counter, qtbot, "byl")
    counter.screen.presenter.matter.pick(ALLOWANCE)
    words = _("This resident already has an open case of this matter.")
    notes = counter.screen.matters._notes
    qtbot.waitUntil(lambda: any(n.isVisible() and n._label.text() == words for n in notes))


def test_typing_on_takes_the_choice_back(counter: Counter, qtbot) -> None:
    """Whoever types another name must not register for the one before."""
    pick(counter, qtbot, "byl")
    qtbot.waitUntil(counter.screen.residents.card.isVisible)
    counter.screen.focus("resident")
    counter.type("x")
    assert counter.intake.resident == ""
    assert not counter.screen.residents.card.isVisible()


def test_what_the_agent_wrote_as_notification_stays(counter: Counter, qtbot) -> None:
    counter.press(Qt.Key.Key_F2)
    counter.screen.focus("notify")
    counter.commit("打邻居电话")
    counter.screen.focus("resident")
    counter.type("byl")
    counter.press(Qt.Key.Key_Return)
    qtbot.waitUntil(counter.screen.residents.card.isVisible)
    assert counter.intake.notify == "打邻居电话"


def test_nobody_found_opens_the_form_with_what_was_typed(counter: Counter, qtbot) -> None:
    shown = open_form(counter, qtbot, "𠮷小兰")
    assert shown.editor(form.NAME).text() == "𠮷小兰"
    assert counter.focused() is shown.editor(form.NAME)
    desk = counter.desk.session.desk.code
    assert counter.intake.new_resident[form.DIVISION] == desk


def test_a_valid_number_tells_birth_and_sex(counter: Counter, qtbot) -> None:
    shown = open_form(counter, qtbot, "新来的")
    write(counter, form.NUMBER, VALID.lower())
    assert shown.editor(form.BIRTH).text() == "1949-12-31"
    assert shown.editor(form.SEX).value() == "female"
    assert error(shown, form.NUMBER) == ""
    write(counter, form.NUMBER, VALID[:-1])
    assert shown.editor(form.BIRTH).text() == ""


def test_a_wrong_number_is_said_at_once_and_not_registered(counter, qtbot) -> None:
    shown = open_form(counter, qtbot, "新来的")
    write(counter, form.NUMBER, VALID[:-1] + "1")
    assert error(shown, form.NUMBER) == sentence(Problem("id-check", last="1"))
    counter.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert counter.bar == error(shown, form.NUMBER)
    assert counter.focused() is shown.editor(form.NUMBER)
    assert counter.cases() == []


def test_a_contradiction_is_shown_and_not_decided(counter: Counter, qtbot) -> None:
    shown = open_form(counter, qtbot, "新来的")
    write(counter, form.BIRTH, "1949-12-30")
    write(counter, form.NUMBER, VALID)
    assert shown.editor(form.BIRTH).text() == "1949-12-30"
    assert error(shown, form.BIRTH) == _("The ID number says {value}.").format(value="1949-12-31")


def test_a_known_number_leads_to_its_resident(counter: Counter, qtbot, people) -> None:
    shown = open_form(counter, qtbot, "新来的")
    write(counter, form.NUMBER, "15230119580612242X")
    qtbot.waitUntil(shown._use_twin.isVisible)
    qtbot.mouseClick(shown._use_twin, Qt.MouseButton.LeftButton)
    assert counter.intake.resident == people["包玉兰"]
    assert counter.intake.new_resident == {}


def test_whoever_sounds_alike_with_the_same_telephone_is_named(counter, qtbot, people) -> None:
    """Item 9: the warning says why, before anything is recorded."""
    shown = open_form(counter, qtbot, "宝玉兰")
    write(counter, form.PHONE, "13847516701")
    qtbot.waitUntil(shown._use_twin.isVisible)
    assert "包玉兰" in shown._twin.text()
    assert "姓名同音" in shown._twin.text()
    write(counter, form.PHONE, "13847516702")
    qtbot.waitUntil(lambda: not shown._use_twin.isVisible())


def test_a_new_resident_is_recorded_with_the_case(counter: Counter, qtbot) -> None:
    open_form(counter, qtbot, "𠮷小兰")
    write(counter, form.NUMBER, VALID)
    write(counter, form.PHONE, "0475-8301234")
    counter.screen.presenter.matter.pick(ALLOWANCE)
    counter.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(counter.cases()) == 1)
    (case,) = counter.cases()
    resident = counter.bench.queries.resident(case.resident)
    assert resident.name == case.applicant == "𠮷小兰"
    assert (resident.birth, resident.phone) == (date(1949, 12, 31), "0475-8301234")
    assert resident.division == counter.desk.session.desk.code


def test_a_place_is_picked_and_carries_its_parent(counter: Counter, qtbot) -> None:
    shown = open_form(counter, qtbot, "新来的")
    write(counter, form.DIVISION, "slc")
    assert counter.intake.new_resident[form.DIVISION] == ""
    lines = shown.place.model
    qtbot.waitUntil(lambda: len(lines.lines) > 1)
    assert {line.lead for line in lines.lines[:2]} == {"胜利村"}
    assert lines.lines[0].detail != lines.lines[1].detail
    counter.press(Qt.Key.Key_Down)
    wanted = lines.lines[1]
    counter.press(Qt.Key.Key_Return)
    assert counter.intake.new_resident[form.DIVISION] == wanted.id
    assert counter.focused() is shown.editor(form.ADDRESS)


def test_a_place_that_is_not_in_the_list_is_not_kept(counter: Counter, qtbot) -> None:
    open_form(counter, qtbot, "新来的")
    write(counter, form.DIVISION, "Atlantis")
    counter.screen.presenter.matter.pick(ALLOWANCE)
    counter.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert counter.bar == _("Choose the place from the list.")
    assert counter.cases() == []


def test_the_form_can_be_left_for_the_search(counter: Counter, qtbot) -> None:
    shown = open_form(counter, qtbot, "新来的")
    qtbot.mouseClick(shown._cancel, Qt.MouseButton.LeftButton)
    assert counter.intake.new_resident == {}
    assert counter.focused() is counter.screen.residents.picker.edit


def test_a_search_goes_on_in_an_opened_draft(counter: Counter, qtbot) -> None:
    draft = save_draft(counter.desk.session, Intake(resident_search="wdf"))
    counter.frame.show_screen("intake")
    counter.screen.begin(draft_id=draft.id)
    lines = counter.screen.residents.picker.model
    qtbot.waitUntil(lambda: [line.lead for line in lines.lines][:1] == ["王德福"])


@pytest.mark.parametrize(
    ("typed", "filled"),
    [
        ("包玉兰", {form.NAME: "包玉兰"}),
        ("11010519491231002x", {form.NUMBER: VALID}),
        ("13847516701", {form.PHONE: "13847516701"}),
        ("byl", {}),
        ("12", {}),
    ],
)
def test_what_was_searched_for_goes_where_it_belongs(typed: str, filled: dict[str, str]) -> None:
    assert form.prefilled(typed) == filled


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({}, set()),
        ({form.NAME: "包"}, {form.NAME}),
        ({form.NAME: "包玉兰", form.PHONE: "1"}, {form.PHONE}),
        ({form.BIRTH: "1958-13-01"}, {form.BIRTH}),
        ({form.BIRTH: "19580612"}, set()),
        ({form.BIRTH: "2999-01-01"}, {form.BIRTH}),
        ({form.NUMBER: "1101051949"}, set()),
        ({form.NUMBER: VALID, form.SEX: "male"}, {form.SEX}),
        ({form.NUMBER: VALID, form.BIRTH: "1949.12.31"}, set()),
        ({form.NUMBER: "E1234567", form.KIND: "passport"}, set()),
        ({form.ADDRESS: "三组" * 101}, {form.ADDRESS}),
        ({form.DIVISION_TEXT: "某村"}, {form.DIVISION}),
    ],
)
def test_live_checks(values: dict[str, str], wrong: set[str]) -> None:
    assert set(form.check_form(values, today=TODAY).errors) == wrong


def test_a_number_being_typed_is_counted_not_scolded() -> None:
    check = form.check_form({form.NUMBER: VALID[:15]}, today=TODAY)
    assert check.errors == {}
    assert "3" in check.notes[form.NUMBER]


def test_near_places_come_first(desk: Desk) -> None:
    session = desk.session
    lines = Places(session.reference.divisions, desk=session.desk.code).find("胜利村")
    assert "大林镇" in lines[0].detail
    assert len({line.id for line in lines}) == len(lines)


@pytest.mark.parametrize("days", [-30, -3, -1, 0, 1, 3, 14, 40])
def test_days_left_agree_with_the_domain(desk: Desk, days: int) -> None:
    from helpdesk.application.deadlines import closing_deadline

    calendar = desk.session.reference.calendar
    matter = desk.session.reference.catalogue.find("TL-0018")
    counted = closing_deadline(matter, NOW, calendar)
    now = counted.due + timedelta(days=days, minutes=1)
    assert days_left(counted.due, now, calendar) == remaining(counted, now, calendar)
