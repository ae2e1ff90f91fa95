"""What is really written on a window: every line of text as its widget paints it.

    for line in painted.lines(window): line.text, line.box, line.shown, line.ink ...

Each visible widget paints once onto a device that keeps texts instead of pixels, so labels, delegates, heads,
tabs and what is drawn by hand are all seen alike, after every elision and with every clip.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize
from PySide6.QtGui import QFont, QFontMetricsF, QPaintDevice, QPaintEngine, QRegion
from PySide6.QtWidgets import QWidget

_Metric = QPaintDevice.PaintDeviceMetric
_DPI = 96
# What a line of Chinese, Latin or digits really inks around its base line, in parts of the type's size.
_ABOVE, _BELOW = 0.88, 0.2
_JOINS = 1.5  # pixels between two pieces of one line


@dataclass(frozen=True)
class Line:
    """A line of text on a widget: where it stands and how much of it the painter let through, in the
    widget's own coordinates."""

    widget: QWidget
    text: str
    box: QRectF
    clip: QRectF
    ink: str
    font: QFont
    base: float

    @property
    def pixels(self) -> float:
        """The size of the type."""
        return (
            self.font.pixelSize() if self.font.pixelSize() > 0 else self.font.pointSizeF() * 4 / 3
        )

    def in_window(self, window: QWidget) -> QRectF:
        """Where it stands in the window."""
        return self.box.translated(QPointF(self.widget.mapTo(window, QPoint())))


def lines(window: QWidget) -> list[Line]:
    """Every line on the window and on the widgets inside it."""
    return [line for widget in shown_widgets(window) for line in _lines_of(widget)]


def shown_widgets(window: QWidget) -> list[QWidget]:
    """The window and what is visible inside; windows of their own (menus, dialogs) are not inside."""
    inside = (
        each
        for each in window.findChildren(QWidget)
        if each.isVisible() and each.window() is window and not each.size().isEmpty()
    )
    return [window, *inside]


class _Engine(QPaintEngine):
    def __init__(self, widget: QWidget) -> None:
        super().__init__(QPaintEngine.PaintEngineFeature.AllFeatures)
        self._widget = widget
        self.found: list[Line] = []

    def begin(self, _device: QPaintDevice) -> bool:
        return True

    def end(self) -> bool:
        return True

    def type(self) -> QPaintEngine.Type:
        return QPaintEngine.Type.User

    def updateState(self, _state: object) -> None:
        pass

    def drawTextItem(self, place: QPointF, item: object) -> None:
        painter = self.painter()
        text, font = item.text(), QFont(item.font())
        size = Line(self._widget, text, QRectF(), QRectF(), "", font, 0).pixels
        width = item.width()
        if text != text.rstrip():
            width -= QFontMetricsF(font).horizontalAdvance(text[len(text.rstrip()) :])
        box = QRectF(place.x(), place.y() - _ABOVE * size, width, (_ABOVE + _BELOW) * size)
        turned = painter.transform()
        whole = QRectF(self._widget.rect())
        clip = turned.mapRect(painter.clipBoundingRect()) if painter.hasClipping() else whole
        self.found.append(
            Line(
                self._widget,
                text,
                turned.mapRect(box),
                clip & whole,
                painter.pen().color().name(),
                font,
                turned.map(place).y(),
            )
        )

    def drawPixmap(self, *_what: object) -> None: ...
    def drawImage(self, *_what: object) -> None: ...
    def drawPath(self, *_what: object) -> None: ...
    def drawPolygon(self, *_what: object) -> None: ...
    def drawRects(self, *_what: object) -> None: ...
    def drawLines(self, *_what: object) -> None: ...
    def drawEllipse(self, *_what: object) -> None: ...
    def drawPoints(self, *_what: object) -> None: ...
    def drawTiledPixmap(self, *_what: object) -> None: ...


class _Device(QPaintDevice):
    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self.engine = _Engine(widget)
        self._size: QSize = widget.size()

    def paintEngine(self) -> QPaintEngine:
        return self.engine

    def metric(self, metric: QPaintDevice.PaintDeviceMetric) -> int:
        known = {
            _Metric.PdmWidth: self._size.width(),
            _Metric.PdmHeight: self._size.height(),
            _Metric.PdmWidthMM: self._size.width(),
            _Metric.PdmHeightMM: self._size.height(),
            _Metric.PdmNumColors: 1 << 24,
            _Metric.PdmDepth: 32,
            _Metric.PdmDpiX: _DPI,
            _Metric.PdmDpiY: _DPI,
            _Metric.PdmPhysicalDpiX: _DPI,
            _Metric.PdmPhysicalDpiY: _DPI,
            _Metric.PdmDevicePixelRatio: 1,
            _Metric.PdmDevicePixelRatioScaled: int(self.devicePixelRatioFScale()),
        }
        return known.get(metric, 1)


def _lines_of(widget: QWidget) -> Iterator[Line]:
    device = _Device(widget)
    QWidget.render(widget, device, QPoint(), QRegion(), QWidget.RenderFlag(0))
    whole: Line | None = None
    for piece in device.engine.found:
        if whole is not None and _goes_on(whole, piece):
            whole = replace(whole, text=whole.text + piece.text, box=whole.box | piece.box)
            continue
        if whole is not None and whole.text.strip():
            yield whole
        whole = piece
    if whole is not None and whole.text.strip():
        yield whole


def _goes_on(line: Line, piece: Line) -> bool:
    gap = piece.box.left() - line.box.right()
    spaces = QFontMetricsF(line.font).horizontalAdvance(line.text[len(line.text.rstrip()) :])
    same = abs(line.base - piece.base) < 1 and line.ink == piece.ink
    return same and abs(gap - spaces) < _JOINS
