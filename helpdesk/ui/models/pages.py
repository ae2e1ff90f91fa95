"""Tables of any length: a count, and pages that are fetched when they come into sight. GUI thread."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from helpdesk.ui.models.rows import Row, TableModel

PAGE = 100
_KEPT = 40  # pages in memory: many screens full, and still small

_Index = QModelIndex | QPersistentModelIndex
Pages = Mapping[int, Sequence[Row]]


class PagedModel(TableModel):
    """Knows how many rows there are and holds some pages of them.

    Whoever listens to `pages_wanted` fetches elsewhere and hands over by `add_pages`; until then the
    rows are empty. An answer for another `generation` than the present one comes too late.
    """

    pages_wanted = Signal(int, object)  # generation, tuple of page numbers

    def __init__(self, heads: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(heads, parent)
        self._count = 0
        self._pages: OrderedDict[int, Sequence[Row]] = OrderedDict()
        self._missing: set[int] = set()
        self._asked: frozenset[int] = frozenset()
        self.generation = 0
        self._marks: set[str] | None = None
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._ask)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else self._count

    def row(self, number: int) -> Row | None:
        """The row; a missing one is asked for."""
        page, place = divmod(number, PAGE)
        rows = self._pages.get(page)
        if rows is None:
            self._miss(page)
            return None
        self._pages.move_to_end(page)
        return rows[place] if place < len(rows) else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.CheckStateRole and self._marks is not None:
            row = self.row(index.row()) if index.column() == 0 else None
            if row is None:
                return None
            return Qt.CheckState.Checked if row.id in self._marks else Qt.CheckState.Unchecked
        return super().data(index, role)

    def show_marks(self, marks: set[str]) -> None:
        """The ids of marked rows; from now on every row has a box."""
        self._marks = marks
        if self._count:
            self.dataChanged.emit(self.index(0, 0), self.index(self._count - 1, 0))

    def number_of(self, row_id: str) -> int | None:
        """Where a row stands, among the pages at hand."""
        for page, rows in self._pages.items():
            for place, row in enumerate(rows):
                if row.id == row_id:
                    return page * PAGE + place
        return None

    def show(self, count: int, pages: Pages) -> None:
        """Another list, or the same one newly read: rows come and go at the end, so that the view stays
        where it is."""
        self.generation += 1
        self._missing.clear()
        self._asked = frozenset()
        self._pages = OrderedDict(pages)
        if count > self._count:
            self.beginInsertRows(QModelIndex(), self._count, count - 1)
            self._count = count
            self.endInsertRows()
        elif count < self._count:
            self.beginRemoveRows(QModelIndex(), count, self._count - 1)
            self._count = count
            self.endRemoveRows()
        if count:
            last = self.index(count - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def add_pages(self, generation: int, pages: Pages) -> None:
        """Pages that were wanted; late ones are left alone."""
        if generation != self.generation:
            return
        self._asked -= pages.keys()
        for page, rows in pages.items():
            self._pages[page] = rows
            first, end = page * PAGE, min(page * PAGE + PAGE, self._count)
            if first < end:
                last = self.index(end - 1, self.columnCount() - 1)
                self.dataChanged.emit(self.index(first, 0), last)
        while len(self._pages) > _KEPT:
            self._pages.popitem(last=False)

    def _miss(self, page: int) -> None:
        self._missing.add(page)
        if not self._timer.isActive():
            self._timer.start()

    def _ask(self) -> None:
        wanted = frozenset(page for page in self._missing if page not in self._pages)
        self._missing.clear()
        if wanted - self._asked:
            self._asked = wanted
            self.pages_wanted.emit(self.generation, tuple(sorted(wanted)))
