"""Line icons by name, tinted when drawn, kept once drawn. GUI thread."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from helpdesk.ui import resources


def pixmap(name: str, colour: str, *, size: int, ratio: float = 1.0) -> QPixmap:
    """The icon in one colour, `size` logical pixels square, sharp at the screen's pixel ratio."""
    return _drawn(name, colour, round(size * ratio), ratio)


def icon(name: str, colour: str) -> QIcon:
    """The icon for menus and tool buttons; raises FileNotFoundError for an unknown name."""
    result = QIcon()
    for size in (16, 24, 32):
        result.addPixmap(pixmap(name, colour, size=size))
    return result


@lru_cache(maxsize=64)
def _source(name: str) -> str:
    return (resources.folder() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=256)
def _drawn(name: str, colour: str, pixels: int, ratio: float) -> QPixmap:
    svg = _source(name).replace("currentColor", colour)
    result = QPixmap(pixels, pixels)
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    result.setDevicePixelRatio(ratio)
    return result
