"""The table of cases by keyboard: chips, views, columns, order, marks, and the place one comes back to."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow

from helpdesk.application.case_table import SortBy
from helpdesk.domain import events as ev
from helpdesk.i18n import _
from helpdesk.ui.actions import ActionSet
from helpdesk.ui.models.case_table import COLUMNS, NUMBER_OF
from helpdesk.ui.screens.cases import marks as marking
from helpdesk.ui.screens.cases.chosen_columns import COLUMNS as KEPT_COLUMNS
from helpdesk.ui.screens.cases.columns_dialog import ColumnsDialog
from helpdesk.ui.screens.cases.saved_views import VIEWS, View, Views, all_built_in, read_views
from helpdesk.ui.screens.cases.view import CasesScreen
from helpdesk.ui.screens.cases.views_dialog import ViewsDialog
from helpdesk.ui.screens.cases.wish import ME, Wish, read_wish
from helpdesk.ui.widgets.pick_popup import PickPopup
from helpdesk.ui.widgets.work_table import Role
from tests.ui import focus_chain
from tests.ui.screens.desk import NOW, WUYUN

KEY = Qt.Key
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def opened(desk, cases, put_up, qtbot):
    """Opens the screen anew, as after a login; answers it once it shows its list."""

    def open_screen() -> CasesScreen:
        window = QMainWindow()
        screen = CasesScreen(desk.bench, desk.lists, actions=ActionSet(window))
        window.setCentralWidget(screen)
        put_up(window)
        screen.refresh()
        qtbot.waitUntil(
            lambda: bool(screen.presenter.order.rows) and bool(screen.chips.known.agent)
        )
        return screen

    return open_screen


@pytest.fixture
def screen(opened) -> CasesScreen:
    return opened()


def ids(screen: CasesScreen) -> list[str]:
    model = screen.model
    return [model.index(n, 0).data(Role.ID) for n in range(model.rowCount())]


def names(screen: CasesScreen) -> list[str]:
    model = screen.model
    return [model.index(n, 1).data() for n in range(model.rowCount())]


def shows(qtbot, screen: CasesScreen, expected: set[str]) -> None:
    qtbot.waitUntil(lambda: set(names(screen)) == expected)


def press(qtbot, key: Qt.Key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(QApplication.focusWidget(), key, modifier)


def pick(qtbot, screen: CasesScreen, chip, typed: str) -> None:
    """Opens a chip by Enter, types what is wanted, takes the first that is left."""
    chip.setFocus()
    press(qtbot, KEY.Key_Return)
    popup = next(each for each in screen.window().findChildren(PickPopup) if each.isVisible())
    if popup.field.isHidden():
        words = [value for value, _words in popup._shown]
        for _n in range(words.index(typed) - popup.list.row()):
            press(qtbot, KEY.Key_Down)
    else:
        QApplication.focusWidget().insert(typed)
    press(qtbot, KEY.Key_Return)
    assert chip.hasFocus()


def test_chips_by_keyboard_alone(qtbot, screen, cases) -> None:
    chips = screen.chips.chips
    pick(qtbot, screen, chips["state"], _("To correct"))
    shows(qtbot, screen, {"李秀英"})
    assert chips["state"].isChecked()
    pick(qtbot, screen, chips["state"], _("Under way"))
    pick(qtbot, screen, chips["department"], "民政")
    shows(qtbot, screen, {"王德福", "包玉兰"})
    screen.chips.switches["missing"].setFocus()
    press(qtbot, KEY.Key_Space)
    shows(qtbot, screen, {"包玉兰"})
    assert screen.chips.clear.isVisible()
    screen.chips.clear.click()
    qtbot.waitUntil(lambda: len(ids(screen)) == 8)


def test_what_is_typed_beside_the_chips_moves_none_of_them(qtbot, screen, cases) -> None:
    """Else the table would jump with the first key and back with the last."""
    before = screen.chips.views.text()
    screen.filter.setText("byl")
    shows(qtbot, screen, {"包玉兰"})
    assert screen.chips.views.text() == before
    assert not screen.chips.clear.isVisible()


def test_each_chip_filters(qtbot, screen, desk, cases) -> None:
    desk.act(cases["张桂芝"], ev.Reassigned(agent="bao", name="包主任", reason="休假"))
    code = desk.session.desk.code
    for wish, found in (
        (Wish(due="overdue"), {"包玉兰"}),
        (Wish(due="today"), {"王德福"}),
        (Wish(due="week"), {"王德福", "白长命", "张桂芝"}),
        (Wish(due="materials"), {"包玉兰"}),
        (Wish(agent="bao"), {"张桂芝"}),
        (Wish(agent=ME, due="due"), {"包玉兰", "王德福"}),
        (Wish(matter="TL-0027"), {"白长命"}),
        (Wish(place=f"desk:{code}", state="handed_over"), {"特木尔"}),
        (Wish(kind="request"), set()),
        (Wish(unsent=True, text="包"), {"包玉兰"}),
    ):
        screen.presenter.set_wish(wish)
        shows(qtbot, screen, found)


def test_esc_closes_a_list_and_changes_nothing(qtbot, screen) -> None:
    chip = screen.chips.chips["due"]
    chip.setFocus()
    press(qtbot, KEY.Key_Down)
    assert screen.window().findChild(PickPopup).list.hasFocus()
    press(qtbot, KEY.Key_Escape)
    assert chip.hasFocus()
    assert (chip.value(), chip.isChecked()) == ("", False)
    qtbot.waitUntil(lambda: screen.window().findChild(PickPopup) is None)


def test_heads_order_what_an_index_serves_and_say_so_of_others(qtbot, screen, desk, cases) -> None:
    newest = ids(screen)
    screen.table.head_chosen.emit(NUMBER_OF["registered"])
    qtbot.waitUntil(lambda: ids(screen) == newest[::-1])
    screen.table.head_chosen.emit(NUMBER_OF["limit"])
    qtbot.waitUntil(lambda: names(screen)[:3] == ["包玉兰", "王德福", "白长命"])
    assert screen.table.horizontalHeader().sortIndicatorSection() == NUMBER_OF["limit"]
    screen.table.head_chosen.emit(NUMBER_OF["resident"])
    assert "不能排序" in desk.travels.steps[-1][-1]
    pick(qtbot, screen, screen.chips.sort, SortBy.DEPARTMENT.value)
    qtbot.waitUntil(lambda: screen.presenter.wish.sort == "department")
    assert "↑" not in screen.chips.sort.text()


def test_marks_stay_while_one_filters_and_are_copied(qtbot, screen, desk, cases) -> None:
    table = screen.table
    table.setFocus()
    press(qtbot, KEY.Key_Space)
    press(qtbot, KEY.Key_Down, SHIFT)
    press(qtbot, KEY.Key_Down, SHIFT)
    first_three = ids(screen)[:3]
    assert list(screen.marks.marks) == first_three
    assert screen.marks.isVisible()
    index = screen.model.index(0, 0)
    assert index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
    press(qtbot, KEY.Key_Space)
    assert list(screen.marks.marks) == first_three[:2]
    screen.filter.setText("没有这个人")
    qtbot.waitUntil(lambda: ids(screen) == [])
    screen.filter.clear()
    qtbot.waitUntil(lambda: len(ids(screen)) == 8)
    table.setFocus()
    press(qtbot, KEY.Key_C, CONTROL)
    numbers = QGuiApplication.clipboard().text().split("\n")
    assert numbers == list(screen.marks.marks.values())
    assert all(number.startswith("BA-1505-021-") for number in numbers)


def test_all_are_marked_but_never_too_many(qtbot, screen, desk, cases, monkeypatch) -> None:
    screen.table.setFocus()
    press(qtbot, KEY.Key_A, CONTROL)
    qtbot.waitUntil(lambda: len(screen.marks.marks) == 8)
    screen.marks._marks.unmark()
    assert not screen.marks.isVisible()
    monkeypatch.setattr(marking, "MARKS_MOST", 3)
    press(qtbot, KEY.Key_A, CONTROL)
    assert not screen.marks.marks
    assert desk.travels.steps[-1][:2] == ("say", "warning")


def test_without_marks_the_current_number_is_copied(qtbot, screen) -> None:
    screen.table.setFocus()
    press(qtbot, KEY.Key_Down)
    press(qtbot, KEY.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == screen.model.index(1, 0).data()


def test_the_mouse_marks_in_the_box_and_with_shift(qtbot, screen) -> None:
    def click(row: int, modifier=Qt.KeyboardModifier.NoModifier) -> None:
        rect = screen.table.visualRect(screen.model.index(row, 0))
        place = rect.topLeft() + rect.center() * 0
        place.setX(rect.left() + 20)
        place.setY(rect.center().y())
        qtbot.mouseClick(screen.table.viewport(), Qt.MouseButton.LeftButton, modifier, place)

    click(1)
    click(3, SHIFT)
    assert list(screen.marks.marks) == ids(screen)[1:4]
    click(2)
    assert len(screen.marks.marks) == 2


def test_a_view_is_saved_named_ordered_and_comes_first(qtbot, screen, opened, desk, cases) -> None:
    screen.presenter.set_wish(Wish(state="correct", text="lxy"))
    qtbot.waitUntil(lambda: names(screen) == ["李秀英"])
    screen.chips.views.setFocus()
    press(qtbot, KEY.Key_Return)
    for _n in all_built_in().views:
        press(qtbot, KEY.Key_Down)
    press(qtbot, KEY.Key_Return)
    dialog = screen.findChild(ViewsDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog.name.insert("李秀英的补正")
    press(qtbot, KEY.Key_Return)
    for _n in range(len(all_built_in().views)):
        qtbot.keyClick(dialog, KEY.Key_Up, CONTROL)
    assert dialog.views.views[0].name == "李秀英的补正"
    assert focus_chain.problems(dialog) == []
    assert focus_chain.clipped(dialog) == []
    dialog._first()
    dialog.submit()
    qtbot.waitUntil(lambda: "李秀英" in desk.lists.preferences.get(WUYUN.id, VIEWS))
    again = opened()
    qtbot.waitUntil(lambda: names(again) == ["李秀英"])
    assert again.filter.text() == "lxy"
    assert "李秀英的补正" in again.chips.views.text()


def test_a_view_needs_a_name_of_its_own(qtbot, screen) -> None:
    dialog = ViewsDialog(all_built_in(), Wish(), screen, kept=lambda _views: None)
    dialog.open()
    assert not dialog.save()
    dialog.name.setText(_("Mine today"))
    assert not dialog.save()
    assert dialog._field.error
    dialog.reject()


@pytest.mark.parametrize(
    "kept", ["", "{", "[]", '{"views": 3}', '{"views": [1, {"name": ""}, {}]}']
)
def test_damaged_views_give_those_of_the_program(desk, kept) -> None:
    desk.lists.preferences.set("a", VIEWS, kept)
    assert read_views(desk.lists.preferences, "a") == all_built_in()


def test_views_of_a_newer_program_are_added(desk) -> None:
    views = [{"built_in": "mine"}, {"name": "own", "wish": {"text": "x", "sort": "by magic"}}]
    kept = {"views": views, "first": 1, "known": ["all", "mine"]}
    desk.lists.preferences.set("a", VIEWS, json.dumps(kept))
    read = read_views(desk.lists.preferences, "a")
    assert read.names()[:2] == [_("Mine today"), "own"]
    assert read.views[1].wish == Wish(text="x")
    assert len(read.views) == len(all_built_in().views)
    assert read.first == 1


def test_moving_and_removing_keeps_the_first() -> None:
    views = Views(tuple(View(name, Wish()) for name in "abc"), first=1)
    assert views.moved(1, 1).first == 2
    assert views.moved(0, 1).first == 0
    assert views.moved(2, 1) == views
    assert views.without(0).first == 0
    assert views.without(1).first == 0
    assert views.renamed(2, " d ").names() == ["a", "b", "d"]


WISHES = st.builds(
    Wish,
    text=st.text(max_size=9),
    state=st.sampled_from(["", "open", "closed"]),
    missing=st.booleans(),
)


@given(WISHES)
def test_a_wish_survives_being_kept(wish: Wish) -> None:
    assert read_wish(json.dumps(wish.as_json())) == wish


def test_a_wish_of_nonsense_is_no_wish() -> None:
    assert read_wish("nonsense") == Wish()
    assert read_wish('{"state": 3, "missing": "yes", "backwards": true}') == Wish(backwards=True)


def test_columns_are_chosen_moved_and_remembered(qtbot, screen, opened, desk) -> None:
    screen.columns.choose(screen)
    dialog = screen.findChild(ColumnsDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    assert focus_chain.problems(dialog) == []
    assert focus_chain.clipped(dialog) == []
    press(qtbot, KEY.Key_Space)  # the number stays
    press(qtbot, KEY.Key_Down)
    press(qtbot, KEY.Key_Space)  # no resident
    for _n in range(7):
        press(qtbot, KEY.Key_Down)
    press(qtbot, KEY.Key_Space)  # the agent
    press(qtbot, KEY.Key_Up, CONTROL)
    qtbot.keyClick(dialog, KEY.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: "agent" in desk.lists.preferences.get(WUYUN.id, KEPT_COLUMNS))
    screen.table.setColumnWidth(NUMBER_OF["matter"], 333)
    qtbot.waitUntil(lambda: "333" in desk.lists.preferences.get(WUYUN.id, KEPT_COLUMNS))
    again = opened()
    shown, widths = again.table.arrangement()
    assert [COLUMNS[n].id for n in shown][:2] == ["number", "matter"]
    assert [COLUMNS[n].id for n in shown][-2:] == ["agent", "city"]
    assert widths[NUMBER_OF["matter"]] == 333
    assert again.table.isColumnHidden(NUMBER_OF["resident"])


@pytest.mark.parametrize("kept", ["{", "[]", '{"shown": 4}', '{"widths": {"matter": "wide"}}'])
def test_damaged_columns_are_those_of_the_program(opened, desk, kept) -> None:
    desk.lists.preferences.set(WUYUN.id, KEPT_COLUMNS, kept)
    shown, _widths = opened().table.arrangement()
    assert [COLUMNS[n].id for n in shown] == [each.id for each in COLUMNS if each.shown]


def test_enter_in_the_text_opens_the_only_case(qtbot, screen, desk, cases) -> None:
    screen.filter.setFocus()
    qtbot.keyClicks(screen.filter, "bcm")
    qtbot.waitUntil(lambda: ids(screen) == [cases["白长命"]])
    press(qtbot, KEY.Key_Return)
    assert desk.travels.steps[-1] == ("case", cases["白长命"])


def test_one_comes_back_to_the_same_row_at_the_same_height(qtbot, screen, desk, cases) -> None:
    """C29: what arrives meanwhile stands above, and moves nothing under the eyes."""
    who = desk.resident("哈斯")
    for minute in range(30):
        desk.case(who, "TL-0051", at=NOW + timedelta(minutes=minute))
    screen.refresh()
    qtbot.waitUntil(lambda: len(ids(screen)) == 38)
    bar = screen.table.verticalScrollBar()
    screen.table.setCurrentIndex(screen.model.index(20, 0))
    bar.setValue(10 * 40 + 7)
    chosen, top = screen.table.current_id(), screen.table.rowAt(0)
    assert top == 10
    desk.case(who, "TL-0051", at=NOW + timedelta(hours=2))
    screen.refresh()
    qtbot.waitUntil(lambda: len(ids(screen)) == 39)
    assert screen.table.current_id() == chosen
    assert (screen.table.rowAt(0), bar.value()) == (11, 11 * 40 + 7)


def test_the_program_s_columns_are_said_in_settings_words() -> None:
    assert len({column.id for column in COLUMNS}) == len(COLUMNS)
    assert replace(Wish(), sort="limit").sorting.by is SortBy.LIMIT


def test_after_a_bad_callback_a_case_is_not_said_to_be_nearly_over(
    qtbot, screen, desk, cases
) -> None:
    case = cases["王德福"]

    def state() -> str:
        row = ids(screen).index(case)
        return str(screen.model.index(row, NUMBER_OF["state"]).data())

    desk.act(case, ev.CalledBack(solved=True, rating=5))
    screen.refresh()
    qtbot.waitUntil(lambda: state() == _("To close"))
    other = cases["斯琴高娃"]
    desk.act(other, ev.Delivered("pick_up", "本人"))
    desk.act(other, ev.CalledBack(solved=False, rating=1))
    case = other
    screen.refresh()
    qtbot.waitUntil(lambda: state() == _("To put right"))
    desk.act(other, ev.Redone("证上名字错了"))
    screen.refresh()
    qtbot.waitUntil(lambda: state() == _("In progress"))
