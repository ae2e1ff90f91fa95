"""Which paper is printed before anything is registered. GUI thread."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from helpdesk.i18n import _
from helpdesk.i18n.words import PAPERS, word
from helpdesk.ui.sheet import Sheet
from helpdesk.ui.widgets.plain_list import PlainList
from helpdesk.ui.widgets.text import paragraph

_PAPERS = ("application_form", "authorisation", "one_time_notice")


class PaperDialog(Sheet):
    """Enter prints the form of the matter, filled in."""

    def __init__(self, chosen: Callable[[str], object], parent: QWidget) -> None:
        super().__init__(_("Print before registering"), _("Print"), parent)
        self._chosen = chosen
        words = _("Filled in from what is on the screen; it bears no number yet.")
        self.list = PlainList(_("Papers"), [word(PAPERS, paper) for paper in _PAPERS])
        self.body.addWidget(paragraph(words, "secondary"))
        self.body.addWidget(self.list)
        self.list.opened.connect(lambda _row: self.submit())
        self.list.choose(0)
        self.list.setFocus()

    def submit(self) -> None:
        """Print the current one."""
        self.accept()
        self._chosen(_PAPERS[max(0, self.list.row())])
