"""What stands where there is nothing yet: a sentence and what to do next. GUI thread."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from helpdesk.ui import icons
from helpdesk.ui.theme import tokens
from helpdesk.ui.widgets.buttons import SecondaryButton
from helpdesk.ui.widgets.text import paragraph


class EmptyState(QWidget):
    """A quiet sign, one sentence, and at most one button."""

    acted = Signal()

    def __init__(
        self,
        sentence: str,
        *,
        action: str = "",
        key: str = "",
        icon: str = "empty",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._sign = QLabel()
        self._sentence = paragraph(sentence, "secondary")
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        body = QVBoxLayout(self)
        body.setSpacing(10)
        body.addStretch(1)
        body.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignHCenter)
        body.addWidget(self._sentence)
        if action:
            button = SecondaryButton(action, key=key)
            button.clicked.connect(self.acted)
            body.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        body.addStretch(2)
        self._draw()

    def set_sentence(self, sentence: str) -> None:
        """Says something else."""
        self._sentence.setText(sentence)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._draw()

    def _draw(self) -> None:
        ratio = self.devicePixelRatioF()
        self._sign.setPixmap(icons.pixmap(self._icon, tokens().dot_grey, size=36, ratio=ratio))
