"""Thumbnails side by side: arrows walk them, Enter opens, Delete takes away. GUI thread."""

from collections.abc import Sequence

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
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from helpdesk.i18n import _, ngettext
from helpdesk.ui import fonts, icons
from helpdesk.ui.files.lines import PDF, FileLine
from helpdesk.ui.theme import tokens
from helpdesk.ui.widgets import painting

_Index = QModelIndex | QPersistentModelIndex
_LINE = Qt.ItemDataRole.UserRole
WIDTH, HEIGHT, GAP = 63, 48, 6
_ROWS_MOST = 3


class FileModel(QAbstractListModel):
    """Lines replaced in place: the chosen one stays chosen while states change."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[FileLine] = []

    def set_lines(self, lines: Sequence[FileLine]) -> None:
        """Shows these."""
        if [line.key for line in lines] != [line.key for line in self._lines]:
            self.beginResetModel()
            self._lines = list(lines)
            self.endResetModel()
            return
        for number, line in enumerate(lines):
            if line != self._lines[number]:
                self._lines[number] = line
                self.dataChanged.emit(self.index(number), self.index(number))

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.name
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return _(", ").join((line.name, line.state))
        return line if role == _LINE else None


class FileStrip(QListView):
    """`opened` and `unwanted` say which line, by its number."""

    opened = Signal(int)
    unwanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = FileModel(self)
        self.setModel(self._model)
        self.setItemDelegate(_FileDelegate(self))
        self.setAccessibleName(_("Files"))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setMinimumWidth(tokens().length(WIDTH + GAP))

    def set_lines(self, lines: Sequence[FileLine]) -> None:
        """Shows these files; hidden without any."""
        self._model.set_lines(lines)
        self.setVisible(bool(lines))
        self._fit()

    def line(self, index: _Index) -> FileLine:
        """The file of an index of this list."""
        line = index.data(_LINE)
        assert isinstance(line, FileLine)
        return line

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if index.isValid() and event.key() in (
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
            Qt.Key.Key_Space,
        ):
            self.opened.emit(index.row())
        elif index.isValid() and event.key() == Qt.Key.Key_Delete:
            self.unwanted.emit(index.row())
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(index.row())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._model.rowCount():
            self.setCurrentIndex(self._model.index(0))
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As high as its rows, up to three."""
        cell = cell_size()
        across = max(1, self.viewport().width() // cell.width())
        wanted = -(-self._model.rowCount() // across)
        rows = min(_ROWS_MOST, wanted)
        policy = Qt.ScrollBarPolicy  # room for a bar that is not needed would cost a column
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if wanted > rows else policy.ScrollBarAlwaysOff
        )
        self.setFixedHeight(rows * cell.height() + 2)


def cell_size() -> QSize:
    """A thumbnail and the gap beside it."""
    look = tokens()
    return QSize(look.length(WIDTH + GAP), look.length(HEIGHT + GAP))


class _FileDelegate(QStyledItemDelegate):
    def __init__(self, view: FileStrip) -> None:
        super().__init__(view)
        self._view = view
        self._pictures: dict[bytes, QPixmap] = {}

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return cell_size()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        look, line = tokens(), self._view.line(index)
        size = QSize(look.length(WIDTH), look.length(HEIGHT))
        place = QRect(option.rect.topLeft(), size).translated(1, 2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(place), 4, 4)
        painter.save()
        painter.setClipPath(outline)
        painter.fillRect(place, QColor(look.key_ground))
        if line.thumbnail:
            painter.setOpacity(0.35 if line.withdrawn else 1.0)
            self._paint_picture(painter, place, line.thumbnail)
            painter.setOpacity(1.0)
        else:
            ratio = self._view.devicePixelRatioF()
            sign = icons.pixmap("notice" if line.file.media_type == PDF else "file", look.muted,
                                size=20, ratio=ratio)  # fmt: skip
            painter.drawPixmap(place.center().x() - 10, place.center().y() - 10, sign)
        painter.restore()
        painter.setPen(QPen(QColor(look.field_line), 1))
        painter.drawPath(outline)
        self._paint_marks(painter, place, line)
        if index.row() == self._view.currentIndex().row() and self._view.hasFocus():
            painting.focus_frame(painter, place)
        painter.restore()

    def _paint_picture(self, painter: QPainter, place: QRect, raw: bytes) -> None:
        """The thumbnail fills its place; what is too much at two sides is left out."""
        picture = self._pictures.get(raw)
        if picture is None:
            picture = QPixmap()
            picture.loadFromData(raw)
            self._pictures[raw] = picture
        if picture.isNull():
            return
        wanted = picture.size().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
        target = QRect(0, 0, wanted.width(), wanted.height())
        target.moveCenter(place.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(target, picture)

    def _paint_marks(self, painter: QPainter, place: QRect, line: FileLine) -> None:
        """Struck through when withdrawn; pages of a document; a dot for where it is."""
        look = tokens()
        if line.withdrawn:
            painter.setPen(QPen(QColor(look.red), 2))
            painter.drawLine(place.bottomLeft(), place.topRight())
            return
        if line.file.media_type == PDF:
            n = line.file.pages
            words = ngettext("{n} page", "{n} pages", n).format(n=n)
            size = painting.key_size(words, self._view.font())
            corner = QRect(place.left() + 2, place.bottom() - size.height() - 1, *size.toTuple())
            painting.key(painter, corner, words, base=fonts.sized(self._view.font(), look.key))
        dot = QRectF(place.right() - 11, place.bottom() - 11, 8, 8)
        painter.setPen(QPen(QColor(look.panel), 1.5))
        painter.setBrush(QColor(look.tone_ink(line.tone)))
        painter.drawEllipse(dot)
