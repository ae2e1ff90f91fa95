"""The left column's widgets: search, card or form, way of working, proxy, notification. GUI thread."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from helpdesk.application.intake import Channel, Intake
from helpdesk.i18n import _
from helpdesk.i18n.words import CHANNELS, word
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.screens.intake.picker import Picker
from helpdesk.ui.screens.intake.resident_form_view import ResidentForm
from helpdesk.ui.screens.intake.state import FormState, PickLine, ResidentCard
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.buttons import LinkButton
from helpdesk.ui.widgets.choice_row import ChoiceRow
from helpdesk.ui.widgets.field import Field
from helpdesk.ui.widgets.hints import Hints
from helpdesk.ui.widgets.panel import Card, Panel
from helpdesk.ui.widgets.portrait import Portrait
from helpdesk.ui.widgets.scroll_column import ScrollColumn
from helpdesk.ui.widgets.text import label, paragraph

_WHOLE = Qt.AlignmentFlag(0)


class ResidentPanel(Panel):
    """Shows what it is told; `picker`, `form` and the fields speak for themselves."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(_("1 Resident"), parent=parent)
        self._bench = bench
        self.read_card = LinkButton(_("Read a card (F8)"))
        self.header.addWidget(self.read_card)
        self.read_card.hide()
        self.picker = Picker(
            _("Search or read a card"),
            hints=(_("Name, initials, number or telephone"), _("Name or number")),
        )
        self.card = _ResidentCard()
        self.form = ResidentForm()
        channels = [(channel.value, word(CHANNELS, channel)) for channel in Channel]
        self.channel = Field(_("Way of working"), ChoiceRow(_("Way of working"), channels))
        self.proxy = Field(_("Proxy and authorisation"), QLineEdit())
        self.people = LinkButton("")
        self.proxy_asked = LinkButton(_("Proxy … (Ctrl+Shift+P)"))
        self.notify = Field(_("Notify by"), QLineEdit())
        Hints(
            self.proxy.editor,
            _("Empty when the applicant came in person"),
            _("Empty: in person"),
        )
        Hints(
            self.notify.editor,
            _("Text message, call or a neighbour"),
            _("SMS, call, neighbour"),
        )
        self.column = ScrollColumn()
        for widget in (
            *(self.picker, self.card, self.form, self.people, self.channel),
            *(self.proxy, self.proxy_asked, self.notify),
        ):
            left = Qt.AlignmentFlag.AlignLeft if isinstance(widget, LinkButton) else _WHOLE
            self.column.body.addWidget(widget, 0, left)
        self.show_people("")
        self.column.body.addStretch(1)
        self.body.addWidget(self.column)
        self.card.hide()
        self.form.hide()

    def fill(self, intake: Intake) -> None:
        """Raw texts into the editors."""
        self.picker.set_text(intake.resident_search)
        self.channel.editor.set_value(intake.channel)
        for editor, text in (
            (self.proxy.editor, intake.proxy),
            (self.notify.editor, intake.notify),
        ):
            if editor.text() != text:
                editor.setText(text)

    def show_reader(self) -> None:
        """The way to read a card, where a reader is chosen."""
        self.read_card.setVisible(bool(self._bench.cards.chosen()[0]))

    def show_residents(self, text: str, lines: Sequence[PickLine]) -> None:
        """What the search found for `text`."""
        self.picker.show_lines(text, lines)

    def show_people(self, words: str) -> None:
        """How many apply beside the resident, or the way to say so."""
        said = words or _("Several applicants …")
        self.people.setText(_("{words} (Ctrl+L)").format(words=said))
        self.people.setAccessibleName(said)

    def show_divisions(self, text: str, lines: Sequence[PickLine]) -> None:
        """What the form's picker of places found."""
        self.form.show_places(text, lines)
        self.column.follow(self.form.place)

    def show_card(self, card: ResidentCard | None) -> None:
        """The chosen resident, or none."""
        self.card.setVisible(card is not None)
        if card is not None:
            self.card.show_card(card)
            self.card.portrait.load(self._bench, card.photo)

    def show_form(self, state: FormState | None) -> None:
        """The form of a new resident in place of the search, or the search again."""
        if state is not None:
            self.form.show_state(state)
            self.form.portrait.load(self._bench, state.photo)
        self.form.setVisible(state is not None)
        self.picker.setVisible(state is None)


class _ResidentCard(Card):
    def __init__(self) -> None:
        super().__init__()
        self._name = label("", "lead")
        self._about = paragraph("", "small")
        self._numbers = paragraph("", "secondary")
        self._address = paragraph("", "secondary")
        self._open = paragraph("", "small", tone=Tone.AMBER)
        self.portrait = Portrait()
        first = QHBoxLayout()
        first.setSpacing(6)
        first.addWidget(self._name, 0, Qt.AlignmentFlag.AlignBaseline)
        first.addWidget(self._about, 1, Qt.AlignmentFlag.AlignBaseline)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addLayout(first)
        for part in (self._numbers, self._address):
            words.addWidget(part)
        beside = QHBoxLayout()
        beside.addLayout(words, 1)
        beside.addWidget(self.portrait)
        self.body.addLayout(beside)
        self.body.addWidget(self._open)

    def show_card(self, card: ResidentCard) -> None:
        self._name.setText(card.name)
        self._about.setText(card.about)
        for part, words in (
            (self._numbers, card.numbers),
            (self._address, card.address),
            (self._open, card.open_cases),
        ):
            part.setText(words)
            part.setVisible(bool(words))
        lines = (card.name, card.about, card.numbers, card.address, card.open_cases)
        self.setAccessibleName(_(", ").join(filter(None, lines)))
