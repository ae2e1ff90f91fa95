"""Buttons that carry their key: primary (one per screen), secondary, and links in a sentence. GUI thread."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QAction, QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QWidget

from helpdesk.ui import actions
from helpdesk.ui.theme import tokens
from helpdesk.ui.widgets import painting

_SIDE = 15
_GAP = 8


class _KeyedButton(QPushButton):
    """A push button whose key hint stands inside, right of the text."""

    kind = "secondary"

    def __init__(self, words: str, *, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self._key = actions.key_text(key) if key else ""
        self.setProperty("kind", self.kind)
        self.setAccessibleName(words)
        self.setAccessibleDescription(self._key)
        self.setAutoDefault(False)

    @classmethod
    def for_action(cls, action_id: str, action: QAction, *, words: str = "") -> "_KeyedButton":
        """A button for a registered action: its text, its key, its being enabled."""
        result = cls(words or action.text(), key=actions.action(action_id).key)
        result.clicked.connect(action.trigger)
        action.enabledChanged.connect(result.setEnabled)
        result.setEnabled(action.isEnabled())
        return result

    def set_words(self, words: str) -> None:
        """Another text, such as after a change of language."""
        self.setText(words)
        self.setAccessibleName(words)

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        # The style sheet makes the primary's text bold; room is kept for the wider of the two.
        width = QFontMetrics(self.font()).horizontalAdvance(self.text()) + 2 * _SIDE
        if self._key:
            width += _GAP + painting.key_size(self._key, self.font()).width()
        return QSize(width, tokens().button)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        self.style().drawControl(QStyle.ControlElement.CE_PushButtonBevel, option, painter, self)
        colour = self.palette().color(QPalette.ColorRole.ButtonText).name()
        key = painting.key_size(self._key, self.font()) if self._key else QSize()
        words = QFontMetrics(self.font()).horizontalAdvance(self.text())
        left = (self.width() - words - (key.width() + _GAP if self._key else 0)) // 2
        rect = QRect(left, 0, words + 2, self.height())
        painting.text(painter, rect, self.text(), font=self.font(), colour=colour)
        if self._key:
            top = (self.height() - key.height()) // 2
            place = QRect(left + words + _GAP, top, key.width(), key.height())
            primary = self.kind == "primary" and self.isEnabled()
            painting.key(painter, place, self._key, base=self.font(), on_brand=primary)


class PrimaryButton(_KeyedButton):
    """What the person most likely wants next; at most one per screen beside the frame's."""

    kind = "primary"


class SecondaryButton(_KeyedButton):
    """Everything else."""


class LinkButton(QPushButton):
    """An action inside a line of text, such as showing a masked number."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.setProperty("kind", "link")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
