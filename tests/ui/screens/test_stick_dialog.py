"""The stick dialog: sticks that come and go, what lies on them, out and back, plainly said (C12)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.i18n.problems import sentence
from helpdesk.ui.stick_dialog.dialog import StickDialog, open_stick
from helpdesk.ui.stick_dialog.presenter import Way
from helpdesk.ui.stick_dialog.sticks import Lying, Onlooker, Stick, TakenIn, Written
from helpdesk.ui.volumes import is_stick, mounted_sticks
from tests.ui import focus_chain
from tests.ui.screens.desk import Desk

KINGSTON = Stick("/media/kingston", "KINGSTON", free=12_300_000_000)
OTHER = Stick("/media/other", "OTHER", free=500)
OURS = Lying("/media/kingston/a.hdb", "a.hdb", 4_100, 1_795_400_000_000, records=11, ours=True)
RETURN = replace(OURS, path="/media/kingston/b.hdb", name="b.hdb", ours=False)
ALIEN = Lying("/media/kingston/c.hdb", "c.hdb", 900, problem="bundle-other")
BROKEN = Lying("/media/kingston/d.hdb", "d.hdb", 900, problem="bundle-damaged")


@dataclass
class Drawer:
    """Sticks as they come and go, and what becomes of work on them."""

    sticks: list[Stick] = field(default_factory=list)
    lying: list[Lying] = field(default_factory=list)
    failure: Problem | None = None
    waits: bool = False
    done: list[tuple[str, str]] = field(default_factory=list)
    result: TakenIn = field(default_factory=lambda: TakenIn(1, acknowledged=11, received=3))

    def mounted(self) -> Sequence[Stick]:
        return list(self.sticks)

    def bundles(self, folder: str) -> Sequence[Lying]:
        return [each for each in self.lying if each.path.startswith(folder)]

    def export(self, folder: str, onlooker: Onlooker) -> Written:
        self._work("export", folder, onlooker)
        return Written("to-city-021.hdb", 11)

    def take_in(self, folder: str, onlooker: Onlooker) -> TakenIn:
        self._work("import", folder, onlooker)
        return self.result

    def _work(self, what: str, folder: str, onlooker: Onlooker) -> None:
        onlooker.progress(5, 11)
        while self.waits and not onlooker.cancelled():
            pass
        if onlooker.cancelled():
            raise Problem("cancelled")
        if self.failure:
            raise self.failure
        self.done.append((what, folder))


@pytest.fixture
def drawer() -> Drawer:
    return Drawer(sticks=[KINGSTON])


@pytest.fixture
def put_in(desk: Desk, drawer: Drawer, qtbot) -> Callable[[Way], StickDialog]:
    opened = []

    def put(way: Way) -> StickDialog:
        parent = QWidget()
        qtbot.addWidget(parent)
        dialog = open_stick(way, bench=desk.bench, sticks=drawer, parent=parent)
        opened.extend([dialog, parent])
        return dialog

    yield put
    for widget in opened:
        if shiboken6.isValid(widget):
            widget.close()


def words(dialog: StickDialog) -> str:
    return dialog.note._label.text()


def ready(qtbot, dialog: StickDialog) -> StickDialog:
    qtbot.waitUntil(dialog.go_button.isEnabled)
    return dialog


def test_out(qtbot, drawer, put_in) -> None:
    dialog = ready(qtbot, put_in(Way.OUT))
    assert "KINGSTON" in dialog.stick.editor.currentText()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: drawer.done == [("export", KINGSTON.path)])
    qtbot.waitUntil(lambda: not dialog.go_button.isVisible())
    said = words(dialog)
    assert "11" in said
    assert "to-city-021.hdb" in said
    assert len(said.splitlines()) == 2  # and what happens next
    qtbot.mouseClick(dialog.leave_button, Qt.MouseButton.LeftButton)


def test_back(qtbot, drawer, put_in) -> None:
    drawer.lying = [RETURN, OURS, ALIEN, BROKEN]
    dialog = ready(qtbot, put_in(Way.BACK))
    assert dialog.table.model().rowCount() == 4
    qtbot.mouseClick(dialog.go_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: drawer.done == [("import", KINGSTON.path)])
    qtbot.waitUntil(lambda: "11" in words(dialog) and "3" in words(dialog))


def test_nothing_for_this_desk(qtbot, drawer, put_in) -> None:
    drawer.lying = [OURS, ALIEN]
    dialog = put_in(Way.BACK)
    missing = sentence(Problem("bundle-missing", folder=KINGSTON.name))
    qtbot.waitUntil(lambda: words(dialog) == missing)
    assert not dialog.go_button.isEnabled()


def test_why_a_bundle_cannot_be_used_is_there_to_read(qtbot, drawer, put_in) -> None:
    """Not only in a tool tip, and said below where nothing else can be done."""
    drawer.lying = [OURS, ALIEN, BROKEN]
    dialog = put_in(Way.BACK)
    missing = sentence(Problem("bundle-missing", folder=KINGSTON.name))
    qtbot.waitUntil(lambda: words(dialog).startswith(missing) and words(dialog) != missing)
    shown = {}
    dialog.table.setFocus()
    for each in drawer.lying:
        shown[each.problem] = dialog.why.text() if dialog.why.isVisible() else ""
        qtbot.keyClick(dialog.table, Qt.Key.Key_Down)
    assert shown == {
        "": "",
        "bundle-other": sentence(Problem("bundle-other")),
        "bundle-damaged": sentence(Problem("bundle-damaged")),
    }


def test_a_stick_comes_and_goes(qtbot, drawer, put_in) -> None:
    drawer.sticks = []
    dialog = put_in(Way.OUT)
    qtbot.waitUntil(lambda: dialog.stick.editor.count() == 0 and bool(words(dialog)))
    assert not dialog.go_button.isEnabled()
    drawer.sticks = [KINGSTON]
    dialog._presenter.look()
    ready(qtbot, dialog)
    drawer.sticks = [OTHER]
    dialog._presenter.look()
    qtbot.waitUntil(lambda: "OTHER" in dialog.stick.editor.currentText())
    drawer.sticks = []
    dialog._presenter.look()
    qtbot.waitUntil(lambda: not dialog.go_button.isEnabled())


def test_write_protected(qtbot, drawer, put_in) -> None:
    drawer.sticks = [replace(KINGSTON, read_only=True)]
    dialog = put_in(Way.OUT)
    said = sentence(Problem("stick-read-only", folder="KINGSTON"))
    qtbot.waitUntil(lambda: words(dialog) == said)
    assert not dialog.go_button.isEnabled()


def test_full_and_then_another_one(qtbot, drawer, put_in) -> None:
    drawer.sticks = [KINGSTON, OTHER]
    drawer.failure = EnvironmentProblem("stick-full", folder=KINGSTON.path)
    dialog = ready(qtbot, put_in(Way.OUT))
    qtbot.mouseClick(dialog.go_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: words(dialog) == sentence(drawer.failure))
    assert dialog.isVisible()
    drawer.failure = None
    dialog.stick.editor.setCurrentIndex(1)
    dialog.stick.editor.activated.emit(1)
    ready(qtbot, dialog)
    qtbot.mouseClick(dialog.go_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.go_button.isVisible())
    assert drawer.done == [("export", OTHER.path)]


def test_esc_while_writing_stops_it_first(qtbot, drawer, put_in) -> None:
    drawer.waits = True
    dialog = ready(qtbot, put_in(Way.OUT))
    qtbot.mouseClick(dialog.go_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.bar.isVisible() and dialog.bar.value() == 5)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: words(dialog) == sentence(Problem("cancelled")))
    assert dialog.isVisible()
    assert drawer.done == []


def test_a_folder_instead(qtbot, drawer, put_in, tmp_path, monkeypatch) -> None:
    drawer.sticks = []
    dialog = put_in(Way.OUT)
    monkeypatch.setattr(QFileDialog, "open", lambda self: self.fileSelected.emit(str(tmp_path)))
    qtbot.mouseClick(dialog.other, Qt.MouseButton.LeftButton)
    ready(qtbot, dialog)
    assert dialog.stick.editor.currentData() == str(tmp_path)
    dialog._presenter.look()
    qtbot.mouseClick(dialog.go_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.go_button.isVisible())
    assert drawer.done == [("export", str(tmp_path))]


def test_what_the_city_could_not_take_is_said(qtbot, drawer, put_in) -> None:
    drawer.lying, drawer.result = [RETURN], TakenIn(1, 0, 0, problem="revoked")
    dialog = ready(qtbot, put_in(Way.BACK))
    qtbot.mouseClick(dialog.go_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: sentence(Problem("sync-revoked")) in words(dialog))


def test_files_that_could_not_be_used_are_named_beside_what_came(qtbot, drawer, put_in) -> None:
    """C12: green is for a stick of which all was taken in."""
    wrong = Problem("bundle-damaged")
    files = [(f"{name}.hdb", wrong) for name in "abcd"]
    drawer.lying, drawer.result = [RETURN], TakenIn(1, 11, 0, failed=files)
    dialog = ready(qtbot, put_in(Way.BACK))
    qtbot.mouseClick(dialog.go_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(words(dialog).splitlines()) == 5)
    brought, *named, more = words(dialog).splitlines()
    assert "11" in brought
    assert named == [f"{name}.hdb: {sentence(wrong)}" for name in "abc"]
    assert "1" in more
    assert focus_chain.clipped(dialog) == []


def test_tab_reaches_everything(qtbot, drawer, put_in) -> None:
    drawer.lying = [RETURN]
    dialog = ready(qtbot, put_in(Way.BACK))
    assert focus_chain.problems(dialog) == []
    assert focus_chain.clipped(dialog) == []


def test_what_counts_as_a_stick() -> None:
    assert is_stick("/media/kingston")
    assert is_stick("/run/media/wuyun/KINGSTON")
    assert not is_stick("/")
    assert not is_stick("/boot")
    assert all(is_stick(stick.path) for stick in mounted_sticks())
