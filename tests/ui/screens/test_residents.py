"""The residents: found as one types, listed masked, compared, merged, told apart."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from helpdesk.application.residents import change_resident
from helpdesk.domain.residents import Need
from helpdesk.ui.frame import Frame
from helpdesk.ui.screens.resident.merge_dialog import MergeDialog
from helpdesk.ui.screens.resident.resident_dialog import ResidentDialog
from helpdesk.ui.screens.residents.view import ResidentSearch, ResidentsScreen
from helpdesk.ui.widgets.choice_row import ChoiceRow
from helpdesk.ui.widgets.empty_state import EmptyState
from helpdesk.ui.widgets.work_table import Role, WorkTable
from tests.ui import focus_chain
from tests.ui.screens.village import PEOPLE


@pytest.fixture
def screen(qtbot, desk):
    frame = Frame()
    qtbot.addWidget(frame)
    screen = ResidentsScreen(desk.bench, frame.actions_offered)
    frame.add_screen("residents", screen, action="residents")
    frame.show()
    frame.show_screen("residents")
    frame.activateWindow()
    qtbot.waitUntil(frame.isActiveWindow)
    screen.refresh()
    return screen


def table(screen) -> WorkTable:
    return next(each for each in screen.findChildren(WorkTable) if each.isVisible())


def listed(screen, column: int = 0) -> list[str]:
    shown = [each for each in screen.findChildren(WorkTable) if each.isVisible()]
    if not shown:
        return []
    model = shown[0].model()
    return [str(model.index(n, column).data() or "") for n in range(model.rowCount())]


def typed(qtbot, screen, text: str) -> None:
    screen.findChild(ResidentSearch).setText(text)


def dialog(qtbot, screen, kind):
    qtbot.waitUntil(lambda: bool(screen.findChildren(kind)))
    return screen.findChildren(kind)[-1]


def test_an_empty_list_says_what_to_do(qtbot, screen) -> None:
    qtbot.waitUntil(lambda: any(each.isVisible() for each in screen.findChildren(EmptyState)))
    assert focus_chain.problems(screen) == []


def test_found_as_one_types_and_opened_without_a_mouse(qtbot, desk, people, screen) -> None:
    qtbot.waitUntil(lambda: len(listed(screen)) == len(people))
    assert focus_chain.problems(screen) == []
    QTest.keyClicks(screen.findChild(ResidentSearch), "byl")
    qtbot.waitUntil(lambda: listed(screen) == ["包玉兰"])
    number, phone, _address = PEOPLE["包玉兰"]
    assert listed(screen, 2) == [f"{number[:6]}********{number[-4:]}"]
    assert listed(screen, 3) == [f"{phone[:3]}****{phone[-4:]}"]
    QTest.keyClick(screen.findChild(ResidentSearch), Qt.Key.Key_Return)
    QTest.keyClick(table(screen), Qt.Key.Key_Return)
    assert desk.travels.steps[-1] == ("resident", people["包玉兰"])


def test_nonsense_finds_nobody_and_says_so(qtbot, desk, people, screen) -> None:
    qtbot.waitUntil(lambda: bool(listed(screen)))
    for text in ("𠮷" * 150, "'; DROP TABLE", '"*', "\u202e"):
        typed(qtbot, screen, text)
    qtbot.waitUntil(lambda: not any(w.isVisible() for w in screen.findChildren(WorkTable)))


def test_chips(qtbot, desk, people, screen) -> None:
    desk.resident("王强")
    change_resident(desk.session, people["李秀英"], {"needs": (Need.ELDERLY, Need.DISABLED)})
    chips = screen.findChild(ChoiceRow)
    for chip, names in (("needs", ["李秀英"]), ("bare", ["王强"])):
        chips.set_value(chip)
        chips.chosen.emit(chip)
        qtbot.waitUntil(lambda names=names: listed(screen) == names)
    chips.chosen.emit("needs")
    qtbot.waitUntil(lambda: listed(screen, 6) == ["高龄 +1"])


def test_a_new_resident_begins_with_what_was_searched_for(qtbot, desk, people, screen) -> None:
    typed(qtbot, screen, "包玉蘭")
    screen.new_resident()
    form = dialog(qtbot, screen, ResidentDialog)
    assert focus_chain.problems(form) == []
    assert form.lines["name"].editor.text() == "包玉蘭"
    number, _phone, _address = PEOPLE["包玉兰"]
    QTest.keyClicks(form.lines["document_number"].editor, number[:-1])
    form.check()
    assert form.lines["birth"].editor.text() == ""
    QTest.keyClicks(form.lines["document_number"].editor, number[-1])
    assert form.lines["birth"].editor.text() == f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
    qtbot.waitUntil(lambda: "证件号码" in said(form))  # she is recorded with this number
    form.lines["document_number"].editor.clear()
    form.lines["birth"].editor.clear()
    form.sex.editor.set_value("")
    QTest.keyClicks(form.phones[0].editor, "1")
    form.submit()
    qtbot.waitUntil(form.confirm.isEnabled)
    assert "电话" in form.phones[0].error
    QTest.keyClicks(form.phones[0].editor, "3900000000")
    form.neighbours[0].setChecked(True)
    form.sensitive.setChecked(True)
    form.submit()
    qtbot.waitUntil(
        lambda: desk.travels.steps[-1:] != [] and desk.travels.steps[-1][0] == "resident"
    )
    resident = desk.store.queries.resident(desk.travels.steps[-1][1])
    assert (resident.name, resident.neighbour_phones) == ("包玉蘭", ("13900000000",))
    assert (resident.consent, resident.sensitive_consent) == (False, True)


def said(widget) -> str:
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisible())


@pytest.fixture
def twice(qtbot, desk, screen) -> tuple[str, str]:
    """Two records of one person, listed as a pair."""
    one = desk.resident("包玉兰", birth="1958-03-12", phone="13847501234", address="一组")
    two = desk.resident("包玉蘭", birth="1958-03-12", phone="13900000000")
    chips = screen.findChild(ChoiceRow)
    chips.set_value("alike")
    chips.chosen.emit("alike")
    qtbot.waitUntil(lambda: len(listed(screen)) == 1)
    return one, two


def compared(qtbot, screen) -> MergeDialog:
    assert "出生日期相同" in listed(screen, 4)[0]
    QTest.keyClick(table(screen), Qt.Key.Key_Return)
    asked = dialog(qtbot, screen, MergeDialog)
    qtbot.waitUntil(lambda: bool(asked.choices))
    return asked


def test_merged_side_by_side(qtbot, desk, screen, twice) -> None:
    asked = compared(qtbot, screen)
    assert focus_chain.problems(asked) == []
    assert set(asked.choices) == {"name", "address", "phones"}
    asked.choices["name"].button(1).click()
    assert "13847501234" not in said(asked)
    qtbot.waitUntil(asked.confirm.isEnabled)
    asked.submit()
    qtbot.waitUntil(lambda: ("resident", min(twice)) in desk.travels.steps)
    resident = desk.store.queries.resident(min(twice))
    assert resident.name == {True: "包玉蘭", False: "包玉兰"}[twice[0] == min(twice)]
    assert set(resident.phones) == {"13847501234", "13900000000"}
    assert resident.address == "一组"


def test_two_people_are_not_listed_again(qtbot, desk, screen, twice) -> None:
    asked = compared(qtbot, screen)
    asked._tell_apart()
    qtbot.waitUntil(lambda: desk.store.queries.residents.suspicions(limit=9) == [])
    screen.refresh()
    qtbot.waitUntil(lambda: not any(w.isVisible() for w in screen.findChildren(WorkTable)))


def test_a_hundred_thousand_scroll_by_pages(qtbot, desk, screen) -> None:
    """Only pages in sight are read; a row that is still on its way opens nothing."""
    for n in range(230):
        desk.resident(f"王{n:03d}")
    screen.refresh()
    qtbot.waitUntil(lambda: len(listed(screen)) == 230)
    shown = table(screen)
    shown.scrollToBottom()
    model = shown.model()
    qtbot.waitUntil(lambda: model.index(229, 0).data(Role.ID) is not None)
    assert model.index(229, 0).data() == "王000"
