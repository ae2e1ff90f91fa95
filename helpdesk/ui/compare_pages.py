"""Two pictures of a sheet at one scale: as it was printed, and as it came back. GUI thread."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QScrollBar, QVBoxLayout, QWidget

from helpdesk.i18n import _
from helpdesk.ui.files.viewer import PictureView
from helpdesk.ui.presenting import PageImage
from helpdesk.ui.widgets.text import label, paragraph


class ComparedPages(QWidget):
    """`drawn` are the pages as they were printed, `filed` those that came back, by sheet from 1. Zooming and
    moving one moves the other."""

    def __init__(self, drawn: Sequence[PageImage], filed: Mapping[int, bytes]) -> None:
        super().__init__()
        self._drawn, self._filed = drawn, filed
        self.printed, self.back = PictureView(), PictureView()
        self.printed.setAccessibleName(_("As it was printed"))
        self.back.setAccessibleName(_("As it came back"))
        self.gap = paragraph("", "secondary")
        self.gap.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self._left = _column(_("As it was printed"), self.printed)
        self._right = _column(_("As it came back"), self.back, self.gap)
        row.addWidget(self._left, 1)
        row.addWidget(self._right, 1)
        self._left.setVisible(bool(drawn))
        self._right.setVisible(bool(filed))
        self._moving = False
        for one, other in ((self.printed, self.back), (self.back, self.printed)):
            self._lead(one, other)

    def show_sheet(self, sheet: int) -> None:
        """Both pictures of this sheet, as large as fits."""
        came = QPixmap()
        came.loadFromData(self._filed.get(sheet, b""))
        self.back.setVisible(not came.isNull())
        self.gap.setVisible(came.isNull())
        self.gap.setText(_("Sheet {n} did not come back yet.").format(n=sheet))
        drawn = self._pixmap(sheet)
        if not drawn.isNull() and not came.isNull():
            way = Qt.TransformationMode.SmoothTransformation
            came = came.scaledToWidth(
                drawn.width(), way
            )  # one dot of both is as large on the sheet
        self.back.show_picture(came)
        self.printed.show_picture(drawn)

    def zoom_by(self, factor: float) -> None:
        """Both nearer or farther."""
        (self.printed if self._drawn else self.back).zoom_by(factor)

    def fit(self) -> None:
        """Both as large as fits."""
        (self.printed if self._drawn else self.back).fit()

    def _pixmap(self, sheet: int) -> QPixmap:
        if sheet > len(self._drawn):
            return QPixmap()
        page = self._drawn[sheet - 1]
        form = QImage.Format.Format_RGB888
        return QPixmap.fromImage(QImage(page.rgb, page.width, page.height, page.stride, form))

    def _lead(self, one: PictureView, other: PictureView) -> None:
        """What is done to one picture is done to the other."""

        def zoom(_percent: int) -> None:
            if not self._moving and one.isVisible() and other.isVisible():
                self._moving = True
                other.zoom_to(one.zoom)
                self._moving = False

        one.zoomed.connect(zoom)
        for bar, twin in (
            (one.horizontalScrollBar(), other.horizontalScrollBar()),
            (one.verticalScrollBar(), other.verticalScrollBar()),
        ):
            bar.valueChanged.connect(lambda _value, bar=bar, twin=twin: self._scroll(bar, twin))

    def _scroll(self, bar: QScrollBar, twin: QScrollBar) -> None:
        span = bar.maximum() - bar.minimum()
        if self._moving or not span:
            return
        self._moving = True
        share = (bar.value() - bar.minimum()) / span
        twin.setValue(round(twin.minimum() + share * (twin.maximum() - twin.minimum())))
        self._moving = False


def _column(words: str, *parts: QWidget) -> QWidget:
    column = QWidget()
    body = QVBoxLayout(column)
    body.setContentsMargins(0, 0, 0, 0)
    body.setSpacing(4)
    body.addWidget(label(words, "secondary"))
    for part in parts:
        body.addWidget(part, 1)
    return column
