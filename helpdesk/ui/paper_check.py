"""The check of a scanned paper: the finding, and what was printed, to hold the paper beside. GUI thread."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from helpdesk.application.paper_check import Finding, PaperCheck
from helpdesk.application.pdf_check import PdfCheck
from helpdesk.application.ports import Sealed
from helpdesk.i18n import _
from helpdesk.i18n.paper_check import FINDINGS, fact_rows, minute_words, printer_words
from helpdesk.i18n.pdf_check import FINDINGS as PDF_FINDINGS
from helpdesk.i18n.pdf_check import seal_words
from helpdesk.ui.sheet import Sheet
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.buttons import LinkButton
from helpdesk.ui.widgets.key_values import KeyValue, KeyValueRows
from helpdesk.ui.widgets.panel import Note
from helpdesk.ui.widgets.text import paragraph

TONES = {
    Finding.GENUINE: Tone.GREEN,
    Finding.NOT_HERE: Tone.BLUE,
    Finding.NO_RECORD: Tone.AMBER,
    Finding.SHEET: Tone.BLUE,
    Finding.UNCERTIFIED: Tone.AMBER,
    Finding.BY_HAND: Tone.AMBER,
}


class PaperCheckDialog(Sheet):
    """Confirming opens the case where it is known here; `compare` holds the paper beside what was printed,
    where that is on record."""

    def __init__(
        self,
        check: PaperCheck,
        *,
        open_case: Callable[[str], object],
        parent: QWidget,
        compare: Callable[[], object] | None = None,
    ) -> None:
        known = _("Open the case") if check.case else ""
        super().__init__(_("Check of a paper"), known, parent)
        headline, advice = FINDINGS[check.finding]
        self.finding = Note(_(headline), TONES.get(check.finding, Tone.RED))
        rows = KeyValueRows()
        rows.set_rows(check_rows(check))
        self.body.addWidget(self.finding)
        self.body.addWidget(paragraph(_(advice)))
        self.body.addWidget(rows)
        if compare is not None and check.printed is not None:
            beside = LinkButton(_("Compare the paper with what was printed, page by page"))
            beside.clicked.connect(self.reject)
            beside.clicked.connect(compare)
            self.body.addWidget(beside, 0, Qt.AlignmentFlag.AlignLeft)
        self.accepted.connect(lambda: open_case(check.case))
        self.setMinimumWidth(520)


class PdfCheckDialog(Sheet):
    """The check of a sealed PDF: whether it was changed, who sealed it when, and its case."""

    def __init__(self, check: PdfCheck, *, open_case: Callable[[str], object], parent: QWidget):
        super().__init__(_("Check of a PDF"), _("Open the case") if check.case else "", parent)
        headline, advice = PDF_FINDINGS[check.finding]
        broken = check.finding.broken
        tone = Tone.GREEN if check.finding.sound else Tone.RED if broken else Tone.AMBER
        self.finding = Note(_(headline), tone)
        rows = KeyValueRows()
        number = [KeyValue(_("Number"), check.number, strong=True)] if check.number else []
        seals = [
            KeyValue(_("Sealed by"), seal_words(seal, seal.at and seal.at.astimezone()))
            for seal in check.seals
        ]
        rows.set_rows([*number, *seals])
        self.body.addWidget(self.finding)
        self.body.addWidget(paragraph(_(advice)))
        self.body.addWidget(rows)
        self.accepted.connect(lambda: open_case(check.case))
        self.setMinimumWidth(520)


def _which(check: PaperCheck) -> str:
    """Which printing and copy, computed from the recorded facts."""
    printing = _("printing {n}").format(n=check.printing)
    copy = _("copy {n}").format(n=check.copy) if check.copy else ""
    return " · ".join(filter(None, (printing, copy)))


def _sheet_words(sealed: Sealed) -> str:
    return _("sheet {n} of {sheets}").format(n=sealed.sheet, sheets=sealed.sheets)


def check_rows(check: PaperCheck) -> list[KeyValue]:
    """What stands on a genuine paper, line by line."""
    sealed = check.sealed
    by = printer_words(sealed.desk, genuine=sealed.verdict == Finding.GENUINE)
    return [
        KeyValue(_("Number"), sealed.number, strong=True),
        *([KeyValue(_("Printed"), minute_words(sealed.minute))] if sealed.minute else []),
        *([KeyValue(_("Sheet"), _sheet_words(sealed))] if sealed.sheet else []),
        *([KeyValue(_("Printed by"), by)] if by else []),
        *([KeyValue(_("Which copy"), _which(check))] if check.printing else []),
        *(KeyValue(label, value) for label, value in fact_rows(check.facts)),
    ]
