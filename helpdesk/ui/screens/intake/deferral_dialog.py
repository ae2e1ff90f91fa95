"""Until when a material may come: a day, never after the promised one. GUI thread."""

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from helpdesk.i18n import _
from helpdesk.ui.screens.intake.state import DeferralQuestion
from helpdesk.ui.widgets.buttons import PrimaryButton, SecondaryButton
from helpdesk.ui.widgets.day_edit import DayEdit
from helpdesk.ui.widgets.field import Field
from helpdesk.ui.widgets.text import paragraph

_ISO = Qt.DateFormat.ISODate


class DeferralDialog(QDialog):
    """Enter takes the proposed day; what is wrong with a day is said below it."""

    def __init__(self, asked: DeferralQuestion, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asked = asked
        self.setWindowTitle(_("Deferred material"))
        self.setModal(True)
        words = _("“{material}” will be brought later.").format(material=asked.material)
        self.day = Field(_("Bring it by"), DayEdit(QDate.fromString(asked.proposal, _ISO)))
        self.accept_button = PrimaryButton(_("Defer"), key="Return")
        self.accept_button.setDefault(True)
        cancel = SecondaryButton(_("Cancel"), key="Esc")
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.accept_button)
        body = QVBoxLayout(self)
        body.setContentsMargins(20, 18, 20, 18)
        body.setSpacing(12)
        body.addWidget(paragraph(words, "body"))
        body.addWidget(self.day)
        if asked.last:
            latest = _("At the latest {day}, the promised day of the matter.")
            body.addWidget(paragraph(latest.format(day=asked.last), "secondary"))
        body.addLayout(buttons)
        self.setMinimumWidth(380)
        self.accept_button.clicked.connect(self._try)
        cancel.clicked.connect(self.reject)
        self.day.editor.dateChanged.connect(lambda _day: self.day.set_error(""))
        self.day.editor.setFocus()

    def _try(self) -> None:
        self.day.editor.interpretText()
        wrong = self._asked.answer(self.day.editor.date().toString(_ISO))
        self.day.set_error(wrong)
        if not wrong:
            self.accept()
