"""The dialogs that the table of cases leads to. GUI thread."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from helpdesk.application.case_table import CaseTable
from helpdesk.domain.stages import Stage
from helpdesk.i18n import _
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.printing_dialog.choice import Offered, PrintChoice
from helpdesk.ui.printing_dialog.options import choose_options
from helpdesk.ui.printing_dialog.save_as import ask_file
from helpdesk.ui.screens.cases.batch_dialog import BatchDialog
from helpdesk.ui.screens.cases.export_dialog import ExportDialog
from helpdesk.ui.screens.cases.mark_bar import MarkBar
from helpdesk.ui.screens.cases.presenter import CasesPresenter
from helpdesk.ui.screens.cases.views_dialog import ViewsDialog


class TakingOutDialogs:
    """What `TakingOut` asks, above `parent`."""

    def __init__(self, bench: Workbench, parent: QWidget) -> None:
        self._bench, self._parent = bench, parent

    def ask_export(self, count: int, chosen: Callable[[str], object]) -> None:
        """Masked, or in full with a reason."""
        ExportDialog(count, self._parent, chosen=chosen).open()

    def ask_print(
        self,
        choice: PrintChoice,
        printers: Offered,
        chosen: Callable[[PrintChoice], object],
        *,
        glyphs: str,
    ) -> None:
        """Printer, size and copies."""
        choose_options(
            self._parent, choice, bench=self._bench, printers=printers, chosen=chosen
        ).warn(glyphs)

    def ask_file(self, name: str, suffix: str, chosen: Callable[[str], object]) -> None:
        """Where to save."""
        ask_file(self._parent, name, chosen, suffix=suffix)


def manage_views(presenter: CasesPresenter, parent: QWidget) -> None:
    """Save what is shown, name, order and remove views."""
    ViewsDialog(presenter.views, presenter.wish, parent, kept=presenter.keep_views).open()


def record_for_all(bench: Workbench, table: CaseTable, marks: MarkBar, *, parent: QWidget) -> None:
    """One act on the marked cases; those that were recorded are unmarked."""
    cases = dict(marks.marks)
    if not cases:
        text = _("Mark cases first: Space marks the row that is chosen.")
        bench.navigator.say(text, topic="marks")
        return

    def read() -> dict[str, Stage]:
        lines = table.lines(table.entries(list(cases)))
        return {line.case.id: line.case.stage for line in lines}

    def ask(stages: dict[str, Stage]) -> None:
        BatchDialog(bench, cases, stages, parent=parent, ended=marks.unmark).open()

    bench.background.run(read, done=ask, key="cases-stages")
