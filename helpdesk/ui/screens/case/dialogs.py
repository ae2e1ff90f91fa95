"""The dialogs of a case: progress, a material's deferral or excuse, how days were counted. GUI thread."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QDate
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QWidget,
)

from helpdesk.i18n import _
from helpdesk.ui.screens.case.act_form import ActForm
from helpdesk.ui.screens.case.acts import act_of
from helpdesk.ui.screens.case.clocks import Arithmetic
from helpdesk.ui.screens.case.presenter import CasePresenter, missing_text
from helpdesk.ui.sheet import Sheet
from helpdesk.ui.theme import tokens
from helpdesk.ui.widgets.day_edit import DayEdit
from helpdesk.ui.widgets.field import Field
from helpdesk.ui.widgets.panel import Panel
from helpdesk.ui.widgets.plain_list import PlainList
from helpdesk.ui.widgets.text import paragraph


class ProgressDialog(Sheet):
    """The acts that the stage allows at the left, the fields of the chosen one at the right.

    What is typed is kept by the presenter: leaving the dialog loses nothing.
    """

    def __init__(self, presenter: CasePresenter, first: str, parent: QWidget) -> None:
        super().__init__(_("Log progress"), _("Record"), parent)
        assert presenter.sheet is not None
        self._presenter = presenter
        self._forms: dict[str, ActForm] = {}
        self._ids = presenter.sheet.allowed
        words = [_(act_of(act_id).words) for act_id in self._ids]
        self.acts = PlainList(_("What happened"), words)
        self._stack = QStackedWidget()
        self.acts.chosen.connect(self._choose)
        self.acts.opened.connect(lambda _row: self.form.setFocus())
        self._compose()
        self.acts.choose(self._ids.index(first) if first in self._ids else 0)
        (self.form if first else self.acts).setFocus()

    @property
    def form(self) -> ActForm:
        """The fields of the chosen act."""
        form = self._stack.currentWidget()
        assert isinstance(form, ActForm)
        return form

    def submit(self) -> None:
        """Record, or say below the fields what is missing."""
        form = self.form
        lacking = form.act.lacking(form.values())
        form.set_errors({name: missing_text(form.act, name) for name in lacking})
        if not lacking and self.confirm.isEnabled():
            self.wait()
            self._presenter.record(form.act.id, form.values(), done=self.accept, failed=self.fail)

    def _compose(self) -> None:
        choice = Panel()
        choice.set_margins(6, 6)
        choice.setFixedWidth(tokens().length(252))
        choice.body.addWidget(self.acts)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(choice)
        row.addWidget(self._stack, 1)
        self.body.addLayout(row, 1)
        self.resize(tokens().length(900), min(720, tokens().length(620)))

    def _choose(self, row: int) -> None:
        act_id = self._ids[row]
        if act_id not in self._forms:
            presenter = self._presenter
            values, script = presenter.values_for(act_id), presenter.script(act_id)
            form = ActForm(act_of(act_id), values, script)
            form.changed.connect(lambda: self._presenter.keep(act_id, form.values()))
            self._forms[act_id] = form
            self._stack.addWidget(form)
        self._stack.setCurrentWidget(self._forms[act_id])
        self.fail("")


class DeferDialog(Sheet):
    """Until which day a material may come."""

    def __init__(self, presenter: CasePresenter, line: int, name: str, parent: QWidget) -> None:
        super().__init__(_("Defer: {name}").format(name=name), _("Defer"), parent)
        self._presenter, self._line = presenter, line
        _today, proposed, latest = presenter.deferral_days()
        self.day = DayEdit(_qdate(proposed))
        text = _("At the latest {day}, the promised day of this case.")
        self.body.addWidget(paragraph(text.format(day=latest.isoformat()), "secondary"))
        self.body.addWidget(Field(_("To be brought by"), self.day))
        self.setMinimumWidth(tokens().length(380))
        self.day.setFocus()

    def submit(self) -> None:
        """Defer, or say why not."""
        if self.confirm.isEnabled():
            self.wait()
            chosen = self.day.date()
            until = date(chosen.year(), chosen.month(), chosen.day())
            self._presenter.defer(self._line, until, done=self.accept, failed=self.fail)


class ExcuseDialog(Sheet):
    """Why this resident does not need a material."""

    def __init__(self, presenter: CasePresenter, line: int, name: str, parent: QWidget) -> None:
        super().__init__(_("Not applicable: {name}").format(name=name), _("Record"), parent)
        self._presenter, self._line = presenter, line
        self.reason = QLineEdit()
        self.body.addWidget(Field(_("Reason, if there is something to say"), self.reason))
        self.setMinimumWidth(tokens().length(420))
        self.reason.returnPressed.connect(self.submit)
        self.reason.setFocus()

    def submit(self) -> None:
        """Record it, or say why not."""
        if self.confirm.isEnabled():
            self.wait()
            reason = self.reason.text().strip()
            self._presenter.refuse(
                self._line, reason, brought=False, done=self.accept, failed=self.fail
            )


class CountDialog(Sheet):
    """How the deadlines were counted, day by day."""

    def __init__(self, sections: Sequence[Arithmetic], parent: QWidget) -> None:
        super().__init__(_("How the days are counted"), "", parent)
        row = QHBoxLayout()
        row.setSpacing(16)
        for section in sections:
            row.addWidget(_section(section), 1)
        self.body.addLayout(row, 1)
        width = tokens().length(380) * max(2, len(sections))
        self.resize(min(1300, width), tokens().length(500))


def _section(section: Arithmetic) -> Panel:
    panel = Panel(section.name)
    panel.body.addWidget(paragraph(section.sentence, "secondary"))
    panel.body.addWidget(PlainList(section.name, section.days, reading=True), 1)
    return panel


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
