"""The words of a request, in place of a matter. GUI thread."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from helpdesk.application.cases import TITLE_MAX
from helpdesk.application.intake import Intake
from helpdesk.i18n import _
from helpdesk.i18n.words import CATEGORIES, word
from helpdesk.ui.widgets.field import Field


class RequestFields(QWidget):
    """Five seconds: a title, perhaps a kind, and the words as they were said."""

    typed = Signal(str, str)  # field of the intake, raw text

    def __init__(self) -> None:
        super().__init__()
        self.title = Field(_("What it is about"), QLineEdit())
        self.title.editor.setMaxLength(TITLE_MAX)
        self.category = Field(_("Kind of request"), QComboBox())
        self.category.editor.addItem(_("not sorted yet"), "")
        for code in CATEGORIES:
            self.category.editor.addItem(word(CATEGORIES, code), code)
        self.text = Field(_("In their words"), QPlainTextEdit())
        self.text.editor.setTabChangesFocus(True)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(8)
        body.addWidget(self.title)
        body.addWidget(self.category)
        body.addWidget(self.text, 1)
        self.title.editor.textEdited.connect(lambda text: self.typed.emit("title", text))
        self.title.editor.returnPressed.connect(self.text.editor.setFocus)
        self.category.editor.activated.connect(
            lambda _n: self.typed.emit("category", self.category.editor.currentData())
        )
        self.text.editor.textChanged.connect(
            lambda: self.typed.emit("text", self.text.editor.toPlainText())
        )

    def fill(self, intake: Intake) -> None:
        """Raw texts into the editors."""
        if self.title.editor.text() != intake.title:
            self.title.editor.setText(intake.title)
        index = self.category.editor.findData(intake.category)
        if index < 0:  # a category of the city's own
            self.category.editor.addItem(intake.category, intake.category)
            index = self.category.editor.count() - 1
        self.category.editor.setCurrentIndex(index)
        if self.text.editor.toPlainText() != intake.text:
            blocked = self.text.editor.blockSignals(True)
            self.text.editor.setPlainText(intake.text)
            self.text.editor.blockSignals(blocked)
