"""Prints all papers that wait, or saves each as a PDF in a folder. GUI thread."""

from PySide6.QtWidgets import QComboBox, QWidget

from helpdesk.i18n import _
from helpdesk.ui.presenting import Settings, Workbench
from helpdesk.ui.printing_dialog.batch_presenter import BatchPresenter, Waited
from helpdesk.ui.printing_dialog.save_as import ask_folder
from helpdesk.ui.sheet import Sheet
from helpdesk.ui.theme import tokens
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.empty_state import EmptyState
from helpdesk.ui.widgets.field import Field
from helpdesk.ui.widgets.panel import Note
from helpdesk.ui.widgets.plain_list import PlainList


class BatchDialog(Sheet):
    """Stays open until all came out or the person gives up; what came out is not printed twice."""

    def __init__(
        self, case_id: str, *, bench: Workbench, settings: Settings, parent: QWidget
    ) -> None:
        super().__init__(_("Papers that wait"), _("Print all"), parent)
        self.papers = PlainList(_("Papers that wait"), (), reading=True)
        self.nothing = EmptyState(_("Every paper came out. Print one from its case with Ctrl P."))
        self.nothing.hide()
        self.printer = Field(_("Printer"), QComboBox())
        self._progress = Note("", Tone.GREY)
        self._progress.hide()
        self.glyphs = Note("", Tone.AMBER)
        self.glyphs.hide()
        for part in (self.papers, self.nothing, self.glyphs, self.printer, self._progress):
            self.body.addWidget(part)
        self.resize(tokens().length(560), tokens().length(400))
        self._presenter = BatchPresenter(case_id, bench=bench, settings=settings, view=self)
        self.finished.connect(lambda _result: self._presenter.stop())
        self.wait()
        self._presenter.open()

    def show_waiting(self, waited: Waited, *, printer: str) -> None:
        """These papers and printers."""
        if not self.is_there:
            return
        self.papers.set_words([paper.words for paper in waited.papers])
        self.papers.setVisible(bool(waited.papers))
        self.nothing.setVisible(not waited.papers)
        self.printer.editor.clear()
        for name in waited.printers:
            self.printer.editor.addItem(name, name)
        self.printer.editor.addItem(_("Save as PDF in a folder"), "")
        self.printer.editor.setCurrentIndex(max(0, self.printer.editor.findData(printer)))
        self.printer.setVisible(bool(waited.papers))
        self._progress.hide()
        self._leave.set_words(_("Cancel") if waited.papers else _("Close"))
        self.confirm.setEnabled(bool(waited.papers))
        self.confirm.setVisible(bool(waited.papers))
        (self.printer if waited.papers else self).setFocus()

    def show_glyphs(self, warning: str) -> None:
        """Characters that no font has."""
        if self.is_there:
            self.glyphs.set_state(warning, Tone.AMBER)
            self.glyphs.setVisible(bool(warning))

    def show_progress(self, done: int, total: int) -> None:
        """So many are out."""
        if not self.is_there:
            return
        self._progress.set_state(_("{done} of {total}").format(done=done, total=total), Tone.GREY)
        self._progress.show()
        self._leave.set_words(_("Stop"))

    def fail(self, sentence: str) -> None:
        """What hindered them; it is left as it was come to."""
        super().fail(sentence)
        if self.is_there:
            self._leave.set_words(_("Cancel"))

    def finish(self) -> None:
        """All are out."""
        self.accept()

    def submit(self) -> None:
        """Print, or ask for the folder first."""
        if not self.confirm.isEnabled():
            return
        self.wait()
        printer = self.printer.editor.currentData()
        if printer:
            self._presenter.print_all(printer)
        else:
            ask_folder(self, self._presenter.save_all)


def open_batch(case_id: str, *, bench: Workbench, settings: Settings, parent: QWidget) -> None:
    """All papers of a case that wait; without a case all of the desk."""
    BatchDialog(case_id, bench=bench, settings=settings, parent=parent).open()
