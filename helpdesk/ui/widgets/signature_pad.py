"""A pad to sign on with a mouse, a pen or a finger. GUI thread."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QTabletEvent,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from helpdesk.i18n import _
from helpdesk.ui.theme import tokens
from helpdesk.ui.widgets import painting

_PEN = 3.0
_SCALE = 2  # of the kept picture: smooth on paper
_LEAST = QSize(420, 170)
_LINE = 0.78  # of the height, where one signs


class SignaturePad(QFrame):
    """`changed` after each stroke. Backspace takes the last one back, Delete all of them. A frame, since a
    bare widget is nothing to screen readers."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._strokes: list[list[QPointF]] = []
        self._drawing = False
        self.setMinimumSize(tokens().length(_LEAST.width()), tokens().length(_LEAST.height()))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setAccessibleName(_("Signature pad"))
        self.setAccessibleDescription(_("Sign here with a mouse, a pen or a finger"))

    @property
    def is_empty(self) -> bool:
        """Whether nobody has signed."""
        return not self._strokes

    def clear(self) -> None:
        """An empty sheet."""
        self._strokes.clear()
        self._tell()

    def picture(self) -> bytes:
        """What was written, black on white, as PNG."""
        image = QImage(self.size() * _SCALE, QImage.Format.Format_Grayscale8)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(_SCALE, _SCALE)
        self._draw(painter, QColor("black"))
        painter.end()
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]
        return bytes(QByteArray(buffer.data()).data())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._begin(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go_on(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._end(event.position())

    def tabletEvent(self, event: QTabletEvent) -> None:
        """Pens give finer points than the mouse events made from them."""
        if event.type() == QTabletEvent.Type.TabletPress:
            self._begin(event.position())
        elif event.type() == QTabletEvent.Type.TabletMove:
            self._go_on(event.position())
        else:
            self._end(event.position())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.clear()
        elif event.key() == Qt.Key.Key_Backspace and self._strokes:
            self._strokes.pop()
            self._tell()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor("white"))  # paper, also where the window is dark
        painter.setPen(QPen(QColor(look.field_line), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        height = round(self.height() * _LINE)
        painter.drawLine(24, height, self.width() - 24, height)
        self._draw(painter, QColor("#101820"))
        if self.hasFocus():
            painting.focus_frame(painter, self.rect())

    def _draw(self, painter: QPainter, ink: QColor) -> None:
        round_, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        painter.setPen(QPen(ink, _PEN, Qt.PenStyle.SolidLine, round_, join))
        for stroke in self._strokes:
            if len(stroke) == 1:
                painter.drawPoint(stroke[0])
                continue
            path = QPainterPath(stroke[0])
            for point in stroke[1:]:
                path.lineTo(point)
            painter.drawPath(path)

    def _begin(self, point: QPointF) -> None:
        self._drawing = True
        self._strokes.append([point])
        self.update()

    def _go_on(self, point: QPointF) -> None:
        if self._drawing:
            self._strokes[-1].append(point)
            self.update()

    def _end(self, point: QPointF) -> None:
        if self._drawing:
            self._go_on(point)
            self._drawing = False
            self._tell()

    def _tell(self) -> None:
        self.update()
        self.changed.emit()
