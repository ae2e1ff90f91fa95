"""How people are named in an export: masked, or in full for a reason that is recorded. GUI thread."""

from collections.abc import Callable

from PySide6.QtWidgets import QComboBox, QWidget

from helpdesk.i18n import N_, _, ngettext
from helpdesk.ui.sheet import Sheet
from helpdesk.ui.theme import tokens
from helpdesk.ui.widgets.choice_row import ChoiceRow
from helpdesk.ui.widgets.field import Field
from helpdesk.ui.widgets.text import paragraph

_MASKED, _FULL = "masked", "full"
_REASONS = (
    N_("A list that the township asked for"),
    N_("To telephone the residents"),
    N_("To compare with a department's list"),
)


class ExportDialog(Sheet):
    """`chosen` gets the reason, empty for a masked list."""

    def __init__(self, count: int, parent: QWidget, *, chosen: Callable[[str], object]) -> None:
        title = ngettext("Export {n} case to Excel", "Export {n} cases to Excel", count)
        super().__init__(title.format(n=f"{count:,}"), _("Choose the file …"), parent)
        self._chosen = chosen
        self.naming = ChoiceRow(
            _("Names"), [(_MASKED, _("Masked")), (_FULL, _("In full, with numbers"))]
        )
        self.naming.set_value(_MASKED)
        self.reason = QComboBox()
        self.reason.setEditable(True)
        self.reason.addItems([_(reason) for reason in _REASONS])
        self.reason.setCurrentText("")
        self.reason.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        words = _(
            "The columns of the table, in their order. Who took out what, and why, is recorded; a list"
            " with full names and numbers is to be kept under lock."
        )
        self.body.addWidget(paragraph(words, "secondary"))
        self.body.addWidget(Field(_("Names"), self.naming))
        self._field = Field(_("Reason"), self.reason)
        self.body.addWidget(self._field)
        self._field.setEnabled(False)
        self.naming.chosen.connect(lambda naming: self._field.setEnabled(naming == _FULL))
        self.setMinimumWidth(tokens().length(520))
        self.naming.setFocus()

    def submit(self) -> None:
        """Go on, or say that the reason is missing."""
        full = self.naming.value() == _FULL
        reason = self.reason.currentText().strip() if full else ""
        if full and not reason:
            self._field.set_error(_("Say why the full names and numbers are needed."))
            self.reason.setFocus()
            return
        self.accept()
        self._chosen(reason)
