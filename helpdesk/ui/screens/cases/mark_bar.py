"""Marks in the table of cases, and the line that says what can be done with them. GUI thread."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from helpdesk.application.case_table import CaseTable
from helpdesk.i18n import _, ngettext
from helpdesk.ui.models.pages import PAGE, PagedModel
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.screens.cases.marks import CaseMarks
from helpdesk.ui.widgets.buttons import LinkButton
from helpdesk.ui.widgets.mark_table import MarkTable
from helpdesk.ui.widgets.text import label


class MarkBar(QWidget):
    """Not there while no case is marked. `rows` are those of the list, in its order."""

    changed = Signal()

    def __init__(
        self,
        bench: Workbench,
        table: MarkTable,
        model: PagedModel,
        *,
        source: CaseTable,
        rows: Callable[[], Sequence[int]],
    ) -> None:
        super().__init__()
        self._bench, self._table, self._model, self._rows = bench, table, model, rows
        self._marks = CaseMarks(bench, source, self._show)
        self._count = label("", "strong")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(14)
        self._row.addWidget(self._count)
        self._row.addStretch(1)
        self.add_link(_("Copy the numbers"), self.copy)
        self.add_link(_("Unmark"), self._marks.unmark)
        table.marked.connect(self._mark)
        table.all_marked.connect(lambda: self._marks.mark_rows(self._rows()))
        table.copied.connect(self.copy)
        self._show({})

    @property
    def marks(self) -> Mapping[str, str]:
        """The ids of the marked cases with their numbers."""
        return self._marks.marks

    def add_link(self, words: str, do: Callable[[], object]) -> None:
        """Something that can be done with the marked cases."""
        button = LinkButton(words)
        button.clicked.connect(lambda _checked=False: do())
        self._row.insertWidget(self._row.count() - 1, button)

    def unmark(self, cases: Sequence[str]) -> None:
        """Take these marks away."""
        self._marks.mark({case: "" for case in cases if case in self.marks}, turn=True)

    def copy(self) -> None:
        """The marked numbers into the clipboard, one a line, or the current row's."""
        current = self._table.currentIndex().siblingAtColumn(0).data()
        numbers = list(self.marks.values()) or ([current] if current else [])
        if numbers:
            QGuiApplication.clipboard().setText("\n".join(numbers))
            text = ngettext("{n} number copied.", "{n} numbers copied.", len(numbers))
            text = text.format(n=len(numbers))
            self._bench.navigator.say(text, tone="success", topic="copied")

    def _mark(self, first: int, last: int, mark: bool) -> None:
        rows = [self._model.row(number) for number in range(first, min(last, first + PAGE) + 1)]
        if last - first >= PAGE or None in rows:
            self._marks.mark_rows(self._rows()[first : last + 1])
            return
        ids = {row.id: row.cells[0].words for row in rows if row is not None}
        self._marks.mark(ids, turn=not mark)

    def _show(self, marks: Mapping[str, str]) -> None:
        self._model.show_marks(set(marks))
        text = ngettext("{n} marked", "{n} marked", len(marks))
        self._count.setText(text.format(n=f"{len(marks):,}"))
        self.setVisible(bool(marks))
        self.changed.emit()
