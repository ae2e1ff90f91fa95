"""The real window on a desk's folder, offscreen, as somebody at the counter uses it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QWidget

from helpdesk.application.intake import Intake
from helpdesk.bootstrap.desktop import Desktop
from helpdesk.bootstrap.dressing import application
from helpdesk.bootstrap.settings import Settings
from helpdesk.bootstrap.tour_walk import shows, visible
from helpdesk.bootstrap.tour_window import Tour, TourFailure
from helpdesk.bootstrap.workplace import Workplace
from helpdesk.ui.leaving_dialog import LeavingDialog
from helpdesk.ui.screens.intake.presenter import IntakePresenter
from helpdesk.ui.screens.intake.residents import NEW
from helpdesk.ui.screens.intake.view import IntakeScreen
from tests.desk import PASSWORD

CONTROL = Qt.KeyboardModifier.ControlModifier
SIZE = (1366, 768)


@dataclass(slots=True)
class Window:
    """The tour's hands and eyes on a desk of its own."""

    tour: Tour

    @property
    def desktop(self) -> Desktop:
        """The program."""
        return self.tour.desktop

    @property
    def workplace(self) -> Workplace:
        """What stands behind the login."""
        return self.tour.workplace

    @property
    def screen(self) -> IntakeScreen:
        """The intake screen."""
        return self.workplace.intake

    @property
    def presenter(self) -> IntakePresenter:
        """What decides behind it."""
        return self.screen.presenter

    @property
    def intake(self) -> Intake:
        """What is on the intake screen."""
        return self.presenter.intake

    @property
    def texts(self) -> list[str]:
        """Every text that stands on the window or on the dialog in front of it."""
        shown = QApplication.activeModalWidget() or self.desktop.window
        return [label.text() for label in visible(shown, QLabel) if label.text()]

    def text(self, words: str) -> str:
        """The text on the screen that holds these words, once it is there."""
        try:
            self.wait(lambda: any(words in text for text in self.texts), words)
        except TourFailure:
            raise AssertionError(f"{words!r} is not among {self.texts}") from None
        return next(text for text in self.texts if words in text)

    def wait(self, holds: Callable[[], object], what: str) -> None:
        """Until it holds."""
        self.tour.wait(holds, what)

    def shows(self, words: str) -> bool:
        """Whether the words are on the screen."""
        return shows(self.tour, words)

    def unlock(self, password: str = PASSWORD) -> "Window":
        """Type the password; Today comes."""
        self.try_password(password)
        self.wait(lambda: self.desktop.workplace, "Today after the password")
        return self

    def try_password(self, password: str = PASSWORD) -> None:
        """Type the password, whatever comes of it."""
        field = self.desktop.login._password.editor
        self.wait(field.hasFocus, "the keyboard in the password field")
        field.setText(password)
        self.tour.press(Qt.Key.Key_Return)

    def new_intake(self, *, request: bool = False) -> None:
        """F2: an empty intake."""
        self.tour.press(Qt.Key.Key_F2)
        self.wait(lambda: self.workplace.frame.current_screen == "intake", "the intake")
        if request:
            self.presenter.set_kind("request")

    def new_resident(self, name: str, **typed: str) -> None:
        """Search for somebody unknown, take the last line, fill in the form key by key."""
        picker, form = self.screen.residents.picker, self.screen.residents.form
        picker.edit.setFocus()
        enter(picker.edit, name)
        self.wait(lambda: picker.model.lines and picker.model.lines[-1].id == NEW, "nobody found")
        for _ in range(len(picker.model.lines) - 1):
            self.tour.press(Qt.Key.Key_Down)
        self.tour.press(Qt.Key.Key_Return)
        self.wait(form.isVisible, "the form")
        for field, text in typed.items():
            self.retype(field, text)

    def retype(self, field: str, text: str) -> None:
        """Another text in a field of the form."""
        editor = self.screen.residents.form.editor(field)
        assert isinstance(editor, QLineEdit)
        editor.setFocus()
        editor.selectAll()
        QTest.keyClick(editor, Qt.Key.Key_Delete)
        enter(editor, text)

    def tell(self, title: str, text: str = "") -> None:
        """Title and words of a request."""
        fields = self.screen.matters.request
        fields.title.editor.setFocus()
        enter(fields.title.editor, title)
        fields.text.editor.setFocus()
        fields.text.editor.insertPlainText(text)  # as it is pasted

    def drafts(self) -> list[Intake]:
        """The drafts on the disk."""
        return [draft.intake for draft in self.workplace.bench.queries.drafts()]

    def register(self) -> None:
        """Ctrl+Enter."""
        self.tour.press(Qt.Key.Key_Return, CONTROL)

    def save_paper(self, path: Path) -> None:
        """Fill in and confirm the dialog that asks where to save."""
        self.wait(lambda: isinstance(QApplication.activeModalWidget(), QFileDialog), "the dialog")
        dialog = QApplication.activeModalWidget()
        assert dialog is not None
        edit = dialog.findChild(QLineEdit)
        assert isinstance(edit, QLineEdit)
        edit.setText(str(path))
        QTest.keyClick(edit, Qt.Key.Key_Return)
        self.wait(lambda: QApplication.activeModalWidget() is None, "the dialog closed")
        self.desktop.window.activateWindow()
        self.wait(QApplication.focusWidget, "the keyboard back in the window")


def enter(widget: QWidget, text: str) -> None:
    """Type into a widget: Latin key by key, anything else as an input method commits it."""
    if text.isascii():
        QTest.keyClicks(widget, text)
        return
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def leave(desktop: Desktop) -> None:
    """Close the window by its cross; whoever is asked to wait for the last exchange does not."""
    if not desktop.window.close():
        asked = QApplication.activeModalWidget()
        assert isinstance(asked, LeavingDialog)
        QTest.keyClick(asked, Qt.Key.Key_Return)
    assert not desktop.window.isVisible()


@contextmanager
def window(folder: Path) -> Iterator[Window]:
    """The window, ready for the password; closed as by its cross."""
    application(Settings(folder))
    desktop = Desktop(folder)
    desktop.window.resize(*SIZE)
    desktop.show()
    try:
        yield Window(Tour(folder, desktop, None, ""))  # type: ignore[arg-type]
    finally:
        shown = QApplication.activeModalWidget()
        if shown is not None:
            shown.close()
        leave(desktop)
