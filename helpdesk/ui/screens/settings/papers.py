"""The settings screen's papers: from which printer each comes, in which size, how often. GUI thread."""

from collections.abc import Sequence

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from helpdesk.i18n import N_, _
from helpdesk.i18n.words import PAPERS, SIZES, word
from helpdesk.ui.models.case_rows import heads
from helpdesk.ui.models.rows import Cell, Row, RowsModel
from helpdesk.ui.presenting import Settings, Workbench
from helpdesk.ui.printing_dialog.choice import (
    PrintChoice,
    is_locked,
    offered,
    remember,
    remembered,
)
from helpdesk.ui.printing_dialog.options import choose_options, tray_word
from helpdesk.ui.screens.settings.locked import locked_words
from helpdesk.ui.theme import tokens
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.buttons import SecondaryButton
from helpdesk.ui.widgets.flow import FlowLayout
from helpdesk.ui.widgets.panel import Note, Panel
from helpdesk.ui.widgets.work_table import Column, Look, WorkTable

_HEADS = (N_("Paper"), N_("Printer"), N_("Tray"), N_("Paper size"), N_("Prints"))
_COLUMNS = (
    Column(Look.PLAIN, 150, 2),
    Column(Look.MUTED, 110, 1),
    Column(Look.MUTED, 84, optional=True),
    Column(Look.MUTED, 70),
    Column(Look.MUTED, 44),
)
_ROWS = 5  # seen at once
_LISTED = {
    **PAPERS,
    "day_sheet": N_("Day sheet and trip sheet"),
    "bulletin": N_("Monthly bulletin"),
    "case_list": N_("List of cases"),
    "slip": N_("Slips and transfer letters"),
}


class PapersPanel(Panel):
    """Enter changes the chosen paper's printer, size and copies, as its printing dialog does."""

    def __init__(self, bench: Workbench, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(_("Printers per paper"), parent=parent)
        self._bench, self._settings = bench, settings
        self._printers: Sequence[str] = ()
        self.table = WorkTable(_COLUMNS, name=_("Printers per paper"))
        self.table.setMinimumHeight(tokens().row * (_ROWS + 1))
        self._model = RowsModel(heads(_HEADS), self.table)
        self.table.setModel(self._model)
        self.table.opened.connect(lambda _index: self.change())
        self.button = SecondaryButton(_("Change…"))
        self.button.clicked.connect(self.change)
        row = QWidget()
        flow = FlowLayout(row)
        flow.addWidget(self.button)
        self.body.addWidget(self.table)
        self.body.addWidget(row)
        self._locked = Note(locked_words(), Tone.GREY)
        self.body.addWidget(self._locked)
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self._allow())
        self._draw()

    def showEvent(self, event: QShowEvent) -> None:
        """A printer may have come or gone."""
        super().showEvent(event)
        self._bench.background.run(
            self._bench.papers.printers, done=self._found, key="settings-printers"
        )

    def change(self) -> None:
        """Ask for the chosen paper."""
        paper = self._chosen()
        if is_locked(self._settings, paper):
            return
        printers = offered(self._settings, paper, self._printers)
        choice = self._choice(paper)
        choose_options(self, choice, bench=self._bench, printers=printers, chosen=self._keep)

    def _chosen(self) -> str:
        return str(self.table.current_id() or next(iter(_LISTED)))

    def _allow(self) -> None:
        """What the administrator decided is said for the chosen paper."""
        locked = is_locked(self._settings, self._chosen())
        self.button.setEnabled(not locked)
        self._locked.setVisible(locked)

    def _keep(self, choice: PrintChoice) -> None:
        remember(self._settings, choice)
        self._draw()

    def _found(self, printers: Sequence[str]) -> None:
        self._printers = printers
        self._draw()

    def _choice(self, paper: str) -> PrintChoice:
        return remembered(self._settings, paper, printers=self._printers)

    def _draw(self) -> None:
        self._model.set_rows([_row(self._choice(paper)) for paper in _LISTED])
        self._allow()


def _row(choice: PrintChoice) -> Row:
    cells = (
        Cell(word(_LISTED, choice.paper)),
        Cell(choice.printer or _("Save as PDF")),
        Cell(tray_word(choice.tray) if choice.tray else ""),
        Cell(word(SIZES, choice.size)),
        Cell(str(choice.copies)),
    )
    return Row(choice.paper, cells)
