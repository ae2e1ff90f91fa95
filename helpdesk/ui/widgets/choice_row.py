"""One of a few, all in sight. GUI thread."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSizePolicy, QWidget

from helpdesk.ui.theme import tokens
from helpdesk.ui.widgets.flow import FlowLayout


class _Choice(QPushButton):
    def sizeHint(self) -> QSize:
        self.ensurePolished()
        words = QFontMetrics(self.font()).horizontalAdvance(self.text())
        return QSize(words + 26, tokens().field - 2)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class ChoiceRow(QWidget):
    """Segments such as the ways of working; arrows move the choice, Tab passes over the whole row."""

    chosen = Signal(str)

    def __init__(
        self, name: str, choices: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        """`name` is what is chosen, for screen readers; each choice is (value, words)."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self._values = [value for value, _words in choices]
        self._group = QButtonGroup(self)
        row = FlowLayout(self)
        for number, (_value, words) in enumerate(choices):
            button = _Choice(words)
            button.setCheckable(True)
            button.setProperty("kind", "choice")
            button.setAccessibleName(f"{name}: {words}")
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            button.setAutoDefault(False)
            self._group.addButton(button, number)
            row.addWidget(button)
        self._group.idToggled.connect(self._toggled)
        self.setFocusProxy(self._group.button(0))

    def value(self) -> str | None:
        """The chosen value, None before the first choice."""
        number = self._group.checkedId()
        return self._values[number] if number >= 0 else None

    def set_value(self, value: str) -> None:
        """Chooses without a signal, or nothing for an empty value.

        Raises ValueError for a value that is not offered.
        """
        button = self._group.button(self._values.index(value) if value else 0)
        self._group.blockSignals(True)
        self._group.setExclusive(bool(value))
        for each in self._group.buttons():
            each.setChecked(bool(value) and each is button)
        self._group.setExclusive(True)
        self._group.blockSignals(False)
        self.setFocusProxy(button)

    def choose_next(self) -> None:
        """Chooses the one after the chosen, or the first again, as if it was pressed."""
        following = (self._group.checkedId() + 1) % len(self._values)
        self._group.button(following).setChecked(True)

    def _toggled(self, number: int, checked: bool) -> None:
        if checked:
            self.setFocusProxy(self._group.button(number))
            self.chosen.emit(self._values[number])
