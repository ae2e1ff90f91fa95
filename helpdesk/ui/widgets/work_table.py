"""The table of cases and of all other rows: calm, fast, and opened by Enter. GUI thread.

It is driven by any QAbstractTableModel; beside DisplayRole the delegate asks for the roles of `Role`.
Rows have one height and nothing is done per row, so half a million rows scroll like ten.
"""

from collections.abc import Sequence
from enum import IntEnum

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)

from helpdesk.ui import fonts
from helpdesk.ui.theme import mark, tokens
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets import painting
from helpdesk.ui.widgets.columns import EDGE_PADDING, PADDING, Column, ColumnWidths, Look

__all__ = ["MARK_ROOM", "Column", "Look", "Role", "WorkTable"]

_Index = QModelIndex | QPersistentModelIndex

_SHOWN = Qt.ItemDataRole.DisplayRole
_EDGE = 5
_CLOSE = 1.3  # from line to line, in sizes of type
_BOX = 16
MARK_ROOM = 36
"""Pixels at the left of a row in which its mark is drawn and clicked."""


class Role(IntEnum):
    """What a model may answer beside Qt's own roles."""

    TONE = Qt.ItemDataRole.UserRole + 1  # Tone of this cell: its text, or its chip
    EDGE = Qt.ItemDataRole.UserRole + 2  # Tone of the row's left edge, asked of column 0
    LEAD = Qt.ItemDataRole.UserRole + 3  # bold words before the text of a plain cell
    ID = Qt.ItemDataRole.UserRole + 4  # what the row stands for, asked of column 0 by screens


class WorkTable(QTableView):
    """Rows with a coloured edge; whole rows are chosen; `opened` by Enter or double click."""

    opened = Signal(QModelIndex)

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        name: str,
        edges: bool = False,
        sortable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`name` is read by screen readers; `edges` makes room for the rows' tones at the left."""
        super().__init__(parent)
        self.columns = tuple(columns)
        self.edges = edges
        self.hovered = -1
        self.own_widths: dict[int, int] = {}  # set by the person, kept over resizes
        self._all_chosen = False  # a person chose the columns: none gives way
        self.laying_out = False
        self.widths = ColumnWidths(self)
        self.left_out: set[int] = set()  # optional columns without room, not those a person hid
        self.setAccessibleName(name)
        mark(self, "edges", "true" if edges else "false")
        self.setItemDelegate(_RowDelegate(self))
        self._set_manners(sortable)
        self._fit()

    def _set_manners(self, sortable: bool) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)  # Tab leaves the table; arrows walk in it
        self.setMouseTracking(True)
        # `paintEvent` fills the ground: Qt then moves what was drawn while one scrolls, and asks only for
        # the rows that come into sight.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setSortingEnabled(sortable)
        rows, head = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setDefaultAlignment(painting.LEFT)
        head.setHighlightSections(False)
        head.setSectionsClickable(sortable)
        head.setMinimumSectionSize(40)
        head.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head.sectionResized.connect(self._person_resized)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        self._lay_out()

    def set_columns(self, widths: dict[int, int], *, chosen: bool) -> None:
        """Widths in pixels; where a person has `chosen` the shown columns, none of them gives way."""
        self.own_widths = dict(widths)
        self._all_chosen, self.left_out = chosen, set()
        self._lay_out()

    def widen(self, number: int, width: int) -> None:
        """A chip of this column has no room: its words are never cut. Called while painting."""
        if self.widths.widen(number, width):
            QTimer.singleShot(0, self, self._lay_out)

    def current_id(self) -> object:
        """The ID of the current row, None if there is none."""
        index = self.currentIndex()
        return index.siblingAtColumn(0).data(Role.ID) if index.isValid() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not _modified(event):
            if self.currentIndex().isValid():
                self.opened.emit(self.currentIndex())
            return
        super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.rowAt(event.position().toPoint().y()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        model = self.model()
        if model is not None and model.rowCount() and not self.selectionModel().hasSelection():
            self.selectRow(max(0, self.currentIndex().row()))
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(tokens().panel))
        if self.hasFocus() and not self.currentIndex().isValid():
            painting.focus_frame(painter, self.viewport().rect())
        painter.end()
        super().paintEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _hover(self, row: int) -> None:
        if row != self.hovered:
            self.hovered = row
            self.viewport().update()

    def _fit(self) -> None:
        look = tokens()
        self.widths.forget()
        self.verticalHeader().setDefaultSectionSize(look.row)
        self.horizontalHeader().setFixedHeight(look.field - 2)
        self._lay_out()

    def _lay_out(self) -> None:
        """Shares the width among the columns, leaving some out where there is none to share."""
        if self.model() is None or self.laying_out:
            return
        self.laying_out = True
        for number, width in self.widths.shared(all_chosen=self._all_chosen).items():
            self.setColumnWidth(number, width)
        self.laying_out = False

    def _person_resized(self, number: int, _before: int, width: int) -> None:
        if not self.laying_out:
            self.own_widths[number] = width


