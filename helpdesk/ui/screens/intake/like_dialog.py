"""Again like an earlier case: which one? GUI thread."""

from PySide6.QtWidgets import QWidget

from helpdesk.i18n import _
from helpdesk.ui.screens.intake.picker import Picker
from helpdesk.ui.screens.intake.state import LikeQuestion
from helpdesk.ui.sheet import Sheet, while_open
from helpdesk.ui.widgets.text import paragraph

_SIZE = (560, 460)


class LikeDialog(Sheet):
    """The last cases at first; found by number, name or matter."""

    def __init__(self, asked: LikeQuestion, parent: QWidget) -> None:
        super().__init__(_("Again like an earlier case"), "", parent)
        self._asked = asked
        words = _(
            "Matter, variant, what does not apply, title and words are taken over; the applicant, the"
            " materials and the questions are those of today."
        )
        self.picker = Picker(_("Earlier case"), hints=(_("Number, name or matter"),), rows=0)
        self.body.addWidget(paragraph(words, "secondary"))
        self.body.addWidget(self.picker, 1)
        self.resize(*_SIZE)
        found = while_open(self, self.picker.show_lines)
        self.picker.typed.connect(lambda text: asked.search(text, found))
        self.picker.picked.connect(self._pick)
        self.picker.setFocus()
        asked.search("", found)

    def _pick(self, case_id: str) -> None:
        self._asked.answer(case_id, while_open(self, self.accept), while_open(self, self.fail))
