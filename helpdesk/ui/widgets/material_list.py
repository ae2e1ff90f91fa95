"""The materials of a matter, ticked off at the counter by single keys. GUI thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from helpdesk.i18n import _
from helpdesk.ui import fonts, icons
from helpdesk.ui.theme import tokens
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets import painting

_Index = QModelIndex | QPersistentModelIndex
_BOX = 18


class MaterialIntent(StrEnum):
    """What the person wants with the row."""

    TAKE = "take"
    TAKE_ALL = "take-all"
    WRONG = "wrong"
    DEFER = "defer"
    NOT_APPLICABLE = "not-applicable"
    CAMERA = "camera"
    FILE = "file"
    VARIANT = "variant"
    QUESTIONS = "questions"


_KEYS = {
    Qt.Key.Key_Space: MaterialIntent.TAKE,
    Qt.Key.Key_A: MaterialIntent.TAKE_ALL,
    Qt.Key.Key_W: MaterialIntent.WRONG,
    Qt.Key.Key_R: MaterialIntent.DEFER,
    Qt.Key.Key_N: MaterialIntent.NOT_APPLICABLE,
    Qt.Key.Key_C: MaterialIntent.CAMERA,
    Qt.Key.Key_F: MaterialIntent.FILE,
    Qt.Key.Key_V: MaterialIntent.VARIANT,
    Qt.Key.Key_Q: MaterialIntent.QUESTIONS,
}


@dataclass(frozen=True)
class MaterialRow:
    """One material as shown: a tick, a name, how it is needed, and its state in a word."""

    id: str
    name: str
    detail: str
    state: str
    tone: Tone
    ticked: bool = False


class MaterialModel(QAbstractListModel):
    """Rows replaced in place: the chosen row stays chosen while states change."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[MaterialRow] = []

    def row(self, number: int) -> MaterialRow:
        """The material in this row."""
        return self._rows[number]

    def set_rows(self, rows: Sequence[MaterialRow]) -> None:
        """Shows these; if the ids are the same as before, only what changed is drawn again."""
        if [row.id for row in rows] != [row.id for row in self._rows]:
            self.beginResetModel()
            self._rows = list(rows)
            self.endResetModel()
            return
        for number, row in enumerate(rows):
            if row != self._rows[number]:
                self._rows[number] = row
                self.dataChanged.emit(self.index(number), self.index(number))

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return f"{row.name}, {row.detail}, {row.state}"
        return None


class MaterialList(QListView):
    """Space takes, A takes all, W says what is wrong, R defers, N marks as not applicable, C and F
    bring a photograph or a file, V goes to the next variant, Q back to the
    pre-check questions.

    A click on the box takes.
    """

    intended = Signal(str, MaterialIntent)  # row id, what

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = MaterialModel(self)
        self.setModel(self._model)
        self.setItemDelegate(_MaterialDelegate(self))
        self.setAccessibleName(_("Materials"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # A Chinese input method must not swallow the single letters.
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def set_rows(self, rows: Sequence[MaterialRow]) -> None:
        """Shows these materials."""
        self._model.set_rows(rows)

    def current_id(self) -> str | None:
        """The id of the current material."""
        index = self.currentIndex()
        return self._model.row(index.row()).id if index.isValid() else None

    def row(self, index: _Index) -> MaterialRow:
        """The material of an index of this list."""
        return self._model.row(index.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        intent = _KEYS.get(Qt.Key(event.key()))
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        current = self.current_id()
        if intent is not None and plain:
            if current is not None and not event.isAutoRepeat():
                self.intended.emit(current, intent)
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        place = event.position().toPoint()
        index = self.indexAt(place)
        if index.isValid() and place.x() < 8 + _BOX + 8:
            self.intended.emit(self._model.row(index.row()).id, MaterialIntent.TAKE)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._model.rowCount():
            self.setCurrentIndex(self._model.index(0))
        self.viewport().update()


class _MaterialDelegate(QStyledItemDelegate):
    def __init__(self, view: MaterialList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(200, tokens().length(58))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        look, rect = tokens(), option.rect
        row = self._view.row(index)
        painter.save()
        if index.row() == self._view.currentIndex().row():
            painter.fillRect(rect, look.tint)
            if self._view.hasFocus():
                painting.focus_frame(painter, rect)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, look.row_line)
        self._paint_box(painter, rect, row.ticked)
        left = self._paint_state(painter, rect, row)
        half = rect.height() // 2
        base = self._view.font()
        name = QRect(rect.left() + 42, rect.top() + 4, left - rect.left() - 54, half - 3)
        detail = QRect(name.left(), rect.top() + half, name.width(), half - 6)
        bold = fonts.sized(base, look.body, bold=True)
        painting.text(painter, name, row.name, font=bold, colour=look.ink)
        small = fonts.sized(base, look.small)
        painting.text(painter, detail, row.detail, font=small, colour=look.muted)
        painter.restore()

    def _paint_box(self, painter: QPainter, rect: QRect, ticked: bool) -> None:
        look = tokens()
        top = rect.top() + (rect.height() - _BOX) // 2
        box = QRectF(rect.left() + 8, top, _BOX, _BOX)
        painting.rounded(painter, box, radius=4, ground=look.panel, line=look.check_line)
        if ticked:
            ratio = self._view.devicePixelRatioF()
            tick = icons.pixmap("tick", look.green, size=14, ratio=ratio)
            painter.drawPixmap(rect.left() + 10, top + 2, tick)

    def _paint_state(self, painter: QPainter, rect: QRect, row: MaterialRow) -> int:
        """Draws the chip at the right; returns where it begins."""
        base = self._view.font()
        size = painting.chip_size(row.state, base)
        left = rect.right() - 7 - size.width()
        top = rect.top() + (rect.height() - size.height()) // 2 + 1
        place = QRect(left, top, size.width(), size.height())
        painting.chip(painter, place, row.state, tone=row.tone, base=base)
        return left
