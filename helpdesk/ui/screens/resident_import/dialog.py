"""Bringing a table of residents in: file, columns, preview, progress, report. GUI thread."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from helpdesk.application.imports import ImportReport
from helpdesk.application.resident_import import Examined
from helpdesk.i18n import _, ngettext
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.printing_dialog.save_as import ask_file
from helpdesk.ui.screens.resident_import.presenter import Columns, ImportPresenter
from helpdesk.ui.screens.resident_import.steps import ColumnsStep, FileStep, PreviewStep
from helpdesk.ui.sheet import Sheet
from helpdesk.ui.theme import tokens
from helpdesk.ui.widgets.buttons import LinkButton, SecondaryButton
from helpdesk.ui.widgets.text import label, paragraph

_FILE, _COLUMNS, _PREVIEW, _WORKING, _END = range(5)


class ImportDialog(Sheet):
    """One table, step by step; closing it before the last step takes nothing."""

    def __init__(self, bench: Workbench, parent: QWidget) -> None:
        super().__init__(_("Bring in a table of residents"), _("Go on"), parent)
        self.presenter = ImportPresenter(bench, self)
        self.file, self.columns, self.preview = FileStep(), ColumnsStep(), PreviewStep()
        self._stack = QStackedWidget()
        for step in (self.file, self.columns, self.preview, self._working(), self._end()):
            self._stack.addWidget(step)
        self.file.chosen.connect(self._read)
        self.preview.changed.connect(self._say_how_many)
        self.body.addWidget(self._stack, 1)
        self._return = _FILE
        self.resize(tokens().length(980), tokens().length(600))
        self._turn(_FILE)

    def submit(self) -> None:
        """On to the next step."""
        if not self.confirm.isEnabled() or self.confirm.isHidden():
            return
        self.fail("")
        if self._stack.currentIndex() == _COLUMNS:
            self._work(_("Looking through the rows …"))
            self.presenter.examine(self.columns.fields())
        elif self._stack.currentIndex() == _PREVIEW:
            self._work(_("Taking residents down …"))
            self.presenter.take(frozenset(self.preview.taken))

    def reject(self) -> None:
        """While work is under way Esc stops it; otherwise it closes."""
        if self._stack.currentIndex() == _WORKING:
            self._stop_work()
            return
        super().reject()

    # -- what the presenter asks

    def show_columns(self, columns: Columns) -> None:
        """The table was read."""
        self.columns.show_columns(columns)
        self._turn(_COLUMNS)

    def show_preview(self, rows: Sequence[Examined]) -> None:
        """Every row, with what speaks against it."""
        self.preview.show_rows(rows)
        self._turn(_PREVIEW)

    def show_progress(self, done: int, total: int) -> None:
        """How far the work is."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        text = _("{done} of {total} rows").format(done=f"{done:,}", total=f"{total:,}")
        self._counted.setText(text)

    def show_end(self, report: ImportReport, left: Sequence[tuple[str, int]]) -> None:
        """What became of it."""
        n = report.imported
        text = ngettext("{n} resident was taken down.", "{n} residents were taken down.", n)
        self._result.setText(text.format(n=f"{n:,}"))
        lines = []
        if report.cancelled:
            lines.append(
                _("It was stopped; bring the same file in again for the rest: nobody comes twice.")
            )
        if report.problems:
            bad = len(report.problems)
            text = ngettext("{n} row could not be kept.", "{n} rows could not be kept.", bad)
            lines.append(text.format(n=f"{bad:,}"))
        lines += [f"{words} {count:,}" for words, count in left if count]
        self._rest.setText("\n".join(lines))
        self._turn(_END)
        self.end(_("Close"))

    def show_problem(self, words: str) -> None:
        """What is wrong; the step before the work is back."""
        if self._stack.currentIndex() == _WORKING:
            self._turn(self._return)
        self.fail(words)
        self._update_confirm()

    # -- inside

    def _working(self) -> QWidget:
        page = QWidget()
        self._doing, self._counted = label("", "lead"), label("", "secondary")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        stop = SecondaryButton(_("Stop"), key="Esc")
        stop.clicked.connect(self._stop_work)
        body = QVBoxLayout(page)
        body.setSpacing(10)
        body.addStretch(1)
        for widget in (self._doing, self._bar, self._counted):
            body.addWidget(widget)
        body.addWidget(stop)
        body.addStretch(1)
        self._stop = stop
        return page

    def _end(self) -> QWidget:
        page = QWidget()
        self._result, self._rest = paragraph("", "lead"), paragraph("", "body")
        save = LinkButton(_("Save the report as Excel …"))
        save.clicked.connect(
            lambda: ask_file(
                self, _("Report of an import") + ".xlsx", self.presenter.save_report, suffix="xlsx"
            )
        )
        body = QVBoxLayout(page)
        body.setSpacing(12)
        body.addStretch(1)
        body.addWidget(self._result)
        body.addWidget(self._rest)
        body.addWidget(save, 0, Qt.AlignmentFlag.AlignLeft)
        body.addStretch(2)
        return page

    def _read(self, path: str) -> None:
        self.fail("")
        self._work(_("Reading the file …"))
        self.presenter.read(path)

    def _work(self, words: str) -> None:
        self._return = self._stack.currentIndex()
        self._doing.setText(words)
        self._bar.setRange(0, 0)
        self._counted.setText("")
        self._turn(_WORKING)
        self._stop.setFocus()

    def _stop_work(self) -> None:
        self.presenter.stop()
        if self._return != _PREVIEW:  # taking ends with a report of what is in
            self._turn(self._return)

    def _turn(self, step: int) -> None:
        self._stack.setCurrentIndex(step)
        self.confirm.setVisible(step in (_COLUMNS, _PREVIEW))
        self._leave.setVisible(step != _WORKING)
        self._update_confirm()
        for page in (self.file, self.columns, self.preview):
            if page is self._stack.currentWidget():
                page.setFocus()

    def _update_confirm(self) -> None:
        if self._stack.currentIndex() == _PREVIEW:
            self._say_how_many()
        else:
            self.confirm.set_words(_("Go on"))
            self.confirm.setEnabled(True)

    def _say_how_many(self) -> None:
        n = len(self.preview.taken)
        words = ngettext("Take {n} resident", "Take {n} residents", n).format(n=f"{n:,}")
        self.confirm.set_words(words)
        self.confirm.updateGeometry()
        self.confirm.setEnabled(n > 0)
