"""Readers that type are told from people: every scan is taken, no typing ever is."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from helpdesk.ui.wedge import GAP_MS, LEAST, Burst, Wedge

NUMBER = "15230119580612242X"
RECEIPT = "BA-1505-021-261123-0008-M"
KNOWN = (NUMBER, RECEIPT, "包玉兰|女|15230119580612242X")
ENTER = Qt.Key.Key_Return
TEXTS = st.sampled_from((*KNOWN, "A" * LEAST, "1" * 40))


class Clock:
    """Goes on by hand, in milliseconds."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


class Desk(QWidget):
    """A text, a long text, a list and a choice, as on any screen."""

    def __init__(self) -> None:
        super().__init__()
        self.line, self.page = QLineEdit(), QPlainTextEdit()
        self.list, self.choice = QListWidget(), QComboBox()
        self.list.addItems(["1 one", "B two", "x three"])
        self.choice.addItems(["1 one", "B two", "x three"])
        self.choice.setCurrentIndex(2)
        self.list.setCurrentRow(2)
        body = QVBoxLayout(self)
        for each in (self.line, self.page, self.list, self.choice):
            body.addWidget(each)
        self.clock = Clock()
        self.taken: list[str] = []
        self.listens = True
        self.wedge = Wedge(
            self, known=KNOWN.__contains__, active=lambda: self.listens, clock=self.clock
        )
        self.wedge.scanned.connect(self.taken.append)

    def into(self, widget: QWidget) -> "Desk":
        widget.setFocus()
        return self

    def key(self, character: str, after: float) -> None:
        self.clock.now += after
        focus = QApplication.focusWidget()
        assert focus is not None
        if character.isascii():
            QTest.keyClick(focus, character)
        else:
            event = QInputMethodEvent()
            event.setCommitString(character)
            QApplication.sendEvent(focus, event)

    def type(self, text: str, *, gap: float = 5.0, enter: bool = True) -> None:
        for character in text:
            self.key(character, gap)
        if enter:
            self.clock.now += gap
            focus = QApplication.focusWidget()
            assert focus is not None
            QTest.keyClick(focus, ENTER)


@pytest.fixture
def desk(qtbot) -> Desk:
    result = Desk()
    qtbot.addWidget(result)
    result.show()
    result.activateWindow()
    qtbot.waitUntil(result.isActiveWindow)
    return result


# -- the pace

PACE = st.floats(min_value=0.5, max_value=30)
HUMAN = st.floats(min_value=35, max_value=400)


@given(TEXTS, st.data())
def test_every_reader_is_seen(text: str, data: st.DataObject) -> None:
    burst, at = Burst(), 0.0
    for character in text:
        at += data.draw(PACE)
        burst.add(character, at)
    assert burst.is_read(at + data.draw(PACE))
    assert burst.text == text


@given(st.text(min_size=1, max_size=60), st.data())
def test_no_person_ever_is(text: str, data: st.DataObject) -> None:
    """120 words a minute are 80 ms for a key; 35 for every one of them is faster than anybody types."""
    burst, at = Burst(), 0.0
    for character in text:
        at += data.draw(HUMAN)
        burst.add(character, at)
        assert not burst.is_read(at + data.draw(HUMAN))


# -- in the window

HANDS = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@HANDS
@given(
    text=st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=30),
    gap=st.floats(min_value=40, max_value=300),
)
def test_what_people_type_stays(desk: Desk, text: str, gap: float) -> None:
    desk.into(desk.line).line.clear()
    desk.type(text, gap=gap)
    assert desk.line.text() == text
    desk.clock.now += 1_000
    desk.line.clear()
    desk.type(NUMBER, gap=gap)
    assert desk.line.text() == NUMBER
    assert desk.taken == []


@HANDS
@given(
    text=st.sampled_from(KNOWN),
    before=st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=30),
    gap=st.floats(min_value=0, max_value=30),
    data=st.data(),
)
def test_every_scan_is_taken_and_leaves_the_text_as_it_was(
    desk: Desk, text: str, before: str, gap: float, data: st.DataObject
) -> None:
    desk.taken.clear()
    desk.clock.now += 10_000
    place = data.draw(st.integers(0, len(before)))
    chosen = data.draw(st.integers(0, len(before) - place))
    desk.into(desk.line).line.setText(before)
    desk.line.setCursorPosition(place)
    if chosen:
        desk.line.setSelection(place, chosen)
    edited: list[str] = []
    connection = desk.line.textEdited.connect(edited.append)
    desk.type(text, gap=gap)
    desk.line.disconnect(connection)
    assert desk.taken == [text]
    assert desk.line.text() == before == edited[-1]
    assert len(desk.line.selectedText()) == chosen
    assert desk.line.cursorPosition() == place + chosen


