"""One question as a form: the sides beside each other, or a late record with two answers. GUI thread."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from helpdesk.application.questions import Question, Side
from helpdesk.i18n import _
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.choice_row import ChoiceRow
from helpdesk.ui.widgets.field import Field
from helpdesk.ui.widgets.panel import Note, Panel
from helpdesk.ui.widgets.text import label, paragraph

ACCEPT, DECLINE = "accept", "decline"


class QuestionForm(QWidget):
    """What both forms have: the heading, whose it is, a hint."""

    chosen = Signal()

    def __init__(self, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.question = question
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(10)
        self.column.addWidget(label(question.title, "heading"))
        self.column.addWidget(paragraph(question.whose, "secondary"))
        self.column.addWidget(Note(question.hint, Tone.BLUE))

    @property
    def answered(self) -> bool:
        """Whether something was chosen that can be recorded."""
        raise NotImplementedError

    def take_over(self, before: "QuestionForm") -> None:
        """What was chosen and typed here before the questions were read anew. A choice is made once more
        where it would now be between other values."""


class ConflictForm(QuestionForm):
    """The values side by side; the arrow keys choose one, or another is written below."""

    def __init__(self, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(question, parent)
        self._group = QButtonGroup(self)
        self._ids = [side.id for side in question.sides]
        row = QHBoxLayout()
        row.setSpacing(12)
        for number, side in enumerate(question.sides):
            shown = number == len(question.sides) - 1
            row.addWidget(self._card(number, side, shown=shown), 1)
        self.column.addLayout(row)
        self.other: QLineEdit | QPlainTextEdit | None = None
        if question.writable:
            self._add_other(long=question.long)
        self.column.addStretch(1)
        self._group.idToggled.connect(lambda *_which: self.chosen.emit())
        self.setFocusProxy(self._group.button(0))

    @property
    def answered(self) -> bool:
        """A side, or the other value, was chosen."""
        return self._group.checkedId() >= 0

    @property
    def take(self) -> str:
        """The chosen side; empty for another value."""
        number = self._group.checkedId()
        return self._ids[number] if 0 <= number < len(self._ids) else ""

    @property
    def text(self) -> str:
        """The other value as typed."""
        if isinstance(self.other, QPlainTextEdit):
            return self.other.toPlainText()
        return self.other.text() if self.other is not None else ""

    def take_over(self, before: QuestionForm) -> None:
        """The other value as it was typed; the choice only where the sides are the same."""
        if not isinstance(before, ConflictForm):
            return
        if self.other is not None and before.text:
            with QSignalBlocker(self.other):  # typing it would choose it
                if isinstance(self.other, QPlainTextEdit):
                    self.other.setPlainText(before.text)
                else:
                    self.other.setText(before.text)
        number = before._group.checkedId()
        if number >= 0 and before.question.between == self.question.between:
            self.choose(number)

    def choose(self, number: int) -> None:
        """Choose a side by its place, as a press of its button does."""
        self._group.button(number).setChecked(True)

    def _card(self, number: int, side: Side, *, shown: bool) -> Panel:
        card = Panel()
        button = QRadioButton(_("Take this"))
        button.setAccessibleName(f"{_('Take this')}: {side.text}")
        self._group.addButton(button, number)
        value = paragraph(side.text, "lead")
        value.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        card.body.addWidget(button)
        card.body.addWidget(value)
        card.body.addWidget(paragraph("\n".join(side.lines), "small"))
        if shown:
            card.body.addWidget(paragraph(_("Shown at present, marked as in doubt"), "secondary"))
        card.body.addStretch(1)
        return card

    def _add_other(self, *, long: bool) -> None:
        number = len(self._ids)
        button = QRadioButton(_("Write another"))
        self._group.addButton(button, number)
        self.other = QPlainTextEdit() if long else QLineEdit()
        self.other.setAccessibleName(_("Another value"))
        if isinstance(self.other, QPlainTextEdit):
            self.other.setTabChangesFocus(True)
            self.other.setMaximumHeight(96)
        self.other.textChanged.connect(lambda *_text: button.setChecked(True))
        self.column.addWidget(button)
        self.column.addWidget(self.other)


class ProposalForm(QuestionForm):
    """What was recorded late, and whether it counts."""

    def __init__(self, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(question, parent)
        (side,) = question.sides
        card = Panel()
        card.body.addWidget(paragraph(side.text, "lead"))
        card.body.addWidget(paragraph("\n".join(side.lines), "small"))
        self.column.addWidget(card)
        self.choice = ChoiceRow(
            _("Decision"), [(ACCEPT, _("Accept: it counts now")), (DECLINE, _("Decline"))]
        )
        self.words = QLineEdit()
        if question.blocked:
            self.column.addWidget(Note(question.blocked, Tone.AMBER))
        else:
            self.column.addWidget(Field(_("Decision"), self.choice))
            self.column.addWidget(Field(_("Remark"), self.words))
            self.choice.chosen.connect(lambda _value: self.chosen.emit())
            self.setFocusProxy(self.choice)
        self.column.addStretch(1)

    @property
    def answered(self) -> bool:
        """Accepted or declined."""
        return bool(self.choice.value())

    def take_over(self, before: QuestionForm) -> None:
        """The remark, and the answer."""
        if isinstance(before, ProposalForm):
            self.words.setText(before.words.text())
            if answer := before.choice.value():
                self.choice.set_value(answer)
