"""The day sheet: a day or a trip, its figures, each number with what became of it; beside it the month.
GUI thread."""

from datetime import datetime

from PySide6.QtCore import QDate, QModelIndex, Qt, QTime
from PySide6.QtWidgets import QDateTimeEdit, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from helpdesk.application.day_sheet import day_span
from helpdesk.i18n import N_, _
from helpdesk.ui.actions import ActionSet
from helpdesk.ui.models.case_rows import heads
from helpdesk.ui.models.rows import Cell, Row, RowsModel
from helpdesk.ui.presenting import Settings, Workbench
from helpdesk.ui.printing_dialog.sheet_dialogs import SheetDialogs
from helpdesk.ui.screens.day_sheet.month import MonthPane
from helpdesk.ui.screens.day_sheet.month_presenter import Bulletins, MonthPresenter, ShownMonth
from helpdesk.ui.screens.day_sheet.presenter import DaySheetPresenter, Line, Sheets, Shown
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.box_panel import BoxPanel
from helpdesk.ui.widgets.buttons import PrimaryButton, SecondaryButton
from helpdesk.ui.widgets.choice_row import ChoiceRow
from helpdesk.ui.widgets.day_edit import DayEdit
from helpdesk.ui.widgets.empty_state import EmptyState
from helpdesk.ui.widgets.page import GAP, Page, PageHeader
from helpdesk.ui.widgets.panel import Panel
from helpdesk.ui.widgets.text import label
from helpdesk.ui.widgets.work_table import Column, Look, Role, WorkTable

_HEADS = (
    N_("Number"),
    N_("Applicant and matter"),
    N_("Printed"),
    N_("Records"),
    N_("Sent"),
    N_("Receipts"),
    N_("Refused"),
    N_("Files missing"),
    N_("State"),
)
_FIGURE = Column(Look.PLAIN, 62)
_COLUMNS = (
    Column(Look.NUMBER, 216),
    Column(Look.PLAIN, 250, 2),
    *([_FIGURE] * 5),
    Column(Look.PLAIN, 72),
    Column(Look.CHIP, 104),
)
_DAY, _TRIP, _MONTH = "day", "trip", "month"


