"""Looking at files: zoom, turn, from one to the next, all by keyboard. GUI thread."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QDialog,
    QGraphicsPixmapItem,
    QGraphicsScene,
    QGraphicsView,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from helpdesk.i18n import _
from helpdesk.ui.files.lines import FileLine
from helpdesk.ui.files.presenter import FilesPresenter
from helpdesk.ui.theme import mark, tokens
from helpdesk.ui.widgets.buttons import SecondaryButton
from helpdesk.ui.widgets.text import label

STEP, MOST, LEAST = 1.25, 8.0, 0.05
_TURN = 90


class PictureView(QGraphicsView):
    """A picture: the wheel zooms, a drag moves it."""

    zoomed = Signal(int)  # per cent

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._item = QGraphicsPixmapItem()
        self._item.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        scene = QGraphicsScene(self)
        scene.addItem(self._item)
        self.setScene(scene)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setAccessibleName(_("Picture"))
        self._fits = True
        self.turned = 0

    @property
    def zoom(self) -> float:
        """Screen pixels for one of the picture's."""
        matrix = self.transform()
        return float((matrix.m11() ** 2 + matrix.m12() ** 2) ** 0.5)

    def show_picture(self, picture: QPixmap) -> None:
        """Another one: upright, and as large as fits."""
        self._item.setPixmap(picture)
        self.setSceneRect(QRectF(picture.rect()))
        self.turned = 0
        self.fit()

    def fit(self) -> None:
        """As large as fits, but never larger than it is."""
        self._fits = True
        self.resetTransform()
        self.rotate(self.turned)
        room = self.viewport().size() - QSize(4, 4)
        size = self._item.pixmap().size()
        if self.turned % 180:
            size.transpose()
        if not size.isEmpty() and not room.isEmpty():
            share = min(room.width() / size.width(), room.height() / size.height(), 1.0)
            self.scale(share, share)
        self._tell()

    def zoom_by(self, factor: float) -> None:
        """Nearer or farther."""
        factor = min(max(factor, LEAST / self.zoom), MOST / self.zoom)
        self._fits = False
        self.scale(factor, factor)
        self._tell()

    def zoom_to(self, zoom: float) -> None:
        """So many screen pixels for one of the picture's."""
        self.zoom_by(zoom / self.zoom)

    def turn(self, degrees: int) -> None:
        """Turn it; the file stays as it is."""
        self.turned = (self.turned + degrees) % 360
        if self._fits:
            self.fit()
        else:
            self.rotate(degrees)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.angleDelta().y():
            self.zoom_by(STEP if event.angleDelta().y() > 0 else 1 / STEP)
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fits:
            self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()  # every key is the dialog's

    def _tell(self) -> None:
        self.zoomed.emit(round(self.zoom * 100))


_HEIGHT_MOST = 720  # the smallest screen, less its frame


class ViewerDialog(QDialog):
    """The files of a case, one at a time; a document page by page."""

    def __init__(
        self, presenter: FilesPresenter, lines: Sequence[FileLine], first: int, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._lines = tuple(lines)
        self._at, self._page = first, 0
        self.setWindowTitle(_("Files"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.view = PictureView()
        self.title = label("", "lead")
        self.about = label("", "secondary")
        self.place = label("", "secondary")
        self._zoom = label("", "secondary")
        self.problem = label("", "body")
        self.problem.setWordWrap(True)
        self.problem.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.view.zoomed.connect(lambda share: self._zoom.setText(f"{share} %"))
        self._compose()
        self._keys = {
            Qt.Key.Key_Right: lambda: self.step(1),
            Qt.Key.Key_Left: lambda: self.step(-1),
            Qt.Key.Key_PageDown: lambda: self.turn_page(1),
            Qt.Key.Key_PageUp: lambda: self.turn_page(-1),
            Qt.Key.Key_R: lambda: self.view.turn(_TURN),
            Qt.Key.Key_L: lambda: self.view.turn(-_TURN),
            Qt.Key.Key_Plus: lambda: self.view.zoom_by(STEP),
            Qt.Key.Key_Equal: lambda: self.view.zoom_by(STEP),
            Qt.Key.Key_Minus: lambda: self.view.zoom_by(1 / STEP),
            Qt.Key.Key_0: self.view.fit,
        }
        self.resize(tokens().length(980), min(_HEIGHT_MOST, tokens().length(680)))
        self.view.setFocus()
        self._load()

    def step(self, by: int) -> None:
        """The next file, or the one before; round and round."""
        self._at, self._page = (self._at + by) % len(self._lines), 0
        self._load()

    def turn_page(self, by: int) -> None:
        """Another page of a document."""
        page = self._page + by
        if 0 <= page < self._lines[self._at].file.pages:
            self._page = page
            self._load()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = self._keys.get(Qt.Key(event.key()))
        if act is None:
            super().keyPressEvent(event)
        else:
            act()

    def _load(self) -> None:
        line, at = self._lines[self._at], (self._at, self._page)
        self.title.setText(line.name)
        mark(self.title, "struck", "1" if line.withdrawn else "")
        self.about.setText(line.state)
        place = _("{n} of {count}").format(n=self._at + 1, count=len(self._lines))
        if line.file.pages > 1:
            page = _("page {n} of {count}").format(n=self._page + 1, count=line.file.pages)
            place = _("{place} · {page}").format(place=place, page=page)
        self.place.setText(place)
        self._presenter.load(
            line,
            self._page,
            done=lambda raw: self._show(at, raw),
            failed=lambda sentence: self._fail(at, sentence),
        )

    def _show(self, at: tuple[int, int], raw: bytes) -> None:
        if at != (self._at, self._page):
            return
        picture = QPixmap()
        picture.loadFromData(raw)
        self.problem.hide()
        self.view.show()
        self.view.show_picture(picture)

    def _fail(self, at: tuple[int, int], sentence: str) -> None:
        if at == (self._at, self._page):
            self.problem.setText(sentence)
            self.view.hide()
            self.problem.show()

    def _compose(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.title)
        top.addWidget(self.about, 1)
        top.addWidget(self._zoom)
        top.addWidget(self.place)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        acts = (
            (_("Previous"), "Left", lambda: self.step(-1)),
            (_("Next"), "Right", lambda: self.step(1)),
            (_("Larger"), "Plus", lambda: self.view.zoom_by(STEP)),
            (_("Smaller"), "-", lambda: self.view.zoom_by(1 / STEP)),
            (_("Fit"), "0", self.view.fit),
            (_("Turn"), "R", lambda: self.view.turn(_TURN)),
        )
        for words, key, act in acts:
            button = SecondaryButton(words, key=key)
            button.clicked.connect(act)
            buttons.addWidget(button)
        buttons.addStretch(1)
        close = SecondaryButton(_("Close"), key="Esc")
        close.clicked.connect(self.reject)
        buttons.addWidget(close)
        body = QVBoxLayout(self)
        body.setContentsMargins(18, 14, 18, 14)
        body.setSpacing(10)
        body.addLayout(top)
        body.addWidget(self.view, 1)
        body.addWidget(self.problem, 1)
        body.addLayout(buttons)
        self.problem.hide()
