"""The papers of a case beside its history: what came out, what waits, and the whole case as one PDF.
GUI thread."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from helpdesk.i18n import _, ngettext
from helpdesk.i18n.words import PAPERS, word
from helpdesk.ui.screens.case.paper_lines import PaperLine
from helpdesk.ui.screens.case.sheet import CaseSheet
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.buttons import LinkButton
from helpdesk.ui.widgets.clearing import clear
from helpdesk.ui.widgets.flow import FlowLayout
from helpdesk.ui.widgets.panel import Panel
from helpdesk.ui.widgets.pick_popup import PickPopup
from helpdesk.ui.widgets.text import Run, RunLabel, paragraph


class PapersPanel(Panel):
    """`print_asked(paper)` names a paper, or nothing for the one that the stage asks for; `batch_asked`
    wants all that wait, `archive_asked` the whole case as one PDF, `scan_asked` to file signed copies,
    `sign_asked` one of those that can be signed here, `compare_asked` the signed copy beside its facts."""

    print_asked = Signal(str)
    batch_asked = Signal()
    archive_asked = Signal()
    scan_asked = Signal()
    sign_asked = Signal(str)
    compare_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Papers"), parent=parent)
        self.body.setSpacing(4)
        self._nothing = paragraph(_("Nothing was printed yet."), "secondary")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(2)
        self._shown: tuple[PaperLine, ...] | None = None
        self._print = LinkButton(_("Print (Ctrl P)"))
        self._print.clicked.connect(lambda: self.print_asked.emit(""))
        self._batch = LinkButton("")
        self._batch.clicked.connect(self.batch_asked)
        self._archive = LinkButton(_("Whole case as PDF"))
        self._archive.clicked.connect(self.archive_asked)
        self._scan = LinkButton(_("File signed papers"))
        self._scan.clicked.connect(self.scan_asked)
        self._to_sign: tuple[str, ...] = ()
        self._sign = LinkButton(_("Sign at the desk"))
        self._sign.clicked.connect(self.ask_to_sign)
        links = QWidget()
        row = FlowLayout(links, gap=12, line_gap=2)
        for button in (self._print, self._batch, self._sign, self._scan, self._archive):
            row.addWidget(button)
        self.body.addWidget(self._nothing)
        self.body.addLayout(self._lines)
        self.body.addWidget(links)

    def show_sheet(self, sheet: CaseSheet) -> None:
        """The papers of this case."""
        if sheet.papers != self._shown:
            self._shown = sheet.papers
            clear(self._lines)
            for line in sheet.papers:
                self._add(self._line(line))
        self._nothing.setVisible(not sheet.papers)
        self._to_sign = sheet.to_sign
        n = sheet.papers_waiting
        self._batch.setVisible(n > 0)
        text = ngettext("Print the {n} that waits", "Print the {n} that wait", n)
        self._batch.setText(text.format(n=n))

    def ask_to_sign(self) -> None:
        """Which paper is signed here?"""
        choices = [(paper, word(PAPERS, paper)) for paper in self._to_sign]
        if choices:
            PickPopup(
                _("Sign at the desk"),
                choices,
                chosen=choices[0][0],
                picked=self.sign_asked.emit,
                parent=self._sign,
            ).open()

    def _add(self, line: QWidget) -> None:
        """One more line; Tab comes to it before the links below, which are older."""
        self._lines.addWidget(line)
        for button in line.findChildren(LinkButton):
            before = self._print.previousInFocusChain()
            assert before is not None  # the chain is a ring
            self.setTabOrder(before, button)

    def _line(self, line: PaperLine) -> QWidget:
        """The paper in words, and printing it again."""
        words = Run(line.detail, tone=line.tone, small=True, muted=line.tone is Tone.PLAIN)
        together = QWidget()
        row = FlowLayout(together, gap=8, line_gap=0)
        row.addWidget(RunLabel(Run(line.name, small=True), words, wrap=False))
        if line.signed:
            tone = line.signed_tone
            said = Run(line.signed, tone=tone, small=True, muted=tone is Tone.PLAIN)
            row.addWidget(RunLabel(said, wrap=False))
        if line.compared:
            row.addWidget(RunLabel(Run(line.compared, tone=line.compared_tone, small=True)))
        if line.copies:
            compare = LinkButton(_("compare"))
            compare.setAccessibleName(_("Compare: {paper}").format(paper=line.name))
            compare.clicked.connect(lambda: self.compare_asked.emit(line.paper))
            row.addWidget(compare)
        if line.paper in PAPERS:  # a slip is printed from its own dialog
            again = LinkButton(_("again"))
            again.setAccessibleName(_("Print again: {paper}").format(paper=line.name))
            again.clicked.connect(lambda: self.print_asked.emit(line.paper))
            row.addWidget(again)
        return together