class _RowDelegate(QStyledItemDelegate):
    """Draws a cell in the look of its column, on the ground of its row."""

    def __init__(self, table: WorkTable) -> None:
        super().__init__(table)
        self._table = table

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(self._table.columns[index.column()].width, tokens().row)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        painter.save()
        self._paint_ground(painter, option, index)
        column = self._table.columns[index.column()]
        left = EDGE_PADDING if self._table.edges and index.column() == 0 else PADDING
        marked = index.data(Qt.ItemDataRole.CheckStateRole) if index.column() == 0 else None
        if marked is not None:
            left = MARK_ROOM
            self._paint_box(painter, option.rect, on=marked == Qt.CheckState.Checked)
        inner = option.rect.adjusted(left, 0, -PADDING, -1)
        words = index.data(Qt.ItemDataRole.DisplayRole)
        if words is not None and words != "":
            self._paint_cell(painter, inner, str(words), column.look, index)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        look, table, rect = tokens(), self._table, option.rect
        current = bool(option.state & QStyle.StateFlag.State_Selected)
        if current:
            painter.fillRect(rect, look.tint)
        elif index.row() == table.hovered:
            painter.fillRect(rect, look.hover)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, look.row_line)
        if current and table.hasFocus():
            painter.fillRect(rect.left(), rect.top(), rect.width(), 1, look.focus)
            painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, look.focus)
        if table.edges and index.column() == 0:
            tone = index.data(Role.EDGE)
            if tone is not None:
                colour = look.tone_ink(Tone(tone))
                painter.fillRect(rect.left(), rect.top(), _EDGE, rect.height(), colour)

    def _paint_box(self, painter: QPainter, rect: QRect, *, on: bool) -> None:
        top = rect.top() + (rect.height() - _BOX) // 2
        painting.check_box(painter, QRect(rect.left() + 13, top, _BOX, _BOX), on=on)

    def _paint_cell(
        self, painter: QPainter, rect: QRect, words: str, look: Look, index: _Index
    ) -> None:
        colours, base = tokens(), self._table.font()
        tone = Tone(index.data(Role.TONE) or Tone.PLAIN)
        if look is Look.CHIP:
            size = painting.chip_size(words, base)
            if size.width() > rect.width():
                self._table.widen(index.column(), size.width() + 2 * PADDING)
            size.setWidth(min(size.width(), rect.width()))
            top = rect.top() + (rect.height() - size.height()) // 2 + 1
            place = QRect(rect.left(), top, size.width(), size.height())
            painting.chip(painter, place, words, tone=tone, base=base)
            return
        lead = index.data(Role.LEAD)
        if lead:
            bold = fonts.sized(base, colours.body, bold=True)
            taken = painting.text(painter, rect, str(lead), font=bold, colour=colours.ink)
            rect = rect.adjusted(taken + 4, 0, 0, 0)
        muted = look in (Look.MUTED, Look.NUMBER, Look.SENTENCE) and tone is Tone.PLAIN
        colour = colours.muted if muted else colours.tone_ink(tone)
        small = look in (Look.NUMBER, Look.SENTENCE)
        font = fonts.sized(base, colours.small if small else colours.body, bold=look is Look.BOLD)
        if look is Look.NUMBER:  # numbers differ at their ends
            left = Qt.TextElideMode.ElideLeft
            words = QFontMetrics(font).elidedText(words, left, rect.width() - 2)
        elif not lead and QFontMetrics(font).horizontalAdvance(words) > rect.width():
            self._paint_long(painter, rect, words, font=font, colour=colour)
            return
        painting.text(painter, rect, words, font=font, colour=colour)

    @staticmethod
    def _paint_long(
        painter: QPainter, rect: QRect, words: str, *, font: QFont, colour: str
    ) -> None:
        """What has no room on one line stands small on two."""
        font = fonts.sized(font, tokens().small, bold=font.bold())
        step = round(tokens().small * _CLOSE)
        count = min(len(painting.wrapped(words, font, rect.width())), 2)
        place = rect.adjusted(0, (rect.height() - count * step) // 2, 0, 0)
        painting.paragraph(painter, place, words, painting.Script(font, colour, 2, step))

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: _Index,
    ) -> bool:
        """What a cell says, whole, where the mouse rests on it."""
        words = " ".join(str(index.data(role) or "") for role in (Role.LEAD, _SHOWN)).strip()
        if event.type() == QEvent.Type.ToolTip and words:
            QToolTip.showText(event.globalPos(), words, view)
            return True
        return super().helpEvent(event, view, option, index)


def _modified(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier)
