"""All cases in one table: chips, a text as you type, pages fetched as they come into sight. GUI thread."""

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QWidget

from helpdesk.i18n import _
from helpdesk.ui.models.case_rows import LIST_HEADS, heads, list_columns, list_row
from helpdesk.ui.models.pages import PAGE, PagedModel
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.screens.cases.presenter import (
    CHIPS,
    CasesPresenter,
    Lines,
    Listing,
    city_text,
    count_text,
)
from helpdesk.ui.widgets.buttons import LinkButton
from helpdesk.ui.widgets.choice_row import ChoiceRow
from helpdesk.ui.widgets.empty_state import EmptyState
from helpdesk.ui.widgets.page import Page, PageHeader
from helpdesk.ui.widgets.panel import Panel
from helpdesk.ui.widgets.work_table import Role, WorkTable


class CasesScreen(Page):
    """Call `refresh` when cases changed, `choose` to show one of its lists."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = CasesPresenter(bench, self, page=PAGE)
        self._header = PageHeader(_("Cases"))
        self._text = FilterField()
        self._text.textChanged.connect(self._presenter.type_text)
        self._header.add_button(self._text)
        self._chips = ChoiceRow(_("Filter"), [(chip, _(name)) for chip, name in CHIPS.items()])
        self._chips.set_value("all")
        self._chips.chosen.connect(self._presenter.choose_chip)
        self._resident = LinkButton("")
        self._resident.clicked.connect(self._presenter.everybody)
        self._resident.hide()
        self._compose_table()
        self._compose()
        self.setFocusProxy(self._text)

    def refresh(self) -> None:
        """Read the list anew; place and choice stay."""
        self._presenter.refresh()

    def choose(self, chip: str, *, resident: str = "", name: str = "") -> None:
        """Show the list of a chip, perhaps of one resident (id and name) alone."""
        self._presenter.choose(chip, resident=resident, name=name)

    # -- what the presenter asks

    def show_listing(self, listing: Listing) -> None:
        """Another list, or the same read again."""
        chosen = self._table.current_id()
        pages = {n: [list_row(line) for line in lines] for n, lines in listing.pages.items()}
        self._model.show(listing.count, pages)
        number = self._model.number_of(chosen) if isinstance(chosen, str) else None
        if number is None and listing.count:
            number = 0 if chosen is None else min(self._table.currentIndex().row(), listing.count)
        if number is not None and listing.count:
            self._table.setCurrentIndex(self._model.index(max(0, number), 0))
        self._stack.setCurrentIndex(0 if listing.count else 1)
        self._header.set_title(
            _("Cases"), note=count_text(listing), remark=city_text(listing.state)
        )

    def show_pages(self, generation: int, pages: Lines) -> None:
        """Pages that were scrolled into sight."""
        rows = {number: [list_row(line) for line in lines] for number, lines in pages.items()}
        self._model.add_pages(generation, rows)

    def show_wish(self, chip: str, text: str, resident: str) -> None:
        """The filter as it stands."""
        self._chips.set_value(chip)
        self._text.blockSignals(True)
        self._text.setText(text)
        self._text.blockSignals(False)
        self._resident.setText(_("Only {name} ✕").format(name=resident) if resident else "")
        self._resident.setVisible(bool(resident))

    def pages_in_sight(self) -> tuple[int, ...]:
        """The pages that are looked at now."""
        height = self._table.viewport().height()
        first, last = self._table.rowAt(0), self._table.rowAt(height - 1)
        if first < 0:
            return ()
        last = last if last >= 0 else self._model.rowCount() - 1
        return tuple(range(first // PAGE, last // PAGE + 1))

    # -- inside

    def _compose_table(self) -> None:
        self._table = WorkTable(list_columns(), name=_("Cases"), edges=True)
        self._model = PagedModel(heads(LIST_HEADS), self._table)
        self._model.pages_wanted.connect(self._presenter.fetch)
        self._table.setModel(self._model)
        self._table.opened.connect(self._open)
        self._text.left_downwards.connect(self._table.setFocus)
        self._nothing = EmptyState(
            _("No case fits. Choose another filter or type less."), action=_("New case"), key="F2"
        )
        self._nothing.acted.connect(self._presenter.new_case)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._table)
        self._stack.addWidget(self._nothing)

    def _compose(self) -> None:
        self.body.addWidget(self._header)
        line = QHBoxLayout()
        line.addWidget(self._chips)
        line.addWidget(self._resident)
        line.addStretch(1)
        self.body.addLayout(line)
        panel = Panel()
        panel.body.addWidget(self._stack)
        self.body.addWidget(panel, 1)

    def _open(self, index: QModelIndex) -> None:
        case_id = index.siblingAtColumn(0).data(Role.ID)
        if case_id is not None:  # a row that is still on its way has none
            self._presenter.open_case(case_id)


class FilterField(QLineEdit):
    """Filters as you type; arrow down or Enter goes into the table."""

    left_downwards = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Filter by text"))
        self.setPlaceholderText(_("Filter: name, initials, matter, number, phone"))
        self.setClearButtonEnabled(True)
        self.setMaxLength(200)
        self.setMinimumWidth(300)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left_downwards.emit()
            return
        super().keyPressEvent(event)
