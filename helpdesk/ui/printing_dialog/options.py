"""Size, copies and printer as fields, for the intake and the printing dialog alike. GUI thread."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from helpdesk.application.paper_forms import sizes_for
from helpdesk.i18n import _
from helpdesk.i18n.words import SIZES, TRAYS, word
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.printing_dialog.choice import COPIES_MAX, Offered, PrintChoice
from helpdesk.ui.printing_dialog.looking import Looking
from helpdesk.ui.sheet import while_open
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.buttons import PrimaryButton, SecondaryButton
from helpdesk.ui.widgets.choice_row import ChoiceRow
from helpdesk.ui.widgets.field import Field
from helpdesk.ui.widgets.panel import Note

_AUTO = "auto"
_WITHOUT_CHOICE = 2  # the printer's own, and a single tray


def tray_word(tray: str) -> str:
    """A tray in words; one that nobody knows by the printer's own."""
    return word(TRAYS, tray).format(n=tray.rpartition("-")[2]) if tray in TRAYS else tray


class PrintOptions(QWidget):
    """Says `changed` with the whole choice."""

    changed = Signal(object)  # PrintChoice

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice = PrintChoice()
        self._printers: Offered = {}
        self.size_row = Field(_("Paper size"), QComboBox())
        counts = [(str(n), str(n)) for n in range(1, COPIES_MAX + 1)]
        self.copies = Field(_("Number of copies"), ChoiceRow(_("Number of copies"), counts))
        self.output = Field(_("Printer"), QComboBox())
        self.tray = Field(_("Tray"), QComboBox())
        self.tray.hide()
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(8)
        for field in (self.output, self.tray, self.size_row, self.copies):
            body.addWidget(field)
        self.size_row.editor.activated.connect(lambda _number: self._changed())
        self.copies.editor.chosen.connect(lambda _count: self._changed())
        self.output.editor.activated.connect(lambda _number: self._changed())
        self.tray.editor.activated.connect(lambda _number: self._changed())

    def show_choice(self, choice: PrintChoice, *, printers: Offered) -> None:
        """Show a choice among these printers, without reporting it as the person's."""
        if printers != self._printers or not self.output.editor.count():
            self._printers = printers
            self.output.editor.clear()
            for name in printers:
                self.output.editor.addItem(name, name)
            self.output.editor.addItem(_("Save as PDF"), "")
        self.output.editor.setCurrentIndex(self.output.editor.findData(choice.printer))
        self.copies.editor.set_value(str(choice.copies))
        self._show_sizes(choice)

    def show_trays(self, trays: Sequence[str], *, chosen: str) -> None:
        """The trays of the chosen printer; nothing to see where there is no choice."""
        self.tray.editor.clear()
        self.tray.editor.addItem(_("As the printer has it"), "")
        for tray in trays:
            if tray.lower() != _AUTO:
                self.tray.editor.addItem(tray_word(tray), tray)
        self.tray.editor.setCurrentIndex(max(0, self.tray.editor.findData(chosen)))
        self.tray.setVisible(self.tray.editor.count() > _WITHOUT_CHOICE)

    def _show_sizes(self, choice: PrintChoice) -> None:
        self._choice = choice
        self.size_row.editor.clear()
        for size in self._sizes(choice.printer):
            self.size_row.editor.addItem(word(SIZES, size), size)
        self.size_row.editor.setCurrentIndex(self.size_row.editor.findData(choice.size))

    def _sizes(self, printer: str) -> Sequence[str]:
        return self._printers.get(printer) or sizes_for(self._choice.paper)

    def _changed(self) -> None:
        printer, size = self.output.editor.currentData() or "", self.size_row.editor.currentData()
        if self._sizes(printer) != self._sizes(self._choice.printer):
            size = self._sizes(printer)[0]
        copies = int(self.copies.editor.value() or 1)
        tray = self.tray.editor.currentData() if printer == self._choice.printer else ""
        choice = replace(self._choice, size=size, copies=copies, printer=printer, tray=tray or "")
        self._show_sizes(choice)
        self.changed.emit(self._choice)


class OptionsDialog(QDialog):
    """A small dialog for the next papers; `chosen` hears of it when it is closed by OK."""

    def __init__(
        self,
        parent: QWidget,
        choice: PrintChoice,
        *,
        bench: Workbench,
        printers: Offered,
        chosen: Callable[[PrintChoice], object],
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Printer, size and copies"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.options = PrintOptions()
        self.note = Note(tone=Tone.GREY)
        self.glyphs = Note(tone=Tone.AMBER)
        self.glyphs.hide()
        self._choice = choice
        self._looking = Looking(bench, while_open(self, self._show))
        self.options.show_choice(choice, printers=printers)
        self.options.changed.connect(self._change)
        self._compose()
        self.accepted.connect(lambda: chosen(self._choice))
        self._change(choice)

    def warn(self, glyphs: str) -> None:
        """Say which characters of the paper no font has; nothing where all are there."""
        self.glyphs.set_state(glyphs, Tone.AMBER)
        self.glyphs.setVisible(bool(glyphs))
        if glyphs:
            self.adjustSize()

    def _change(self, choice: PrintChoice) -> None:
        self._choice = choice
        self._looking.look(choice.printer)
        self._show()

    def _show(self) -> None:
        """The printer's trays, and what stands in the way; nothing is refused here."""
        self._choice = choice = self._looking.settled(self._choice)
        self.options.show_trays(self._looking.trays(choice.printer), chosen=choice.tray)
        words, tone = self._looking.standing(choice)
        self.note.set_state(words, tone)
        self.note.setVisible(bool(words))

    def _compose(self) -> None:
        accept = PrimaryButton(_("OK"), key="Return")
        accept.setDefault(True)
        accept.clicked.connect(self.accept)
        cancel = SecondaryButton(_("Cancel"), key="Esc")
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(accept)
        body = QVBoxLayout(self)
        body.setContentsMargins(20, 18, 20, 18)
        body.setSpacing(14)
        body.addWidget(self.options)
        body.addWidget(self.note)
        body.addWidget(self.glyphs)
        body.addLayout(buttons)
        self.setMinimumWidth(360)


def choose_options(
    parent: QWidget,
    choice: PrintChoice,
    *,
    bench: Workbench,
    printers: Offered,
    chosen: Callable[[PrintChoice], object],
) -> OptionsDialog:
    """Open the dialog."""
    dialog = OptionsDialog(parent, choice, bench=bench, printers=printers, chosen=chosen)
    dialog.open()
    return dialog
