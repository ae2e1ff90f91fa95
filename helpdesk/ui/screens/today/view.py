"""Today: five figures, the work by due time, and what came in. GUI thread."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from helpdesk.application.certificates import Expiring
from helpdesk.application.queries import Figures
from helpdesk.i18n import _
from helpdesk.ui.models.case_rows import HEADS, columns, heads, work_row
from helpdesk.ui.models.rows import Cell, Row, RowsModel
from helpdesk.ui.presenting import Settings, Workbench
from helpdesk.ui.screens.today.care import CarePanel, DayCare
from helpdesk.ui.screens.today.entries import Entry, slip_of
from helpdesk.ui.screens.today.presenter import Day, TodayPresenter, more_text
from helpdesk.ui.screens.today.renewal_dialog import RenewalDialog
from helpdesk.ui.screens.today.slip_dialog import SlipDialog
from helpdesk.ui.theme import tokens
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.empty_state import EmptyState
from helpdesk.ui.widgets.entry_list import EntryList
from helpdesk.ui.widgets.figure_card import FigureCard
from helpdesk.ui.widgets.page import GAP, Page
from helpdesk.ui.widgets.panel import Panel
from helpdesk.ui.widgets.scroll_column import ScrollColumn
from helpdesk.ui.widgets.text import label
from helpdesk.ui.widgets.work_table import Role, WorkTable


@dataclass(frozen=True, slots=True)
class TodayWays:
    """What the screen needs of the program: `care` reads how the day is reconciled and how safe it is
    (background work), `print_waiting` prints all papers that did not come out."""

    care: Callable[[], DayCare]
    settings: Settings
    print_waiting: Callable[[str], object]


class TodayScreen(Page):
    """Call `refresh` when cases or drafts changed and when the screen is shown."""

    def __init__(
        self,
        bench: Workbench,
        show_cases: Callable[[str], object],
        ways: TodayWays | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._bench = bench
        self._ways = ways
        self._certificates: dict[str, Expiring] = {}
        self._care = CarePanel()
        self._presenter = TodayPresenter(bench, self, show_cases)
        self._cards = self._compose_figures()
        row = self.add_row(1)
        self._work = WorkList()
        self._work.table.opened.connect(self._open)
        self._work.nothing.acted.connect(self._presenter.new_case)
        row.addWidget(self._work, 846)
        self._news = EntryPanel(
            _("Messages from the city"),
            most=3,
            empty=_("Nothing new from the city in these two weeks."),
        )
        self._renewals = EntryPanel(_("Certificates that expire"), most=3)
        self._doubts = EntryPanel(_("Needs your look"), most=3)
        self._drafts = EntryPanel(_("Drafts to finish"), most=3)
        self._materials = EntryPanel(_("Materials due soon"), most=3)
        side = self._compose_side()
        side.setMinimumWidth(tokens().length(268))
        row.addWidget(side, 268)
        self.setFocusProxy(self._work.table)

    def refresh(self) -> None:
        """Read everything anew."""
        self._presenter.refresh()
        if self._ways is not None:
            self._bench.background.run(self._ways.care, done=self._show_care, key="day-care")

    def show_day(self, day: Day) -> None:
        """Draw it; whatever was chosen stays chosen."""
        self._show_figures(day.figures)
        self._work.show_city(day.with_city)
        self._work.show_rows([work_row(line) for line in day.work], total=day.open_cases)
        self._news.show_entries(day.news)
        self._renewals.show_entries(day.renewals)
        self._certificates = {each.case: each for each in day.certificates}
        self._drafts.show_entries(day.drafts)
        self._materials.show_entries(day.materials)
        self._doubts.show_entries(day.doubts)

    def _show_care(self, care: DayCare) -> None:
        offset = self._bench.session.clock.now().offset_minutes
        self._care.show_care(care, offset_minutes=offset)

    def _compose_figures(self) -> dict[str, FigureCard]:
        row = self.add_row()
        cards = {}
        for chip, words, tone in (
            ("overdue", _("Due or overdue"), Tone.RED),
            ("soon", _("Due within two working days"), Tone.AMBER),
            ("correct", _("Waiting for correction"), Tone.BLUE),
            ("deliver", _("Results to deliver"), Tone.GREEN),
            ("call_back", _("To call back"), Tone.PLAIN),
        ):
            card = FigureCard(words, tone)
            card.opened.connect(lambda chip=chip: self._presenter.show_list(chip))
            row.addWidget(card, 1)
            cards[chip] = card
        return cards

    def _compose_side(self) -> ScrollColumn:
        side = ScrollColumn()
        side.body.setSpacing(GAP)
        first = (self._doubts, self._news, self._renewals, self._care)
        for panel in (*first, self._materials, self._drafts):
            side.body.addWidget(panel)
        side.body.addStretch(1)
        self._doubts.list.opened.connect(lambda index: self._presenter.decide(_id(index)))
        self._news.list.opened.connect(self._open_news)
        self._renewals.list.opened.connect(self._open_renewal)
        self._materials.list.opened.connect(self._open)
        self._drafts.list.opened.connect(lambda index: self._presenter.open_draft(_id(index)))
        navigator = self._bench.navigator
        self._care.day_sheet_asked.connect(lambda: navigator.show("day_sheet"))
        self._care.settings_asked.connect(lambda: navigator.show("settings"))
        self._care.papers_asked.connect(self._print_waiting)
        return side

    def _show_figures(self, figures: Figures) -> None:
        counts = {
            "overdue": figures.overdue,
            "soon": figures.due_soon,
            "correct": figures.to_correct,
            "deliver": figures.to_deliver,
            "call_back": figures.to_call_back,
        }
        for chip, card in self._cards.items():
            card.set_figure(counts[chip])

    def _open(self, index: QModelIndex) -> None:
        self._presenter.open_case(_id(index))

    def _open_news(self, index: QModelIndex) -> None:
        """A slip is signed for and answered; all else leads to its case."""
        slip = slip_of(_id(index))
        if slip is None or self._ways is None:
            self._presenter.open_case(slip[0] if slip else _id(index))
            return
        settings = self._ways.settings
        SlipDialog(*slip, bench=self._bench, settings=settings, parent=self).open()

    def _open_renewal(self, index: QModelIndex) -> None:
        certificate = self._certificates.get(_id(index))
        if certificate is not None:
            RenewalDialog(certificate, bench=self._bench, parent=self).open()

    def _print_waiting(self) -> None:
        if self._ways is not None:
            self._ways.print_waiting("")


def _id(index: QModelIndex) -> str:
    return str(index.siblingAtColumn(0).data(Role.ID))


class WorkList(Panel):
    """The table of open cases, or what to do when there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("To do"), parent=parent)
        self._city = label("", "secondary")
        self.header.addWidget(self._city, 0, Qt.AlignmentFlag.AlignBaseline)
        self.table = WorkTable(columns(), name=_("To do"), edges=True)
        self.model = RowsModel(heads(HEADS), self.table)
        self.table.setModel(self.model)
        self.nothing = EmptyState(
            _("No open cases. The next resident's case begins with F2."),
            action=_("New case"),
            key="F2",
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.nothing)
        self.body.addWidget(self._stack)
        self._say(0, 0)

    def show_city(self, words: str) -> None:
        """What of all cases the city lacks."""
        self._city.setText(words)

    def show_rows(self, rows: Sequence[Row], *, total: int) -> None:
        """These cases; the current one stays current wherever it moved."""
        chosen = self.table.current_id()
        self.model.set_rows(rows)
        choose(self.table.setCurrentIndex, self.model, chosen)
        if rows and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.model.index(0, 0))
        # An empty table keeps its heads for the first moment; only known emptiness is said.
        self._stack.setCurrentIndex(0 if rows else 1)
        self.table.setFocusPolicy(Qt.FocusPolicy.StrongFocus if rows else Qt.FocusPolicy.NoFocus)
        self._say(len(rows), total)

    def _say(self, shown: int, total: int) -> None:
        keys = _("by due time · ↑ ↓ · Enter opens")
        more = more_text(shown, total)
        self.set_title(_("To do"), f"{keys} · {more}" if more else keys)


