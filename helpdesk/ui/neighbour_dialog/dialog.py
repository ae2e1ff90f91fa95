"""The neighbour dialog: give to a neighbour, or open the door for one. GUI thread."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from helpdesk.i18n import _
from helpdesk.ui.neighbour_dialog.neighbours import Door, Neighbours
from helpdesk.ui.neighbour_dialog.presenter import NeighbourPresenter, Part, State
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.theme import tokens
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.buttons import PrimaryButton, SecondaryButton
from helpdesk.ui.widgets.choice_row import ChoiceRow
from helpdesk.ui.widgets.field import Field
from helpdesk.ui.widgets.panel import Note
from helpdesk.ui.widgets.text import label


class NeighbourDialog(QDialog):
    """Stays open until it is closed; closing it shuts the door."""

    _ended = Signal(str)

    def __init__(self, *, bench: Workbench, neighbours: Neighbours, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Neighbour desk"))
        parts = [
            (Part.GIVE, _("I have no network: hand over")),
            (Part.CARRY, _("Carry for a neighbour")),
        ]
        self.part = ChoiceRow(_("Neighbour desk"), parts)
        self.address = Field(_("Address on the neighbour's screen"), QLineEdit())
        self.code = Field(_("Code on the neighbour's screen"), QLineEdit())
        self.addresses = label("—", "large")
        self.shown_code = label("—", "figure")
        for words in (self.addresses, self.shown_code):
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.note = Note(tone=Tone.GREY)
        self.go_button = PrimaryButton(_("Hand over"), key="Return")
        self.leave_button = SecondaryButton(_("Close"), key="Esc")
        self._presenter = NeighbourPresenter(bench=bench, neighbours=neighbours, view=self)
        self._compose()
        self.part.chosen.connect(lambda part: self._presenter.choose(Part(part)))
        self.go_button.clicked.connect(self._go)
        self.leave_button.clicked.connect(self.reject)
        self._ended.connect(self._presenter.ended, Qt.ConnectionType.QueuedConnection)
        self.part.set_value(Part.GIVE)
        self._presenter.choose(Part.GIVE)
        self.address.setFocus()

    def reject(self) -> None:
        """Close."""
        self._presenter.close()
        super().reject()

    # -- what the presenter asks

    def show_state(self, part: Part, state: State) -> None:
        """The fields of this part, or the door's code; the sentence below."""
        giving = part is Part.GIVE
        self._stack.setCurrentIndex(0 if giving else 1)
        self.note.set_state(state.words, state.tone)
        self.go_button.set_words(_("Hand over") if giving else _("Open the door"))
        self.go_button.setEnabled(not state.busy)
        self.go_button.setDefault(not state.busy)
        for widget in (self.part, self.address, self.code):
            widget.setEnabled(not state.busy)
        if not giving:
            self._show_door(state.door)

    def door_ended(self, code: str) -> None:
        """From the door's thread."""
        self._ended.emit(code)

    # -- inside

    def _show_door(self, door: Door | None) -> None:
        self.addresses.setText(" · ".join(door.addresses) if door else "—")
        self.shown_code.setText(door.code if door else "—")

    def _go(self) -> None:
        if self._stack.currentIndex() == 0:
            self._presenter.give(self.address.editor.text(), self.code.editor.text())
        else:
            self._presenter.listen()

    def _carrying(self) -> QWidget:
        carry = QWidget()
        shown = QVBoxLayout(carry)
        shown.setContentsMargins(0, 0, 0, 0)
        shown.setSpacing(4)
        shown.addWidget(label(_("Address"), "secondary"))
        shown.addWidget(self.addresses)
        shown.addSpacing(8)
        shown.addWidget(label(_("Code"), "secondary"))
        shown.addWidget(self.shown_code)
        shown.addStretch(1)
        return carry

    def _compose(self) -> None:
        give = QWidget()
        fields = QVBoxLayout(give)
        fields.setContentsMargins(0, 0, 0, 0)
        fields.setSpacing(10)
        fields.addWidget(self.address)
        fields.addWidget(self.code)
        fields.addStretch(1)
        self._stack = QStackedWidget()
        self._stack.addWidget(give)
        self._stack.addWidget(self._carrying())
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.leave_button)
        buttons.addWidget(self.go_button)
        body = QVBoxLayout(self)
        body.setContentsMargins(20, 18, 20, 18)
        body.setSpacing(12)
        body.addWidget(label(_("Neighbour desk"), "lead"))
        body.addWidget(self.part)
        body.addWidget(self._stack, 1)
        body.addWidget(self.note)
        body.addLayout(buttons)
        self.resize(tokens().length(560), tokens().length(380))


def open_neighbour(*, bench: Workbench, neighbours: Neighbours, parent: QWidget) -> NeighbourDialog:
    """Open the dialog; it deletes itself when it is closed."""
    dialog = NeighbourDialog(bench=bench, neighbours=neighbours, parent=parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
