"""A short list to tick and to bring into order. GUI thread.

Space or a click ticks, Ctrl with an arrow moves the current entry.
"""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from helpdesk.ui import fonts
from helpdesk.ui.theme import tokens
from helpdesk.ui.widgets import painting

_Index = QModelIndex | QPersistentModelIndex
_BOX = 16
_VALUE = Qt.ItemDataRole.UserRole + 1


class TickList(QListView):
    """Entries are numbers with words; `changed` after each tick and move. The first `fixed` entries stay
    ticked and in front."""

    changed = Signal()

    def __init__(
        self,
        name: str,
        entries: Sequence[tuple[int, str]],
        ticked: Sequence[int],
        *,
        fixed: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._fixed = fixed
        self._items = QStandardItemModel(self)
        self.setModel(self._items)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.set_entries(entries, ticked)

    def set_entries(self, entries: Sequence[tuple[int, str]], ticked: Sequence[int]) -> None:
        """Other entries; the first becomes the current one."""
        self._items.clear()
        for value, words in entries:
            item = QStandardItem(words)
            item.setData(value, _VALUE)
            item.setCheckable(True)
            on = Qt.CheckState.Checked if value in ticked else Qt.CheckState.Unchecked
            item.setCheckState(on)
            self._items.appendRow(item)
        self.setCurrentIndex(self._items.index(0, 0))

    def ticked(self) -> list[int]:
        """What is ticked, in order."""
        items = [self._items.item(row) for row in range(self._items.rowCount())]
        return [i.data(_VALUE) for i in items if i.checkState() == Qt.CheckState.Checked]

    def move_current(self, by: int) -> None:
        """The current entry up (-1) or down (1)."""
        row = self.currentIndex().row()
        other = row + by
        if row < self._fixed or not self._fixed <= other < self._items.rowCount():
            return
        item = self._items.takeRow(row)
        self._items.insertRow(other, item)
        self.setCurrentIndex(self._items.index(other, 0))
        self.changed.emit()

    def turn(self, row: int) -> None:
        """Tick, or take the tick away."""
        if row >= self._fixed:
            item = self._items.item(row)
            on = item.checkState() == Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)
            self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if control and event.key() in moves:
            self.move_current(moves[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self.turn(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self.turn(index.row())


class _Delegate(QStyledItemDelegate):
    def __init__(self, view: TickList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(100, tokens().field)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        look, rect = tokens(), option.rect
        painter.save()
        if index.row() == self._view.currentIndex().row():
            painter.fillRect(rect, look.tint)
            if self._view.hasFocus():
                painting.focus_frame(painter, rect)
        on = index.data(Qt.ItemDataRole.CheckStateRole) in (Qt.CheckState.Checked, 2)
        top = rect.top() + (rect.height() - _BOX) // 2
        painting.check_box(painter, QRect(rect.left() + 10, top, _BOX, _BOX), on=on)
        font = fonts.sized(self._view.font(), look.body)
        inner = rect.adjusted(36, 0, -8, 0)
        painting.text(painter, inner, str(index.data()), font=font, colour=look.ink)
        painter.restore()
