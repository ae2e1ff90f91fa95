"""The form for a new resident: checks appear at the fields while one types. GUI thread."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from helpdesk.domain.residents import DocumentKind
from helpdesk.i18n import _
from helpdesk.i18n.words import DOCUMENT_KINDS, SEXES, word
from helpdesk.ui import fonts
from helpdesk.ui.screens.intake import resident_form as form
from helpdesk.ui.screens.intake.picker import Picker
from helpdesk.ui.screens.intake.state import FormState, PickLine
from helpdesk.ui.theme import tokens
from helpdesk.ui.widgets.buttons import LinkButton
from helpdesk.ui.widgets.choice_row import ChoiceRow
from helpdesk.ui.widgets.field import Field
from helpdesk.ui.widgets.flow import FlowLayout
from helpdesk.ui.widgets.portrait import Portrait
from helpdesk.ui.widgets.text import paragraph, whole

_HALF, _ARROW = 126, 44  # pixels: half of the column, and the frame and arrow of a list


class NotedField(Field[QLineEdit]):
    """A field that can also remark something without calling it wrong."""

    def __init__(self, words: str) -> None:
        super().__init__(words, QLineEdit())
        self._note = paragraph("", "secondary")
        self._note.hide()
        body = self.layout()
        assert body is not None
        body.addWidget(self._note)

    def set_note(self, sentence: str) -> None:
        """A quiet remark; nothing takes it away."""
        self._note.setText(sentence)
        self._note.setVisible(bool(sentence))


class ResidentForm(QWidget):
    """Reports raw text by field; shows whatever state it is given."""

    typed = Signal(str, str)  # field, raw text
    place_typed = Signal(str)
    place_picked = Signal(str)
    closed = Signal()
    twin_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = {
            form.NAME: NotedField(_("Name")),
            form.NUMBER: NotedField(_("Document number")),
            form.BIRTH: NotedField(_("Birth date")),
            form.GROUP: NotedField(_("Ethnic group")),
            form.PHONE: NotedField(_("Telephone")),
            form.ADDRESS: NotedField(_("Address")),
        }
        self._kind = Field(_("Document"), QComboBox())
        # As narrow as its column: the telephone beside it needs its eleven digits.
        self._kind.editor.setMinimumContentsLength(4)
        self._kind.editor.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        for kind in DocumentKind:
            self._kind.editor.addItem(word(DOCUMENT_KINDS, kind), kind.value)
        sexes = [(value, word(SEXES, value)) for value in SEXES]
        self._sex = Field(_("Sex"), ChoiceRow(_("Sex"), sexes))
        self.place = Picker(_("Village or community"), rows=4)
        self.portrait = Portrait()
        self._twin = paragraph("", "small")
        self._use_twin = LinkButton(_("Take the recorded resident"))
        self._cancel = LinkButton(_("Back to the search"))
        self._compose()
        self._connect()

    def show_state(self, state: FormState) -> None:
        """Values, errors and notes; what is being typed right now is left alone."""
        was_open = self.isVisible()
        for name, field in self._lines.items():
            if not (was_open and field.editor.hasFocus()):
                _set_text(field.editor, state.values.get(name, ""))
            field.set_error(state.errors.get(name, ""))
            field.set_note(state.notes.get(name, ""))
        kind = state.values.get(form.KIND, "") or DocumentKind.RESIDENT_ID.value
        self._kind.editor.setCurrentIndex(self._kind.editor.findData(kind))
        self._sex.editor.set_value(state.values.get(form.SEX, ""))
        self._sex.set_error(state.errors.get(form.SEX, ""))
        if not (was_open and self.place.edit.hasFocus() and not state.values.get(form.DIVISION)):
            self.place.set_text(state.values.get(form.DIVISION_TEXT, ""))
        # While the place is being typed, not having picked one yet is no mistake.
        typing = self.place.edit.hasFocus()
        self.place.set_error("" if typing else state.errors.get(form.DIVISION, ""))
        self._twin.setText(state.twin)
        self._twin.setVisible(bool(state.twin))
        self._use_twin.setVisible(bool(state.twin))

    def show_places(self, text: str, lines: Sequence[PickLine]) -> None:
        """What the picker of divisions found."""
        self.place.show_lines(text, lines)

    def set_error(self, name: str, sentence: str) -> None:
        """A sentence at a field, after registering was refused."""
        if name == form.DIVISION:
            self.place.set_error(sentence)
        elif name == form.SEX:
            self._sex.set_error(sentence)
        elif name in self._lines:
            self._lines[name].set_error(sentence)

    def editor(self, name: str) -> QWidget:
        """The widget that has the keyboard for a field."""
        others: dict[str, QWidget] = {
            form.DIVISION: self.place.edit,
            form.SEX: self._sex.editor,
            form.KIND: self._kind.editor,
        }
        return others[name] if name in others else self._lines[name].editor

    def names(self) -> tuple[str, ...]:
        """The fields."""
        return form.FIELDS

    def _compose(self) -> None:
        top = QWidget()
        line = FlowLayout(top, gap=12, line_gap=0)
        line.addWidget(whole(_("New resident"), "heading"))
        line.addWidget(self._cancel)
        self._lines[form.BIRTH].editor.setPlaceholderText("1958-03-12")
        words = QVBoxLayout()
        words.setSpacing(6)
        words.addWidget(top)
        words.addWidget(self._lines[form.NAME])
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(4)
        beside = QHBoxLayout()
        beside.setSpacing(8)
        beside.addLayout(words, 1)
        beside.addWidget(self.portrait, 0, Qt.AlignmentFlag.AlignTop)
        body.addLayout(beside)
        body.addWidget(self._twin)
        body.addWidget(self._use_twin, 0, Qt.AlignmentFlag.AlignLeft)
        body.addLayout(self._grid())

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        # Two beside each other where the column has room for both; the order of reading is the same.
        pairs = 2 if self._kind_fits() else 1
        fields: tuple[tuple[QWidget, ...], ...] = (
            (self._kind, self._sex),
            (self._lines[form.NUMBER],),
            (self._lines[form.BIRTH], self._lines[form.GROUP]),
            (self._lines[form.PHONE],),
            (self.place,),
            (self._lines[form.ADDRESS],),
        )
        for both in fields:
            for n, field in enumerate(both):
                row = grid.rowCount() - (n % pairs > 0)
                span = pairs if len(both) == 1 else 1
                grid.addWidget(field, row, n % pairs, 1, span, Qt.AlignmentFlag.AlignTop)
        for column in range(pairs):
            grid.setColumnStretch(column, 1)
        return grid

    def _kind_fits(self) -> bool:
        """Whether the longest kind of document has room in half of the column."""
        words = map(self._kind.editor.itemText, range(self._kind.editor.count()))
        font = fonts.sized(self.font(), tokens().body)
        width = max(map(QFontMetrics(font).horizontalAdvance, words))
        return tokens().scale == 1 and width + _ARROW <= _HALF  # big type has no wider column

    def _connect(self) -> None:
        for name, field in self._lines.items():
            field.editor.textEdited.connect(lambda text, name=name: self.typed.emit(name, text))
        self._kind.editor.activated.connect(
            lambda _n: self.typed.emit(form.KIND, self._kind.editor.currentData())
        )
        self._sex.editor.chosen.connect(lambda value: self.typed.emit(form.SEX, value))
        self.place.typed.connect(self.place_typed)
        self.place.picked.connect(self.place_picked)
        self._use_twin.clicked.connect(self.twin_chosen)
        self._cancel.clicked.connect(self.closed)


def _set_text(editor: QLineEdit, text: str) -> None:
    if editor.text() != text:
        editor.setText(text)
