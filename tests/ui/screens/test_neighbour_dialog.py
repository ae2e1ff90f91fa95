"""The neighbour dialog: hand over by address and code, or open the door; nothing said that is not so."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from helpdesk.domain.problems import Problem
from helpdesk.i18n.problems import sentence
from helpdesk.ui.neighbour_dialog.dialog import NeighbourDialog, open_neighbour
from helpdesk.ui.neighbour_dialog.neighbours import Carrying, Door, Visited
from tests.ui import focus_chain
from tests.ui.screens.desk import Desk


@dataclass
class Street:
    """A neighbour that a test moves."""

    visited: Visited = field(default_factory=lambda: Visited(11, 1, 11, 3))
    failure: Problem | None = None
    calls: list[tuple[str, ...]] = field(default_factory=list)
    ended: Callable[[str], object] | None = None
    lying: Carrying = field(default_factory=Carrying)

    def carrying(self) -> Carrying:
        return self.lying

    def visit(self, address: str, code: str) -> Visited:
        self.calls.append(("visit", address, code))
        if self.failure:
            raise self.failure
        return self.visited

    def open_door(self, ended: Callable[[str], object]) -> Door:
        self.calls.append(("open",))
        self.ended = ended
        return Door(("192.0.2.15",), "4K7D-9XQ2", minutes=10)

    def close_door(self) -> None:
        self.calls.append(("close",))

    def end(self, code: str) -> None:
        """As the door's thread does."""
        assert self.ended is not None
        thread = threading.Thread(target=self.ended, args=(code,))
        thread.start()
        thread.join()


@pytest.fixture
def street() -> Street:
    return Street()


@pytest.fixture
def dialog(desk: Desk, street: Street, qtbot) -> NeighbourDialog:
    parent = QWidget()
    qtbot.addWidget(parent)
    result = open_neighbour(bench=desk.bench, neighbours=street, parent=parent)
    yield result
    if shiboken6.isValid(result):
        result.close()


def words(dialog: NeighbourDialog) -> str:
    return dialog.note._label.text()


def go(qtbot, dialog: NeighbourDialog) -> None:
    qtbot.mouseClick(dialog.go_button, Qt.MouseButton.LeftButton)


def carry(qtbot, dialog: NeighbourDialog) -> None:
    dialog.part._group.button(1).click()
    go(qtbot, dialog)
    qtbot.waitUntil(lambda: dialog.shown_code.text() == "4K7D-9XQ2")


def test_hand_over(qtbot, dialog, street) -> None:
    qtbot.keyClicks(dialog.address.editor, "192.0.2.15")
    qtbot.keyClicks(dialog.code.editor, "4k7d9xq2")
    qtbot.keyClick(dialog.code.editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: ("visit", "192.0.2.15", "4k7d9xq2") in street.calls)
    qtbot.waitUntil(lambda: "11" in words(dialog) and "3" in words(dialog))


@pytest.mark.parametrize(
    ("visited", "said"),
    [
        (Visited(0, 0, 0, 0, asks=True), "再做一次"),
        (Visited(0, 1, 0, 0, asks=True, found=True), "再交一次"),
    ],
)
def test_a_restored_desk_reads_that_it_has_to_come_again(
    qtbot, dialog, street, visited: Visited, said: str
) -> None:
    """C12: "0 records given" and all well was what it read, with everything still waiting."""
    street.visited = visited
    qtbot.keyClicks(dialog.address.editor, "192.0.2.15")
    qtbot.keyClicks(dialog.code.editor, "4k7d9xq2")
    go(qtbot, dialog)
    qtbot.waitUntil(lambda: said in words(dialog))


def test_what_lies_here_for_others_is_said_and_why(qtbot, dialog, street) -> None:
    """C9: nobody else could tell the neighbour why its receipts do not come."""
    street.lying = Carrying(2, 1, "network-unreachable")
    dialog.part._group.button(1).click()
    why = sentence(Problem("network-unreachable"))
    qtbot.waitUntil(lambda: why in words(dialog))
    assert "2" in words(dialog)
    go(qtbot, dialog)
    qtbot.waitUntil(lambda: dialog.shown_code.text() == "4K7D-9XQ2")
    assert why not in words(dialog)


def test_given_is_not_sent(qtbot, dialog, street) -> None:
    """C12."""
    street.visited = Visited(11, 0, 0, 0)
    dialog.address.editor.setText("192.0.2.15")
    dialog.code.editor.setText("x")
    go(qtbot, dialog)
    qtbot.waitUntil(lambda: len(words(dialog).splitlines()) == 2)


def test_nothing_typed_and_a_wrong_code(qtbot, dialog, street) -> None:
    before = words(dialog)
    go(qtbot, dialog)
    assert words(dialog) != before
    assert not any(call[0] == "visit" for call in street.calls)
    street.failure = Problem("neighbour-code")
    dialog.address.editor.setText("192.0.2.15")
    dialog.code.editor.setText("x")
    go(qtbot, dialog)
    qtbot.waitUntil(lambda: words(dialog) == sentence(street.failure))
    assert dialog.code.editor.text() == "x"
    assert dialog.go_button.isEnabled()


def test_the_door_shows_its_code_until_somebody_came(qtbot, dialog, street) -> None:
    carry(qtbot, dialog)
    assert dialog.addresses.text() == "192.0.2.15"
    street.end("")
    qtbot.waitUntil(lambda: dialog.shown_code.text() == "—")
    assert words(dialog)


def test_the_door_closes_when_nobody_comes(qtbot, dialog, street) -> None:
    carry(qtbot, dialog)
    street.end("neighbour-late")
    qtbot.waitUntil(lambda: words(dialog) == sentence(Problem("neighbour-late")))
    assert dialog.go_button.isEnabled()


def test_closing_shuts_the_door(qtbot, dialog, street) -> None:
    carry(qtbot, dialog)
    qtbot.mouseClick(dialog.leave_button, Qt.MouseButton.LeftButton)
    assert street.calls[-1] == ("close",)


@pytest.mark.parametrize("part", [0, 1])
def test_tab_reaches_everything(qtbot, dialog, part) -> None:
    dialog.part._group.button(part).click()
    assert focus_chain.problems(dialog) == []
    qtbot.waitUntil(lambda: focus_chain.clipped(dialog) == [])
