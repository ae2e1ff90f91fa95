"""Hands on a keyboard and eyes on a window: nothing is touched by mouse, and where the keyboard is must be
seen at every step."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QFileDialog, QLabel, QWidget

from tests.e2e.window import Window

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
PLAIN = Qt.KeyboardModifier.NoModifier
ENTER, TAB, ESCAPE, SPACE = (
    Qt.Key.Key_Return,
    Qt.Key.Key_Tab,
    Qt.Key.Key_Escape,
    Qt.Key.Key_Space,
)
MOST_TABS = 60


@dataclass(slots=True)
class Hands:
    """`keys` counts the keystrokes that are no text. A reader at the counter types by its own clock."""

    window: Window
    keys: int = 0
    papers: list[Path] = field(default_factory=list)

    # -- the keyboard

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = PLAIN) -> None:
        """One key, where the keyboard is."""
        self.keys += 1
        QTest.keyClick(self.focus, key, held)

    def write(self, text: str) -> None:
        """Latin key by key, anything else as an input method hands it over."""
        if text.isascii():
            QTest.keyClicks(self.focus, text)
            return
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(self.focus, event)

    def scan(self, text: str) -> None:
        """As a reader types it, 8 ms from key to key, however busy this machine is."""
        wedge = self.window.workplace.scanned.wedge
        clock = wedge._clock
        now = [clock()]
        wedge._clock = lambda: now[0]
        for character in text:
            now[0] += 8
            QTest.keyClick(self.focus, character)
        now[0] += 8
        QTest.keyClick(self.focus, ENTER)
        wedge._clock = clock

    def tab_to(self, name: str) -> None:
        """Tab until the keyboard is in what is called so."""
        for _step in range(MOST_TABS):
            if self.focus.accessibleName().startswith(name):
                self.sees()
                return
            self.press(TAB)
        raise AssertionError(f"Tab never reaches {name!r}")

    # -- the eyes

    @property
    def focus(self) -> QWidget:
        """What has the keyboard."""
        self.wait(QApplication.focusWidget, "somebody has the keyboard")
        found = QApplication.focusWidget()
        assert found is not None
        return found

    def sees(self, *expected: QWidget) -> QWidget:
        """The keyboard is where it is expected; it can be seen there, and has a name to be read out."""
        for each in expected:
            self.wait(lambda each=each: QApplication.focusWidget() is each, _called(each))
        focus = self.focus
        in_front = QApplication.activeModalWidget() or self.window.desktop.window
        assert in_front.isAncestorOf(focus), _called(focus)
        assert focus.isVisible(), _called(focus)
        assert focus.isEnabled(), _called(focus)
        self.wait(lambda: not focus.visibleRegion().isEmpty(), f"{_called(focus)}, in sight")
        assert _is_named(focus), focus
        return focus

    def dialog(self, kind: type[QDialog]) -> QDialog:
        """A dialog of this kind has the keyboard."""
        self.wait(lambda: isinstance(QApplication.activeModalWidget(), kind), kind.__name__)
        found = QApplication.activeModalWidget()
        assert isinstance(found, kind)
        found.activateWindow()
        self.wait(lambda: found.isAncestorOf(QApplication.focusWidget() or found), "keys in it")
        self.sees()
        return found

    def closed(self) -> None:
        """No dialog is open; without a window manager nobody else gives the window the keyboard back."""
        self.wait(lambda: QApplication.activeModalWidget() is None, "the dialog closed")
        self.window.desktop.window.activateWindow()
        self.sees()

    def screen(self, name: str) -> None:
        """This screen is shown, with the keyboard in it."""
        frame = self.window.workplace.frame
        self.wait(lambda: frame.current_screen == name, name)
        self.sees()

    def save_paper(self, path: Path) -> None:
        """A paper comes out as PDF: the path is typed."""
        self.dialog(QFileDialog)
        QTest.keyClick(self.focus, Qt.Key.Key_A, CTRL)
        self.write(str(path))
        QTest.keyClick(self.focus, ENTER)
        self.closed()
        self.wait(path.exists, "the paper on the disk")
        self.papers.append(path)

    def wait(self, holds: Callable[[], object], what: str) -> None:
        """Until it holds."""
        self.window.wait(holds, what)

    @contextmanager
    def at_most(self, keys: int) -> Iterator[None]:
        """What is done inside takes no more keystrokes beside the text."""
        before = self.keys
        yield
        assert self.keys - before <= keys, f"{self.keys - before} keystrokes"


def _called(widget: QWidget) -> str:
    return f"the keyboard in {widget.accessibleName() or type(widget).__name__}"


def _is_named(widget: QWidget) -> bool:
    """Whether it is read out: by its own name or text, or by the label that stands for it."""
    if widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()):
        return True
    return any(label.buddy() is widget for label in widget.window().findChildren(QLabel))
