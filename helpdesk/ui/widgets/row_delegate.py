"""Draws the rows of a `WorkTable`, cell by cell. GUI thread.

A screenful is a hundred cells, and a frame has milliseconds: what all of them share is asked once for each
painting (`begin`), a row once for all of its cells, and words are measured once.
"""

from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import Any, Protocol

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
)

from helpdesk.ui import fonts
from helpdesk.ui.theme import tokens
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets import painting
from helpdesk.ui.widgets.columns import EDGE_PADDING, PADDING, Column, Look
from helpdesk.ui.widgets.painting import Face, colour

_Index = QModelIndex | QPersistentModelIndex

_SHOWN, _CHECKED = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.CheckStateRole
_EDGE = 5
_CLOSE = 1.3  # from line to line, in sizes of type
_BOX = 16
_PALE = (Look.MUTED, Look.NUMBER, Look.SENTENCE)
_SMALL = (Look.NUMBER, Look.SENTENCE)
_NUMBERS_END = Qt.TextElideMode.ElideLeft  # numbers differ at their ends
MARK_ROOM = 36
"""Pixels at the left of a row in which its mark is drawn and clicked."""


class Role(IntEnum):
    """What a model may answer beside Qt's own roles."""

    TONE = Qt.ItemDataRole.UserRole + 1  # Tone of this cell: its text, or its chip
    EDGE = Qt.ItemDataRole.UserRole + 2  # Tone of the row's left edge, asked of column 0
    LEAD = Qt.ItemDataRole.UserRole + 3  # bold words before the text of a plain cell
    ID = Qt.ItemDataRole.UserRole + 4  # what the row stands for, asked of column 0 by screens


class DrawnCell(Protocol):
    """What stands in a cell."""

    @property
    def words(self) -> str: ...
    @property
    def tone(self) -> Tone: ...
    @property
    def lead(self) -> str: ...


class DrawnRow(Protocol):
    """A whole row, as a model with a method `row(number)` hands it over; None while it is not there. Other
    models are asked role by role."""

    @property
    def cells(self) -> Sequence[DrawnCell]: ...
    @property
    def edge(self) -> Tone | None: ...


class DrawnTable(QTableView):
    """What the delegate asks of its table."""

    columns: tuple[Column, ...]
    edges: bool
    hovered: int

    def widen(self, number: int, width: int) -> None:
        """A chip of this column has no room. Called while painting."""
        raise NotImplementedError


