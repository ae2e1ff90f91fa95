"""All residents in one table: a search as you type, chips, and who may stand there twice. GUI thread."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QWidget

from helpdesk.application.resident_queries import Suspicion
from helpdesk.i18n import _
from helpdesk.ui.actions import ActionSet
from helpdesk.ui.models.pages import PAGE, PagedModel
from helpdesk.ui.models.resident_rows import (
    COLUMNS,
    HEADS,
    PAIR_COLUMNS,
    PAIR_HEADS,
    list_row,
    pair_row,
)
from helpdesk.ui.models.rows import Row, RowsModel
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.screens.resident.merge_dialog import MergeDialog
from helpdesk.ui.screens.resident.resident_dialog import ResidentDialog
from helpdesk.ui.screens.resident_import.dialog import ImportDialog
from helpdesk.ui.screens.residents.presenter import (
    CHIPS,
    Listing,
    Pages,
    ResidentsPresenter,
    count_text,
    pairs_text,
)
from helpdesk.ui.widgets.buttons import PrimaryButton, SecondaryButton
from helpdesk.ui.widgets.choice_row import ChoiceRow
from helpdesk.ui.widgets.empty_state import EmptyState
from helpdesk.ui.widgets.hints import Hints
from helpdesk.ui.widgets.page import Page, PageHeader
from helpdesk.ui.widgets.panel import Panel
from helpdesk.ui.widgets.work_table import Role, WorkTable

_TABLE, _PAIRS, _NOBODY, _NOTHING_FOUND, _NO_PAIRS = range(5)


class ResidentsScreen(Page):
    """Call `refresh` when residents changed."""

    def __init__(self, bench: Workbench, offered: ActionSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._presenter = ResidentsPresenter(bench, self, page=PAGE)
        self._header = PageHeader(_("Residents"))
        self._new = offered.register("resident-new", self.new_resident, within=self)
        self._import = offered.register("resident-import", self._import_table, within=self)
        self._header.add_button(SecondaryButton.for_action("resident-import", self._import))
        self._header.add_button(PrimaryButton.for_action("resident-new", self._new))
        self._text = ResidentSearch()
        self._text.textChanged.connect(self._presenter.type_text)
        self._chips = ChoiceRow(_("Filter"), [(chip, _(name)) for chip, name in CHIPS.items()])
        self._chips.set_value("all")
        self._chips.chosen.connect(self._presenter.choose_chip)
        self._stack = QStackedWidget()
        self._pair_of: dict[str, Suspicion] = {}
        self._compose()
        self.setFocusProxy(self._text)

    def refresh(self) -> None:
        """Read the list anew; place and choice stay."""
        self._presenter.refresh()

    def new_resident(self) -> None:
        """A form for somebody new, with what was searched for; then their page."""
        ResidentDialog(
            self._bench, self, searched=self._text.text(), saved=self._presenter.open
        ).open()

    # -- what the presenter asks

    def show_listing(self, listing: Listing) -> None:
        """Another list, or the same read again."""
        chosen = self._table.current_id()
        self._model.show(listing.count, self._rows(listing.pages))
        number = self._model.number_of(chosen) if isinstance(chosen, str) else None
        if number is None and listing.count:
            number = 0
        if number is not None:
            self._table.setCurrentIndex(self._model.index(number, 0))
        if listing.count:
            self._stack.setCurrentIndex(_TABLE)
        else:
            everybody = self._chips.value() == "all" and not listing.text
            self._stack.setCurrentIndex(_NOBODY if everybody else _NOTHING_FOUND)
        self._header.set_title(_("Residents"), note=count_text(listing))

    def show_pages(self, generation: int, pages: Pages) -> None:
        """Pages that were scrolled into sight."""
        self._model.add_pages(generation, self._rows(pages))

    def show_pairs(self, pairs: Sequence[Suspicion]) -> None:
        """Records that may be one person."""
        self._pairs_model.set_rows([pair_row(pair) for pair in pairs])
        self._pair_of = {f"{pair.one.id} {pair.other.id}": pair for pair in pairs}
        if pairs and not self._pair_table.currentIndex().isValid():
            self._pair_table.setCurrentIndex(self._pairs_model.index(0, 0))
        self._stack.setCurrentIndex(_PAIRS if pairs else _NO_PAIRS)
        self._header.set_title(_("Residents"), note=pairs_text(len(pairs)))

    def show_chip(self, chip: str) -> None:
        """The filter as it stands."""
        self._chips.set_value(chip)

    def pages_in_sight(self) -> tuple[int, ...]:
        """The pages that are looked at now."""
        first, last = self._table.rowAt(0), self._table.rowAt(self._table.viewport().height() - 1)
        if first < 0:
            return ()
        last = last if last >= 0 else self._model.rowCount() - 1
        return tuple(range(first // PAGE, last // PAGE + 1))

    # -- inside

    def _compose(self) -> None:
        self._table = WorkTable(COLUMNS, name=_("Residents"))
        self._model = PagedModel([_(head) for head in HEADS], self._table)
        self._model.pages_wanted.connect(self._presenter.fetch)
        self._table.setModel(self._model)
        self._table.opened.connect(self._open)
        self._pair_table = WorkTable(PAIR_COLUMNS, name=_("Possibly twice"), edges=True)
        self._pairs_model = RowsModel([_(head) for head in PAIR_HEADS], self._pair_table)
        self._pair_table.setModel(self._pairs_model)
        self._pair_table.opened.connect(self._compare)
        nobody = EmptyState(
            _("Nobody is recorded yet. Bring a table of residents in, or record the first one."),
            action=self._import.text(),
            key="Ctrl+Shift+I",
        )
        nobody.acted.connect(self._import.trigger)
        nothing = EmptyState(
            _("Nobody fits. Type less, choose another filter, or record a new resident."),
            action=self._new.text(),
            key="Ctrl+N",
        )
        nothing.acted.connect(self._new.trigger)
        unique = EmptyState(_("Nobody seems to stand here twice. There is nothing to compare."))
        for widget in (self._table, self._pair_table, nobody, nothing, unique):
            self._stack.addWidget(widget)
        self._text.left_downwards.connect(self._into_list)
        self.body.addWidget(self._header)
        line = QHBoxLayout()
        line.addWidget(self._text, 1)
        line.addWidget(self._chips, 0, Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(line)
        panel = Panel()
        panel.body.addWidget(self._stack)
        self.body.addWidget(panel, 1)

    def _rows(self, pages: Pages) -> dict[int, list[Row]]:
        session = self._bench.session
        divisions, today = session.reference.divisions, session.clock.now().local.date()
        return {n: [list_row(each, divisions, today) for each in rows] for n, rows in pages.items()}

    def _open(self, index: QModelIndex) -> None:
        resident = index.siblingAtColumn(0).data(Role.ID)
        if resident is not None:  # a row that is still on its way has none
            self._presenter.open(resident)

    def _compare(self, index: QModelIndex) -> None:
        pair = self._pair_of.get(str(index.siblingAtColumn(0).data(Role.ID)))
        if pair is not None:
            MergeDialog(
                self._bench, (pair.one.id, pair.other.id), self, reasons=pair.reasons
            ).open()

    def _into_list(self) -> None:
        shown = self._stack.currentWidget()
        if shown is not None:
            shown.setFocus()

    def _import_table(self) -> None:
        ImportDialog(self._bench, self).open()


class ResidentSearch(QLineEdit):
    """Searches as you type; arrow down or Enter goes into the table."""

    left_downwards = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Search for a resident"))
        Hints(
            self,
            _("Name, pinyin, initials, number, telephone or village"),
            _("Name, initials, number, phone or village"),
        )
        self.setClearButtonEnabled(True)
        self.setMaxLength(200)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left_downwards.emit()
            return
        super().keyPressEvent(event)
