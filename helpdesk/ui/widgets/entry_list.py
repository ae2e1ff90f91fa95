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
_LEFT, _EDGE, _ENDS, _GAP = 13, 3, 5, 5
_WORDS_MOST = 2  # lines of the words below a long lead


class EntryList(QListView):
    """Any table model with a bold lead and words in column 0 and a detail in column 1.

    `lines` is the most lines that a detail takes; `most` limits the height to so many entries, 0
    takes what room there is.
    """

    opened = Signal(QModelIndex)

    def __init__(
        self, name: str, *, lines: int = 3, most: int = 0, parent: QWidget | None = None
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
        lines = 1 + self._below(index)
        height = QFontMetrics(fonts.sized(self._view.font(), tokens().body)).height()
        return QSize(100, lines * height + self._detail_height(index) + 2 * _ENDS)

    def _below(self, index: _Index) -> int:
        """How many lines the words take below the lead, where they have no room beside it."""
        base, look = self._view.font(), tokens()
        bold, plain = (fonts.sized(base, look.body, bold=strong) for strong in (True, False))
        lead, words = str(index.data(Role.LEAD) or ""), str(index.data() or "")
        room = self._view.viewport().width() - _LEFT - 4
        wide = QFontMetrics(bold).horizontalAdvance(lead)
        wide += QFontMetrics(plain).horizontalAdvance(words) + _GAP
        if not lead or not words or wide <= room:
            return 0
        return min(_WORDS_MOST, len(painting.wrapped(words, plain, room)))

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
        if not self._below(index):
            place.setLeft(place.left() + taken + _GAP)
        else:
            place = QRect(
                rect.left() + _LEFT, top + line, rect.width() - _LEFT - 4, line * self._below(index)
            )
        plain = fonts.sized(base, look.body)
        words = str(index.data() or "")
        if self._below(index):
            script = painting.Script(plain, look.ink, _WORDS_MOST, line)
            painting.paragraph(painter, place, words, script)
        else:
            painting.text(painter, place, words, font=plain, colour=look.ink)
        end = place.bottom() + 1
        below = QRect(rect.left() + _LEFT, end, rect.width() - _LEFT - 4, top + height - end)
        self._paint_detail(painter, below, str(index.sibling(index.row(), 1).data() or ""))
        painter.restore()

    def _paint_detail(self, painter: QPainter, rect: QRect, words: str) -> None:
        look = tokens()
        font = fonts.sized(self._view.font(), look.small)
        painting.paragraph(
            painter, rect, words, painting.Script(font, look.muted, self._view.lines)
        )

    def _detail_height(self, index: _Index) -> int:
        font = fonts.sized(self._view.font(), tokens().small)
        width = max(80, self._view.viewport().width() - _LEFT - 4)
        words = str(index.sibling(index.row(), 1).data() or "")
        lines = min(len(painting.wrapped(words, font, width)), self._view.lines)
        return lines * QFontMetrics(font).lineSpacing()
