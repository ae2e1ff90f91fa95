"""The one window of the pictures: opened once on the built world, then dressed again and again.

A scene brings something up on it and waits for the thing itself; nothing waits for a fixed time.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QInputMethodEvent, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QWidget

from helpdesk.bootstrap.desktop import Desktop
from helpdesk.bootstrap.dressing import application, dress
from helpdesk.bootstrap.settings import Settings
from helpdesk.bootstrap.tour_walk import shows
from helpdesk.bootstrap.workplace import Workplace
from helpdesk.ui import fonts
from tests.looks import words, world
from tests.ui.screens.desk import PASSWORD, QUICK, WUYUN

WAIT_SECONDS = 30
LANGUAGES = ("zh_CN", "en")
GROUNDS = {"light": {"dark": "0", "big_type": "0"}, "dark": {"dark": "1", "big_type": "0"}}
LOOKS = GROUNDS | {"big": {"dark": "0", "big_type": "1"}}
SIZES = ((1366, 768), (1920, 1080))
NO_KEY = Qt.KeyboardModifier.NoModifier


@dataclass(frozen=True)
class Look:
    """What the window wears."""

    language: str = "zh_CN"
    look: str = "light"
    size: tuple[int, int] = SIZES[0]

    def __str__(self) -> str:
        return f"{self.language}-{self.look}-{self.size[0]}x{self.size[1]}"


MATRIX = tuple(Look(*each) for each in product(LANGUAGES, LOOKS, SIZES))


class Stage:
    """Hands and eyes. `shown` is what a person looks at: the window, or what stands in front of it."""

    def __init__(self, built: world.World, desktop: Desktop) -> None:
        self.world = built
        self.desktop = desktop
        self.look = Look()
        self._passing: list[QWidget] = []

    @property
    def window(self) -> QWidget:
        """The program's window, or one that a scene put in its place."""
        return self._passing[-1] if self._passing else self.desktop.window

    @property
    def workplace(self) -> Workplace:
        """What stands behind the login."""
        assert self.desktop.workplace is not None
        return self.desktop.workplace

    @property
    def shown(self) -> QWidget:
        """The dialog or list in front, else the window."""
        return QApplication.activePopupWidget() or QApplication.activeModalWidget() or self.window

    def wear(self, look: Look) -> None:
        """Language, colours, type and size, in place."""
        self.look = look
        settings = self.desktop.settings
        settings.set("language", look.language)
        for name, value in LOOKS[look.look].items():
            settings.set(name, value)
        self.desktop.window.resize(*look.size)
        self.desktop._make_anew(enrolled=False)
        self.desktop.window.activateWindow()
        self.wait(self.desktop.window.isActiveWindow, "the window in front")
        self.settle()

    # -- hands

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NO_KEY) -> None:
        """A key where the keyboard is."""
        QTest.keyClick(QApplication.focusWidget() or self.shown, key, modifier)

    def write(self, text: str) -> None:
        """Latin key by key, anything else as an input method commits it."""
        focus = QApplication.focusWidget()
        assert focus is not None
        if text.isascii():
            QTest.keyClicks(focus, text)
            return
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(focus, event)

    def go(self, screen: str) -> QWidget:
        """Show a screen and answer it once everything on it was read."""
        self.workplace.show(screen)
        self.settle()
        return self.workplace.frame.centralWidget()

    def find(self, kind: type[QWidget], holds: Callable[[QWidget], object] = bool) -> QWidget:
        """The visible widget of this kind, once it is there."""
        found: list[QWidget] = []

        def look() -> bool:
            tops = QApplication.topLevelWidgets()
            each = (w for top in tops for w in [top, *top.findChildren(kind)])
            found[:] = [w for w in each if isinstance(w, kind) and w.isVisible() and holds(w)]
            return bool(found)

        self.wait(look, kind.__name__)
        return found[-1]

    def act(self, action: str) -> None:
        """Do what a key would do on the shown screen."""
        self.workplace.frame.actions_offered.trigger(action)

    def dialog(self) -> QWidget:
        """What is asked now, once everything in it was read."""
        self.wait(QApplication.activeModalWidget, "a dialog")
        self.settle()
        found = QApplication.activeModalWidget()
        assert found is not None
        return found

    def button(self, words: str) -> QAbstractButton:
        """The button with these words."""
        found = self.find(QAbstractButton, lambda each: each.text() == words)
        assert isinstance(found, QAbstractButton)
        return found

    # -- waiting

    def wait(self, holds: Callable[[], object], what: str) -> None:
        """Until it holds."""
        end = time.monotonic() + WAIT_SECONDS
        while not holds():
            assert time.monotonic() < end, f"{self.look}: in vain: {what}"
            QTest.qWait(1)

    def settle(self) -> None:
        """Until nothing is read, saved or drawn any more."""
        quiet = 0
        end = time.monotonic() + WAIT_SECONDS
        while quiet < 3:
            assert time.monotonic() < end, f"{self.look}: never at rest"
            QApplication.processEvents()
            quiet = 0 if self._is_busy() else quiet + 1
            if not quiet:
                QTest.qWait(1)

    def shows(self, words: str) -> bool:
        """Whether the words are on the screen."""
        return shows(self, words)  # type: ignore[arg-type]

    def _is_busy(self) -> bool:
        workplace = self.desktop.workplace
        waiting = workplace is not None and workplace._pending.isActive()
        tasks = [self.desktop.tasks, *([workplace.tasks] if workplace is not None else [])]
        return waiting or not all(each.idle for each in tasks)

    # -- coming and going

    def put_up(self, window: QWidget) -> None:
        """Another window in the place of the program's, until the scene is over."""
        self.desktop.window.hide()
        window.resize(*self.look.size)
        window.show()
        window.activateWindow()
        self._passing.append(window)
        self.wait(window.isActiveWindow, "the window in front")

    def clear(self) -> None:
        """Everything that a scene brought up is gone."""
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        while (dialog := QApplication.activeModalWidget()) is not None:
            dialog.done(0) if isinstance(dialog, QDialog) else dialog.close()
        for window in self._passing:
            window.close()
            window.deleteLater()
        if self._passing:
            self._passing.clear()
            self.desktop.window.show()
        frame = self.workplace.frame
        self.desktop.window.setCurrentWidget(frame)
        self.desktop.window.activateWindow()
        for place in (frame._passing, frame._banners):
            for notice in place.notices:
                place.close_notice(notice)
        self.settle()

    # -- looking

    def picture(self) -> QPixmap:
        """The window, and what stands in front of it at its place."""
        result = self.window.grab()
        for front in (QApplication.activeModalWidget(), QApplication.activePopupWidget()):
            if front is None or front is self.window:
                continue
            place = _place(front, self.window)
            painter = QPainter(result)
            painter.drawPixmap(place, front.grab())
            painter.drawRect(QRect(place, front.size()).adjusted(-1, -1, 0, 0))
            painter.end()
        return result


