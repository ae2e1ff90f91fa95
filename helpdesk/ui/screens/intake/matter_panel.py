"""The middle column's widgets: the matter with its materials, or the words of a request. GUI thread."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QStyle,
    QStyleOptionButton,
    QVBoxLayout,
    QWidget,
)

from helpdesk.application.intake import Intake
from helpdesk.domain.stages import CaseKind
from helpdesk.i18n import _
from helpdesk.ui import fonts
from helpdesk.ui.screens.intake.files_bar import FilesBar
from helpdesk.ui.screens.intake.picker import Picker
from helpdesk.ui.screens.intake.precheck_list import PreCheckList
from helpdesk.ui.screens.intake.request_fields import RequestFields
from helpdesk.ui.screens.intake.state import (
    Area,
    MaterialLine,
    MatterCard,
    PickLine,
    PreChecks,
)
from helpdesk.ui.theme import tokens
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets import painting
from helpdesk.ui.widgets.choice_row import ChoiceRow
from helpdesk.ui.widgets.material_list import MaterialList, MaterialRow
from helpdesk.ui.widgets.panel import Note, Panel
from helpdesk.ui.widgets.text import paragraph

_SEARCH, _CHOSEN, _REQUEST = range(3)  # pages of the stack


class MatterPanel(Panel):
    """A matter is searched or shown; a request has title, category and text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("2 Matter and materials"), parent=parent)
        self.picker = Picker(
            _("Matter"),
            label_shown=False,
            hints=(_("Matter: name, everyday word or initials"),),
            rows=0,
        )
        self.chosen = ChosenMatter()
        self.variants = VariantRow()
        self.prechecks = PreCheckList()
        self.materials = MaterialList()
        self.request = RequestFields()
        self._notes = [Note(), Note(), Note()]
        self._keys = paragraph(
            _("Space taken · A all · W wrong · R deferred · N not applicable · C camera · F file"),
            "secondary",
        )
        self._error = paragraph("", "small", tone=Tone.RED)
        self._stack = QStackedWidget()
        for page in (self.picker, self._compose_chosen(), self.request):
            self._stack.addWidget(page)
        self._card: MatterCard | None = None
        self._asking = self._has_lines = False
        self._kind = CaseKind.MATTER
        self._looking = False
        self.files = FilesBar()
        self.body.addWidget(self._stack, 1)
        self.body.addWidget(self.files)
        self.chosen.clicked.connect(self.look_again)
        self.picker.escaped.connect(self._look_no_more)

    def fill(self, intake: Intake) -> None:
        """Raw texts into the editors."""
        self._kind = intake.kind
        self.picker.set_text(intake.matter_search)
        self.request.fill(intake)
        titles = {CaseKind.REQUEST: _("2 Request"), CaseKind.BLOCKED: _("2 Blocked matter")}
        self.set_title(titles.get(intake.kind, _("2 Matter and materials")))
        self._turn()

    def show_card(self, card: MatterCard | None) -> None:
        """The chosen matter, or the search for one."""
        if card is None or self._card is None or card.name != self._card.name:
            self._looking = False
        self._card = card
        if card is not None:
            self.chosen.show_card(card)
            self.variants.show_variants(card.variants, card.variant)
        notes = card.notes if card else ()
        for number, note in enumerate(self._notes):
            note.setVisible(number < len(notes))
            if number < len(notes):
                note.set_state(*notes[number])
        self._turn()

    def show_prechecks(self, asked: PreChecks) -> None:
        """The questions before the materials, and what follows from the answers."""
        self.prechecks.show_prechecks(asked)
        self._asking = any(line.holds is None for line in asked.lines)
        self._show_keys()

    def _show_keys(self) -> None:
        """The keys of the materials, while nothing else is asked or said."""
        free = not self._asking and self._error.isHidden()
        self._keys.setVisible(self._has_lines and free)

    def show_materials(self, lines: Sequence[MaterialLine]) -> None:
        """The checklist; the current row stays while states change."""
        name = self._card.name if self._card else ""
        self.materials.set_rows(
            [
                MaterialRow(f"{name}/{x.number}", x.name, x.detail, x.state, x.tone, x.ticked)
                for x in lines
            ]
        )
        self._has_lines = bool(lines)
        self._show_keys()
        self.materials.setVisible(bool(lines))

    def show_matters(self, text: str, lines: Sequence[PickLine]) -> None:
        """What the search found for `text`."""
        self.picker.show_lines(text, lines)

    def show_blocked(self, text: str, lines: Sequence[PickLine]) -> None:
        """What the search for the blocked matter found."""
        self.request.blocked.matter.show_lines(text, lines)

    def next_material(self, number: int) -> None:
        """The current row goes on from this one."""
        below = self.materials.model().index(number + 1, 0)
        if below.isValid():
            self.materials.setCurrentIndex(below)

    def set_error(self, sentence: str) -> None:
        """What is wrong with the materials, in place of the keys."""
        self._error.setText(f"⚠ {sentence}" if sentence else "")
        self._error.setVisible(bool(sentence))
        self._show_keys()

    def focus_target(self, area: str) -> QWidget:
        """The widget that has the keyboard for an area of this column."""
        request: dict[str, QWidget] = {
            Area.TITLE: self.request.title.editor,
            Area.TEXT: self.request.text.editor,
            Area.BLOCKED: self.request.blocked.matter.edit,
            Area.WHERE: self.request.blocked.where.editor,
        }
        if area in request:
            return request[area]
        if area == Area.PRECHECKS and self.prechecks.questions.isVisibleTo(self):
            return self.prechecks.questions
        if area in (Area.MATERIALS, Area.PRECHECKS) and self._card is not None:
            return self.materials
        return self.picker.edit if self._stack.currentIndex() == _SEARCH else self.chosen

    @property
    def looking(self) -> bool:
        """Whether a matter is being searched for."""
        return self._stack.currentIndex() == _SEARCH

    def look_again(self) -> None:
        """Search for another matter; the chosen one stays until another is picked."""
        self._looking = True
        self._turn()
        self.picker.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.picker.edit.selectAll()
        self.picker.typed.emit(self.picker.edit.text())

    def picked(self) -> None:
        """A matter was picked, perhaps the same one again."""
        self._looking = False
        self._turn()

    def _look_no_more(self) -> None:
        self.picked()
        self.chosen.setFocus(Qt.FocusReason.OtherFocusReason)

    def _turn(self) -> None:
        searching = self._card is None or self._looking
        self.picker.set_escapable(self._looking)
        matter = _SEARCH if searching else _CHOSEN
        self._stack.setCurrentIndex(matter if self._kind is CaseKind.MATTER else _REQUEST)

    def _compose_chosen(self) -> QWidget:
        result = QWidget()
        body = QVBoxLayout(result)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(8)
        body.addWidget(self.chosen)
        body.addWidget(self.variants)
        body.addWidget(self.prechecks)
        for note in self._notes:
            body.addWidget(note)
        body.addWidget(self.materials, 1)
        body.addWidget(self._error)
        body.addWidget(self._keys)
        body.addStretch(0)
        self._error.hide()
        return result


