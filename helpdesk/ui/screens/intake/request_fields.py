"""A request or a blocked matter in place of a matter: its kind, its words, how it came. GUI thread."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QWidget

from helpdesk.application.intake import Intake
from helpdesk.application.intake_checks import TITLE_MAX
from helpdesk.domain.stages import CaseKind
from helpdesk.i18n import _
from helpdesk.i18n.words import CAME_BY, CATEGORIES, SPECIALS, word
from helpdesk.ui.screens.intake.blocked_fields import BlockedFields
from helpdesk.ui.widgets.choice_row import ChoiceRow
from helpdesk.ui.widgets.field import Field
from helpdesk.ui.widgets.flow import FlowLayout
from helpdesk.ui.widgets.scroll_column import ScrollColumn

_TEXT_LEAST = 76  # pixels: the words are what matters


class RequestFields(ScrollColumn):
    """Five seconds: a key for the kind, the words as they were said. Everything else may stay as it is."""

    edited = Signal(str, object)  # field of the intake, value
    category_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.title = Field(_("What it is about (or the beginning of the words)"), QLineEdit())
        self.title.editor.setMaxLength(TITLE_MAX)
        kinds = [(code, f"{n} {word(CATEGORIES, code)}") for n, code in enumerate(CATEGORIES, 1)]
        self.category = Field(
            _("Kind of request (Ctrl and its number)"), ChoiceRow(_("Kind of request"), kinds)
        )
        self.blocked = BlockedFields()
        self.text = Field(_("In their words"), _Words())
        self.at_once = QCheckBox(_("Answered here, close at once"))
        self.answer = Field(_("What was answered"), QLineEdit())
        self.came_by = Field(_("How it came"), ChoiceRow(_("How it came"), _choices(CAME_BY)))
        self.special = Field(
            _("Special"), ChoiceRow(_("Special"), [("none", _("None")), *_choices(SPECIALS)])
        )
        self.urgent = QCheckBox(_("Urgent"))
        self.secret = QCheckBox(_("Keep the applicant secret"))
        self._compose()
        self._connect()

    def fill(self, intake: Intake) -> None:
        """Raw texts and choices into the editors."""
        blocked = intake.kind is CaseKind.BLOCKED
        self.category.setVisible(not blocked)
        self.title.setVisible(not blocked)
        self.blocked.setVisible(blocked)
        self.at_once.setVisible(not blocked)
        self.answer.setVisible(intake.at_once and not blocked)
        if self.title.editor.text() != intake.title:
            self.title.editor.setText(intake.title)
        known = intake.category if intake.category in CATEGORIES else ""
        self.category.editor.set_value(known)
        self.blocked.fill(intake)
        if self.text.editor.toPlainText() != intake.text:
            silenced = self.text.editor.blockSignals(True)
            self.text.editor.setPlainText(intake.text)
            self.text.editor.blockSignals(silenced)
        if self.answer.editor.text() != intake.answer:
            self.answer.editor.setText(intake.answer)
        self.came_by.editor.set_value(intake.came_by)
        self.special.editor.set_value(intake.special or "none")
        for box, checked in (
            (self.at_once, intake.at_once),
            (self.urgent, intake.urgent),
            (self.secret, intake.secret),
        ):
            silenced = box.blockSignals(True)
            box.setChecked(checked)
            box.blockSignals(silenced)

    def _compose(self) -> None:
        flags = QWidget()
        row = FlowLayout(flags, gap=18)
        for box in (self.at_once, self.urgent, self.secret):
            row.addWidget(box)
        for part in (
            *(self.category, self.title, self.blocked, self.text, flags, self.answer),
            *(self.came_by, self.special),
        ):
            self.body.addWidget(part, 1 if part is self.text else 0)
        self.blocked.hide()

    def _connect(self) -> None:
        self.title.editor.textEdited.connect(lambda text: self.edited.emit("title", text))
        self.title.editor.returnPressed.connect(self.text.editor.setFocus)
        self.category.editor.chosen.connect(self.category_chosen)
        self.text.editor.textChanged.connect(
            lambda: self.edited.emit("text", self.text.editor.toPlainText())
        )
        self.answer.editor.textEdited.connect(lambda text: self.edited.emit("answer", text))
        self.at_once.toggled.connect(lambda on: self.edited.emit("at_once", on))
        self.at_once.toggled.connect(self.answer.setVisible)
        self.came_by.editor.chosen.connect(lambda way: self.edited.emit("came_by", way))
        self.special.editor.chosen.connect(
            lambda kind: self.edited.emit("special", "" if kind == "none" else kind)
        )
        self.urgent.toggled.connect(lambda on: self.edited.emit("urgent", on))
        self.secret.toggled.connect(lambda on: self.edited.emit("secret", on))


class _Words(QPlainTextEdit):
    """As high as the room allows, and never higher than what stands below it needs."""

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setMinimumHeight(_TEXT_LEAST)

    def sizeHint(self) -> QSize:
        return QSize(240, _TEXT_LEAST)


def _choices(table: dict[str, str]) -> list[tuple[str, str]]:
    return [(str(code), word(table, code)) for code in table]
