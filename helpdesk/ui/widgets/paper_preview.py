"""Pages of paper as they will be printed. GUI thread; knows no PDF, only pictures of pages."""

from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from helpdesk.i18n import _
from helpdesk.ui.presenting import PageImage
from helpdesk.ui.theme import tokens

_GAP = 12
_SHADOW = 3


def picture_of(page: PageImage) -> QImage:
    """A page as a Qt picture that owns its bytes. Raises ValueError if the buffer is too short."""
    if page.stride < 3 * page.width or len(page.rgb) < page.stride * page.height:
        raise ValueError("page buffer too short")
    form = QImage.Format.Format_RGB888
    return QImage(page.rgb, page.width, page.height, page.stride, form).copy()


class PaperPreview(QScrollArea):
    """Pages below each other, as wide as the room; Page Up and Page Down walk them."""

    page_changed = Signal(int, int)  # number from 1, count

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheets = _Sheets()
        self._sheets.setObjectName("scrolled")
        self._page = 0
        self.setWidget(self._sheets)
        self.setWidgetResizable(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.set_pages(())

    @property
    def page_count(self) -> int:
        """How many pages the paper has."""
        return len(self._sheets.pages)

    def set_pages(self, pages: Sequence[PageImage]) -> None:
        """Shows these pages; the place in the paper stays while its text changes."""
        self._sheets.set_pages([QPixmap.fromImage(picture_of(page)) for page in pages])
        self._fit()
        self._scrolled()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
        step = steps.get(Qt.Key(event.key()))
        if step is None or not self.page_count:
            super().keyPressEvent(event)
            return
        wanted = min(max(0, self._page + step), self.page_count - 1)
        self.verticalScrollBar().setValue(self._sheets.top_of(wanted) - _GAP // 2)

    def _fit(self) -> None:
        """By the room that does not depend on the scroll bar: a width that does would make it come and go."""
        room = self.maximumViewportSize()
        width = room.width()
        if self._sheets.height_at(width) > room.height():
            width -= self.verticalScrollBar().sizeHint().width()
        self._sheets.fit_width(width)

    def _scrolled(self) -> None:
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        tops = [self._sheets.top_of(number) for number in range(self.page_count)]
        self._page = max((n for n, top in enumerate(tops) if top <= middle), default=0)
        shown = min(self._page + 1, self.page_count)
        self.setAccessibleName(
            _("Preview, page {number} of {total}").format(number=shown, total=self.page_count)
        )
        self.page_changed.emit(shown, self.page_count)


class _Sheets(QWidget):
    """The pages, scaled once per size."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: list[QPixmap] = []
        self._scaled: list[QPixmap] = []
        self._width = 0

    def set_pages(self, pages: list[QPixmap]) -> None:
        self.pages = pages
        self._scaled = []
        self.update()

    def fit_width(self, width: int) -> None:
        if width == self._width and len(self._scaled) == len(self.pages):
            return
        self._width = width
        ratio = self.devicePixelRatioF()
        smooth = Qt.TransformationMode.SmoothTransformation
        room = _page_room(width)
        self._scaled = [page.scaledToWidth(round(room * ratio), smooth) for page in self.pages]
        for page in self._scaled:
            page.setDevicePixelRatio(ratio)
        self.resize(width, self.top_of(len(self._scaled)))

    def height_at(self, width: int) -> int:
        """At least as high as all pages are at this width."""
        room = _page_room(width)
        heights = (ceil(room * page.height() / page.width()) for page in self.pages)
        return sum(height + _GAP + 2 for height in heights)

    def top_of(self, number: int) -> int:
        heights = [page.deviceIndependentSize().toSize().height() for page in self._scaled[:number]]
        return sum(heights) + (_GAP + 2) * len(heights)

    def sizeHint(self) -> QSize:
        return QSize(200, 280)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        look = tokens()
        for number, page in enumerate(self._scaled):
            size = page.deviceIndependentSize().toSize()
            sheet = QRect(0, self.top_of(number), size.width() + 2, size.height() + 2)
            if not sheet.intersects(event.rect()):
                continue
            for depth in range(_SHADOW):
                shade = QColor(0, 0, 0, 14 - 4 * depth)
                painter.fillRect(sheet.translated(depth, depth + 1), shade)
            painter.fillRect(sheet, look.line)
            painter.drawPixmap(sheet.left() + 1, sheet.top() + 1, page)


def _page_room(width: int) -> int:
    """What of a width is a page's: the rest is its edge and shadow."""
    return max(40, width - 2 - _SHADOW)
