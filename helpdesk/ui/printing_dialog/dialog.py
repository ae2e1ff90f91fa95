"""The printing dialog: paper, size, copies and printer at the left, the paper at the right. GUI thread."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from helpdesk.i18n import _
from helpdesk.i18n.words import PAPERS, word
from helpdesk.ui.presenting import PageImage, Settings, Workbench
from helpdesk.ui.printing_dialog.choice import Offered, PrintChoice
from helpdesk.ui.printing_dialog.options import PrintOptions
from helpdesk.ui.printing_dialog.presenter import PrintPresenter
from helpdesk.ui.printing_dialog.save_as import ask_file
from helpdesk.ui.theme import tokens
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.buttons import PrimaryButton, SecondaryButton
from helpdesk.ui.widgets.field import Field
from helpdesk.ui.widgets.panel import Note
from helpdesk.ui.widgets.paper_preview import PaperPreview


class PrintDialog(QDialog):
    """Stays open until the paper came out or the person gives up."""

    def __init__(
        self,
        case_id: str,
        *,
        bench: Workbench,
        settings: Settings,
        paper: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Print"))
        self.paper = Field(_("Paper"), QComboBox())
        self.options = PrintOptions()
        self.note = Note(tone=Tone.GREY)
        self.preview = PaperPreview()
        self.print_button = PrimaryButton(_("Print"), key="Return")
        self.save_button = SecondaryButton(_("Save as PDF …"))
        self.close_button = SecondaryButton(_("Close"), key="Esc")
        self._presenter = PrintPresenter(
            case_id, bench=bench, settings=settings, view=self, paper=paper
        )
        self._compose()
        self.paper.editor.activated.connect(
            lambda _number: self._presenter.choose_paper(self.paper.editor.currentData())
        )
        self.options.changed.connect(self._choose)
        self.print_button.clicked.connect(self._presenter.go)
        self.save_button.clicked.connect(self._presenter.save)
        self.close_button.clicked.connect(self.reject)
        self.finished.connect(self._presenter.close)
        self._presenter.open()

    # -- what the presenter asks

    def show_papers(self, papers: Sequence[str], *, chosen: str) -> None:
        """The papers that the case can have."""
        self.paper.editor.clear()
        for paper in papers:
            self.paper.editor.addItem(word(PAPERS, paper), paper)
        self.paper.editor.setCurrentIndex(self.paper.editor.findData(chosen))

    def show_choice(self, choice: PrintChoice, *, printers: Offered) -> None:
        """Size, copies and printer."""
        self.options.show_choice(choice, printers=printers)
        self._name_button(choice)

    def show_pages(self, pages: Sequence[PageImage]) -> None:
        """The paper."""
        self.preview.set_pages(pages)

    def show_trays(self, trays: Sequence[str], *, chosen: str) -> None:
        """The printer's trays."""
        self.options.show_trays(trays, chosen=chosen)

    def show_state(self, sentence: str, *, tone: Tone, busy: bool) -> None:
        """A sentence above the buttons; nothing can be pressed while busy."""
        self.note.set_state(sentence, tone)
        self.note.setVisible(bool(sentence))
        for widget in (self.paper, self.options, self.print_button, self.save_button):
            widget.setEnabled(not busy)
        if not busy and self.focusWidget() in (None, self.close_button):
            self.print_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_file(self, name: str, chosen: Callable[[str], object]) -> None:
        """Where to save."""
        ask_file(self, name, chosen)

    def finish(self) -> None:
        """The paper came out."""
        self.accept()

    # -- inside

    def _choose(self, choice: PrintChoice) -> None:
        self._name_button(choice)
        self._presenter.choose(choice)

    def _name_button(self, choice: PrintChoice) -> None:
        self.print_button.setVisible(not choice.to_file)
        self.save_button.setDefault(choice.to_file)
        self.print_button.setDefault(not choice.to_file)

    def _compose(self) -> None:
        side = QVBoxLayout()
        side.setSpacing(8)
        side.addWidget(self.paper)
        side.addWidget(self.options)
        side.addStretch(1)
        side.addWidget(self.note)
        buttons = QVBoxLayout()
        buttons.setSpacing(8)
        for button in (self.print_button, self.save_button, self.close_button):
            buttons.addWidget(button)
        side.addLayout(buttons)
        self.note.hide()
        body = QHBoxLayout(self)
        body.setContentsMargins(20, 18, 20, 18)
        body.setSpacing(20)
        body.addLayout(side, 2)
        body.addWidget(self.preview, 3)
        self.resize(tokens().length(780), 620)


def open_print(
    case_id: str,
    *,
    bench: Workbench,
    settings: Settings,
    parent: QWidget,
    paper: str = "receipt",
) -> PrintDialog:
    """Open the printing dialog of a registered case; it deletes itself when it is closed."""
    dialog = PrintDialog(case_id, bench=bench, settings=settings, paper=paper, parent=parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
