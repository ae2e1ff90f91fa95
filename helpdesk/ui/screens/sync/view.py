"""The exchange with the city: what is waiting, why, and what needs a person. GUI thread."""

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from helpdesk.application.under_way import UnderWay
from helpdesk.i18n import N_, _, ngettext
from helpdesk.ui.models.case_rows import heads
from helpdesk.ui.models.rows import Cell, Row, RowsModel
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.printing_dialog.save_as import ask_file
from helpdesk.ui.reason_dialog import ReasonDialog
from helpdesk.ui.screens.sync.items import FILES, PAST, Cure, Item
from helpdesk.ui.screens.sync.parts import Chosen, ProgressStrip
from helpdesk.ui.screens.sync.policy_dialog import PolicyDialog
from helpdesk.ui.screens.sync.presenter import Exchange, Syncing, SyncPresenter, Ways
from helpdesk.ui.stub_dialog import StubDialog
from helpdesk.ui.theme import tokens
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.box_panel import BoxPanel
from helpdesk.ui.widgets.buttons import LinkButton, PrimaryButton, SecondaryButton
from helpdesk.ui.widgets.empty_state import EmptyState
from helpdesk.ui.widgets.page import GAP, Page, PageHeader
from helpdesk.ui.widgets.panel import Note, Panel
from helpdesk.ui.widgets.scroll_column import ScrollColumn
from helpdesk.ui.widgets.text import paragraph
from helpdesk.ui.widgets.work_table import Column, Look, Role, WorkTable

_HEADS = (N_("Content"), N_("Bytes"), N_("State"), N_("Why it is not sent"), N_("Next try"))
_COLUMNS = (
    Column(Look.PLAIN, 270, 2),
    Column(Look.PLAIN, 84),
    Column(Look.CHIP, 120),
    Column(Look.SENTENCE, 320, 4, optional=True),
    Column(Look.MUTED, 160),
)
_LEAST = 80  # pixels of the table at normal type: its head, and the chosen row
_PACK = "helpdesk-support.zip"
_SETTLED = (
    N_("Registered again under a new number"),
    N_("Recorded once more"),
    N_("The city was told"),
)


