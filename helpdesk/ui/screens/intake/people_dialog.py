"""Several applicants: a list that is typed, pasted or read from Excel. GUI thread."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPlainTextEdit, QWidget

from helpdesk.i18n import _
from helpdesk.ui.screens.intake.state import PeopleAnswer, PeopleQuestion
from helpdesk.ui.sheet import Sheet, while_open
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.buttons import LinkButton
from helpdesk.ui.widgets.choice_row import ChoiceRow
from helpdesk.ui.widgets.field import Field
from helpdesk.ui.widgets.panel import Note
from helpdesk.ui.widgets.text import label, paragraph

_SIZE = (640, 600)


class PeopleDialog(Sheet):
    """Checked as one types; nothing is taken over while a line is wrong."""

    def __init__(self, asked: PeopleQuestion, parent: QWidget) -> None:
        super().__init__(_("Several applicants"), _("Take over"), parent)
        self._asked = asked
        self.list = Field(_("One person a line"), QPlainTextEdit(asked.text))
        self.list.editor.setTabChangesFocus(True)
        self.together = ChoiceRow(
            _("Cases"), [("each", _("A case for each")), ("one", _("One case for all"))]
        )
        self.together.set_value("one" if asked.together else "each")
        self.receipt = ChoiceRow(
            _("How receipts are given"),
            [("one", _("One list for all")), ("each", _("One receipt each"))],
        )
        self.receipt.set_value("one" if asked.one_receipt else "each")
        self._count = label("", "secondary")
        self._said = ""
        self._wrong = Note("", Tone.AMBER)
        self._wrong.hide()
        self.file = LinkButton(_("From Excel or CSV …"))
        words = _(
            "Name, document number, telephone and address in any order, as they are copied from a"
            " sheet. Known residents are found by their number."
        )
        for part in (
            *(paragraph(words, "secondary"), self.list, self._count, self._wrong, self.file),
            *(Field(_("Cases"), self.together), Field(_("How receipts are given"), self.receipt)),
        ):
            self.body.addWidget(part, 1 if part is self.list else 0)
        self.body.setAlignment(self.file, Qt.AlignmentFlag.AlignLeft)
        self.resize(*_SIZE)
        self.list.editor.textChanged.connect(self._check)
        self.file.clicked.connect(self._choose)
        self._check()
        self.list.editor.setFocus()

    def submit(self) -> None:
        """Take the list over."""
        self.wait()
        answer = PeopleAnswer(
            text=self.list.editor.toPlainText(),
            together=self.together.value() == "one",
            one_receipt=self.receipt.value() == "one",
        )
        self._asked.answer(answer, while_open(self, self.accept), while_open(self, self._refuse))

    def _refuse(self, words: str) -> None:
        """What is said above the choices already is not said twice."""
        self.fail("" if words == self._said else words)
        self._wrong.set_state(self._said, Tone.RED)

    def _check(self) -> None:
        self.fail("")
        count, wrong = self._asked.check(self.list.editor.toPlainText())
        self._count.setText(count)
        self._said = wrong
        self._wrong.set_state(wrong, Tone.AMBER)
        self._wrong.setVisible(bool(wrong))

    def _choose(self) -> None:
        dialog = QFileDialog(self, _("From Excel or CSV …"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_("Tables (*.xlsx *.xlsm *.csv *.tsv *.txt)"), _("All files (*)")])
        dialog.fileSelected.connect(
            lambda path: self._asked.read(
                path, while_open(self, self.list.editor.setPlainText), while_open(self, self.fail)
            )
        )
        dialog.open()