class RowDelegate(QStyledItemDelegate):
    """Draws a cell in the look of its column, on the ground of its row."""

    def __init__(self, table: DrawnTable) -> None:
        super().__init__(table)
        self._table = table
        self._look, self._base = tokens(), table.font()
        self._faces: dict[tuple[int, bool], Face] = {}
        self._chosen, self._focused = -1, False
        self._rows: Callable[[int], DrawnRow | None] | None = None
        self._number = -1
        self._row: DrawnRow | None = None

    def begin(self) -> None:
        """Before each painting of the table: the look, the chosen row, the model."""
        table, look, base = self._table, tokens(), self._table.font()
        if look is not self._look or base != self._base:
            self._look, self._base = look, base
            self._faces.clear()
        chosen = table.selectionModel().selectedRows() if table.model() is not None else []
        self._chosen, self._focused = (chosen[0].row() if chosen else -1), table.hasFocus()
        self._rows = getattr(table.model(), "row", None)
        self._number = -1

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(self._table.columns[index.column()].width, tokens().row)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rect: QRect = option.rect
        number, column = index.row(), index.column()
        painter.save()
        self._paint_ground(painter, rect, number)
        left = PADDING
        if column == 0:
            left = self._paint_beginning(painter, rect, index)
        words, tone, lead = self._cell(index, number, column)
        if words or lead:
            inner = rect.adjusted(left, 0, -PADDING, -1)
            look = self._table.columns[column].look
            if look is Look.CHIP:
                self._paint_chip(painter, inner, words, tone, column)
            else:
                if lead:
                    taken = self._paint_lead(painter, inner, lead)
                    inner = inner.adjusted(taken + 4, 0, 0, 0)
                self._paint_words(painter, inner, words, (look, tone), whole=bool(lead))
        painter.restore()

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: _Index,
    ) -> bool:
        """What a cell says, whole, where the mouse rests on it; or what it has to say besides."""
        shown = " ".join(str(index.data(role) or "") for role in (Role.LEAD, _SHOWN)).strip()
        words = str(index.data(Qt.ItemDataRole.ToolTipRole) or "") or shown
        if event.type() == QEvent.Type.ToolTip and words:
            QToolTip.showText(event.globalPos(), words, view)
            return True
        return super().helpEvent(event, view, option, index)

    # -- inside

    def _cell(self, index: _Index, number: int, column: int) -> tuple[str, Tone, str]:
        """Words, tone and lead."""
        if self._rows is None:
            words, tone, lead = map(index.data, (_SHOWN, Role.TONE, Role.LEAD))
            return "" if words is None else str(words), Tone(tone or Tone.PLAIN), str(lead or "")
        row = self._row_of(number)
        if row is None:
            return "", Tone.PLAIN, ""
        cell = row.cells[column]
        return cell.words, cell.tone, cell.lead

    def _row_of(self, number: int) -> DrawnRow | None:
        if number != self._number and self._rows is not None:
            self._number, self._row = number, self._rows(number)
        return self._row

    def _face(self, pixels: int, *, bold: bool = False) -> Face:
        face = self._faces.get((pixels, bold))
        if face is None:
            font = fonts.sized(self._base, pixels, bold=bold)
            face = self._faces[pixels, bold] = Face(font)
        return face

    def _paint_ground(self, painter: QPainter, rect: QRect, number: int) -> None:
        look, current = self._look, number == self._chosen
        left, top, width, last = rect.left(), rect.top(), rect.width(), rect.bottom()
        if current:
            painter.fillRect(rect, colour(look.tint))
        elif number == self._table.hovered:
            painter.fillRect(rect, colour(look.hover))
        if current and self._focused:
            painter.fillRect(left, top, width, 1, colour(look.focus))
            painter.fillRect(left, last, width, 1, colour(look.focus))
        else:
            painter.fillRect(left, last, width, 1, colour(look.row_line))

    def _paint_beginning(self, painter: QPainter, rect: QRect, index: _Index) -> int:
        """The row's edge and its box; answers where its words begin."""
        if self._table.edges:
            row: Any = self._row_of(index.row())
            tone = index.data(Role.EDGE) if self._rows is None else row and row.edge
            if tone is not None:
                ink = colour(self._look.tone_ink(Tone(tone)))
                painter.fillRect(rect.left(), rect.top(), _EDGE, rect.height(), ink)
        marked = index.data(_CHECKED)
        if marked is None:
            return EDGE_PADDING if self._table.edges else PADDING
        top = rect.top() + (rect.height() - _BOX) // 2
        box = QRect(rect.left() + 13, top, _BOX, _BOX)
        painting.check_box(painter, box, on=marked == Qt.CheckState.Checked)
        return MARK_ROOM

    def _paint_chip(
        self, painter: QPainter, rect: QRect, words: str, tone: Tone, column: int
    ) -> None:
        face = self._face(self._look.small)
        wanted = face.width(words) + 2 * painting.CHIP_PADDING
        if wanted > rect.width():
            self._table.widen(column, wanted + 2 * PADDING)
        chip = self._look.chip
        top = rect.top() + (rect.height() - chip) // 2 + 1
        place = QRect(rect.left(), top, min(wanted, rect.width()), chip)
        painting.chip_in(painter, place, words, tone=tone, face=face)

    def _paint_lead(self, painter: QPainter, rect: QRect, lead: str) -> int:
        bold = self._face(self._look.body, bold=True)
        return painting.line(painter, rect, lead, face=bold, ink=self._look.ink)

    def _paint_words(
        self, painter: QPainter, rect: QRect, words: str, drawn: tuple[Look, Tone], *, whole: bool
    ) -> None:
        """`whole`: on one line, whatever room there is."""
        look, tone = drawn
        colours = self._look
        ink = colours.muted if tone is Tone.PLAIN and look in _PALE else colours.tone_ink(tone)
        pixels = colours.small if look in _SMALL else colours.body
        face = self._face(pixels, bold=look is Look.BOLD)
        if look is Look.NUMBER:
            words = face.fitted(words, rect.width() - 2, _NUMBERS_END)
        elif not whole and face.width(words) > rect.width():
            self._paint_long(painter, rect, words, bold=look is Look.BOLD, ink=ink)
            return
        painting.line(painter, rect, words, face=face, ink=ink)

    def _paint_long(
        self, painter: QPainter, rect: QRect, words: str, *, bold: bool, ink: str
    ) -> None:
        """What has no room on one line stands small on two."""
        font = self._face(self._look.small, bold=bold).font
        step = round(self._look.small * _CLOSE)
        count = min(len(painting.wrapped(words, font, rect.width())), 2)
        place = rect.adjusted(0, (rect.height() - count * step) // 2, 0, 0)
        painting.paragraph(painter, place, words, painting.Script(font, ink, 2, step))
