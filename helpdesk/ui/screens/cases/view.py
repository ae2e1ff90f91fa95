"""All cases in one table: views, chips, a text as you type, any order, marks. GUI thread."""

from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QWidget

from helpdesk.application.case_export import Wanted
from helpdesk.i18n import _, ngettext
from helpdesk.ui.actions import ActionSet
from helpdesk.ui.later import QtLater
from helpdesk.ui.models.case_table import COLUMNS, table_columns, table_heads, table_row
from helpdesk.ui.models.pages import PAGE, PagedModel
from helpdesk.ui.models.rows import Row
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.screens.cases.chip_bar import ChipBar
from helpdesk.ui.screens.cases.chosen_columns import Columns
from helpdesk.ui.screens.cases.dialogs import (
    TakingOutDialogs,
    manage_views,
    receipts_of_marked,
    record_for_all,
)
from helpdesk.ui.screens.cases.mark_bar import MarkBar
from helpdesk.ui.screens.cases.offered import Offered, wish_text
from helpdesk.ui.screens.cases.ports import CaseLists
from helpdesk.ui.screens.cases.presenter import (
    CasesPresenter,
    Lines,
    Listing,
    Place,
    city_text,
    count_text,
)
from helpdesk.ui.screens.cases.saved_views import Views
from helpdesk.ui.screens.cases.shown_columns import ShownColumns
from helpdesk.ui.screens.cases.taking_out import TakingOut
from helpdesk.ui.screens.cases.wish import Wish
from helpdesk.ui.widgets.buttons import SecondaryButton
from helpdesk.ui.widgets.empty_state import EmptyState
from helpdesk.ui.widgets.hints import Hints
from helpdesk.ui.widgets.mark_table import MarkTable
from helpdesk.ui.widgets.page import Page, PageHeader
from helpdesk.ui.widgets.panel import Panel
from helpdesk.ui.widgets.text import HintLabel, label
from helpdesk.ui.widgets.work_table import Role


