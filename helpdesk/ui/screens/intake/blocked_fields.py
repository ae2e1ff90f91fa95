"""A blocked matter (办不成事): which one, where it failed, why, what was tried. GUI thread."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from helpdesk.application.intake import Intake
from helpdesk.application.intake_checks import TITLE_MAX
from helpdesk.i18n import _
from helpdesk.ui.screens.intake.picker import Picker
from helpdesk.ui.widgets.field import Field


class BlockedFields(QWidget):
    """`edited(field, text)`; the matter is found as at intake, or only named."""

    edited = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.matter = Picker(
            _("Which matter could not be done"),
            hints=(
                _("Name, everyday word or initials; any other name is kept as typed"),
                _("Name or initials, or any other name"),
            ),
            rows=4,
        )
        self.where = Field(_("Where it failed"), QLineEdit())
        self.reason = Field(_("Reason that was given"), QLineEdit())
        self.tried = Field(_("What was tried already"), QLineEdit())
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(8)
        body.addWidget(self.matter)
        self._fields = {"where": self.where, "reason": self.reason, "tried": self.tried}
        for name, field in self._fields.items():
            field.editor.setMaxLength(TITLE_MAX if name == "where" else 2000)
            field.editor.textEdited.connect(lambda text, name=name: self.edited.emit(name, text))
            body.addWidget(field)

    def fill(self, intake: Intake) -> None:
        """Raw texts into the editors."""
        blocked = intake.blocked
        self.matter.set_text(blocked.name if blocked else "")
        for name, field in self._fields.items():
            text = getattr(blocked, name) if blocked else ""
            if field.editor.text() != text:
                field.editor.setText(text)