def test_a_scan_is_taken_out_of_a_long_text(desk: Desk) -> None:
    desk.into(desk.page).page.setPlainText("第一行\n第二行")
    cursor = desk.page.textCursor()
    cursor.setPosition(3)
    desk.page.setTextCursor(cursor)
    desk.type(RECEIPT)
    assert desk.taken == [RECEIPT]
    assert desk.page.toPlainText() == "第一行\n第二行"
    assert desk.page.textCursor().position() == 3


@pytest.mark.parametrize("name", ["list", "choice"])
def test_a_scan_presses_nothing(desk: Desk, name: str) -> None:
    """In lists single letters do something; here they would choose another row."""
    widget = getattr(desk, name)
    desk.into(widget).type(RECEIPT)
    assert desk.taken == [RECEIPT]
    assert (desk.list.currentRow(), desk.choice.currentIndex()) == (2, 2)


def test_an_unknown_code_is_told_where_nothing_can_be_typed(desk: Desk) -> None:
    desk.into(desk.list).type("EA123456789CN")
    assert desk.taken == ["EA123456789CN"]


def test_an_unknown_code_stays_in_a_text(desk: Desk) -> None:
    """The number of a postal item is scanned into its field."""
    desk.into(desk.line).type("EA123456789CN")
    assert desk.line.text() == "EA123456789CN"
    assert desk.taken == []


def test_a_single_letter_does_what_it_does(desk: Desk, qtbot) -> None:
    desk.into(desk.list).key("b", 500)
    qtbot.waitUntil(lambda: desk.list.currentRow() == 1)


def test_letters_arrive_before_the_enter_behind_them(desk: Desk) -> None:
    pressed: list[int] = []
    desk.list.itemActivated.connect(lambda item: pressed.append(desk.list.row(item)))
    desk.into(desk.list).type("b", gap=500)
    assert pressed == [1]


def test_the_second_end_of_line_belongs_to_the_scan(desk: Desk) -> None:
    entered: list[bool] = []
    desk.line.returnPressed.connect(lambda: entered.append(True))
    desk.into(desk.line).type(NUMBER)
    QTest.keyClick(desk.line, ENTER)
    assert (desk.taken, entered) == ([NUMBER], [])
    desk.clock.now += 1_000
    QTest.keyClick(desk.line, ENTER)
    assert entered == [True]


def test_a_second_scan_right_behind_the_first_is_taken(desk: Desk) -> None:
    """A fast reader needs less for a whole code than a line end may be late."""
    desk.into(desk.line).type(NUMBER, gap=1)
    QTest.keyClick(desk.line, ENTER)
    desk.type(RECEIPT, gap=1)
    assert (desk.taken, desk.line.text()) == ([NUMBER, RECEIPT], "")


def test_enter_behind_another_key_is_an_enter(desk: Desk) -> None:
    entered: list[bool] = []
    desk.line.returnPressed.connect(lambda: entered.append(True))
    desk.into(desk.line).type(NUMBER, gap=1)
    desk.type("k", gap=60)
    assert (desk.line.text(), entered) == ("k", [True])


def test_a_composition_is_nobody_elses(desk: Desk) -> None:
    desk.into(desk.line)
    QApplication.sendEvent(desk.line, QInputMethodEvent("bao", []))
    for character in NUMBER:
        event = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, text=character)
        QApplication.sendEvent(desk.line, event)
    QTest.keyClick(desk.line, ENTER)
    assert desk.taken == []


def test_nobody_listens_then_nothing_is_touched(desk: Desk) -> None:
    desk.listens = False
    desk.into(desk.line).type(NUMBER)
    assert (desk.taken, desk.line.text()) == ([], NUMBER)


@pytest.mark.parametrize("held", [Qt.Key.Key_Backspace, Qt.Key.Key_Left])
def test_a_key_that_no_reader_has_ends_it(desk: Desk, held: Qt.Key) -> None:
    desk.into(desk.line).type(NUMBER[:10], enter=False)
    QTest.keyClick(desk.line, held)
    desk.type(NUMBER[10:])
    assert desk.taken == []


def test_a_long_pause_in_the_middle_ends_it(desk: Desk) -> None:
    desk.into(desk.line).type(NUMBER[:10], enter=False)
    desk.clock.now += GAP_MS + 1
    desk.type(NUMBER[10:])
    assert desk.taken == []
    assert desk.line.text() == NUMBER


def test_what_is_gone_is_not_restored(desk: Desk, qtbot) -> None:
    gone = QLineEdit()
    layout: Callable[..., object] = desk.layout().addWidget
    layout(gone)
    gone.show()
    desk.into(gone).type(NUMBER, enter=False)
    desk.into(desk.list)
    gone.deleteLater()
    qtbot.waitUntil(lambda: desk.layout().count() == 4)
    desk.clock.now += 5
    QTest.keyClick(desk.list, ENTER)
    assert desk.taken == [NUMBER]
