"""`helpdesk` with a window: login, then the workplace; owns every thread of the process.

What only the workplace needs (store, sync, papers, screens) is imported while the password is typed.
"""

import importlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QDialog
from shiboken6 import isValid

from helpdesk.bootstrap import memory
from helpdesk.bootstrap.dressing import application, dress
from helpdesk.bootstrap.idle import MINUTE_MS, IdleWatch
from helpdesk.bootstrap.instance import Instance, raise_other
from helpdesk.bootstrap.mishaps import Mishaps, mishaps_noted
from helpdesk.bootstrap.reopening import PinTries, open_by_contact
from helpdesk.bootstrap.settings import Settings
from helpdesk.domain.events import Author
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.i18n import _
from helpdesk.i18n.problems import sentence
from helpdesk.store import keys
from helpdesk.ui.frame import DESIGN_SIZE, load_rare_fonts_when_shown
from helpdesk.ui.notices import Notice
from helpdesk.ui.screens.login.view import LoginScreen
from helpdesk.ui.tasks import Tasks
from helpdesk.ui.tokens import Tone
from helpdesk.ui.window import Window

if TYPE_CHECKING:
    from helpdesk.bootstrap.desk_care import DeskCare
    from helpdesk.bootstrap.desk_sync import DeskSync
    from helpdesk.bootstrap.folder import OpenDesk
    from helpdesk.bootstrap.workplace import Workplace

DESK_NAME = "desk_name"  # a desk's name is on its door: no personal data
LATER = (
    "helpdesk.bootstrap.folder",
    "helpdesk.bootstrap.desk_care",
    "helpdesk.bootstrap.desk_sync",
    "helpdesk.bootstrap.desk_vault",
    "helpdesk.bootstrap.workplace",
)


@dataclass(frozen=True, slots=True)
class Opened:
    """A desk that was unlocked, or (`desk` None) the one already open, by the same agent."""

    author: Author
    desk: "OpenDesk | None"


