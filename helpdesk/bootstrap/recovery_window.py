"""A desk whose passwords are forgotten, or that the city blocked, opened by two files; in the window.

GUI thread, but for what is handed to the background.
"""

import contextlib
from collections.abc import Callable
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from helpdesk.bootstrap.files import write_whole
from helpdesk.bootstrap.recovering import answered, read_answer
from helpdesk.domain.events import Author
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.i18n import N_, _
from helpdesk.i18n.problems import sentence
from helpdesk.protocol.recovery import RecoveryRequest, comparison_code
from helpdesk.store import recovery
from helpdesk.store.key_file import Slot, read_keys
from helpdesk.ui.asking import Ask, Failed, Request, Values, hand_over
from helpdesk.ui.fields_dialog import FieldsDialog
from helpdesk.ui.presenting import Background
from helpdesk.ui.sheet import Sheet
from helpdesk.ui.theme import tokens
from helpdesk.ui.widgets.buttons import PrimaryButton, SecondaryButton
from helpdesk.ui.widgets.text import label, paragraph


class RecoveryWindow(QObject):
    """Over the login of the desk in `data`; `opened` is called when somebody can log in again."""

    def __init__(
        self,
        parent: QWidget,
        data: Path,
        background: Background,
        *,
        opened: Callable[[], object],
    ) -> None:
        super().__init__(parent)
        self._window = parent
        self._data = data
        self._background = background
        self._opened = opened
        self._request: RecoveryRequest | None = None

    def open(self, agent: str) -> None:
        """Both ways: ask the city, or take its answer; `agent` is who is asked for first."""
        sheet = Sheet(_("Forgotten password"), "", self._window)
        text = _(
            "Another agent can set a new password for you (F10). If nobody can log in, the city can open this"
            " desk: bring it a request, and come back with its answer. Nothing that was recorded is lost."
        )
        sheet.body.addWidget(paragraph(text))
        ask = PrimaryButton(_("Ask the city…"))
        take = SecondaryButton(_("Take in the city's answer…"))
        take.setEnabled(self._is_asked())
        for button, do in ((ask, lambda: self._ask(agent)), (take, self._take)):
            button.clicked.connect(sheet.accept)
            button.clicked.connect(do)
            sheet.body.addWidget(button)
        sheet.setMinimumWidth(tokens().length(460))
        sheet.open()
        (take if take.isEnabled() else ask).setFocus()

    # -- the request

    def _ask(self, agent: str) -> None:
        names = {slot.agent: slot.name for slot in self._slots()}
        agent = agent or next(iter(names), "")
        self._show(
            Request(
                _("Ask the city"),
                _("Save the request…"),
                _("Choose a new password now; it counts when the city's answer is taken in."),
                (
                    Ask("agent", N_("Agent's id"), value=agent),
                    Ask("name", N_("Agent's name, as papers show it"), value=names.get(agent, "")),
                    Ask("new", N_("New password, at least 8 characters"), secret=True),
                    Ask("again", N_("The new password again"), secret=True),
                ),
                do=self._prepare,
                follow=self._ask_where,
            )
        )

    def _prepare(self, values: Values) -> None:
        author = Author(values["agent"].strip(), values["name"].strip())
        self._request = recovery.ask(self._data, author, values["new"])

    def _ask_where(self) -> None:
        dialog = _file_dialog(self._window, _("Save the request"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile("recovery.request")
        dialog.fileSelected.connect(self._save)
        dialog.open()

    def _save(self, path: str) -> None:
        request = self._request
        if request is None:
            return
        try:
            write_whole(Path(path), msgspec.json.encode(request))
        except EnvironmentProblem as problem:
            self._tell(_("Ask the city"), sentence(problem))
            return
        text = _("Bring {file} to the city, and read them this code: {code}")
        code = comparison_code(request)
        self._tell(_("Ask the city"), text.format(file=path, code=""), large=code)

    # -- the answer

    def _take(self) -> None:
        dialog = _file_dialog(self._window, _("The city's answer"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._ask_password)
        dialog.open()

    def _ask_password(self, path: str) -> None:
        self._show(
            Request(
                _("The city's answer"),
                _("Open the desk"),
                _("Type the password that you chose when you asked."),
                (Ask("password", N_("Password"), secret=True),),
                do=lambda values: answered(self._data, read_answer(Path(path)), values["password"]),
                follow=self._done,
            )
        )

    def _done(self) -> None:
        self._opened()
        self._tell(_("The city's answer"), _("Log in with the new password now."))

    # -- inside

    def _show(self, request: Request) -> None:
        FieldsDialog(request, self._submit, self._window).open()

    def _submit(
        self, request: Request, values: Values, *, done: Callable[[], object], failed: Failed
    ) -> None:
        def finished() -> None:
            done()
            request.follow()

        hand_over(self._background, request, values, done=finished, failed=failed)

    def _tell(self, title: str, words: str, *, large: str = "") -> None:
        sheet = Sheet(title, "", self._window)
        sheet.body.addWidget(paragraph(words))
        if large:
            sheet.body.addWidget(label(large, "figure"))
        sheet.setMinimumWidth(tokens().length(420))
        sheet.open()

    def _slots(self) -> tuple[Slot, ...]:
        with contextlib.suppress(Problem):
            return read_keys(self._data).slots
        return ()

    def _is_asked(self) -> bool:
        with contextlib.suppress(Problem):
            return read_keys(self._data).pending is not None
        return False


def _file_dialog(parent: QWidget, title: str) -> QFileDialog:
    dialog = QFileDialog(parent, title)
    dialog.setLabelText(QFileDialog.DialogLabel.LookIn, _("Folder:"))
    dialog.setLabelText(QFileDialog.DialogLabel.FileType, _("Kind of file:"))
    dialog.finished.connect(dialog.deleteLater)
    return dialog