class EntryPanel(Panel):
    """A titled list of entries; without entries it says so, or is not there at all."""

    def __init__(
        self, title: str, *, most: int = 0, empty: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(title, parent=parent)
        self.list = EntryList(title, most=most)
        self._words = title
        self._most = most
        self._model = RowsModel(("", ""), self.list)
        self.list.setModel(self._model)
        self._nothing = EmptyState(empty) if empty else None
        self.body.addWidget(self.list)
        if self._nothing is not None:
            self.body.addWidget(self._nothing)
        self.show_entries(())

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """These entries, the current one kept."""
        chosen = self.list.currentIndex().siblingAtColumn(0).data(Role.ID)
        self._model.set_rows([_row(entry) for entry in entries])
        choose(self.list.setCurrentIndex, self._model, chosen)
        self.list.setVisible(bool(entries))
        if self._nothing is not None:
            self._nothing.setVisible(not entries)
        else:
            self.setVisible(bool(entries))
        more = len(entries) > self._most > 0
        self.set_title(self._words, str(len(entries)) if more else "")
        self.list.fit()


def choose(make_current: Callable[[QModelIndex], object], model: RowsModel, row_id: object) -> None:
    """Make the row with this id the current one again, if it is still there."""
    number = model.number_of(row_id) if isinstance(row_id, str) else None
    if number is not None:
        make_current(model.index(number, 0))


def _row(entry: Entry) -> Row:
    aloud = f"{entry.lead} {entry.words}, {entry.detail}"
    cells = (Cell(entry.words, lead=entry.lead, aloud=aloud), Cell(entry.detail))
    return Row(entry.id, cells, edge=entry.tone)