class Desktop(QObject):
    """Everything between the program's start and its end."""

    mishap = Signal()
    """Something in the program went wrong, and is noted. Any thread."""

    def __init__(self, data: Path, *, hint: str = "") -> None:
        super().__init__()
        self._data = data
        self.settings = Settings(data)
        self.tasks = Tasks(self)
        self.mishaps = Mishaps()
        self.tasks.broken.connect(self.mishaps.note)
        self.mishap.connect(self._say_mishap)
        self.desk: OpenDesk | None = None
        self.workplace: Workplace | None = None
        self.sync: DeskSync | None = None
        self.care: DeskCare | None = None
        self._stop_listening: Callable[[], None] = lambda: None
        self._end_watch: Callable[[], None] = lambda: None
        self._end_leaving: Callable[[], None] = lambda: None
        self.window = Window()
        self.window.setWindowTitle(_("Helpdesk workbench"))
        self.window.resize(*DESIGN_SIZE)
        self.window.closed.connect(self.close)
        self._pins = PinTries()
        self._covered: list[QDialog] = []
        self._idle = IdleWatch(self)
        self._idle.idle.connect(lambda: self.lock(idle=True))
        self._hint = hint
        self.login = self._login()
        self.window.addWidget(self.login)

    def show(self) -> None:
        """Show the window, ready for the password."""
        self.window.show()
        self.window.activateWindow()
        self.login.setFocus()
        self.tasks.run(_load_the_rest)
        self._look_at_clock()

    def come_forward(self) -> None:
        """Somebody started the program a second time: this is the window."""
        if self.window.isMinimized():
            self.window.showNormal()
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def unlock(self, agent: str, password: str) -> Opened:
        """Open the desk for an agent; background work. Raises Problem and EnvironmentProblem."""
        from helpdesk.bootstrap.folder import agent_of, open_desk
        from helpdesk.bootstrap.traces import logged_in, unlock_again

        author = agent_of(self._data, agent)
        if self.desk is None:
            desk = open_desk(self._data, agent=agent, password=password, wait=2.0)
            logged_in(desk.session)
            return Opened(author, desk)
        if self._pins.opens(self.desk, author, password):
            logged_in(self.desk.session)
            return Opened(author, None)
        unlock_again(self._data, self.desk, author, password)
        self._pins.begin_anew()
        return Opened(author, None)

    def unlock_by_contact(self, agent: str, password: str) -> Opened:
        """The same after a sync with the city; background work."""
        from helpdesk.bootstrap.folder import agent_of
        from helpdesk.bootstrap.traces import logged_in

        desk = open_by_contact(self._data, agent, password)
        logged_in(desk.session)
        return Opened(agent_of(self._data, agent), desk)

    def opened(self, opened: Opened) -> None:
        """Show the workplace of the agent who has just unlocked it."""
        before = self.workplace
        if opened.desk is not None:
            self._begin(opened.desk)
        elif self.desk is not None and self.desk.session.author != opened.author:
            self._leave_workplace()
            self.desk.session = replace(self.desk.session, author=opened.author)
            self._enter_workplace(self.desk)
        if self.desk is not None:
            self._idle.begin(self.desk.store.standing.policy.idle_minutes * MINUTE_MS)
        if self.workplace is not None:
            self.window.setCurrentWidget(self.workplace.frame)
            self.workplace.frame.take_keyboard()
            self.workplace.refresh()
        covered, self._covered = self._covered, []
        for dialog in covered if self.workplace is before else ():
            if isValid(dialog):
                dialog.show()

    def lock(self, *, idle: bool = False) -> None:
        """Back to the login; the work stays as it is."""
        self._idle.end()
        if self.desk is not None:
            from helpdesk.bootstrap.traces import locked

            session = self.desk.session
            self.tasks.run(lambda: locked(session, idle=idle))
            if self.sync is not None:
                self.sync.soon()  # whoever locks may be about to leave
            self._look_at_clock()
        self._show_login()

    def _show_login(self) -> None:
        """The login in front of everything; dialogs come back with the work behind them."""
        self._covered += [
            each
            for each in QApplication.topLevelWidgets()
            if isinstance(each, QDialog) and each.isVisible()
        ]
        for dialog in self._covered:
            dialog.hide()
        self.login.lock(agents_of(self._data)[0])
        self.login.accept_pin(self._pins.is_offered(self.desk))
        self.window.setCurrentWidget(self.login)

    def close(self) -> None:
        """End threads, flush drafts, close the store; a second call does nothing."""
        self._leave()
        self.tasks.close()

    def _begin(self, desk: "OpenDesk") -> None:
        from helpdesk.bootstrap.desk_care import DeskCare
        from helpdesk.bootstrap.desk_sync import DeskSync
        from helpdesk.bootstrap.leaving import Leaving

        self.desk = desk
        self.care = DeskCare(desk)
        self.settings.set(DESK_NAME, desk.session.desk.name)
        self.sync = DeskSync(desk, self.settings)
        self.sync.shut_out.connect(self._end_session, Qt.ConnectionType.QueuedConnection)
        self._end_leaving = Leaving(self.sync, self.window).end
        self._enter_workplace(desk)
        self.care.start()
        self.sync.start()

    def _enter_workplace(self, desk: "OpenDesk") -> None:
        from helpdesk.bootstrap.clock_watch import ClockWatch
        from helpdesk.bootstrap.enrolment import is_enrolled
        from helpdesk.bootstrap.services import services_of
        from helpdesk.bootstrap.workplace import Workplace, ask_enrolment

        if self.sync is None or self.care is None:
            return
        services = services_of(
            desk, self.sync, settings=self.settings, safekeeping=self.care.safekeeping
        )
        workplace = Workplace(desk.session, desk.queries, settings=self.settings, services=services)
        workplace.tasks.broken.connect(self.mishaps.note)
        workplace.frame.lock_requested.connect(self.lock)
        queued = Qt.ConnectionType.QueuedConnection
        workplace.enrolled.connect(lambda: self._make_anew(enrolled=True), queued)
        workplace.dressed.connect(lambda: self._make_anew(enrolled=False), queued)
        workplace.restore_asked.connect(lambda: self._restore(desk.session.author.id), queued)
        self._stop_listening = desk.store.listen(workplace.store_changed)
        self.window.addWidget(workplace.frame)
        self.workplace = workplace
        watch = ClockWatch(
            desk.session,
            desk.clock.finding,
            background=workplace.tasks,
            navigator=workplace,
            window=workplace.frame,
        )
        watch.look()
        self._end_watch = watch.end
        self.care.speak_through(workplace, restore=workplace.restore_asked.emit)
        if not is_enrolled(desk):
            ask_enrolment(workplace)

    def _make_anew(self, *, enrolled: bool) -> None:
        """The same desk with the name and numbers of an unfinished first start, or in another language
        or look: everything is made again, what was typed is a draft."""
        if self.desk is None or self.sync is None or self.workplace is None:
            return
        if enrolled:
            self.desk.renew()
            self.settings.set(DESK_NAME, self.desk.session.desk.name)
        else:
            dress(QApplication.instance(), self.settings)
            self.login.translate()
        self._leave_workplace()
        self._enter_workplace(self.desk)
        if enrolled:
            self.sync.start()
        self.window.setCurrentWidget(self.workplace.frame)
        if not enrolled:
            self.workplace.show("settings")

    def _end_session(self) -> None:
        """The city revoked whoever works here: the session ends, what was recorded stays."""
        code = "device-sealed" if keys.read_keys(self._data).sealed else "agent-revoked"
        self._leave()
        self._covered.clear()
        self._show_login()
        self.login.show_problem(sentence(Problem(code)), again=False)

    def _leave_workplace(self) -> None:
        workplace, self.workplace = self.workplace, None
        if workplace is not None:
            if self.care is not None:
                self.care.speak_through(None)
            self._stop_listening()
            self._end_watch()
            workplace.close()
            self.window.removeWidget(workplace.frame)
            workplace.frame.deleteLater()

    def _leave(self) -> None:
        self._idle.end()
        self._leave_workplace()
        if self.sync is not None:
            self._end_leaving()
            self.sync.close()
            self.sync = None
        if self.care is not None:
            self.care.close()
            self.care = None
        if self.desk is not None:
            self.desk.close()
            self.desk = None

    def _login(self) -> LoginScreen:
        agents, problem = agents_of(self._data)
        login = LoginScreen(
            agents=agents,
            unlock=self.unlock,
            opened=self.opened,
            background=self.tasks,
            settings=self.settings,
            hint=self._hint,
        )
        login.set_contact(self.unlock_by_contact)
        login.set_desk(self.settings.get(DESK_NAME))
        login.restore_asked.connect(self._restore)
        login.recovery_asked.connect(self._recover)
        if problem is not None:
            login.show_problem(sentence(problem), again=False)
            login.offer(restore=isinstance(problem, EnvironmentProblem))
        return login

    @Slot()
    def _say_mishap(self) -> None:
        words = sentence(Problem("internal"))
        if self.workplace is not None:
            self.workplace.frame.show_notice(Notice(tone=Tone.RED, sentence=words, topic="mishap"))
        else:
            self.login.show_problem(words, again=False)

    @Slot(str)
    def _restore(self, agent: str = "") -> None:
        """Back to the login, and the backups in front of it; an open desk is closed first."""
        from helpdesk.bootstrap.restore_window import open_restore

        self._leave()
        self.window.setCurrentWidget(self.login)
        self.login.begin(agents_of(self._data)[0])
        open_restore(
            self.window,
            self._data,
            self.tasks,
            restored=lambda: self.login.begin(agents_of(self._data)[0]),
            agent=agent,
        )

    def _recover(self, agent: str) -> None:
        """A forgotten password: to the city and back in two files."""
        from helpdesk.bootstrap.recovery_window import RecoveryWindow

        window = RecoveryWindow(
            self.window,
            self._data,
            self.tasks,
            opened=lambda: self.login.begin(agents_of(self._data)[0]),
        )
        window.open(agent)

    def _look_at_clock(self) -> None:
        """A clock that cannot be right is said before the password is typed (C19)."""

        def warning() -> str:
            from helpdesk.bootstrap.clock_watch import warning_before_login

            return warning_before_login(self._data)

        self.tasks.run(warning, done=self.login.set_warning)


