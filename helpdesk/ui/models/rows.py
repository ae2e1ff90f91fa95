"""Short tables and lists: rows replaced in place, so that the chosen one stays chosen. GUI thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.work_table import Role

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Cell:
    """Words in a tone; `lead` is bold before them, `aloud` what is read and shown as tool tip."""

    words: str = ""
    tone: Tone = Tone.PLAIN
    lead: str = ""
    aloud: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """What it stands for, its cells, and the tone of its edge."""

    id: str
    cells: tuple[Cell, ...]
    edge: Tone | None = None

    def answer(self, column: int, role: int) -> object:
        """What a model says of this row."""
        if role == Role.ID:
            return self.id
        if role == Role.EDGE:
            return self.edge
        cell = self.cells[column]
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.words
        if role == Role.TONE:
            return cell.tone
        if role == Role.LEAD:
            return cell.lead
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return cell.aloud or f"{cell.lead} {cell.words}".strip()
        if role == Qt.ItemDataRole.ToolTipRole:
            return cell.aloud or None
        return None


class TableModel(QAbstractTableModel):
    """What all tables share: heads, and one way of answering."""

    def __init__(self, heads: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._heads = tuple(heads)

    def row(self, number: int) -> Row | None:
        """The row, None while it is not loaded."""
        raise NotImplementedError

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else len(self._heads)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        across = orientation is Qt.Orientation.Horizontal
        if not across or role != Qt.ItemDataRole.DisplayRole or section >= len(self._heads):
            return None
        return self._heads[section]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if (
            not index.isValid()
        ):  # asked for each cell of each frame: `checkIndex` costs as much again
            return None
        row = self.row(index.row())
        return None if row is None else row.answer(index.column(), role)


class RowsModel(TableModel):
    """All rows in memory."""

    def __init__(self, heads: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(heads, parent)
        self._rows: list[Row] = []

    def row(self, number: int) -> Row:
        """The row of this number."""
        return self._rows[number]

    def number_of(self, row_id: str) -> int | None:
        """Where a row stands now."""
        return next((n for n, row in enumerate(self._rows) if row.id == row_id), None)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Shows these rows: removes, inserts and redraws only what differs."""
        before, after = [r.id for r in self._rows], [r.id for r in rows]
        changes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        for what, first, end, start, stop in reversed(changes):
            if what == "equal":
                continue
            if end > first:
                self.beginRemoveRows(QModelIndex(), first, end - 1)
                del self._rows[first:end]
                self.endRemoveRows()
            if stop > start:
                self.beginInsertRows(QModelIndex(), first, first + stop - start - 1)
                self._rows[first:first] = rows[start:stop]
                self.endInsertRows()
        for number, row in enumerate(rows):
            if row != self._rows[number]:
                self._rows[number] = row
                last = self.columnCount() - 1
                self.dataChanged.emit(self.index(number, 0), self.index(number, last))