class SyncScreen(Page):
    """Call `refresh` when the store changed, `show_progress` when an exchange moves on and ends."""

    def __init__(
        self,
        bench: Workbench,
        sync: Syncing,
        ways: Ways | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._sync, self._bench = sync, bench
        self._ways = ways or Ways()
        self._presenter = SyncPresenter(bench, self, sync, self._ways)
        self._header = PageHeader(_("Data sync"))
        sheet = SecondaryButton(_("Day sheet"), key="Ctrl+D")
        sheet.clicked.connect(lambda: bench.navigator.show("day_sheet"))
        self._header.add_button(sheet)
        self._now = PrimaryButton(_("Sync now"), key="F9")
        self._now.clicked.connect(self._presenter.sync_now)
        for words, act in (
            (_("Neighbour …"), self._ways.neighbour),
            (_("To a stick …"), self._ways.export),
            (_("From a stick …"), self._ways.take_in),
        ):
            if act is not None:
                button = SecondaryButton(words)
                button.clicked.connect(act)
                self._header.add_button(button)
        self._header.add_button(self._now)
        self._reason = Note("", Tone.AMBER)
        self._running = ProgressStrip()
        self._running.cancelled.clicked.connect(self._presenter.cancel)
        self._items: dict[str, Item] = {}
        self._compose()
        self.setFocusProxy(self._now)

    def refresh(self) -> None:
        """Read everything anew."""
        self._presenter.refresh()

    def show_progress(self, under_way: UnderWay | None) -> None:
        """An exchange is so far, or ended."""
        self._running.show_progress(under_way)
        self._presenter.progress_is(under_way)

    def show_exchange(self, exchange: Exchange) -> None:
        """Draw it; the chosen row stays chosen."""
        self._header.set_title(_("Data sync"))
        self._header.set_state(exchange.state, exchange.tone)
        self._reason.set_state(exchange.reason, Tone.AMBER)
        self._reason.setVisible(bool(exchange.reason))
        for panel, box in zip(
            (self._last, self._waiting, self._attention),
            (exchange.last, exchange.waiting, exchange.attention),
            strict=True,
        ):
            panel.show_lines(box.words, box.detail, box.tone)
        self._show_items(exchange)

    def _show_items(self, exchange: Exchange) -> None:
        chosen = self._table.current_id()
        self._items = {item.id: item for item in exchange.items}
        self._model.set_rows([_row(item) for item in exchange.items])
        number = self._model.number_of(str(chosen))
        # Nobody looks at the list: what needs somebody comes before what is over.
        if not self._table.hasFocus() and str(chosen).startswith(PAST):
            number = None
        if number is None and exchange.items:
            number = 0
        if number is not None:
            self._table.setCurrentIndex(self._model.index(number, 0))
        self._table.setVisible(bool(exchange.items))
        self._empty.setVisible(not exchange.items)
        policy = Qt.FocusPolicy.StrongFocus if exchange.items else Qt.FocusPolicy.NoFocus
        self._table.setFocusPolicy(policy)
        parts = [exchange.counts]
        if exchange.left_out:
            text = ngettext("and {n} more record", "and {n} more records", exchange.left_out)
            parts.append(text.format(n=f"{exchange.left_out:,}"))
        self._counts.setText(" · ".join(parts))
        self._show_chosen()

    def _compose(self) -> None:
        self.body.addWidget(self._header)
        self.body.addWidget(self._running)
        self.body.addWidget(self._reason)
        self._reason.hide()
        column = ScrollColumn()  # below banners, in big type, there is more than a low screen holds
        column.body.setSpacing(GAP)
        self.body.addWidget(column, 1)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        column.body.addLayout(row)
        self._last = BoxPanel(_("Last success"))
        self._waiting = BoxPanel(_("Waiting"))
        self._attention = BoxPanel(_("Needs you"))
        for box in (self._last, self._waiting, self._attention):
            row.addWidget(box, 1)
        self._table = WorkTable(_COLUMNS, name=_("Waiting, and what happened"))
        self._model = RowsModel(heads(_HEADS), self._table)
        self._table.setModel(self._model)
        self._table.opened.connect(self._open)
        self._table.selectionModel().currentRowChanged.connect(lambda *_: self._show_chosen())
        self._table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._table.setMinimumHeight(tokens().length(_LEAST))
        self._empty = EmptyState(_("Nothing is waiting and nothing needs you."), icon="check")
        self._empty.hide()
        self._chosen = Chosen()
        self._chosen.cured.connect(self._cure)
        self._panel = Panel(_("Waiting, and what happened"))
        self._add_links()
        self._counts = paragraph("", "secondary")
        self._panel.body.addWidget(self._counts)
        self._panel.body.addWidget(self._table, 1)
        self._panel.body.addWidget(self._empty, 1)
        self._panel.body.addWidget(self._chosen)
        column.body.addWidget(self._panel, 1)

    def _add_links(self) -> None:
        if self._ways.save_pack is not None:
            pack = LinkButton(_("Support pack …"))
            pack.clicked.connect(self._ask_pack)
            self._panel.header.addWidget(pack)
        stub = LinkButton(_("Re-enter from paper …"))
        stub.clicked.connect(lambda: StubDialog(self._bench, self).open())
        self._panel.header.addWidget(stub)
        when = LinkButton(_("When to sync …"))
        when.clicked.connect(self._ask_policy)
        self._panel.header.addWidget(when)
        when.setVisible(not self._sync.policy_locked)  # with a parent, or it were a window

    def _current(self) -> Item | None:
        return self._items.get(str(self._table.current_id()))

    def _show_chosen(self) -> None:
        without = frozenset() if self._ways.export else frozenset({Cure.EXPORT})
        self._chosen.show_item(self._current(), without=without)

    def _open(self, index: QModelIndex) -> None:
        item = self._items.get(index.siblingAtColumn(0).data(Role.ID))
        if item is not None:
            self._presenter.open(item)

    def _cure(self, cure: str) -> None:
        item = self._current()
        if item is None:
            return
        if cure == Cure.SETTLE:
            self._ask_settled(item)
        elif cure == Cure.ASK:
            QGuiApplication.clipboard().setText(item.reference)
        elif cure == Cure.EXPORT and self._ways.export is not None:
            self._ways.export()
        else:
            self._act(item, cure)

    def _act(self, item: Item, cure: str) -> None:
        if cure == Cure.READ:
            self._presenter.read(item)
        elif cure == Cure.DECIDE:
            self._presenter.decide(item)
        elif cure == Cure.OPEN:
            self._presenter.open_case(item)
        elif cure == Cure.AGAIN:
            self._presenter.register_again(item)
        elif item.id.startswith(FILES):
            self._presenter.send_files(item)
        else:
            self._presenter.sync_now()

    def _ask_settled(self, item: Item) -> None:
        ReasonDialog(
            _("A record put aside"),
            _("Say what came of it. Your name and words are recorded, and the city reads them."),
            [_(words) for words in _SETTLED],
            self,
            submitted=lambda words, done, failed: self._presenter.settle(
                item, words, done=done, failed=failed
            ),
        ).open()

    def _ask_pack(self) -> None:
        ask_file(self, _PACK, self._presenter.save_pack, suffix="zip")

    def _ask_policy(self) -> None:
        PolicyDialog(self._sync.policy, self, chosen=self._sync.set_policy).open()


def _row(item: Item) -> Row:
    aloud = f"{item.name} {item.words}, {item.state}: {item.reason}"
    return Row(
        item.id,
        (
            Cell(item.words, lead=item.name, aloud=aloud),
            Cell(item.size),
            Cell(item.state, item.tone),
            Cell(item.reason, aloud=item.reason),
            Cell(item.next_try),
        ),
    )
