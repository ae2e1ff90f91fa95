"""Putting a case's data right, and giving the case to somebody else. GUI thread."""

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from helpdesk.domain.case_fields import APPLICANT
from helpdesk.domain.events import Author
from helpdesk.i18n import _
from helpdesk.i18n.words import CATEGORIES, field_word, word
from helpdesk.ui.screens.case.joint_presenter import JointPresenter
from helpdesk.ui.sheet import Sheet
from helpdesk.ui.theme import tokens
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.choice_row import ChoiceRow
from helpdesk.ui.widgets.field import Field
from helpdesk.ui.widgets.panel import Note

Editor = QLineEdit | QPlainTextEdit | QComboBox
_COLUMNS = 3


class AmendDialog(Sheet):
    """Every field that can be put right, as it stands; a value that arrives meanwhile is shown first."""

    def __init__(self, presenter: JointPresenter, case_id: str, parent: QWidget) -> None:
        super().__init__(_("Put data right"), _("Save"), parent)
        self._presenter, self._case_id = presenter, case_id
        self._shown: Mapping[str, str] = presenter.amendable()
        self.fields: dict[str, Field[Editor]] = {
            name: Field(field_word(name), _editor(name, value))
            for name, value in self._shown.items()
        }
        self.with_resident = QCheckBox(_("Also in the resident's own data, for later cases"))
        hint = _("The promised day stays. Who changed what is recorded in the history.")
        self.body.addWidget(Note(hint, Tone.BLUE))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        for place, (name, field) in enumerate(self.fields.items()):
            row, column = divmod(place, _COLUMNS)
            if name == "text":
                grid.addWidget(field, row + 1, 0, 1, _COLUMNS)
            else:
                grid.addWidget(field, row, column)
        self.body.addLayout(grid)
        self.body.addStretch(1)
        sheet = presenter.sheet
        if sheet is not None and sheet.resident:
            self.body.addWidget(self.with_resident)
            self.with_resident.setChecked(True)
        self.setMinimumWidth(tokens().length(840))
        next(iter(self.fields.values())).setFocus()

    def submit(self) -> None:
        """Save what differs, or say what is wrong."""
        if not self.confirm.isEnabled():
            return
        typed = {name: _text(field.editor) for name, field in self.fields.items()}
        changes = {name: text for name, text in typed.items() if text != self._shown[name]}
        self.wait()
        resident = self.with_resident.isChecked() and bool(set(changes) & set(APPLICANT))
        self._presenter.amend(
            changes,
            shown=self._shown,
            with_resident=resident,
            done=self.accept,
            failed=self._failed,
        )

    def _failed(self, words: str) -> None:
        """Somebody else's newer values are said below their fields; saving again is then knowing them."""
        self.fail(words)
        present = self._presenter.amendable()
        sheet = self._presenter.sheet
        if sheet is None or sheet.id != self._case_id:
            return
        for name, field in self.fields.items():
            changed = present[name] != self._shown[name]
            said = _("Meanwhile it became: {value}").format(value=present[name] or "—")
            field.set_error(said if changed else "")
        self._shown = present


class ReassignDialog(Sheet):
    """A colleague, a department, or both; and why."""

    def __init__(
        self, presenter: JointPresenter, agents: Sequence[Author], parent: QWidget
    ) -> None:
        super().__init__(_("Reassign"), _("Reassign"), parent)
        self._presenter = presenter
        self._known = {agent.id: agent for agent in agents}
        self.agents = ChoiceRow(_("Colleague"), [(agent.id, agent.name) for agent in agents])
        self.department = Field(_("Another department"), QLineEdit())
        self.reason = Field(_("Reason"), QLineEdit())
        hint = _(
            "What others recorded without knowing of it becomes a proposal that the new owner decides on."
        )
        self.body.addWidget(Note(hint, Tone.BLUE))
        if agents:
            self.body.addWidget(Field(_("Colleague"), self.agents))
        self.body.addWidget(self.department)
        self.body.addWidget(self.reason)
        self.body.addStretch(1)
        self.setMinimumWidth(tokens().length(520))
        (self.agents if agents else self.department).setFocus()

    def submit(self) -> None:
        """Reassign, or say what is missing."""
        if not self.confirm.isEnabled():
            return
        self.wait()
        self._presenter.reassign(
            self._known.get(self.agents.value() or ""),
            self.department.editor.text(),
            self.reason.editor.text(),
            done=self.accept,
            failed=self.fail,
        )


def _editor(name: str, value: str) -> Editor:
    if name == "category":
        return _categories(value)
    if name != "text":
        return QLineEdit(value)
    editor = QPlainTextEdit(value)
    editor.setTabChangesFocus(True)
    editor.setMinimumHeight(84)
    return editor


def _categories(value: str) -> QComboBox:
    """The kinds of requests, and whatever else stands there."""
    result = QComboBox()
    for code in dict.fromkeys(("", *CATEGORIES, value)):
        result.addItem(word(CATEGORIES, code) or _("not sorted yet"), code)
    result.setCurrentIndex(result.findData(value))
    return result


def _text(editor: Editor) -> str:
    if isinstance(editor, QComboBox):
        return str(editor.currentData())
    return editor.toPlainText() if isinstance(editor, QPlainTextEdit) else editor.text()
