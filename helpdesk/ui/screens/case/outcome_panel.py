"""The result, its delivery and the callback beside a case's history. GUI thread."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from helpdesk.i18n import _
from helpdesk.ui.screens.case.acts import STEPS
from helpdesk.ui.screens.case.outcome import Outcome
from helpdesk.ui.screens.case.sheet import CaseSheet
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.buttons import LinkButton
from helpdesk.ui.widgets.chip import Chip
from helpdesk.ui.widgets.clearing import clear
from helpdesk.ui.widgets.flow import FlowLayout
from helpdesk.ui.widgets.panel import Note, Panel
from helpdesk.ui.widgets.text import Run, RunLabel

_SHOWN = ("delivered", "call_back", "redo")


class OutcomePanel(Panel):
    """`act_asked(act id)` says what somebody wants to log."""

    act_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Result and callback"), parent=parent)
        self.body.setSpacing(4)
        self._chip = Chip(parent=self)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(2)
        self._shown: Outcome | None = None
        self._proposal = Note("", Tone.AMBER)
        links = QWidget()
        row = FlowLayout(links, gap=12, line_gap=2)
        self._links = {act: LinkButton(_(STEPS[act])) for act in _SHOWN}
        for act, link in self._links.items():
            link.clicked.connect(lambda _checked=False, act=act: self.act_asked.emit(act))
            row.addWidget(link)
        self.body.addLayout(self._lines)
        self.body.addWidget(self._chip)
        self.body.addWidget(self._proposal)
        self.body.addWidget(links)
        self.hide()

    def show_sheet(self, sheet: CaseSheet) -> None:
        """How far this case is after its result; hidden before."""
        outcome = sheet.outcome
        self.setVisible(outcome is not None)
        if outcome is None:
            return
        if outcome != self._shown:
            self._shown = outcome
            clear(self._lines)
            for line in outcome.lines:
                words = Run(line.words, tone=line.tone, small=True)
                self._lines.addWidget(RunLabel(Run(line.name, muted=True), words))
        self._chip.set_state(outcome.chip, outcome.chip_tone)
        self._proposal.set_state(outcome.proposal, Tone.AMBER)
        self._proposal.setVisible(bool(outcome.proposal))
        for act, link in self._links.items():
            wanted = act in sheet.allowed and (act != "redo" or bool(outcome.proposal))
            link.setVisible(wanted)
