"""Login and lock: who, and the password. Works without any network. GUI thread."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QProgressBar, QWidget

from helpdesk.domain.events import Author
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _, language
from helpdesk.i18n.problems import sentence
from helpdesk.ui import qt_texts
from helpdesk.ui.presenting import Background
from helpdesk.ui.screens.login.presenter import Choices, LoginPresenter, Unlock
from helpdesk.ui.screens.settings.appearance import LANGUAGES
from helpdesk.ui.theme import tokens
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.buttons import LinkButton, PrimaryButton, SecondaryButton
from helpdesk.ui.widgets.choice_row import ChoiceRow
from helpdesk.ui.widgets.field import Field
from helpdesk.ui.widgets.panel import Note, Panel
from helpdesk.ui.widgets.text import label, paragraph


class LoginScreen(QWidget):
    """`opened` gets what `unlock` answered; `restore_asked` and `recovery_asked` carry the id of who is
    asked for. `hint` is said quietly; `set_desk` and `set_warning` say what is known before unlocking.
    `lock` returns here and keeps the work behind it.
    """

    restore_asked = Signal(str)
    recovery_asked = Signal(str)

    def __init__(
        self,
        *,
        agents: Sequence[Author],
        unlock: Unlock,
        opened: Callable[[Any], object],
        background: Background,
        settings: Choices,
        hint: str = "",
    ) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._presenter = LoginPresenter(
            self,
            agents=agents,
            unlock=unlock,
            opened=opened,
            background=background,
            choices=settings,
        )
        self._locked = False
        self._pin = False
        self._seconds = 0
        self._countdown = QTimer(self)
        self._countdown.setInterval(1000)
        self._countdown.timeout.connect(self._count_down)
        self._compose(hint)
        self.translate()
        self._presenter.begin()
        self.setFocusProxy(self._password.editor)

    def lock(self, agents: Sequence[Author]) -> None:
        """The screen is locked: the password of one of these is asked, of the same agent at first."""
        self._presenter.set_agents(agents)
        self._locked = True
        self.forget_password()
        self._languages.hide()  # the work behind keeps its language
        self._forgotten.hide()  # somebody could log in a while ago
        self.translate()
        self._presenter.begin()
        self._password.editor.setFocus()

    def begin(self, agents: Sequence[Author]) -> None:
        """From the beginning, as after a restore."""
        self._locked = False
        self.forget_password()
        self.offer()
        self._presenter.set_agents(agents)
        self.accept_pin(False)
        self._forgotten.show()
        self._presenter.begin()
        self._password.editor.setFocus()

    def set_contact(self, contact: Unlock) -> None:
        """How to unlock with a sync first, offered where too many days passed without one."""
        self._presenter.set_contact(contact)

    def accept_pin(self, accepted: bool) -> None:
        """Whether a PIN does as well as the password, because the work lies open behind the lock."""
        self._pin = accepted
        self.translate()

    def set_desk(self, desk: str) -> None:
        """The desk's name, once it is known."""
        self._desk.setText(desk)
        self._desk.setVisible(bool(desk))

    def set_warning(self, sentence: str) -> None:
        """What whoever unlocks should know, such as a clock that is wrong; empty takes it away."""
        self._warning.set_state(sentence, Tone.AMBER)
        self._warning.setVisible(bool(sentence))

    # -- what the presenter asks

    def show_agents(self, names: Sequence[str], current: int) -> None:
        """Who may unlock."""
        self._agent.editor.clear()
        self._agent.editor.addItems(list(names))
        self._agent.editor.setCurrentIndex(current)

    def show_waiting(self, waiting: bool) -> None:
        """While the password is checked, nothing can be typed or pressed."""
        for widget in (self._agent.editor, self._password.editor, self._unlock, self._languages):
            widget.setEnabled(not waiting)
        self._bar.setRange(0, 0 if waiting else 1)
        self._bar.setVisible(waiting)

    def show_problem(self, words: str, *, again: bool) -> None:
        """What went wrong, below the password."""
        self._password.set_error(words)
        if words:  # while it was tried nothing could have the keyboard
            self._password.editor.setFocus()
        if again:
            self._password.editor.selectAll()

    def show_pause(self, seconds: int) -> None:
        """Nothing can be tried for so many seconds."""
        self._seconds = seconds
        self._unlock.setEnabled(False)
        self._password.set_error(sentence(Problem("password-wait", seconds=seconds)))
        self._countdown.start()

    def offer(self, *, contact: bool = False, restore: bool = False) -> None:
        """Another way in: a sync from here, or a backup."""
        self._sync.setVisible(contact)
        self._restore.setVisible(restore)

    def forget_password(self) -> None:
        """Nothing typed stays behind."""
        self._password.editor.clear()

    def translate(self) -> None:
        """All texts, in the language in use."""
        qt_texts.follow_language()
        self._title.setText(_("Helpdesk workbench"))
        self._state.setText(_("Locked. Your work is kept.") if self._locked else "")
        self._state.setVisible(self._locked)
        self._agent.set_words(_("Agent"))
        self._password.set_words(_("PIN or password") if self._pin else _("Password"))
        self._sync.set_words(_("Sync with the city and unlock"))
        self._restore.set_words(_("Restore from a backup…"))
        self._forgotten.setText(_("Forgotten password…"))
        self._unlock.set_words(_("Unlock"))
        self._offline.setText(_("Works without a network. The data on this computer is encrypted."))

    # -- inside

    def _compose(self, hint: str) -> None:
        panel = Panel()
        panel.set_margins(32, 26)
        panel.setFixedWidth(tokens().length(420))
        self._title = label("", "title")
        self._desk = label("", "body")
        self._state = paragraph("", "secondary")
        self._warning = Note("", Tone.AMBER)
        self._agent = Field("", QComboBox())
        self._password = Field("", QLineEdit())
        self._password.editor.setEchoMode(QLineEdit.EchoMode.Password)
        self._password.editor.setMaxLength(200)
        self._password.editor.returnPressed.connect(self._try)
        self._unlock = PrimaryButton("", key="Return")
        self._unlock.clicked.connect(self._try)
        self._agent.editor.activated.connect(self._end_pause)
        self._sync = SecondaryButton("")
        self._sync.clicked.connect(self._try_contact)
        self._restore = SecondaryButton("")
        self._forgotten = LinkButton("")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._offline = paragraph("", "secondary")
        self._languages = ChoiceRow("语言 Language", LANGUAGES)
        self._languages.set_value(language())
        self._languages.chosen.connect(self._presenter.speak)
        self._fill(panel, hint)
        self._sync.hide()
        self._restore.hide()
        self.set_desk("")
        self.set_warning("")
        self.show_waiting(False)
        _centre(self, panel)

    def _fill(self, panel: Panel, hint: str) -> None:
        for button, asked in (
            (self._restore, self.restore_asked),
            (self._forgotten, self.recovery_asked),
        ):
            button.clicked.connect(
                lambda _checked=False, asked=asked: asked.emit(
                    self._presenter.agent_at(self._agent.editor.currentIndex())
                )
            )
        for part in (self._title, self._desk, self._state, self._warning):
            panel.body.addWidget(part)
        panel.body.addSpacing(6)
        for field in (
            self._agent,
            self._password,
            self._bar,
            self._unlock,
            self._sync,
            self._restore,
            self._offline,
        ):
            panel.body.addWidget(field)
        if hint:
            panel.body.addWidget(Note(hint, Tone.BLUE))
        panel.body.addSpacing(4)
        foot = QHBoxLayout()
        foot.addWidget(self._languages)
        foot.addStretch(1)
        foot.addWidget(self._forgotten)
        panel.body.addLayout(foot)

    def _count_down(self) -> None:
        self._seconds -= 1
        if self._seconds > 0:
            self._password.set_error(sentence(Problem("password-wait", seconds=self._seconds)))
        else:
            self._end_pause()

    def _end_pause(self) -> None:
        """It is over, or another agent was chosen: each waits for their own wrong passwords alone."""
        if self._countdown.isActive():
            self._countdown.stop()
            self._unlock.setEnabled(True)
            self._password.set_error("")

    def _try_contact(self) -> None:
        self._presenter.contact(self._agent.editor.currentIndex(), self._password.editor.text())

    def _try(self) -> None:
        if self._countdown.isActive():
            return
        self._presenter.unlock(self._agent.editor.currentIndex(), self._password.editor.text())


def _centre(page: QWidget, panel: Panel) -> None:
    grid = QGridLayout(page)
    grid.setContentsMargins(18, 16, 18, 16)
    grid.setRowStretch(0, 2)
    grid.setRowStretch(2, 3)
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(panel)
    row.addStretch(1)
    grid.addLayout(row, 1, 0)
