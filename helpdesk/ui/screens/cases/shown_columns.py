"""The columns of the table as the agent left them. GUI thread."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from helpdesk.i18n import _
from helpdesk.ui.models.case_table import COLUMNS, NUMBER_OF, SHOWN
from helpdesk.ui.screens.cases.chosen_columns import Columns
from helpdesk.ui.screens.cases.columns_dialog import ColumnsDialog
from helpdesk.ui.widgets.mark_table import MarkTable


class ShownColumns:
    """`kept(columns)` hears of what the person changed."""

    def __init__(self, table: MarkTable, kept: Callable[[Columns], object]) -> None:
        self._table, self._kept = table, kept
        table.arranged.connect(self._arranged)
        self.show(Columns())

    def show(self, columns: Columns) -> None:
        """As they were left; those of the program where nobody chose."""
        known = [NUMBER_OF[each] for each in columns.shown if each in NUMBER_OF]
        widths = {NUMBER_OF[k]: v for k, v in columns.widths.items() if k in NUMBER_OF}
        shown = list(dict.fromkeys((0, *known))) if known else list(SHOWN)
        self._table.arrange(shown, widths, chosen=bool(known))

    def choose(self, parent: QWidget) -> None:
        """Ask which ones, and in which order."""
        shown, _widths = self._table.arrangement()
        names = [_(column.head) for column in COLUMNS]
        ColumnsDialog(names, shown, parent, chosen=self._chosen).open()

    def _chosen(self, shown: list[int] | None) -> None:
        columns = self._columns(shown) if shown else Columns()
        self._kept(columns)
        self.show(columns)

    def _arranged(self) -> None:
        shown, _widths = self._table.arrangement()
        self._kept(self._columns(shown))

    def _columns(self, shown: list[int]) -> Columns:
        _shown, widths = self._table.arrangement()
        return Columns(
            tuple(COLUMNS[n].id for n in shown), {COLUMNS[n].id: w for n, w in widths.items()}
        )
