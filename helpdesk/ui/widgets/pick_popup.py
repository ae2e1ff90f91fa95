"""A short list below a button: type to narrow it, Enter or a click picks. GUI thread."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QVBoxLayout, QWidget

from helpdesk.i18n import _
from helpdesk.ui.theme import tokens
from helpdesk.ui.widgets.plain_list import PlainList

TYPED_FROM = 11  # entries, from which on a field narrows the list
_ROWS_MOST = 11
_WIDTH = 260

Choice = tuple[str, str]  # value, words


class PickPopup(QFrame):
    """`picked(value)` is called once, after the list is gone; Esc picks nothing. A part of its window
    and no window of its own: it needs no grab, which some systems refuse. `parent` is the button."""

    def __init__(
        self,
        name: str,
        choices: Sequence[Choice],
        *,
        chosen: str,
        picked: Callable[[str], object],
        parent: QWidget,
    ) -> None:
        super().__init__(parent.window())
        self.setProperty("panel", "popup")
        self.setAccessibleName(name)
        self._choices = self._shown = list(choices)
        self._picked, self._anchor = picked, parent
        self.list = PlainList(name, [words for _value, words in choices])
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.opened.connect(self._pick)
        body = QVBoxLayout(self)
        body.setContentsMargins(6, 6, 6, 6)
        body.setSpacing(6)
        self.field = _NarrowField(self.list)
        self.field.setAccessibleName(_("Narrow the list: {name}").format(name=name))
        self.field.textChanged.connect(self._narrow)
        body.addWidget(self.field)
        self.field.setVisible(len(self._choices) >= TYPED_FROM)
        body.addWidget(self.list)
        self._fit()
        values = [value for value, _words in choices]
        self.list.choose(values.index(chosen) if chosen in values else 0)

    def open(self) -> None:
        """Shows itself below the button, within the window; it goes when it loses the keyboard."""
        window, anchor = self.window(), self._anchor
        below = anchor.mapTo(window, QPoint(0, anchor.height() + 2))
        if below.y() + self.height() > window.height():
            below.setY(anchor.mapTo(window, QPoint(0, 0)).y() - self.height() - 2)
        # A key asks for it also while its button is scrolled out of sight.
        left = min(below.x(), window.width() - self.width() - 4)
        top = min(below.y(), window.height() - self.height() - 4)
        self.move(max(0, left), max(0, top))
        self.show()
        self.raise_()
        (self.list if self.field.isHidden() else self.field).setFocus()
        for watched in (self.field, self.list):
            watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            assert isinstance(event, QKeyEvent)
            if event.key() == Qt.Key.Key_Escape:  # the window's own Esc would leave the screen
                event.accept()
                if kind == QEvent.Type.KeyPress:
                    self._leave()
                return True
        if kind == QEvent.Type.FocusOut and QApplication.focusWidget() not in (
            self.field,
            self.list,
        ):
            self._gone()
        return super().eventFilter(watched, event)

    def _leave(self) -> None:
        """The keyboard goes back to where it came from."""
        self._gone()
        self._anchor.setFocus(Qt.FocusReason.PopupFocusReason)

    def _gone(self) -> None:
        for watched in (self.field, self.list):
            watched.removeEventFilter(self)
        self.hide()
        self.deleteLater()

    def _narrow(self, typed: str) -> None:
        wanted = typed.strip().casefold()
        self._shown = [each for each in self._choices if wanted in each[1].casefold()]
        self.list.set_words([words for _value, words in self._shown])
        self.list.choose(0)

    def _pick(self, row: int) -> None:
        if 0 <= row < len(self._shown):
            value = self._shown[row][0]
            self._leave()
            self._picked(value)

    def _fit(self) -> None:
        look = tokens()
        metrics = self.fontMetrics()
        widest = max((metrics.horizontalAdvance(words) for _v, words in self._choices), default=0)
        width = max(look.length(_WIDTH), min(2 * look.length(_WIDTH), widest + 60))
        rows = min(_ROWS_MOST, max(1, len(self._choices)))
        self.list.setFixedHeight(rows * look.field + 2)
        self.setFixedWidth(width)
        self.adjustSize()


class _NarrowField(QLineEdit):
    """Arrows and Enter belong to the list below."""

    def __init__(self, below: PlainList) -> None:
        super().__init__()
        self._below = below
        self.setMaxLength(100)
        self.setPlaceholderText(_("Type to narrow the list"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        below = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() in below:
            self._below.keyPressEvent(event)
            return
        super().keyPressEvent(event)
