"""The window on a folder without a desk: enrol with the city, then straight to Today."""

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, Signal, Slot

from helpdesk.bootstrap.desktop import Opened, run
from helpdesk.bootstrap.dressing import application
from helpdesk.bootstrap.enrolment import enrol_desk
from helpdesk.bootstrap.folder import OpenDesk, init_desk, is_desk
from helpdesk.bootstrap.instance import Instance, raise_other
from helpdesk.bootstrap.mishaps import Mishaps, mishaps_noted
from helpdesk.bootstrap.settings import Settings
from helpdesk.bootstrap.traces import logged_in
from helpdesk.domain.events import Author
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _
from helpdesk.i18n.problems import sentence
from helpdesk.store.keys import Stretching
from helpdesk.ui.frame import DESIGN_SIZE
from helpdesk.ui.screens.first_start.presenter import Form
from helpdesk.ui.screens.first_start.view import FirstStartScreen
from helpdesk.ui.tasks import Tasks
from helpdesk.ui.window import Window


class FirstStart(QObject):
    """`ready` gets the enrolled desk; `restored`: there is one out of a backup now. An attempt that fails
    keeps the desk that was made, and its keys: the city knows them already where only its answer was
    lost. `stretching` is for tests.
    """

    mishap = Signal()
    """Something in the program went wrong, and is noted. Any thread."""

    def __init__(
        self,
        data: Path,
        *,
        ready: Callable[[Opened], object],
        restored: Callable[[], object],
        stretching: Stretching | None = None,
    ) -> None:
        super().__init__()
        self._data = data
        self._ready = ready
        self._restored = restored
        self._stretching = stretching
        self._desk: OpenDesk | None = None
        self.tasks = Tasks(self)
        self.mishaps = Mishaps()
        self.tasks.broken.connect(self.mishaps.note)
        self.tasks.noticed.connect(lambda notice: self._say(notice.sentence))
        self.mishap.connect(self._say_mishap)
        self.window = Window()
        self.window.setWindowTitle(_("Helpdesk workbench"))
        self.window.resize(*DESIGN_SIZE)
        self.window.closed.connect(self.close)
        self.screen = FirstStartScreen(
            enrol=self.enrol,
            enrolled=self._enrolled,
            was_made=lambda: self._desk is not None,
            background=self.tasks,
        )
        self.screen.practice_asked.connect(self._practise)
        self.screen.restore_asked.connect(self._restore)
        self.window.addWidget(self.screen)

    def show(self) -> None:
        """Show the page."""
        self.window.show()
        self.window.activateWindow()
        self.screen.setFocus()

    def enrol(self, form: Form) -> Opened:
        """Make the desk if need be, and ask the city; background. Raises what both raise."""
        if self._desk is None:
            author = Author(form.agent.strip(), form.name.strip())
            self._desk = init_desk(
                self._data, agent=author, password=form.password, stretching=self._stretching
            )
        enrol_desk(self._desk, form.server.strip(), form.code)
        logged_in(self._desk.session)
        return Opened(self._desk.session.author, self._desk)

    def close(self) -> None:
        """End background work; a desk that was made and not handed on is closed."""
        self.tasks.close()
        if self._desk is not None:
            self._desk.close()
            self._desk = None

    @Slot()
    def _say_mishap(self) -> None:
        self._say(sentence(Problem("internal")))

    def _say(self, words: str) -> None:
        self.screen.show_problem("", words)

    def _enrolled(self, opened: Opened) -> None:
        self._desk = None  # its owner is whoever goes on
        self._ready(opened)

    def _restore(self) -> None:
        """A desk that was on another computer, or on this one before."""
        from helpdesk.bootstrap.restore_window import open_restore

        dialog = open_restore(self.window, self._data, self.tasks, restored=lambda: None)
        dialog.finished.connect(self._go_on)

    def _go_on(self) -> None:
        if is_desk(self._data):
            self._restored()

    def _practise(self) -> None:
        QProcess.startDetached(*practice_command(self._data))
        self.window.close()


def main(data: Path) -> int:
    """Set the computer up, then go on with the desk's window; answers the exit code."""
    app = application(Settings(data))
    if raise_other(data):
        return 0
    instance, made, back = Instance(data), list[Opened](), list[bool]()

    def ready(opened: Opened) -> None:
        made.append(opened)
        app.exit()

    def restored() -> None:
        back.append(True)
        app.exit()

    start = FirstStart(data, ready=ready, restored=restored)
    instance.raise_asked.connect(start.window.activateWindow)
    start.show()
    with mishaps_noted(start.mishaps, start.mishap.emit):
        code = app.exec()
    start.window.hide()
    start.close()
    if made or back:
        code = run(app, data, instance, opened=made[0] if made else None)
    instance.close()
    return code


def practice_command(data: Path) -> tuple[str, list[str]]:
    """How this very program opens the practice desk beside the folder."""
    packed = getattr(sys, "frozen", False)
    return sys.executable, [
        *([] if packed else ["-m", "helpdesk"]),
        "--data",
        str(data),
        "practice",
    ]