def _place(front: QWidget, window: QWidget) -> QPoint:
    """A dialog in the middle, as window managers put it; a list where it opened."""
    if front.windowType() == Qt.WindowType.Popup:
        return front.mapToGlobal(QPoint()) - window.mapToGlobal(QPoint())
    free = window.size() - front.size()
    return QPoint(max(0, free.width() // 2), max(0, free.height() // 2))


@contextmanager
def stage(folder: Path) -> Iterator[Stage]:
    """The window on a freshly built world in `folder`, unlocked; closed at the end."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("helpdesk.bootstrap.folder.SystemClock", world.StandingSystemClock)
        patch.setattr("helpdesk.store.keys.measured", lambda: QUICK)
        built = world.build(folder)
        words.know(folder)
        patch.setattr("helpdesk.bootstrap.services.mounted_sticks", lambda: [built.stick])
        settings = Settings(folder / "desk")
        settings.set("print.thermal", world.THERMAL)
        application(settings)
        fonts.load_rare()
        desktop = Desktop(folder / "desk")
        desktop.show()
        desktop.opened(desktop.unlock(WUYUN.id, PASSWORD))
        desktop.window.activateWindow()
        result = Stage(built, desktop)
        result.wait(desktop.window.isActiveWindow, "the window in front")
        result.wait(lambda: result.workplace.bench.queries.sync_state().last_error, "no city")
        result.settle()
        try:
            yield result
        finally:
            result.clear()
            desktop.close()
            desktop.window.hide()
            settings.set("dark", "0")
            settings.set("big_type", "0")
            app = QApplication.instance()
            assert isinstance(app, QApplication)
            dress(app, settings)
