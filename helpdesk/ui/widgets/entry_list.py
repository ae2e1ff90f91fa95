"""Short messages with a coloured edge, one under the other: chosen by arrows, opened by Enter. GUI thread."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from helpdesk.ui import fonts
from helpdesk.ui.theme import tokens
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets import painting
from helpdesk.ui.widgets.work_table import Role

_Index = QModelIndex | QPersistentModelIndex
_LEFT, _EDGE, _ENDS = 13, 3, 5
_WRAP = Qt.TextFlag.TextWordWrap


class EntryList(QListView):
    """Any table model with a bold lead and words in column 0 and a detail in column 1.

    `lines` is the most lines that a detail takes; `most` limits the height to so many entries, 0
    takes what room there is.
    """

    opened = Signal(QModelIndex)

    def __init__(
        self, name: str, *, lines: int = 2, most: int = 0, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.lines = lines
        self._most = most
        self.setItemDelegate(_EntryDelegate(self))
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setMouseTracking(True)

    def fit(self) -> None:
        """Takes the height of what it shows, up to `most` entries; call it when rows changed."""
        self.scheduleDelayedItemsLayout()
        model = self.model()
        if not self._most or model is None:
            return
        count = min(self._most, model.rowCount())
        self.setFixedHeight(sum(self.sizeHintForRow(row) for row in range(count)) + 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.currentIndex().isValid():
                self.opened.emit(self.currentIndex())
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        over = self.indexAt(event.position().toPoint()).isValid()
        shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        model = self.model()
        if not self.currentIndex().isValid() and model is not None and model.rowCount():
            self.setCurrentIndex(model.index(0, 0))
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.fit()


class _EntryDelegate(QStyledItemDelegate):
    def __init__(self, view: EntryList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        look, base = tokens(), self._view.font()
        first = QFontMetrics(fonts.sized(base, look.body)).height()
        return QSize(100, first + self._detail(index).height() + 2 * _ENDS)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        look, base, rect = tokens(), self._view.font(), option.rect
        painter.save()
        if self._view.hasFocus() and index.row() == self._view.currentIndex().row():
            painter.fillRect(rect, look.tint)
        tone = Tone(index.data(Role.EDGE) or Tone.GREY)
        top, height = rect.top() + _ENDS, rect.height() - 2 * _ENDS
        painter.fillRect(rect.left(), top, _EDGE, height, look.tone_ink(tone))
        bold = fonts.sized(base, look.body, bold=True)
        line = QFontMetrics(bold).height()
        place = QRect(rect.left() + _LEFT, top, rect.width() - _LEFT - 4, line)
        taken = painting.text(
            painter, place, str(index.data(Role.LEAD) or ""), font=bold, colour=look.ink
        )
        place.setLeft(place.left() + taken + 5)
        plain = fonts.sized(base, look.body)
        painting.text(painter, place, str(index.data() or ""), font=plain, colour=look.ink)
        below = QRect(rect.left() + _LEFT, top + line, rect.width() - _LEFT - 4, height - line)
        self._paint_detail(painter, below, str(index.sibling(index.row(), 1).data() or ""))
        painter.restore()

    def _paint_detail(self, painter: QPainter, rect: QRect, words: str) -> None:
        look = tokens()
        font = fonts.sized(self._view.font(), look.small)
        painter.setFont(font)
        painter.setPen(look.muted)
        painter.setClipRect(rect)
        painter.drawText(rect, _WRAP, words)

    def _detail(self, index: _Index) -> QRect:
        metrics = QFontMetrics(fonts.sized(self._view.font(), tokens().small))
        width = max(80, self._view.viewport().width() - _LEFT - 4)
        words = str(index.sibling(index.row(), 1).data() or "")
        room = QRect(0, 0, width, 10_000)
        wrapped = metrics.boundingRect(room, _WRAP, words)
        wrapped.setHeight(min(wrapped.height(), self._view.lines * metrics.lineSpacing()))
        return wrapped
