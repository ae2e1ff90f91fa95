"""The dialogs that the table of cases leads to. GUI thread."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from helpdesk.application.case_table import CaseTable
from helpdesk.domain.stages import Stage
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.words import PAPERS, word
from helpdesk.ui.presenting import Settings, Workbench
from helpdesk.ui.printing_dialog.choice import remembered
from helpdesk.ui.printing_dialog.save_as import ask_file
from helpdesk.ui.printing_dialog.sheet_dialogs import SheetDialogs
from helpdesk.ui.screens.cases.batch_dialog import BatchDialog
from helpdesk.ui.screens.cases.export_dialog import ExportDialog
from helpdesk.ui.screens.cases.mark_bar import MarkBar
from helpdesk.ui.screens.cases.presenter import CasesPresenter
from helpdesk.ui.screens.cases.views_dialog import ViewsDialog


class TakingOutDialogs(SheetDialogs):
    """What `TakingOut` asks, above `parent`."""

    def ask_export(self, count: int, chosen: Callable[[str], object]) -> None:
        """Masked, or in full with a reason."""
        ExportDialog(count, self._parent, chosen=chosen).open()


def manage_views(presenter: CasesPresenter, parent: QWidget) -> None:
    """Save what is shown, name, order and remove views."""
    ViewsDialog(presenter.views, presenter.wish, parent, kept=presenter.keep_views).open()


def receipts_of_marked(
    bench: Workbench, settings: Settings, marks: MarkBar, *, parent: QWidget
) -> None:
    """The receipts of the marked cases in one PDF, with progress; given up, nothing is written and none
    counts as given out."""
    cases = list(marks.marks)
    size = remembered(settings, "receipt", printers=()).size
    count = ngettext("{n} receipt is saved.", "{n} receipts are saved.", len(cases))

    def work(path: str, cancel: object, report: Callable[..., object]) -> None:  # noqa: ARG001
        def told(done: int, total: int) -> None:
            report(done, total, word(PAPERS, "receipt"))

        bench.papers.save_receipts(cases, size=size, path=path, told=told)

    def save(path: str) -> None:
        if path:
            words = count.format(n=len(cases))
            bench.background.run(
                partial(work, path),
                done=lambda _nothing: bench.navigator.say(words, tone="success", topic="printed"),
            )

    today = bench.session.clock.now().local.date()
    ask_file(parent, f"{word(PAPERS, 'receipt')}-{today:%Y-%m-%d}.pdf", save)


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
