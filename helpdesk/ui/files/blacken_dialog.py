"""Regions of a picture blackened before it is kept: what is under them is in no file. GUI thread."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from helpdesk.application.files import Box
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.problems import sentence
from helpdesk.ui.files.lines import PDF
from helpdesk.ui.files.sources import ask_files
from helpdesk.ui.files.taking import Blackened, Source
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.sheet import Sheet
from helpdesk.ui.theme import tokens
from helpdesk.ui.widgets import painting
from helpdesk.ui.widgets.text import paragraph

_STEP = 0.01  # of the picture, for each press of an arrow
_FRESH = QRectF(0.35, 0.45, 0.3, 0.1)
_ARROWS = {
    Qt.Key.Key_Left: (-_STEP, 0.0),
    Qt.Key.Key_Right: (_STEP, 0.0),
    Qt.Key.Key_Up: (0.0, -_STEP),
    Qt.Key.Key_Down: (0.0, _STEP),
}


def blacken_and_take(
    bench: Workbench, parent: QWidget, taken: Callable[[Sequence[Source]], object]
) -> QWidget:
    """Ask for pictures and show each; `taken` gets those that were confirmed."""

    def chosen(sources: Sequence[Source]) -> None:
        for source in sources:
            bench.background.run(
                partial(_ready, bench, source),
                done=lambda ready: _open(ready, parent, taken),
                failed=lambda problem: bench.navigator.say(
                    sentence(problem), tone="warning", topic="files"
                ),
            )

    return ask_files(parent, chosen)


def _ready(bench: Workbench, source: Source) -> tuple[bytes, bytes]:
    """The picture as it is, and as it would be kept. Raises Problem."""
    preparing = bench.filing.preparing
    raw = preparing.read(source) if isinstance(source, Path) else b""
    ready = preparing.prepare(raw)
    if ready.media_type == PDF:
        raise Problem("attachment-not-a-picture")
    return raw, ready.content


def _open(
    ready: tuple[bytes, bytes], parent: QWidget, taken: Callable[[Sequence[Source]], object]
) -> None:
    dialog = BlackenDialog(*ready, parent)
    dialog.taken.connect(taken)
    dialog.open()


class BlackenDialog(Sheet):
    """`taken` says the picture with its black regions."""

    taken = Signal(list)

    def __init__(self, raw: bytes, shown: bytes, parent: QWidget) -> None:
        super().__init__(_("Blacken regions"), _("Attach"), parent)
        self._raw = raw
        self.picture = BlackenedPicture(shown)
        words = _(
            "Drag over what nobody needs to see. By keyboard: Insert adds a region, arrows move it,"
            " Shift and arrows size it, Delete takes it away."
        )
        self.body.addWidget(paragraph(words, "secondary"))
        self.body.addWidget(self.picture, 1)
        self.resize(tokens().length(860), tokens().length(640))
        self.picture.setFocus()

    def submit(self) -> None:
        """Attach it so."""
        self.taken.emit([Blackened(self._raw, self.picture.boxes())])
        self.accept()


class BlackenedPicture(QFrame):
    """A picture with black regions, in shares of its size."""

    def __init__(self, shown: bytes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = QPixmap()
        self._picture.loadFromData(shown)
        self._regions: list[QRectF] = []
        self._begun: QPoint | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(tokens().length(320), tokens().length(240))
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._name()

    def boxes(self) -> tuple[Box, ...]:
        """The regions."""
        return tuple(Box(r.left(), r.top(), r.right(), r.bottom()) for r in self._regions)

    def place(self) -> QRect:
        """Where the picture is drawn."""
        size = self._picture.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(QPoint(0, 0), size)
        place.moveCenter(self.rect().center())
        return place

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._begun = event.position().toPoint()
        self._regions.append(QRectF())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._begun is not None:
            self._regions[-1] = self._share(QRect(self._begun, event.position().toPoint()))
            self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._begun = None
        if min(self._regions[-1].width(), self._regions[-1].height()) < _STEP / 2:
            self._regions.pop()  # a click is no region
        self._name()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Insert:
            self._regions.append(QRectF(_FRESH))
        elif self._regions and key == Qt.Key.Key_Delete:
            self._regions.pop()
        elif self._regions and key in _ARROWS:
            self._shift(
                *_ARROWS[key], size=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            )
        else:
            super().keyPressEvent(event)
            return
        self._name()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, place = QPainter(self), self.place()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(place, self._picture)
        for number, region in enumerate(self._regions, 1):
            drawn = QRectF(
                place.left() + region.left() * place.width(),
                place.top() + region.top() * place.height(),
                region.width() * place.width(),
                region.height() * place.height(),
            )
            painter.fillRect(drawn, QColor("black"))
            if number == len(self._regions):
                painter.setPen(QPen(QColor(tokens().brand), 2))
                painter.drawRect(drawn)
        if self.hasFocus():
            painting.focus_frame(painter, self.rect())

    def _shift(self, across: float, down: float, *, size: bool) -> None:
        region = self._regions[-1]
        if size:
            region.setWidth(max(_STEP, region.width() + across))
            region.setHeight(max(_STEP, region.height() + down))
        else:
            region.translate(across, down)
        self._regions[-1] = region.intersected(QRectF(0, 0, 1, 1))

    def _share(self, drawn: QRect) -> QRectF:
        place, drawn = self.place(), drawn.normalized()
        region = QRectF(
            (drawn.left() - place.left()) / max(place.width(), 1),
            (drawn.top() - place.top()) / max(place.height(), 1),
            drawn.width() / max(place.width(), 1),
            drawn.height() / max(place.height(), 1),
        )
        return region.intersected(QRectF(0, 0, 1, 1))

    def _name(self) -> None:
        n = len(self._regions)
        words = ngettext("Picture with {n} black region", "Picture with {n} black regions", n)
        words = words.format(n=n)
        self.setAccessibleName(words)
        self.update()