class VariantRow(QWidget):
    """The variants (情形) of a matter, one of them chosen; nothing where there are none."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._names: tuple[str, ...] = ()
        self._row: ChoiceRow | None = None
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def show_variants(self, names: tuple[str, ...], variant: str) -> None:
        """Offer these."""
        if names != self._names:
            if self._row is not None:
                self._row.hide()
                self._row.deleteLater()
            self._names = names
            self._row = (
                ChoiceRow(_("Case variant"), [(name, name) for name in names]) if names else None
            )
            if self._row is not None:
                self._row.chosen.connect(self.chosen)
                self._body.addWidget(self._row)
        if self._row is not None:
            self._row.set_value(variant if variant in names else "")
        self.setVisible(bool(names))

    def choose_next(self) -> None:
        """The one after the chosen."""
        if self._row is not None:
            self._row.choose_next()


class ChosenMatter(QPushButton):
    """The matter on one line; pressing it looks for another."""

    def __init__(self) -> None:
        super().__init__()
        self._card = MatterCard("", "", "")
        self.setProperty("kind", "secondary")
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_card(self, card: MatterCard) -> None:
        """Shows this matter."""
        self._card = card
        words = _("Matter: {name}, {detail}. Press to choose another.")
        self.setAccessibleName(words.format(name=card.name, detail=card.detail))
        self.setToolTip(_(", ").join((card.name, card.detail)))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        look = tokens()
        return QSize(240, look.field if self._fits() else look.field + look.small + 6)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()

    def _fits(self) -> bool:
        """Whether name, detail and initials stand on one line."""
        look, card = tokens(), self._card
        bold = QFontMetrics(fonts.sized(self.font(), look.body, bold=True))
        small = QFontMetrics(fonts.sized(self.font(), look.small))
        words = bold.horizontalAdvance(f"★ {card.name}") + small.horizontalAdvance(card.detail)
        keys = painting.key_size(card.initials, self.font()).width()
        return words + keys + 52 <= self.width()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look, card = QPainter(self), tokens(), self._card
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        self.style().drawControl(QStyle.ControlElement.CE_PushButtonBevel, option, painter, self)
        inner = self.rect().adjusted(11, 0, -10, 0)
        size = painting.key_size(card.initials, self.font())
        top = (self.height() - size.height()) // 2
        place = QRect(inner.right() - size.width(), top, size.width(), size.height())
        painting.key(painter, place, card.initials, base=self.font())
        bold = fonts.sized(self.font(), look.body, bold=True)
        lead = f"★ {card.name}" if card.starred else card.name
        name = QRect(inner)
        room = place.left() - 10 - inner.left()
        name.setWidth(min(room, QFontMetrics(bold).horizontalAdvance(lead) + 2))
        if self._fits():
            detail = QRect(name.right() + 10, 0, place.left() - name.right() - 20, self.height())
        else:
            line = self.height() // 2
            name.setHeight(line + 4)
            detail = QRect(inner.left(), line, room, line - 3)
        painting.text(painter, name, lead, font=bold, colour=look.ink)
        small = fonts.sized(self.font(), look.small)
        painting.text(painter, detail, card.detail, font=small, colour=look.muted)
