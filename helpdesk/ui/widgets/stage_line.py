"""Where a case stands on its way. GUI thread."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from helpdesk.i18n import _
from helpdesk.ui import fonts
from helpdesk.ui.theme import tokens
from helpdesk.ui.widgets import painting

_BAR = 8


class StageLine(QWidget):
    """Stage names above a bar that is filled up to the current one, which is bold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: Sequence[str] = ()
        self._current = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_stages(self, names: Sequence[str], current: int) -> None:
        """Shows the stages, `current` counted from 0; `len(names)` means that all are passed."""
        self._names = tuple(names)
        self._current = current
        place = min(current, len(names) - 1)
        self.setAccessibleName(
            _("Stage {number} of {total}: {name}").format(
                number=place + 1, total=len(names), name=names[place]
            )
        )
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(fonts.sized(self.font(), tokens().small))
        return QSize(300, metrics.height() + 6 + _BAR)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._names:
            return
        painter = QPainter(self)
        look = tokens()
        for number, name in enumerate(self._names):
            self._draw_name(painter, number, name)
        bar = QRectF(0, self.height() - _BAR, self.width(), _BAR)
        painting.rounded(painter, bar, radius=_BAR / 2, ground=look.track)
        steps = max(1, len(self._names) - 1)
        bar.setWidth(self.width() * min(1.0, (self._current + 0.3) / steps))
        painting.rounded(painter, bar, radius=_BAR / 2, ground=look.brand)

    def _draw_name(self, painter: QPainter, number: int, name: str) -> None:
        look = tokens()
        now = number == self._current
        font = fonts.sized(self.font(), look.small, bold=now)
        widths = [QFontMetrics(font).horizontalAdvance(each) for each in self._names]
        free = self.width() - sum(widths)
        gap = free / max(1, len(self._names) - 1)
        left = sum(widths[:number]) + gap * number
        colour = look.brand_ink if now else look.ink if number < self._current else look.muted
        rect = QRectF(left, 0, widths[number] + 4, self.height() - _BAR - 4).toRect()
        painting.text(painter, rect, name, font=font, colour=colour, align=_TOP)


_TOP = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
