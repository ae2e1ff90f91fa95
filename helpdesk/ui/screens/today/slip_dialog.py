"""A slip from the city: what it says, signing for it, answering it, its paper. GUI thread."""

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from helpdesk.i18n import _
from helpdesk.ui.presenting import Settings, Workbench
from helpdesk.ui.printing_dialog.save_as import ask_file
from helpdesk.ui.screens.today.slip_presenter import SlipPresenter, SlipSheetShown
from helpdesk.ui.sheet import Sheet
from helpdesk.ui.theme import tokens
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.buttons import SecondaryButton
from helpdesk.ui.widgets.clearing import clear
from helpdesk.ui.widgets.field import Field
from helpdesk.ui.widgets.flow import FlowLayout
from helpdesk.ui.widgets.panel import Note
from helpdesk.ui.widgets.scroll_column import ScrollColumn
from helpdesk.ui.widgets.text import Run, RunLabel


class SlipDialog(Sheet):
    """Ctrl+Enter sends the answer; signing for it comes before or with it."""

    def __init__(
        self, case_id: str, key: str, *, bench: Workbench, settings: Settings, parent: QWidget
    ) -> None:
        super().__init__(_("Slip from the city"), _("Send the answer"), parent)
        self._presenter = SlipPresenter(case_id, key, bench=bench, settings=settings, view=self)
        column = ScrollColumn()
        self._facts = QVBoxLayout()
        self._facts.setSpacing(4)
        column.body.addLayout(self._facts)
        column.body.addStretch(1)
        self.by = Field(_("Signed on the paper by, if somebody else"), QLineEdit())
        self.answer = Field(_("What was done about it"), QPlainTextEdit())
        self.answer.editor.setTabChangesFocus(True)
        self.answer.editor.setMinimumHeight(72)
        self.answer.editor.setMaximumHeight(tokens().length(110))
        self.sign = SecondaryButton(_("Sign for it"))
        self.sign.clicked.connect(lambda: self._presenter.sign(self.by.editor.text()))
        self.paper = SecondaryButton(_("Print"))
        self.paper.clicked.connect(self._presenter.print)
        self.case = SecondaryButton(_("Open the case"))
        self.case.clicked.connect(self._open_case)
        buttons = QWidget()
        row = FlowLayout(buttons, gap=8)
        for button in (self.sign, self.paper, self.case):
            row.addWidget(button)
        self.glyphs = Note(tone=Tone.AMBER)
        self.glyphs.hide()
        self.body.addWidget(column, 1)
        self.body.addWidget(self.glyphs)
        for part in (self.by, buttons, self.answer):
            self.body.addWidget(part)
        self.resize(tokens().length(560), min(700, tokens().length(560)))
        self.wait()
        self._presenter.open()

    def show_slip(self, shown: SlipSheetShown) -> None:
        """What it says, and what may be done."""
        if not self.is_there:
            return
        clear(self._facts)
        head = RunLabel(Run(shown.name, bold=True), Run(shown.state, muted=True))
        self._facts.addWidget(head)
        for name, value in shown.facts:
            self._facts.addWidget(RunLabel(Run(name, muted=True), Run(value, small=True)))
        self.glyphs.set_state(shown.glyphs, Tone.AMBER)
        self.glyphs.setVisible(bool(shown.glyphs))
        for widget in (self.by, self.sign):
            widget.setVisible(shown.may_sign)
        self.answer.setVisible(shown.may_answer)
        self.confirm.setVisible(shown.may_answer)
        self.confirm.setEnabled(shown.may_answer)
        (self.sign if shown.may_sign else self.answer).setFocus()

    def ask_file(self, name: str, chosen: Callable[[str], object]) -> None:
        """Where to save."""
        ask_file(self, name, chosen)

    def finish(self) -> None:
        """It is answered."""
        self.accept()

    def submit(self) -> None:
        """Send the answer, or say what is missing."""
        if self.confirm.isEnabled():
            self.wait()
            self._presenter.answer(self.answer.editor.toPlainText())

    def _open_case(self) -> None:
        self.reject()
        self._presenter.open_case()