def agents_of(data: Path) -> tuple[tuple[Author, ...], Problem | None]:
    """Who may unlock, or why nobody can: the city blocked the device, `keys.json` is damaged or gone."""
    try:
        found = keys.agents(data)
        sealed = not found and keys.read_keys(data).sealed
    except EnvironmentProblem as problem:
        return (), problem
    return found, Problem("device-sealed") if sealed else None


def _load_the_rest() -> None:
    """In a thread of its own: the imports of everything behind the login."""
    for module in LATER:
        importlib.import_module(module)
    memory.settle()


def main(data: Path, *, hint: str = "") -> int:
    """Open the window on a data folder until it is closed; answers the exit code."""
    app = application(Settings(data))
    if raise_other(data):
        return 0
    return run(app, data, Instance(data), hint=hint)


def run(
    app: QApplication,
    data: Path,
    instance: Instance,
    *,
    opened: Opened | None = None,
    hint: str = "",
) -> int:
    """The desk's window until it is closed, unlocked already where the desk was `opened`."""
    desktop = Desktop(data, hint=hint)
    instance.raise_asked.connect(desktop.come_forward)
    if opened is not None:
        desktop.opened(opened)
    desktop.show()
    load_rare_fonts_when_shown(desktop)
    with mishaps_noted(desktop.mishaps, desktop.mishap.emit):
        code = app.exec()
    instance.close()
    desktop.close()
    return code
