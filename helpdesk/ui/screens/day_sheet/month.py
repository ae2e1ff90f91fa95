"""The month beside the day sheet: its figures by desk or township and by department. GUI thread."""

from datetime import date

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from helpdesk.application.bulletin_form import HEADS
from helpdesk.i18n import N_, _
from helpdesk.ui.models.case_rows import heads
from helpdesk.ui.models.rows import Cell, Row, RowsModel
from helpdesk.ui.presenting import Settings, Workbench
from helpdesk.ui.printing_dialog.sheet_dialogs import SheetDialogs
from helpdesk.ui.screens.day_sheet.month_presenter import (
    Bulletins,
    MonthPresenter,
    ShownMonth,
    UnitLine,
)
from helpdesk.ui.widgets.box_panel import BoxPanel
from helpdesk.ui.widgets.day_edit import MonthEdit
from helpdesk.ui.widgets.empty_state import EmptyState
from helpdesk.ui.widgets.page import GAP
from helpdesk.ui.widgets.panel import Panel
from helpdesk.ui.widgets.work_table import Column, Look, WorkTable

_FIGURE = Column(Look.PLAIN, 76)
_STANDING = Column(Look.PLAIN, 56, optional=True)  # on the paper in any case
_COLUMNS = (Column(Look.PLAIN, 230, 2), *([_FIGURE] * 7), *([_STANDING] * 3))


class MonthPane(QWidget):
    """`shown` hears of each month that was read."""

    shown = Signal(object)  # ShownMonth

    def __init__(
        self,
        bench: Workbench,
        bulletins: Bulletins,
        settings: Settings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._bench = bench
        self.presenter = MonthPresenter(
            bench, self, SheetDialogs(bench, self), bulletins=bulletins, settings=settings
        )
        self.month = MonthEdit(self.presenter.month)
        self.month.setAccessibleName(_("Month"))
        self._allow()
        self.month.dateChanged.connect(self._choose)
        self._boxes = [BoxPanel(t) for t in (_("New cases"), _("Due cases"), _("Callbacks"))]
        self._table = WorkTable(_COLUMNS, name=_("By desk and department"))
        self._model = RowsModel(heads((N_("Unit"), *HEADS)), self._table)
        self._table.setModel(self._model)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._table)
        self._stack.addWidget(EmptyState(_("No case in this month."), icon="check"))
        self._compose()

    def show_month(self, month: ShownMonth) -> None:
        """Draw it."""
        self._allow()
        for panel, box in zip(self._boxes, (month.came, month.due, month.callbacks), strict=True):
            panel.show_lines(box.words, box.detail, box.tone)
        self._model.set_rows([_row(line) for line in month.lines])
        if month.lines and not self._table.current_id():
            self._table.setCurrentIndex(self._model.index(0, 0))
        self._stack.setCurrentIndex(0 if month.lines else 1)
        self.shown.emit(month)

    def _allow(self) -> None:
        """No month that has not begun."""
        today = self._bench.session.clock.now().local.date()
        self.month.setMaximumDate(QDate(today.year, today.month, today.day))

    def _choose(self, day: QDate) -> None:
        self.presenter.choose(date(day.year(), day.month(), 1))

    def _compose(self) -> None:
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(GAP)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        for box in self._boxes:
            row.addWidget(box, 1)
        body.addLayout(row)
        panel = Panel(_("By desk and department"), _("Rates in per cent"))
        panel.body.addWidget(self._stack, 1)
        body.addWidget(panel, 1)


def _row(line: UnitLine) -> Row:
    *figures, tier, score, rank = line.figures
    standing = (Cell(tier, line.tone), Cell(score), Cell(rank))
    aloud = f"{line.kind} {line.name}"
    unit = Cell(lead=line.name, aloud=aloud) if line.place else Cell(line.name, aloud=aloud)
    return Row(aloud, (unit, *map(Cell, figures), *standing))
