"""The first page of a new computer: enrol with the city, or try everything on a practice desk. GUI thread."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QProgressBar, QWidget

from helpdesk.i18n import _
from helpdesk.ui.presenting import Background
from helpdesk.ui.screens.first_start.presenter import SCHEME, Enrol, FirstStartPresenter, Form
from helpdesk.ui.theme import tokens
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.buttons import LinkButton, PrimaryButton
from helpdesk.ui.widgets.field import Field
from helpdesk.ui.widgets.panel import Note, Panel
from helpdesk.ui.widgets.text import label, paragraph

_LENGTH = 200
_OF_AGENT = ("agent", "name", "password", "again")


class FirstStartScreen(QWidget):
    """`enrolled` gets what `enrol` answered; `practice_asked` and `restore_asked` are other ways in."""

    practice_asked = Signal()
    restore_asked = Signal()

    def __init__(
        self,
        *,
        enrol: Enrol,
        enrolled: Callable[[Any], object],
        was_made: Callable[[], bool],
        background: Background,
    ) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._presenter = FirstStartPresenter(
            self, enrol=enrol, enrolled=enrolled, was_made=was_made, background=background
        )
        self._compose()
        self.setFocusProxy(self._fields["code"].editor)

    # -- what the presenter asks

    def show_problem(self, field: str, words: str) -> None:
        """What is wrong, at its field; everything typed stays."""
        for name, each in self._fields.items():
            each.set_error(words if name == field else "")
        elsewhere = words if field not in self._fields else ""
        self._problem.set_state(elsewhere, Tone.RED)
        self._problem.setVisible(bool(elsewhere))
        if words and field in self._fields:
            self._fields[field].editor.setFocus()

    def show_waiting(self, words: str) -> None:
        """What is under way."""
        for name, field in self._fields.items():
            field.editor.setEnabled(not words and not (self._kept and name in _OF_AGENT))
        self._enrol.setEnabled(not words)
        self._practice.setEnabled(not words)
        self._restore.setEnabled(not words and not self._kept)
        self._bar.setRange(0, 0 if words else 1)
        self._bar.setVisible(bool(words))
        self._state.setText(words)
        self._state.setVisible(bool(words))

    def show_scanned(self, server: str, code: str) -> None:
        """Address and code of a QR code; the agent comes next."""
        self._fields["server"].editor.setText(server)
        self._fields["code"].editor.setText(code)
        self._fields["agent"].editor.setFocus()

    def keep_agent(self) -> None:
        """The desk is made for this agent."""
        self._kept = True
        self.show_waiting("")

    # -- inside

    def _compose(self) -> None:
        self._kept = False
        panel = Panel()
        panel.set_margins(32, 24)
        panel.setFixedWidth(tokens().length(560))
        self._problem = Note("", Tone.RED)
        self._problem.hide()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._state = paragraph("", "secondary")
        self._enrol = PrimaryButton(_("Set up this computer"), key="Ctrl+Return")
        self._enrol.clicked.connect(self._submit)
        self._practice = LinkButton(_("Only try it: open a practice desk"))
        self._practice.clicked.connect(self.practice_asked)
        self._restore = LinkButton(_("Restore a desk from a backup…"))
        self._restore.clicked.connect(self.restore_asked)
        panel.body.addWidget(label(_("Set up this computer"), "title"))
        panel.body.addWidget(
            paragraph(
                _(
                    "The city gives a one-time code for each desk. Everything on this computer is"
                    " encrypted with your password."
                ),
                "secondary",
            )
        )
        panel.body.addLayout(self._compose_fields())
        for part in (self._problem, self._bar, self._state, self._enrol):
            panel.body.addWidget(part)
        below = QHBoxLayout()
        below.addWidget(self._practice)
        below.addStretch(1)
        below.addWidget(self._restore)
        panel.body.addLayout(below)
        self.show_waiting("")
        self._centre(panel)

    def _compose_fields(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(10)
        words = {
            "server": _("Address of the city's server"),
            "code": _("One-time code (type it or scan the QR code)"),
            "agent": _("Agent's id"),
            "name": _("Agent's name, as papers show it"),
            "password": _("Password, at least 8 characters"),
            "again": _("The password again"),
        }
        self._fields = {name: Field(text, _editor(name)) for name, text in words.items()}
        for name, (row, column, span) in _PLACES.items():
            grid.addWidget(self._fields[name], row, column, 1, span)
        for name in ("server", "code"):
            editor = self._fields[name].editor  # a scanner types, then presses Enter
            editor.editingFinished.connect(lambda e=editor: self._presenter.scanned(e.text()))
        self._fields["again"].editor.returnPressed.connect(self._submit)
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(key), self, self._submit)
        return grid

    def _centre(self, panel: Panel) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(18, 16, 18, 16)
        grid.setRowStretch(0, 2)
        grid.setRowStretch(2, 3)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(2, 1)
        grid.addWidget(panel, 1, 1)

    def _submit(self) -> None:
        typed = {name: field.editor.text() for name, field in self._fields.items()}
        self._presenter.submit(Form(**typed))


_PLACES = {
    "server": (0, 0, 2),
    "code": (1, 0, 2),
    "agent": (2, 0, 1),
    "name": (2, 1, 1),
    "password": (3, 0, 1),
    "again": (3, 1, 1),
}


def _editor(name: str) -> QLineEdit:
    editor = QLineEdit()
    editor.setMaxLength(_LENGTH)
    if name in ("password", "again"):
        editor.setEchoMode(QLineEdit.EchoMode.Password)
    if name == "server":
        editor.setText(SCHEME)
    return editor
