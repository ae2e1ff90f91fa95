"""A case recorded again from its paper stub, whose device was lost before it could send it. GUI thread."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from helpdesk.application.cases import Registered
from helpdesk.application.reentry import Stub, reenter_case
from helpdesk.domain.numbering import CaseNumber
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.problems import sentence
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.sheet import Sheet
from helpdesk.ui.theme import tokens
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.field import Field
from helpdesk.ui.widgets.panel import Note
from helpdesk.ui.widgets.text import paragraph

_LENGTH = 200
_SIGN, _OF_COMPUTER = (
    "BA-",
    3,
)  # a number's beginning, and how many of its parts one computer's share
# Where a problem belongs, by the beginning of its code.
_AT = {
    "number-": "number",
    "stub-": "received",
    "date-": "received",
    "name-": "name",
    "matter-": "what",
    "text-": "what",
    "phone-": "phone",
}


class StubDialog(Sheet):
    """Everything typed stays until it is right; then the next stub of the pile, until Esc."""

    def __init__(self, bench: Workbench, parent: QWidget) -> None:
        super().__init__(_("Re-enter from a paper stub"), _("Re-enter"), parent)
        self._bench = bench
        words = _(
            "For a receipt of a computer that was lost before it could send it: the number on the paper"
            " stays true."
        )
        self.body.addWidget(paragraph(words, "secondary"))
        self.fields = {
            "number": self._field(_("Case number"), "BA-…"),
            "name": self._field(_("Applicant")),
            "what": self._field(_("Matter, or what the request is about")),
            "received": self._field(_("Day on the stub"), _("as in the number")),
            "phone": self._field(_("Telephone")),
        }
        matters = bench.session.reference.catalogue.matters
        self._matters = {f"{each.name} {each.code}": each.code for each in matters}
        completer = QCompleter(sorted(self._matters), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.fields["what"].editor.setCompleter(completer)
        editors = [field.editor for field in self.fields.values()]
        for editor, following in pairwise(editors):
            editor.returnPressed.connect(following.setFocus)
        editors[-1].returnPressed.connect(self.submit)
        self._done, self._count = Note("", Tone.GREEN), 0
        self._done.hide()
        self.body.addWidget(self._done)
        self.setMinimumWidth(tokens().length(480))
        editors[0].setFocus()

    def submit(self) -> None:
        """Record the case; nothing is recorded twice."""
        if not self.confirm.isEnabled():
            return
        self.wait()
        for field in self.fields.values():
            field.set_error("")
        typed = {name: field.editor.text().strip() for name, field in self.fields.items()}
        typed["number"] = typed["number"][max(0, typed["number"].upper().rfind(_SIGN)) :]
        if empty := [name for name in ("number", "name", "what") if not typed[name]]:
            self._refuse(empty, _("Fill this in."))
            return
        session = self._bench.session
        self._bench.background.run(
            lambda: reenter_case(session, stub_of(typed, self._matters)),
            done=self._recorded,
            failed=self._wrong,
        )

    def _recorded(self, registered: Registered) -> None:
        """A lost computer leaves a pile: the next one begins as this one did, with its computer's prefix."""
        if not self.is_there:
            return
        self._count += 1
        words = _("Re-entered under its own number: {number}. The next stub, or Esc.")
        self._done.set_state(words.format(number=registered.number), Tone.GREEN)
        self._done.show()
        self._leave.set_words(_("Close"))
        self.confirm.setEnabled(True)
        for field in self.fields.values():
            field.editor.clear()
        number = self.fields["number"].editor
        number.setText("-".join(registered.number.split("-")[:_OF_COMPUTER]) + "-")
        number.setFocus()

    def reject(self) -> None:
        """All are entered, or nobody wants to; what was recorded is said once more."""
        super().reject()
        if self._count:
            text = ngettext("{n} stub re-entered.", "{n} stubs re-entered.", self._count)
            self._bench.navigator.say(text.format(n=self._count), tone="success")

    def _wrong(self, problem: Problem) -> None:
        places = [name for code, name in _AT.items() if problem.code.startswith(code)]
        self._refuse(places[:1], sentence(problem))

    def _refuse(self, names: Sequence[str], words: str) -> None:
        """What is wrong, at its field or below all of them."""
        self.fail("" if names else words)
        for name in names[:1]:
            self.fields[name].set_error(words)
            self.fields[name].editor.setFocus()
            self.fields[name].editor.selectAll()

    def _field(self, words: str, hint: str = "") -> Field[QLineEdit]:
        editor = QLineEdit()
        editor.setMaxLength(_LENGTH)
        editor.setPlaceholderText(hint)
        field = Field(words, editor)
        self.body.addWidget(field)
        return field


def stub_of(typed: dict[str, str], matters: dict[str, str]) -> Stub:
    """The stub as typed: a matter chosen from the list or by its code, else a request's words.

    Raises the problems of a number, and `stub-day`.
    """
    number, what, day = typed["number"], typed["what"], typed["received"]
    on = CaseNumber.parse(number).on
    try:
        received = date.fromisoformat(day.replace("/", "-").replace(".", "-")) if day else on
    except ValueError as error:
        raise Problem("stub-day", text=day) from error
    code = matters.get(what) or (what.upper() if what.upper() in matters.values() else "")
    return Stub(
        number=number,
        name=typed["name"],
        received=received,
        matter=code,
        title="" if code else what,
        phone=typed["phone"],
    )
