"""One act on all marked cases: choose it, fill it in, see what came of each. GUI thread."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QStackedWidget, QWidget

from helpdesk.application.case_batch import Outcome, act_on_each
from helpdesk.domain.event import Body
from helpdesk.domain.problems import Problem
from helpdesk.domain.stages import Stage
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.problems import sentence
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.screens.case.act_form import ActForm
from helpdesk.ui.screens.cases.batch import (
    act_words,
    first_values,
    fitting,
    result_lines,
    summary,
)
from helpdesk.ui.sheet import Sheet
from helpdesk.ui.theme import tokens
from helpdesk.ui.widgets.panel import Panel
from helpdesk.ui.widgets.plain_list import PlainList
from helpdesk.ui.widgets.text import label


class BatchDialog(Sheet):
    """`cases` are ids and numbers, `stages` theirs; `ended(done)` hears which cases were recorded.

    Cancel while it runs stops before the next case; what is recorded stays, and is listed.
    """

    def __init__(
        self,
        bench: Workbench,
        cases: Mapping[str, str],
        stages: Mapping[str, Stage],
        *,
        parent: QWidget,
        ended: Callable[[Sequence[str]], object],
    ) -> None:
        title = ngettext("Record for {n} case", "Record for {n} cases", len(cases))
        super().__init__(title.format(n=len(cases)), _("Record"), parent)
        self._bench, self._ended = bench, ended
        self._cases = list(cases.items())
        self._fits = fitting(stages.values())
        self._running = self._stopped = False
        self.acts = PlainList(
            _("What happened"), [act_words(fit, len(self._cases)) for fit in self._fits]
        )
        self.forms = QStackedWidget()
        self.progress = QProgressBar()
        self.progress.setAccessibleName(_("Cases recorded"))
        self.progress.setTextVisible(False)
        self.results = PlainList(_("What came of it"), [], reading=True)
        self._state = label("", "strong")
        self._compose()
        self.acts.chosen.connect(self._choose)
        self._shown: dict[int, ActForm] = {}
        self.acts.opened.connect(lambda row: self._shown[row].setFocus())
        self.acts.choose(0)
        self.acts.setFocus()

    def submit(self) -> None:
        """Record, or say below the fields what is missing."""
        form = self.forms.currentWidget()
        if not isinstance(form, ActForm) or not self.confirm.isEnabled():
            return
        values = form.values()
        lacking = form.act.lacking(values)
        form.set_errors({name: _("This is needed.") for name in lacking})
        if not lacking:
            try:
                body = form.act.build(values)
            except Problem as problem:
                self.fail(sentence(problem))
            else:
                self._run(body)

    def reject(self) -> None:
        """Cancel: while it runs, no further case; else the dialog goes."""
        if self._running:
            self._stopped = True
            self._state.setText(_("Stopping …"))
        else:
            super().reject()

    def _run(self, body: Body) -> None:
        self.wait()
        self._running = True
        self._pages.setCurrentIndex(1)
        self.progress.setMaximum(len(self._cases))
        session, cases = self._bench.session, self._cases

        def record(report: Callable[[int, int], object]) -> list[Outcome]:
            return act_on_each(session, cases, body, stopped=lambda: self._stopped, report=report)

        self._bench.background.run(record, done=self._show, progress=self._count)

    def _count(self, done: int, total: int) -> None:
        self.progress.setValue(done)
        if not self._stopped:
            self._state.setText(_("{done} of {total}").format(done=done, total=total))

    def _show(self, outcomes: list[Outcome]) -> None:
        self._running = False
        self.progress.hide()
        self._state.setText(summary(outcomes))
        self.results.set_words(result_lines(outcomes))
        self._ended([each.case for each in outcomes if each.done])
        self.end(_("Close"))

    def _choose(self, row: int) -> None:
        if row not in self._shown:
            act = self._fits[row].act
            self._shown[row] = ActForm(act, first_values(act))
            self.forms.addWidget(self._shown[row])
        self.forms.setCurrentWidget(self._shown[row])
        self.fail("")

    def _compose(self) -> None:
        choice = Panel()
        choice.set_margins(6, 6)
        choice.setFixedWidth(tokens().length(290))
        choice.body.addWidget(self.acts)
        asking, running = QWidget(), QWidget()
        row = QHBoxLayout(asking)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(choice)
        row.addWidget(self.forms, 1)
        panel = Panel()
        panel.body.addWidget(self._state)
        panel.body.addWidget(self.progress)
        panel.body.addWidget(self.results, 1)
        column = QHBoxLayout(running)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(panel)
        self._pages = QStackedWidget()
        self._pages.addWidget(asking)
        self._pages.addWidget(running)
        self.body.addWidget(self._pages, 1)
        self.resize(tokens().length(860), tokens().length(520))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
