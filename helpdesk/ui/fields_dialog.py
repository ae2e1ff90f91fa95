"""A dialog of a few fields, most of them secret. GUI thread."""

from collections.abc import Callable
from itertools import pairwise
from typing import Protocol

from PySide6.QtWidgets import QLineEdit, QWidget

from helpdesk.i18n import _
from helpdesk.ui.asking import Failed, Request, Values
from helpdesk.ui.sheet import Sheet
from helpdesk.ui.theme import tokens
from helpdesk.ui.widgets.field import Field
from helpdesk.ui.widgets.text import paragraph

_LENGTH = 200


class Submit(Protocol):
    """What takes the typed values: `done` closes the dialog, `failed` says a sentence at a field."""

    def __call__(
        self, request: Request, values: Values, *, done: Callable[[], object], failed: Failed
    ) -> None: ...


class FieldsDialog(Sheet):
    """Everything typed stays until it is right; nothing of it stays afterwards."""

    def __init__(self, request: Request, submit: Submit, parent: QWidget) -> None:
        super().__init__(request.title, request.confirm, parent)
        self._request = request
        self._submit = submit
        self.body.addWidget(paragraph(request.words, "secondary"))
        self.fields: dict[str, Field[QLineEdit]] = {}
        for ask in request.asks:
            editor = QLineEdit(ask.value)
            editor.setMaxLength(_LENGTH)
            if ask.secret:
                editor.setEchoMode(QLineEdit.EchoMode.Password)
            self.fields[ask.name] = Field(_(ask.words), editor)
            self.body.addWidget(self.fields[ask.name])
        editors = [field.editor for field in self.fields.values()]
        for editor, following in pairwise(editors):
            editor.returnPressed.connect(following.setFocus)
        editors[-1].returnPressed.connect(self.submit)
        self.setMinimumWidth(tokens().length(440))
        editors[0].setFocus()

    def submit(self) -> None:
        """Hand everything over; nothing is sent twice."""
        if not self.confirm.isEnabled():
            return
        self.wait()
        for field in self.fields.values():
            field.set_error("")
        values = {name: field.editor.text() for name, field in self.fields.items()}
        self._submit(self._request, values, done=self.accept, failed=self._refuse)

    def _refuse(self, name: str, words: str) -> None:
        """What is wrong, at its field or below all of them."""
        field = self.fields.get(name)
        self.fail("" if field else words)
        if field is not None:
            field.set_error(words)
            field.editor.setFocus()
            field.editor.selectAll()
