"""The panels of a case beside its history: where it stands, whose it is. GUI thread."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from helpdesk.application.questions import Question
from helpdesk.i18n import _, ngettext
from helpdesk.ui.models.rows import Cell, Row, RowsModel
from helpdesk.ui.screens.case.clocks import ClockLine
from helpdesk.ui.screens.case.sheet import CaseSheet
from helpdesk.ui.screens.case.unmasking import SHOWN_MS
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.buttons import LinkButton
from helpdesk.ui.widgets.chip import Chip
from helpdesk.ui.widgets.clearing import clear
from helpdesk.ui.widgets.entry_list import EntryList
from helpdesk.ui.widgets.flow import FlowLayout
from helpdesk.ui.widgets.panel import Note, Panel
from helpdesk.ui.widgets.stage_line import StageLine
from helpdesk.ui.widgets.text import Run, RunLabel, label, paragraph
from helpdesk.ui.widgets.work_table import Role


class StagePanel(Panel):
    """The stage line, both clocks below it, and what is out of order."""

    counting_asked = Signal()
    reassigning_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._line = StageLine()
        self._clocks = FlowLayout(gap=18, line_gap=2)
        self._shown: tuple[ClockLine, ...] | None = None
        self._owner = LinkButton("")
        self._owner.clicked.connect(self.reassigning_asked)
        self._how = LinkButton(_("How it is counted"))
        self._how.clicked.connect(self.counting_asked)
        self._warning = Note("", Tone.RED)
        row = QHBoxLayout()
        row.addLayout(self._clocks, 1)
        row.addWidget(self._owner, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._how, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(self._line)
        self.body.addLayout(row)
        self.body.addWidget(self._warning)
        self._warning.hide()

    def show_sheet(self, sheet: CaseSheet) -> None:
        """Where this case stands."""
        self._line.set_stages(sheet.stages, sheet.stage)
        self._warning.set_state("\n".join(sheet.warnings), Tone.RED)
        self._warning.setVisible(bool(sheet.warnings))
        owner = _("With {owner} · reassign").format(owner=sheet.owner)
        self._owner.setText(_("With {owner}").format(owner=sheet.owner) if sheet.ended else owner)
        self._owner.setEnabled(not sheet.ended)
        if sheet.clocks != self._shown:
            self._shown = sheet.clocks
            clear(self._clocks)
            for clock in sheet.clocks:
                self._add_clock(clock)

    def _add_clock(self, clock: ClockLine) -> None:
        runs = [Run(clock.name, muted=True), Run(clock.due, small=True)]
        if clock.left:
            runs.append(Run(clock.left, tone=clock.tone, bold=True, small=True))
        together = QWidget()
        row = QHBoxLayout(together)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(RunLabel(*runs, wrap=False))
        if clock.chip:
            row.addWidget(Chip(clock.chip, clock.chip_tone))
        self._clocks.addWidget(together)


class PersonPanel(Panel):
    """Whose case it is, numbers masked, and the way to the other cases."""

    cases_asked = Signal()
    numbers_asked = Signal()
    amending_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Resident"), parent=parent)
        self.body.setSpacing(0)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self._others = LinkButton("")
        self._others.clicked.connect(self.cases_asked)
        self._show = LinkButton(_("Show (recorded)"))
        self._show.clicked.connect(self._toggle)
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._timer.timeout.connect(self.mask_again)
        row = QHBoxLayout()
        row.addWidget(self._others)
        row.addStretch(1)
        self._amend = LinkButton(_("Put right"))
        self._amend.clicked.connect(self.amending_asked)
        row.addWidget(self._amend)
        row.addWidget(self._show)
        self.body.addLayout(self._lines)
        self.body.addLayout(row)
        self._shown: Sequence[str] | None = None
        self._sheet: CaseSheet | None = None

    def show_sheet(self, sheet: CaseSheet) -> None:
        """Whose case this is."""
        self.set_title(_("Resident"), sheet.name)
        other = self._sheet is None or self._sheet.id != sheet.id
        self._sheet = sheet
        if other or not self._timer.isActive():
            self.mask_again()
        self._show.setVisible(bool(sheet.person_full))
        n = sheet.other_cases
        self._others.setText(
            ngettext("{n} other case of this resident", "{n} other cases", n).format(n=n)
        )
        self._others.setVisible(n > 0)

    def reveal(self, case_id: str) -> None:
        """The full numbers, for a minute: the look at this case is recorded."""
        if self._sheet is not None and self._sheet.id == case_id:
            self._timer.start()
            self._set_lines(self._sheet.person_full)
            self._show.setText(_("Hide"))

    def mask_again(self) -> None:
        """Back to the masked numbers."""
        self._timer.stop()
        if self._sheet is not None:
            self._set_lines(self._sheet.person)
        self._show.setText(_("Show (recorded)"))

    def _toggle(self) -> None:
        if self._timer.isActive():
            self.mask_again()
        else:
            self.numbers_asked.emit()

    def _set_lines(self, lines: Sequence[str]) -> None:
        if lines != self._shown:
            self._shown = lines
            clear(self._lines)
            for line in lines:
                self._lines.addWidget(label(line, "small"))


class DecisionsPanel(Panel):
    """What only a person can decide about this case or its resident; hidden without anything."""

    decision_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Needs your decision"), parent=parent)
        self.list = EntryList(_("Needs your decision"), most=4)
        self._model = RowsModel(("", ""), self.list)
        self.list.setModel(self._model)
        self.list.opened.connect(
            lambda index: self.decision_asked.emit(index.siblingAtColumn(0).data(Role.ID))
        )
        self.body.addWidget(self.list)
        self.hide()

    def show_sheet(self, sheet: CaseSheet) -> None:
        """The questions of this case."""
        self._model.set_rows([_question(each) for each in sheet.questions])
        self.setVisible(bool(sheet.questions))
        self.list.fit()


def _question(asked: Question) -> Row:
    who = " / ".join(each.who for each in asked.sides)
    cells = (Cell("", lead=asked.title, aloud=f"{asked.title}, {who}"), Cell(who))
    return Row(asked.key, cells, edge=Tone.AMBER)


class RequestPanel(Panel):
    """What the counter took down: the words in full, what blocked a matter, who else applies."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("As taken down"), parent=parent)
        self._text = paragraph("")
        self.body.addWidget(self._text)

    def show_sheet(self, sheet: CaseSheet) -> None:
        """The words of a request and what else was taken down; hidden where there is nothing."""
        self._text.setText(sheet.request)
        self.setVisible(bool(sheet.request))
