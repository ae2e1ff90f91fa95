"""The fields of one act, made from what it asks for. GUI thread."""

from collections.abc import Sequence

from PySide6.QtCore import QDate, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDateEdit,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from helpdesk.i18n import _
from helpdesk.ui.screens.case.act_shapes import Act, Ask, Shape, Values
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.choice_row import ChoiceRow
from helpdesk.ui.widgets.day_edit import ISO, DayEdit
from helpdesk.ui.widgets.field import Field
from helpdesk.ui.widgets.panel import Note
from helpdesk.ui.widgets.scroll_column import ScrollColumn

_LOW = 84  # pixels: three lines


class ActForm(QWidget):
    """Shows `act` with `values` in its fields; `changed` whenever one of them changes."""

    changed = Signal()

    def __init__(
        self,
        act: Act,
        values: Values,
        script: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        """`script` is what to say meanwhile, a line each."""
        super().__init__(parent)
        self.act = act
        self._fields: dict[str, Field[QWidget]] = {}
        column = ScrollColumn()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(column)
        body = column.body
        body.setSpacing(10)
        body.addWidget(Note(_(act.hint), Tone.BLUE))
        if script:
            body.addWidget(Note("\n".join(script), Tone.GREY))
        row = QHBoxLayout()
        for ask in act.asks:
            field = Field(_(ask.words), self._editor(ask, values.get(ask.name, "")))
            self._fields[ask.name] = field
            if not ask.beside:
                row = QHBoxLayout()
                row.setSpacing(12)
                body.addLayout(row, 1 if ask.shape in (Shape.TEXT, Shape.ITEMS) else 0)
            row.addWidget(field, 1)
        if not any(ask.shape in (Shape.TEXT, Shape.ITEMS) for ask in act.asks):
            body.addStretch(1)
        self._show_what_counts()
        self.changed.connect(self._show_what_counts)
        body.setContentsMargins(0, 0, 8, 0)
        if act.asks:
            self.setFocusProxy(self._fields[act.asks[0].name])

    def values(self) -> dict[str, str]:
        """What stands in the fields."""
        return {name: _value(field.editor) for name, field in self._fields.items()}

    def set_errors(self, sentences: dict[str, str]) -> None:
        """Sentences below the fields; the first of them gets the keyboard."""
        for name, field in self._fields.items():
            field.set_error(sentences.get(name, ""))
        for name in self._fields:
            if name in sentences:
                self._fields[name].setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def _show_what_counts(self) -> None:
        values = self.values()
        for ask in self.act.asks:
            self._fields[ask.name].setVisible(self.act.counts(ask, values))

    def _editor(self, ask: Ask, value: str) -> QWidget:
        if ask.shape is Shape.CHOICE:
            row = ChoiceRow(_(ask.words), [(code, _(words)) for code, words in ask.choices])
            if value:
                row.set_value(value)
            row.chosen.connect(lambda _value: self.changed.emit())
            return row
        if ask.shape is Shape.DAY:
            return self._day(value)
        if ask.shape is Shape.LINE:
            line = QLineEdit(value)
            line.textChanged.connect(lambda _text: self.changed.emit())
            return line
        text = _Words(value)
        text.setTabChangesFocus(True)
        text.setMinimumHeight(_LOW)
        text.textChanged.connect(self.changed)
        return text

    def _day(self, value: str) -> DayEdit:
        day = DayEdit(QDate.fromString(value, ISO))
        day.dateChanged.connect(lambda _day: self.changed.emit())
        return day


class _Words(QPlainTextEdit):
    """As low as it may be: it takes the room that the other questions leave."""

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), _LOW)


def _value(editor: QWidget) -> str:
    if isinstance(editor, ChoiceRow):
        return editor.value() or ""
    if isinstance(editor, QDateEdit):
        return editor.date().toString(ISO)
    if isinstance(editor, QLineEdit):
        return editor.text()
    assert isinstance(editor, QPlainTextEdit)
    return editor.toPlainText()
