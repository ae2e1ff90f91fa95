"""Originals go back: which, to whom, on which day; the slip is signed afterwards. GUI thread."""

from datetime import date

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from helpdesk.i18n import _
from helpdesk.ui.screens.case.output_presenter import OutputPresenter
from helpdesk.ui.sheet import Sheet
from helpdesk.ui.theme import tokens
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.day_edit import DayEdit
from helpdesk.ui.widgets.field import Field
from helpdesk.ui.widgets.panel import Note
from helpdesk.ui.widgets.scroll_column import ScrollColumn

_MANY = 6  # originals; more of them scroll


class ReturnDialog(Sheet):
    """Ticked are those that are to go back; the materials receipt is printed with its return part."""

    def __init__(self, presenter: OutputPresenter, parent: QWidget) -> None:
        super().__init__(_("Give originals back"), _("Record"), parent)
        self._presenter = presenter
        sheet = presenter.sheet
        assert sheet is not None
        self.ticks: dict[int, QCheckBox] = {}
        only = all(not each.back for each in sheet.held)
        for each in sheet.held:
            tick = QCheckBox(each.name)
            tick.setChecked(each.back or only)
            self.ticks[each.line] = tick
        self.to = Field(_("Taken by"), QLineEdit(sheet.case_applicant))
        today = presenter.today()
        self.day = Field(_("On"), DayEdit(QDate(today.year, today.month, today.day)))
        self.paper = QCheckBox(_("Print the receipt for materials to be signed"))
        self.paper.setChecked(True)
        hint = _(
            "The person signs for them on the receipt for materials, under “Return of originals”."
        )
        self.body.addWidget(Note(hint, Tone.BLUE))
        self.body.addWidget(self._listed())
        for part in (self.to, self.day, self.paper):
            self.body.addWidget(part)
        self.setMinimumWidth(tokens().length(460))
        next(iter(self.ticks.values())).setFocus()

    def submit(self) -> None:
        """Record it, or say what is missing; then the paper."""
        if not self.confirm.isEnabled():
            return
        self.wait()
        chosen = self.day.editor.date()
        self._presenter.give_back(
            [line for line, tick in self.ticks.items() if tick.isChecked()],
            to=self.to.editor.text(),
            on=date(chosen.year(), chosen.month(), chosen.day()),
            paper=self.paper.isChecked(),
            done=self.accept,
            failed=self.fail,
        )

    def _listed(self) -> QWidget:
        column = ScrollColumn()
        column.setAccessibleName(_("Originals"))
        for tick in self.ticks.values():
            column.body.addWidget(tick)
        column.body.addStretch(1)
        height = min(_MANY, len(self.ticks)) * (tokens().field + 4)
        column.setMinimumHeight(height)
        column.setMaximumHeight(height)
        return column
