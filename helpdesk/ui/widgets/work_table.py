"""The table of cases and of all other rows: calm, fast, and opened by Enter. GUI thread.

It is driven by any QAbstractTableModel; beside DisplayRole the delegate asks for the roles of `Role`.
Rows have one height and nothing is done per row, so half a million rows scroll like ten.
"""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QWidget,
)

from helpdesk.ui.theme import mark, tokens
from helpdesk.ui.widgets import painting
from helpdesk.ui.widgets.columns import Column, ColumnWidths, Look
from helpdesk.ui.widgets.row_delegate import MARK_ROOM, DrawnTable, Role, RowDelegate

__all__ = ["MARK_ROOM", "Column", "Look", "Role", "WorkTable"]

_Index = QModelIndex | QPersistentModelIndex


class WorkTable(DrawnTable):
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
        self._rows = RowDelegate(self)
        self.setItemDelegate(self._rows)
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
        self._rows.begin()
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


def _modified(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier)
