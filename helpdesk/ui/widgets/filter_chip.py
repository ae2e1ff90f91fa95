"""A filter in a chip: what it filters by, what was chosen, and a list to choose from. GUI thread."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from helpdesk.i18n import _
from helpdesk.ui import icons
from helpdesk.ui.theme import tokens
from helpdesk.ui.widgets.pick_popup import Choice, PickPopup

_ARROW = 12
_WORDS_MOST = 180  # pixels of the chosen words at normal type


class _ChipButton(QPushButton):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "choice")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        words = QFontMetrics(self.font()).horizontalAdvance(self.text())
        return QSize(words + 26, tokens().field - 2)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.click()
            return
        if event.key() == Qt.Key.Key_Right:
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Left:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)


class SwitchChip(_ChipButton):
    """On or off, such as: only cases that lack materials."""

    switched = Signal(bool)

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(words)
        self.setAccessibleName(words)
        self.clicked.connect(lambda: self.switched.emit(self.isChecked()))


class FilterChip(_ChipButton):
    """`chosen(value)`; the empty value stands for all. `choices` is asked whenever the list opens."""

    chosen = Signal(str)

    def __init__(
        self,
        name: str,
        choices: Callable[[], Sequence[Choice]],
        *,
        always: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`always`: one value is always chosen, such as an order; the chip is never lit."""
        super().__init__(parent)
        self._name = name
        self._choices = choices
        self._always = always
        self._value = ""
        self._said: Choice | None = None
        self.clicked.connect(self._open)
        self.set_value("", "")

    def value(self) -> str:
        """What is chosen."""
        return self._value

    def set_value(self, value: str, words: str) -> None:
        """Shows a choice without a signal."""
        if (value, words) == self._said:  # called at each key of the text beside it
            return
        self._value, self._said = value, (value, words)
        most = tokens().length(_WORDS_MOST)
        shown = QFontMetrics(self.font()).elidedText(words, Qt.TextElideMode.ElideRight, most)
        pattern = _("{name}: {choice}") if words else "{name}"
        self.setText(pattern.format(name=self._name, choice=shown))
        self.setAccessibleName(
            _("{name}: {choice}").format(name=self._name, choice=words or _("all"))
        )
        self.setToolTip(words if shown != words else "")
        self.setChecked(bool(value) and not self._always)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(_ARROW + 4, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        colour, ratio = tokens().muted, self.devicePixelRatioF()
        arrow = icons.pixmap("style-down", colour, size=_ARROW, ratio=ratio)
        place = QPoint(self.width() - _ARROW - 12, (self.height() - _ARROW) // 2)
        QPainter(self).drawPixmap(place, arrow)

    def _open(self) -> None:
        self.setChecked(bool(self._value) and not self._always)
        popup = PickPopup(
            self._name, self._choices(), chosen=self._value, picked=self.chosen.emit, parent=self
        )
        popup.open()
