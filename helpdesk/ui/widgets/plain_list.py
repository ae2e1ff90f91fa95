"""A short list of words to choose from, or only to read. GUI thread."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QResizeEvent
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
_LEFT, _RIGHT = 10, 8
_LINES = 3  # of a row that is only read


class PlainList(QListView):
    """`chosen(row)` when another row becomes the current one, `opened` by Enter or a click.

    A `reading` list is denser and shows no choice unless it has the keyboard.
    """

    chosen = Signal(int)
    opened = Signal(int)

    def __init__(
        self,
        name: str,
        words: Sequence[str],
        *,
        reading: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.reading = reading
        self.setModel(QStringListModel(list(words), self))
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.clicked.connect(lambda index: self.opened.emit(index.row()))

    def set_words(self, words: Sequence[str]) -> None:
        """Other words; the row stays."""
        row = self.row()
        model = self.model()
        assert isinstance(model, QStringListModel)
        model.setStringList(list(words))
        self.choose(row)

    def row(self) -> int:
        """The current row, -1 for none."""
        return self.currentIndex().row()

    def choose(self, row: int) -> None:
        """Make this row the current one."""
        self.setCurrentIndex(self.model().index(row, 0))

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            self.chosen.emit(current.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            if self.row() >= 0:
                self.opened.emit(self.row())
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.reading and event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.row() < 0:
            self.choose(0)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()


class _Delegate(QStyledItemDelegate):
    def __init__(self, view: PlainList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        look = tokens()
        if not self._view.reading:
            return QSize(100, look.field)
        font = fonts.sized(self._view.font(), look.small)
        width = self._view.viewport().width() - _LEFT - _RIGHT
        more = len(painting.wrapped(str(index.data()), font, width)[1:_LINES])
        return QSize(100, look.field - 8 + more * QFontMetrics(font).lineSpacing())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        look, rect = tokens(), option.rect
        current = index.row() == self._view.row()
        focused = self._view.hasFocus()
        painter.save()
        if current and (focused or not self._view.reading):
            painter.fillRect(rect, look.tint)
            if focused:
                painting.focus_frame(painter, rect)
        size = look.small if self._view.reading else look.body
        strong = current and not self._view.reading
        font = fonts.sized(self._view.font(), size, bold=strong)
        inner = rect.adjusted(_LEFT, 0, -_RIGHT, 0)
        if self._view.reading:
            inner.setTop(rect.top() + (look.field - 8 - QFontMetrics(font).height()) // 2)
            painting.paragraph(
                painter, inner, str(index.data()), painting.Script(font, look.ink, _LINES)
            )
        else:
            painting.text(painter, inner, str(index.data()), font=font, colour=look.ink)
        painter.restore()
