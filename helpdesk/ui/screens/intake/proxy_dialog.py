"""The proxy of an applicant: name, relation, document, telephone, until when. GUI thread."""

from itertools import pairwise

from PySide6.QtWidgets import QLineEdit, QWidget

from helpdesk.i18n import N_, _
from helpdesk.ui.screens.intake.state import ProxyQuestion
from helpdesk.ui.sheet import Sheet
from helpdesk.ui.theme import tokens
from helpdesk.ui.widgets.field import Field
from helpdesk.ui.widgets.plain_list import PlainList
from helpdesk.ui.widgets.text import paragraph

_WORDS = {
    "name": N_("Name"),
    "relation": N_("Relation to the applicant"),
    "document_number": N_("Document number"),
    "phone": N_("Phone"),
    "until": N_("Authorised until (empty: half a year)"),
}
_LENGTH = 100


class ProxyDialog(Sheet):
    """Enter goes on from field to field; an authorised proxy is taken by Enter in the list."""

    def __init__(self, asked: ProxyQuestion, parent: QWidget) -> None:
        super().__init__(_("Proxy"), _("Take over"), parent)
        self._asked = asked
        words = _(
            "The authorisation is printed with Ctrl+P. It names what the proxy may do and can not be"
            " passed on. Empty fields: the applicant came in person."
        )
        self.body.addWidget(paragraph(words, "secondary"))
        self.known = PlainList(_("Authorised already"), [words for words, _fields in asked.known])
        self.known.setVisible(bool(asked.known))
        self.known.setMaximumHeight(tokens().field * min(3, len(asked.known)) + 4)
        self.known.opened.connect(self._take)
        self.body.addWidget(self.known)
        self.fields: dict[str, Field[QLineEdit]] = {}
        for name, said in _WORDS.items():
            editor = QLineEdit(asked.values.get(name, ""))
            editor.setMaxLength(_LENGTH)
            self.fields[name] = Field(_(said), editor)
            self.body.addWidget(self.fields[name])
        editors = [field.editor for field in self.fields.values()]
        for editor, following in pairwise(editors):
            editor.returnPressed.connect(following.setFocus)
        editors[-1].returnPressed.connect(self.submit)
        self.setMinimumWidth(tokens().length(440))
        (self.known if asked.known else editors[0]).setFocus()

    def submit(self) -> None:
        """Take the proxy over."""
        wrong = self._asked.answer({n: field.editor.text() for n, field in self.fields.items()})
        if wrong:
            self.fail(wrong)
        else:
            self.accept()

    def _take(self, row: int) -> None:
        for name, text in self._asked.known[row][1].items():
            self.fields[name].editor.setText(text)
        self.submit()
