"""A layout like words in a paragraph: side by side, and on the next line where the room ends. GUI thread."""

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Keeps the order of Tab and of reading; hidden widgets take no room."""

    def __init__(self, parent: QWidget | None = None, *, gap: int = 6, line_gap: int = 6) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}  # by width; asked many times for each time one changes
        self._gap, self._line_gap = gap, line_gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = self._place(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        sizes = [item.sizeHint() for item in self._shown()]
        width = sum(size.width() for size in sizes) + self._gap * max(0, len(sizes) - 1)
        height = max((size.height() for size in sizes), default=0)
        return self._with_margins(QSize(width, height))

    def minimumSize(self) -> QSize:
        result = QSize()
        for item in self._shown():
            result = result.expandedTo(item.minimumSize())
        return self._with_margins(result)

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _with_margins(self, size: QSize) -> QSize:
        margins: QMargins = self.contentsMargins()
        return size.grownBy(margins)

    def _place(self, rect: QRect, *, move: bool) -> int:
        """Walks the lines; answers the height they take."""
        margins = self.contentsMargins()
        room = rect.marginsRemoved(margins)
        left, top, line = room.left(), room.top(), 0
        places: list[tuple[QLayoutItem, QRect]] = []
        for item in self._shown():
            size = item.sizeHint()
            if left > room.left() and left + size.width() > room.right() + 1:
                self._move(places, line, move=move)
                places, left, top, line = [], room.left(), top + line + self._line_gap, 0
            size.setWidth(min(size.width(), max(room.width(), item.minimumSize().width())))
            places.append((item, QRect(QPoint(left, top), size)))
            left += size.width() + self._gap
            line = max(line, size.height())
        self._move(places, line, move=move)
        return top + line + margins.bottom() - rect.top()

    @staticmethod
    def _move(places: list[tuple[QLayoutItem, QRect]], line: int, *, move: bool) -> None:
        """Puts a finished line into its place, each item at middle height."""
        for item, place in places if move else ():
            item.setGeometry(place.translated(0, (line - place.height()) // 2))
