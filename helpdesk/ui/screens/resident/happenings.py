"""The middle of a resident's page: their cases, those of the household, and what was done to their data.
GUI thread."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from helpdesk.i18n import N_, _
from helpdesk.ui.models.case_lines import CaseLine
from helpdesk.ui.models.case_rows import state_cell
from helpdesk.ui.models.rows import Cell, Row, RowsModel
from helpdesk.ui.screens.resident.sheet import ResidentSheet
from helpdesk.ui.widgets.choice_row import ChoiceRow
from helpdesk.ui.widgets.empty_state import EmptyState
from helpdesk.ui.widgets.panel import Panel
from helpdesk.ui.widgets.text import paragraph
from helpdesk.ui.widgets.timeline import HistoryRow, Timeline
from helpdesk.ui.widgets.work_table import Column, Look, Role, WorkTable

OWN, HOUSEHOLD, HISTORY = "own", "household", "history"
_HEADS = (N_("Registered at"), N_("Matter"), N_("Time limit"), N_("State"))
_HOUSEHOLD_HEADS = (N_("Registered at"), N_("Resident"), N_("Matter"), N_("State"))
_COLUMNS = (
    Column(Look.MUTED, 122),
    Column(Look.PLAIN, 150, 1),
    Column(Look.PLAIN, 138, optional=True),
    Column(Look.CHIP, 104),
)
_HOUSEHOLD_COLUMNS = (
    Column(Look.MUTED, 122),
    Column(Look.BOLD, 84),
    Column(Look.PLAIN, 140, 1),
    Column(Look.CHIP, 104),
)


class HappeningsPanel(Panel):
    """Three lists, one in sight."""

    case_opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._choice = ChoiceRow(
            _("What is shown"),
            [(OWN, _("Cases")), (HOUSEHOLD, _("Cases of the household")), (HISTORY, _("Changes"))],
        )
        self._choice.set_value(OWN)
        self._choice.chosen.connect(lambda _value: self._turn())
        self._more = paragraph("", "secondary")
        self._own = WorkTable(_COLUMNS, name=_("Cases"), edges=True)
        self._own_model = RowsModel([_(head) for head in _HEADS], self._own)
        self._theirs = WorkTable(_HOUSEHOLD_COLUMNS, name=_("Cases of the household"), edges=True)
        self._theirs_model = RowsModel([_(head) for head in _HOUSEHOLD_HEADS], self._theirs)
        for table, model in ((self._own, self._own_model), (self._theirs, self._theirs_model)):
            table.setModel(model)
            table.opened.connect(self._open)
        self._history = Timeline(_("Changes"))
        self._empty = {
            OWN: EmptyState(_("No case yet. F2 opens one for this resident.")),
            HOUSEHOLD: EmptyState(
                _(
                    "The others of the household have no case here. “Change” at the right adds people."
                )
            ),
        }
        self._stack = QStackedWidget()
        for widget in (self._own, self._theirs, self._history, *self._empty.values()):
            self._stack.addWidget(widget)
        self.body.addWidget(self._choice)
        self.body.addWidget(self._stack, 1)
        self.body.addWidget(self._more)
        self.setFocusProxy(self._own)

    def show_sheet(self, sheet: ResidentSheet) -> None:
        """The lists of this resident; which one is in sight stays."""
        self._own_model.set_rows([_own_row(line) for line in sheet.cases])
        self._theirs_model.set_rows([_household_row(line) for line in sheet.household_cases])
        self._history.set_rows(
            [HistoryRow(each.time, each.who, each.sentence, each.tone) for each in sheet.history]
        )
        left = sheet.case_count - len(sheet.cases)
        text = _("{n} older cases are in the list of all cases (F3).")
        self._more.setText(text.format(n=f"{left:,}") if left > 0 else "")
        self._more.setVisible(left > 0)
        self._turn()

    def _turn(self) -> None:
        value = self._choice.value()
        lists: dict[str | None, tuple[QWidget, Sequence[object]]] = {
            OWN: (self._own, range(self._own_model.rowCount())),
            HOUSEHOLD: (self._theirs, range(self._theirs_model.rowCount())),
        }
        widget, rows = lists.get(value, (self._history, (0,)))
        empty = self._empty.get(str(value))
        self._stack.setCurrentWidget(widget if rows or empty is None else empty)

    def _open(self, index: QModelIndex) -> None:
        self.case_opened.emit(index.siblingAtColumn(0).data(Role.ID))


def _own_row(line: CaseLine) -> Row:
    cells = (
        Cell(line.registered, aloud=f"{line.registered} {line.number}"),
        Cell(line.title),
        Cell(line.limit, line.tone),
        state_cell(line),
    )
    return Row(line.id, cells, edge=line.tone)


def _household_row(line: CaseLine) -> Row:
    cells = (
        Cell(line.registered, aloud=f"{line.registered} {line.number}"),
        Cell(line.applicant),
        Cell(line.title),
        state_cell(line),
    )
    return Row(line.id, cells, edge=line.tone)