class DaySheetScreen(Page):
    """Call `refresh` when the store changed and when the screen is shown."""

    def __init__(
        self,
        bench: Workbench,
        sheets: Sheets,
        bulletins: Bulletins,
        settings: Settings,
        *,
        actions: ActionSet,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._bench = bench
        self._presenter = DaySheetPresenter(
            bench, self, SheetDialogs(bench, self), sheets=sheets, settings=settings
        )
        self._pane = MonthPane(bench, bulletins, settings)
        self._pane.shown.connect(self._show_month)
        self._header = PageHeader(_("Day sheet"))
        save = SecondaryButton(_("Save as PDF …"))
        save.clicked.connect(self._save)
        self._header.add_button(save)
        printing = actions.register("print", self._print, within=self)
        self._header.add_button(PrimaryButton.for_action("print", printing))
        kinds = [(_DAY, _("Day")), (_TRIP, _("Trip")), (_MONTH, _("Month"))]
        self.kind = ChoiceRow(_("Span"), kinds)
        self.day = DayEdit()
        self.since, self.until = QDateTimeEdit(), QDateTimeEdit()
        self._compose()
        self._begin()
        self.setFocusProxy(self.day)

    def refresh(self) -> None:
        """Read the chosen span anew."""
        self._shown_one.refresh()

    def open(self, *, month: bool) -> None:
        """Show the month's figures, or else a day's or a trip's as chosen last."""
        if month != self._is_month:
            self.kind.set_value(_MONTH if month else _DAY)
            self._choose()
        self._bench.navigator.show("day_sheet")

    def show_sheet(self, shown: Shown) -> None:
        """Draw it; the chosen row stays chosen."""
        if self._is_month:
            return  # chosen meanwhile
        self._header.set_title(_("Day sheet"), note=shown.note)
        self._header.set_state(shown.state, shown.tone)
        for panel, box in zip(
            self._boxes, (shown.papers, shown.records, shown.gaps, shown.files), strict=True
        ):
            panel.show_lines(box.words, box.detail, box.tone)
        chosen = str(self._table.current_id())
        self._model.set_rows([_row(line) for line in shown.lines])
        number = self._model.number_of(chosen)
        if shown.lines:
            self._table.setCurrentIndex(self._model.index(number or 0, 0))
        self._stack.setCurrentIndex(0 if shown.lines else 1)
        policy = Qt.FocusPolicy.StrongFocus if shown.lines else Qt.FocusPolicy.NoFocus
        self._table.setFocusPolicy(policy)

    # -- inside

    @property
    def _is_month(self) -> bool:
        return self.kind.value() == _MONTH

    @property
    def _shown_one(self) -> DaySheetPresenter | MonthPresenter:
        """Whose sheet is on the screen."""
        return self._pane.presenter if self._is_month else self._presenter

    def _print(self) -> None:
        self._shown_one.print()

    def _save(self) -> None:
        self._shown_one.save()

    def _show_month(self, month: ShownMonth) -> None:
        if self._is_month:
            self._header.set_title(_("Monthly bulletin"), note=month.period)
            self._header.set_state("" if month.over else _("Month not over"), Tone.AMBER)

    def _begin(self) -> None:
        """Today, and for a trip this working day."""
        today = self._presenter.today
        self.kind.set_value(_DAY)
        self.day.setDate(QDate(today.year, today.month, today.day))
        for edit, time in ((self.since, QTime(8, 0)), (self.until, QTime(17, 30))):
            edit.setDate(self.day.date())
            edit.setTime(time)
        for edit in (self.day, self.since, self.until):
            edit.setCalendarPopup(True)
            edit.dateTimeChanged.connect(lambda _moment: self._choose())
        for moment in (self.since, self.until):
            moment.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.kind.chosen.connect(lambda _kind: self._choose())
        self._show_kind()

    def _choose(self) -> None:
        self._show_kind()
        if self._is_month:
            self._pane.presenter.refresh()
            return
        if self.kind.value() == _DAY:
            span = day_span(_moment(self.day).date())
        else:
            span = (_moment(self.since), _moment(self.until))
        self._presenter.choose(*span)

    def _show_kind(self) -> None:
        trip = self.kind.value() == _TRIP
        self._kinds.setCurrentIndex(1 if self._is_month else 0)
        self._pane.month.setVisible(self._is_month)
        self.day.setVisible(self.kind.value() == _DAY)
        for widget in (self.since, self._to, self.until):
            widget.setVisible(trip)

    def _compose(self) -> None:
        self.body.addWidget(self._header)
        chooser = self.add_row()
        self._to = label(_("to"), "secondary")
        self.day.setAccessibleName(_("Day"))
        self.since.setAccessibleName(_("Departure"))
        self.until.setAccessibleName(_("Return"))
        for widget in (self.kind, self.day, self.since, self._to, self.until, self._pane.month):
            chooser.addWidget(widget)
        chooser.addStretch(1)
        by_number = QWidget()
        column = QVBoxLayout(by_number)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(row := QHBoxLayout())
        row.setSpacing(GAP)
        titles = (_("Papers"), _("Records"), _("On paper, not with the city"), _("Files"))
        self._boxes = [BoxPanel(title) for title in titles]
        for box in self._boxes:
            row.addWidget(box, 1)
        self._table = WorkTable(_COLUMNS, name=_("By number"), edges=True)
        self._model = RowsModel(heads(_HEADS), self._table)
        self._table.setModel(self._model)
        self._table.opened.connect(self._open)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._table)
        self._stack.addWidget(EmptyState(_("No case in this time."), icon="check"))
        panel = Panel(_("By number"), _("Enter opens"))
        panel.body.addWidget(self._stack, 1)
        column.addWidget(panel, 1)
        self._kinds = QStackedWidget()
        self._kinds.addWidget(by_number)
        self._kinds.addWidget(self._pane)
        self.body.addWidget(self._kinds, 1)

    def _open(self, index: QModelIndex) -> None:
        self._presenter.open(index.siblingAtColumn(0).data(Role.ID))


def _row(line: Line) -> Row:
    return Row(
        line.case,
        (
            Cell(line.number, aloud=line.number),
            Cell(line.what, lead=line.who),
            *(Cell(figure) for figure in line.figures),
            Cell(line.state, line.tone),
        ),
        edge=line.tone,
    )


def _moment(edit: QDateTimeEdit) -> datetime:
    chosen = edit.dateTime()
    date, time = chosen.date(), chosen.time()
    return datetime(date.year(), date.month(), date.day(), time.hour(), time.minute())
