"""The check of a scanned paper: the finding, and what was printed, to hold the paper beside. GUI thread."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from helpdesk.application.paper_check import Finding, PaperCheck
from helpdesk.i18n import _
from helpdesk.i18n.paper_check import FINDINGS, fact_rows, minute_words
from helpdesk.ui.sheet import Sheet
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.key_values import KeyValue, KeyValueRows
from helpdesk.ui.widgets.panel import Note
from helpdesk.ui.widgets.text import paragraph

_TONES = {
    Finding.GENUINE: Tone.GREEN,
    Finding.NOT_HERE: Tone.BLUE,
    Finding.NO_RECORD: Tone.AMBER,
    Finding.UNCERTIFIED: Tone.AMBER,
}


class PaperCheckDialog(Sheet):
    """Confirming opens the case where it is known here."""

    def __init__(self, check: PaperCheck, *, open_case: Callable[[str], object], parent: QWidget):
        known = _("Open the case") if check.case else ""
        super().__init__(_("Check of a paper"), known, parent)
        headline, advice = FINDINGS[check.finding]
        self.finding = Note(_(headline), _TONES.get(check.finding, Tone.RED))
        rows = KeyValueRows()
        rows.set_rows(_rows(check))
        self.body.addWidget(self.finding)
        self.body.addWidget(paragraph(_(advice)))
        self.body.addWidget(rows)
        self.accepted.connect(lambda: open_case(check.case))
        self.setMinimumWidth(520)


def _rows(check: PaperCheck) -> list[KeyValue]:
    sealed = check.sealed
    return [
        KeyValue(_("Number"), sealed.number, strong=True),
        KeyValue(_("Printed"), minute_words(sealed.minute)),
        *([KeyValue(_("Desk"), sealed.desk)] if sealed.desk else []),
        *(KeyValue(label, value) for label, value in fact_rows(check.facts)),
    ]