class CasesScreen(Page):
    """Call `refresh` when cases changed, `choose` to show one of its lists."""

    def __init__(
        self,
        bench: Workbench,
        lists: CaseLists,
        *,
        actions: ActionSet,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._bench = bench
        self.presenter = CasesPresenter(
            bench,
            self,
            table=lists.table,
            preferences=lists.preferences,
            page=PAGE,
            later=QtLater(self),
        )
        self.filter = FilterField()
        self.filter.textChanged.connect(self.presenter.type_text)
        self.chips = ChipBar()
        self.chips.changed.connect(self.presenter.set_wish)
        self.chips.managed.connect(lambda: manage_views(self.presenter, self))
        self.table, self.model = self._make_table()
        self.marks = MarkBar(
            bench,
            self.table,
            self.model,
            source=lists.table,
            rows=lambda: self.presenter.order.rows,
        )
        self.columns = ShownColumns(self.table, self.presenter.keep_columns)
        self.taking_out = TakingOut(bench, TakingOutDialogs(bench, self), lists, self._wanted)
        self._compose()
        self._connect(actions)
        receipts = partial(receipts_of_marked, bench, lists.settings, self.marks, parent=self)
        self.marks.add_link(_("Receipts as PDF …"), receipts)
        self.setFocusProxy(self.filter)

    def refresh(self) -> None:
        """Read the list anew; place and choice stay."""
        self.presenter.refresh()

    def choose(self, name: str, *, resident: str = "", person: str = "") -> None:
        """Show one of the lists that other screens lead to, perhaps of one resident (id, name) alone."""
        self.presenter.choose(name, resident=resident, person=person)

    # -- what the presenter asks

    def show_listing(self, listing: Listing) -> None:
        """Another list, or the same read again."""
        self.model.show(listing.count, self._rows(listing.pages))
        self.table.executeDelayedItemsLayout()  # now: it would come after a first painting
        current = self.table.currentIndex().row()
        if listing.place is not None:
            self._go(listing.place)
        elif listing.count and not 0 <= current < listing.count:
            self.table.setCurrentIndex(self.model.index(0, 0))
        self._nothing.set_sentence(_nothing_text(self.presenter.wish))
        self._stack.setCurrentIndex(0 if listing.count else 1)
        self._header.set_title(_("Cases"), note=count_text(listing))
        if listing.state is not None:
            self._city.setText(city_text(listing.state))

    def show_pages(self, generation: int, pages: Lines) -> None:
        """Pages that were scrolled into sight."""
        self.model.add_pages(generation, self._rows(pages))

    def show_wish(self, wish: Wish) -> None:
        """The chips, the text and the order as they stand."""
        self.chips.show_wish(wish)
        if self.filter.text().strip() != wish.text:
            self.filter.blockSignals(True)
            self.filter.setText(wish.text)
            self.filter.blockSignals(False)
        sorting = wish.sorting
        column = next((n for n, each in enumerate(COLUMNS) if each.sort is sorting.by), -1)
        newest_first = sorting.by.value in ("registered", "number")
        self.table.show_sorting(column, upwards=newest_first is sorting.backwards)

    def show_views(self, views: Views) -> None:
        """The views to choose from."""
        self.chips.show_views(views)

    def show_columns(self, columns: Columns) -> None:
        """The columns as they were left."""
        self.columns.show(columns)

    def show_choices(self, choices: Offered) -> None:
        """What the chips offer."""
        self.chips.show_choices(choices)

    def place(self) -> tuple[Place, tuple[int, ...]]:
        """Where one is, and the pages in sight."""
        height = self.table.viewport().height()
        first, last = self.table.rowAt(0), self.table.rowAt(height - 1)
        place = Place(max(0, first), self.table.currentIndex().row())
        if first < 0:
            return place, ()
        last = last if last >= 0 else self.model.rowCount() - 1
        return place, tuple(range(first // PAGE, last // PAGE + 1))

    # -- inside

    def _make_table(self) -> tuple[MarkTable, PagedModel]:
        table = MarkTable(table_columns(), name=_("Cases"))
        model = PagedModel(table_heads(), table)
        model.pages_wanted.connect(self.presenter.fetch)
        table.setModel(model)
        return table, model

    def _compose(self) -> None:
        self._header = PageHeader(_("Cases"))
        self._header.add_button(self.filter)
        self._nothing = EmptyState(_nothing_text(Wish()), action=_("New case"), key="F2")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._nothing)
        self._city = label("", "secondary")
        keys = _("↑ ↓ choose · Space marks · Enter opens · Ctrl C copies the number")
        foot = QHBoxLayout()
        foot.addWidget(self._city)
        foot.addWidget(self.marks)
        foot.addStretch(1)
        foot.addWidget(HintLabel.of(keys, "secondary"))
        panel = Panel()
        panel.body.addWidget(self._stack, 1)
        panel.body.addLayout(foot)
        self.body.addWidget(self._header)
        self.body.addWidget(self.chips)
        self.body.addWidget(panel, 1)

    def _connect(self, actions: ActionSet) -> None:
        table = self.table
        self.marks.changed.connect(lambda: self._city.setVisible(not self.marks.marks))
        table.opened.connect(self._open)
        table.head_chosen.connect(self._sort)
        self.filter.left_downwards.connect(table.setFocus)
        self.filter.entered.connect(self._enter)
        self._nothing.acted.connect(self._bench.navigator.new_case)
        self.marks.add_link(_("Record for all …"), self._record)
        actions.register("progress", self._record, within=self)
        actions.register("cases-filter", self.filter.take_keyboard, within=self)
        actions.register("cases-views", self.chips.views.click, within=self)
        columns = actions.register("cases-columns", lambda: self.columns.choose(self), within=self)
        export = actions.register("cases-export", self.taking_out.export, within=self)
        printing = actions.register("print", self.taking_out.print, within=self)
        before: QWidget = self.filter
        for name, offered, words in (
            ("cases-columns", columns, _("Columns …")),
            ("cases-export", export, _("Excel …")),
            ("print", printing, _("Print …")),
        ):
            button = SecondaryButton.for_action(name, offered, words=words)
            self._header.add_button(button)
            self.setTabOrder(before, button)
            before = button

    def _rows(self, pages: Lines) -> dict[int, list[Row]]:
        session = self._bench.session
        now, calendar = session.clock.now().local, session.reference.calendar
        names = dict(self.chips.known.place)

        def desk(code: str) -> str:
            return names.get(f"desk:{code}", code)

        return {
            number: [table_row(line, now, calendar, desk=desk) for line in lines]
            for number, lines in pages.items()
        }

    def _go(self, place: Place) -> None:
        """Show this place of the list."""
        bar, row = self.table.verticalScrollBar(), self.table.verticalHeader().defaultSectionSize()
        offset = bar.value() % row if place.top else 0  # what is half in sight stays so
        if 0 <= place.current < self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(place.current, 0))
        bar.setValue(place.top * row + offset)

    def _open(self, index: QModelIndex) -> None:
        case_id = index.siblingAtColumn(0).data(Role.ID)
        if case_id is not None:  # a row that is still on its way has none
            self._bench.navigator.open_case(case_id)

    def _enter(self) -> None:
        """Enter in the text: into the only case found, else into the table."""
        if self.model.rowCount() == 1 and self.presenter.wish.text:
            self._open(self.model.index(0, 0))
        else:
            self.table.setFocus()

    def _sort(self, column: int) -> None:
        by = COLUMNS[column].sort
        if by is None:
            text = _(
                "Cases cannot be ordered by this column. Filter by it, or type into the filter."
            )
            self._bench.navigator.say(text, topic="sorting")
        else:
            self.presenter.sort(by)

    def _record(self) -> None:
        """One act on the marked cases."""
        record_for_all(self._bench, self.presenter.table, self.marks, parent=self)

    def _wanted(self) -> Wanted:
        """The marked cases, or the whole list."""
        presenter, marks = self.presenter, list(self.marks.marks)
        shown, _widths = self.table.arrangement()
        ids = [COLUMNS[number].id for number in shown]
        words = wish_text(presenter.wish, self.chips.known)
        if marks:
            words = ngettext("{n} marked", "{n} marked", len(marks)).format(n=len(marks))
        return Wanted(presenter.rows(marks), ids, words)


class FilterField(QLineEdit):
    """Filters as you type; arrow down goes into the table, Enter into the only case found."""

    left_downwards = Signal()
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Filter by text"))
        Hints(
            self,
            _("Filter: name, initials, matter, number, phone"),
            _("Filter: name, matter, number"),
        )
        self.setClearButtonEnabled(True)
        self.setMaxLength(200)
        self.setMinimumWidth(300)
        self.returnPressed.connect(self.entered)

    def take_keyboard(self) -> None:
        """The keyboard, everything selected."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.left_downwards.emit()
            return
        super().keyPressEvent(event)


def _nothing_text(wish: Wish) -> str:
    if wish.filters:
        return _("No case fits. Choose another filter or type less.")
    return _("There is no case yet. The first one begins with F2.")
