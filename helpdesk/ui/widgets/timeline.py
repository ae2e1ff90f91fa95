"""The history of a case in words, newest first. GUI thread."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QPainter, QResizeEvent
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

_Index = QModelIndex | QPersistentModelIndex
_TIME, _WHO, _SENTENCE = 28, 132, 236  # left ends of the columns at normal type


@dataclass(frozen=True)
class HistoryRow:
    """What happened: when (as text), who, and one sentence; the tone colours the dot.

    `mark` is a chip at the right end, such as that of an event the city does not have yet.
    """

    time: str
    who: str
    sentence: str
    tone: Tone = Tone.GREY
    mark: str = ""
    mark_tone: Tone = Tone.AMBER


class HistoryModel(QAbstractListModel):
    """The rows of a timeline."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[HistoryRow] = []

    def row(self, number: int) -> HistoryRow:
        """The event in this row."""
        return self._rows[number]

    def set_rows(self, rows: Sequence[HistoryRow]) -> None:
        """Shows these rows; new ones on top of the old ones keep the place in the list."""
        added = len(rows) - len(self._rows)
        if added > 0 and list(rows[added:]) == self._rows:
            self.beginInsertRows(QModelIndex(), 0, added - 1)
            self._rows = list(rows)
            self.endInsertRows()
        elif list(rows) != self._rows:
            self.beginResetModel()
            self._rows = list(rows)
            self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.sentence
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.time}, {row.who}: {row.sentence} {row.mark}".rstrip()
        return None


class Timeline(QListView):
    """Dot, time, who, sentence; long sentences wrap."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """`name` is read by screen readers."""
        super().__init__(parent)
        self._model = HistoryModel(self)
        self.setModel(self._model)
        self.setItemDelegate(_HistoryDelegate(self))
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def set_rows(self, rows: Sequence[HistoryRow]) -> None:
        """Shows this history, newest first."""
        self._model.set_rows(rows)

    def row(self, index: _Index) -> HistoryRow:
        """The event of an index of this list."""
        return self._model.row(index.row())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()


class _HistoryDelegate(QStyledItemDelegate):
    def __init__(self, view: Timeline) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        look = tokens()
        width, row = self._view.viewport().width(), self._view.row(index)
        left = look.length(_SENTENCE) + self._mark_room(row)
        room = QRect(0, 0, max(120, width - left), 10_000)
        metrics = QFontMetrics(fonts.sized(self._view.font(), look.body))
        wrapped = metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, row.sentence)
        return QSize(width, wrapped.height() + look.row - metrics.height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        look, rect, row = tokens(), option.rect, self._view.row(index)
        base = self._view.font()
        painter.save()
        if self._view.hasFocus() and index.row() == self._view.currentIndex().row():
            painter.fillRect(rect, look.hover)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, look.row_line)
        first = look.row  # the first line of every column stands at the same height
        colour = look.dot_grey if row.tone in (Tone.GREY, Tone.PLAIN) else look.tone_ink(row.tone)
        painting.dot(painter, QPointF(rect.left() + 5, rect.top() + first / 2), colour=colour)
        small = fonts.sized(base, look.small)
        strong = fonts.sized(base, look.small, bold=True)
        time = _column(rect, _TIME, until=_WHO, height=first)
        who = _column(rect, _WHO, until=_SENTENCE, height=first)
        painting.text(painter, time, row.time, font=small, colour=look.muted)
        painting.text(painter, who, row.who, font=strong, colour=look.ink)
        painter.setFont(fonts.sized(base, look.body))
        painter.setPen(look.ink)
        left = rect.left() + look.length(_SENTENCE)
        room = rect.right() - left - self._mark_room(row)
        place = QRect(left, rect.top(), room, rect.height() - 1)
        align = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(place, align | Qt.TextFlag.TextWordWrap, row.sentence)
        if row.mark:
            size = painting.chip_size(row.mark, base)
            chip = QRect(rect.right() - size.width() - 4, 0, size.width(), size.height())
            chip.moveTop(rect.top() + (first - size.height()) // 2)
            painting.chip(painter, chip, row.mark, tone=row.mark_tone, base=base)
        painter.restore()

    def _mark_room(self, row: HistoryRow) -> int:
        return painting.chip_size(row.mark, self._view.font()).width() + 12 if row.mark else 0


def _column(rect: QRect, start: int, *, until: int, height: int) -> QRect:
    look = tokens()
    left, right = look.length(start), look.length(until)
    return QRect(rect.left() + left, rect.top(), right - left - 8, height)
