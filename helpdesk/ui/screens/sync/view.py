"""The exchange with the city: what is waiting, why, and what needs a person. GUI thread."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QStackedWidget,
    QWidget,
)

from helpdesk.i18n import N_, _, ngettext
from helpdesk.ui.models.case_rows import heads
from helpdesk.ui.models.rows import Cell, Row, RowsModel
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.screens.sync.presenter import Box, Exchange, Item, Progress, SyncPresenter
from helpdesk.ui.theme import mark
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.buttons import PrimaryButton, SecondaryButton
from helpdesk.ui.widgets.empty_state import EmptyState
from helpdesk.ui.widgets.page import Page, PageHeader
from helpdesk.ui.widgets.panel import Note, Panel
from helpdesk.ui.widgets.text import label
from helpdesk.ui.widgets.work_table import Column, Look, Role, WorkTable

_HEADS = (N_("Content"), N_("Size"), N_("State"), N_("Why it is not sent"), N_("Next try"))
_COLUMNS = (
    Column(Look.PLAIN, 300, 2),
    Column(Look.PLAIN, 84),
    Column(Look.CHIP, 120),
    Column(Look.MUTED, 330, 3, optional=True),
    Column(Look.MUTED, 176),
)


class SyncScreen(Page):
    """Call `refresh` when the store changed, `exchange_is` when an exchange begins and ends."""

    def __init__(
        self,
        bench: Workbench,
        *,
        sync_now: Callable[[], object],
        sync_cancel: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._presenter = SyncPresenter(bench, self, sync_now=sync_now, sync_cancel=sync_cancel)
        self._header = PageHeader(_("Data sync"))
        self._now = PrimaryButton(_("Sync now"), key="F9")
        self._now.clicked.connect(self._presenter.sync_now)
        self._header.add_button(self._now)
        self._reason = Note("", Tone.AMBER)
        self._running = ProgressStrip()
        self._running.cancelled.clicked.connect(self._presenter.cancel)
        self._cases: dict[str, str] = {}
        self._compose()
        self.setFocusProxy(self._now)

    def refresh(self) -> None:
        """Read everything anew."""
        self._presenter.refresh()

    def exchange_is(self, under_way: bool) -> None:
        """An exchange began or ended."""
        self._presenter.exchange_is(under_way)

    def show_exchange(self, exchange: Exchange) -> None:
        """Draw it; the chosen row stays chosen."""
        self._header.set_title(_("Data sync"), note=exchange.counts)
        self._header.set_state(exchange.state, exchange.tone)
        self._reason.set_state(exchange.reason, Tone.AMBER)
        self._reason.setVisible(bool(exchange.reason))
        self._running.show_progress(exchange.progress)
        self._last.show_box(exchange.last)
        self._waiting.show_box(exchange.waiting)
        self._attention.show_box(exchange.attention)
        self._show_items(exchange)

    def _show_items(self, exchange: Exchange) -> None:
        self._cases = {item.id: item.case for item in exchange.items}
        self._model.set_rows([_row(item) for item in exchange.items])
        self._stack.setCurrentIndex(0 if exchange.items else 1)
        policy = Qt.FocusPolicy.StrongFocus if exchange.items else Qt.FocusPolicy.NoFocus
        self._table.setFocusPolicy(policy)
        more = ""
        if exchange.left_out:
            text = ngettext("and {n} more record", "and {n} more records", exchange.left_out)
            more = text.format(n=f"{exchange.left_out:,}")
        self._panel.set_title(_("Waiting, and in need of you"), more)

    def _compose(self) -> None:
        self.body.addWidget(self._header)
        self.body.addWidget(self._running)
        self.body.addWidget(self._reason)
        self._reason.hide()
        row = self.add_row()
        self._last = BoxPanel(_("Last success"))
        self._waiting = BoxPanel(_("Waiting"))
        self._attention = BoxPanel(_("Needs you"))
        for box in (self._last, self._waiting, self._attention):
            row.addWidget(box, 1)
        self._table = WorkTable(_COLUMNS, name=_("Waiting, and in need of you"))
        self._model = RowsModel(heads(_HEADS), self._table)
        self._table.setModel(self._model)
        self._table.opened.connect(self._open)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._table)
        self._stack.addWidget(
            EmptyState(_("Nothing is waiting and nothing needs you."), icon="check")
        )
        self._panel = Panel(_("Waiting, and in need of you"))
        self._panel.body.addWidget(self._stack)
        self.body.addWidget(self._panel, 1)

    def _open(self, index: QModelIndex) -> None:
        self._presenter.open(self._cases.get(index.siblingAtColumn(0).data(Role.ID), ""))


class BoxPanel(Panel):
    """A large line and a small one."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent=parent)
        self.body.setSpacing(0)
        self._words: QLabel = label("—", "large")
        self._detail = label("", "secondary")
        self.body.addWidget(self._words)
        self.body.addWidget(self._detail)

    def show_box(self, box: Box) -> None:
        """These lines."""
        self._words.setText(box.words)
        mark(self._words, "tone", box.tone.value)
        self._detail.setText(box.detail)


class ProgressStrip(QFrame):
    """An exchange under way: what, how far, and Cancel."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "banner")
        mark(self, "tone", Tone.BLUE.value)
        self._words = label("", "body", tone=Tone.BLUE)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(320)
        self.cancelled = SecondaryButton(_("Cancel"))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 4)
        row.setSpacing(12)
        row.addWidget(self._words)
        row.addWidget(self._bar)
        row.addStretch(1)
        row.addWidget(self.cancelled)
        self.hide()

    def show_progress(self, progress: Progress | None) -> None:
        """How far it is; None hides the strip."""
        self.setVisible(progress is not None)
        if progress is None:
            return
        words = progress.words
        if progress.total:
            words = f"{words}  {progress.done:,} / {progress.total:,}"
        self._words.setText(words)
        self._bar.setAccessibleName(words)
        self._bar.setRange(0, progress.total)
        self._bar.setValue(progress.done)


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
