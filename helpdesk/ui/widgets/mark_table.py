"""A table whose rows can be marked, columns chosen and moved, and that is sorted by its heads. GUI thread.

The row with the keyboard and the marked rows are two things: marks stay while one walks, sorts, scrolls
and filters. Space marks, Shift with an arrow marks on the way, Ctrl+A marks all.
"""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QWidget

from helpdesk.ui.widgets.work_table import MARK_ROOM, Column, WorkTable

_ARROWS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class MarkTable(WorkTable):
    """Says what the person wants; whoever owns the model marks, sorts and remembers."""

    marked = Signal(int, int, bool)  # first row, last row, True: mark, False: turn round
    all_marked = Signal()
    copied = Signal()
    head_chosen = Signal(int)  # column
    arranged = Signal()  # the person moved or resized a column

    def __init__(
        self, columns: Sequence[Column], *, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(columns, name=name, edges=True, parent=parent)
        self._last_marked = -1
        head = self.horizontalHeader()
        head.setSectionsClickable(True)
        head.setSectionsMovable(True)
        head.setFirstSectionMovable(False)  # the number stands first, with the row's edge and mark
        head.sectionClicked.connect(self.head_chosen)
        head.sectionMoved.connect(lambda *_moved: self._person_arranged())
        head.sectionResized.connect(lambda *_sized: self._person_arranged())
        self._arranging = False

    def show_sorting(self, column: int, *, upwards: bool) -> None:
        """The arrow in the head; -1 for none."""
        order = Qt.SortOrder.AscendingOrder if upwards else Qt.SortOrder.DescendingOrder
        head = self.horizontalHeader()
        head.setSortIndicatorShown(column >= 0)
        head.setSortIndicator(column, order)

    def arrange(self, shown: Sequence[int], widths: dict[int, int], *, chosen: bool) -> None:
        """Shows these columns in this order, some with a width of their own (pixels). Columns that a
        person has `chosen` never give way."""
        self._arranging = True
        head = self.horizontalHeader()
        for column in range(len(self.columns)):
            self.setColumnHidden(column, column not in shown)
        rest = [column for column in range(len(self.columns)) if column not in shown]
        for place, column in enumerate((*shown, *rest)):
            head.moveSection(head.visualIndex(column), place)
        self.set_columns(widths, chosen=chosen)
        self._arranging = False

    def arrangement(self) -> tuple[list[int], dict[int, int]]:
        """The columns that are meant to be shown, in order, and the widths that a person gave."""
        head = self.horizontalHeader()
        order = [head.logicalIndex(place) for place in range(len(self.columns))]
        shown = [n for n in order if not self.isColumnHidden(n) or n in self.left_out]
        return shown, self.own_widths

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.all_marked.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        elif event.key() == Qt.Key.Key_Space and row >= 0:
            self._mark(row, row, mark=False)
        elif event.key() in _ARROWS and event.modifiers() == Qt.KeyboardModifier.ShiftModifier:
            self._mark_on_the_way(row, row + _ARROWS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        super().mousePressEvent(event)
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid():
            return
        if event.modifiers() == Qt.KeyboardModifier.ShiftModifier and self._last_marked >= 0:
            first, last = sorted((self._last_marked, index.row()))
            self._mark(first, last, mark=True)
        elif event.modifiers() == Qt.KeyboardModifier.ControlModifier or self._on_box(
            index, event.position().toPoint()
        ):
            self._mark(index.row(), index.row(), mark=False)

    def _on_box(self, index: QModelIndex, place: QPoint) -> bool:
        return index.column() == 0 and place.x() - self.visualRect(index).left() < MARK_ROOM

    def _mark_on_the_way(self, row: int, following: int) -> None:
        if not 0 <= following < self.model().rowCount():
            return
        self._mark(*sorted((row, following)), mark=True)
        self.setCurrentIndex(self.model().index(following, 0))

    def _mark(self, first: int, last: int, *, mark: bool) -> None:
        self._last_marked = last
        self.marked.emit(first, last, mark)

    def _person_arranged(self) -> None:
        if not self._arranging and not self.laying_out:
            self.arranged.emit()
