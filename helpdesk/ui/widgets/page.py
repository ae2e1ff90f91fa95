"""The ground plan of a screen: margins, header line, and panels with the same gaps. GUI thread."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from helpdesk.ui.theme import tokens
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.chip import Chip
from helpdesk.ui.widgets.flow import FlowLayout
from helpdesk.ui.widgets.text import ElidingLabel, label

GAP = 12
_TITLE_LEAST = 160  # pixels at normal type


class Page(QWidget):
    """A screen's content with the margins of the design; add to `body`, or rows by `add_row`.

    Set the focus proxy to the widget that is to have the keyboard when the screen is shown first.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(18, 16, 18, 16)
        self.body.setSpacing(GAP)

    def add_row(self, stretch: int = 0) -> QHBoxLayout:
        """A new row of panels; give widgets stretch factors in it."""
        row = QHBoxLayout()
        row.setSpacing(GAP)
        self.body.addLayout(row, stretch)
        return row


class PageHeader(QWidget):
    """Title, a chip with the state, a muted note; buttons or a remark go to the right."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ElidingLabel.of(title, "title", least=_TITLE_LEAST)
        self._chip = Chip(parent=self)
        self._note = label("", "secondary")
        self._remark = label("", "secondary")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(GAP)
        self.setMinimumHeight(tokens().button)  # the same with and without buttons
        together = QWidget()
        flow = FlowLayout(together, gap=GAP, line_gap=0)  # what has no room stands on the next line
        for widget in (self._title, self._chip, self._note):
            flow.addWidget(widget)
        self._row.addWidget(together, 1)
        self._row.addWidget(self._remark)

    def set_title(self, title: str, *, note: str = "", remark: str = "") -> None:
        """The note stands beside the title, the remark at the right end."""
        self._title.setText(title)
        self._note.setText(note)
        self._remark.setText(remark)

    def set_state(self, words: str, tone: Tone) -> None:
        """The chip beside the title; an empty word hides it."""
        self._chip.set_state(words, tone)

    def add_button(self, button: QWidget) -> None:
        """Adds a button at the right end; the last one added is the primary."""
        self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
