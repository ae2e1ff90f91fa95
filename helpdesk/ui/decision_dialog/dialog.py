"""The dialog of decisions: questions at the left, the chosen one at the right. GUI thread."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from helpdesk.application.questions import Question
from helpdesk.i18n import _
from helpdesk.ui.decision_dialog.forms import ACCEPT, ConflictForm, ProposalForm, QuestionForm
from helpdesk.ui.decision_dialog.presenter import DecisionPresenter
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.sheet import Sheet
from helpdesk.ui.theme import tokens
from helpdesk.ui.widgets.panel import Panel
from helpdesk.ui.widgets.plain_list import PlainList


class DecisionDialog(Sheet):
    """Stays open until everything about `subject` is decided, or the person leaves it for later."""

    def __init__(self, subject: str, *, bench: Workbench, parent: QWidget, first: str = "") -> None:
        super().__init__(_("Needs your decision"), _("Decide"), parent)
        self._presenter = DecisionPresenter(subject, bench=bench, view=self)
        self._forms: list[QuestionForm] = []
        self._stack = QStackedWidget()
        self._first = first
        self.questions = PlainList(_("Needs your decision"), [])
        self.questions.chosen.connect(self._choose)
        self.questions.opened.connect(lambda _row: self._stack.setFocus())
        self._side = Panel()
        self._side.set_margins(6, 6)
        self._side.setFixedWidth(tokens().length(232))
        self._side.body.addWidget(self.questions)
        self._side.hide()
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self._side)
        row.addWidget(self._stack, 1)
        self.body.addLayout(row, 1)
        self.confirm.setEnabled(False)
        self.resize(tokens().length(880), tokens().length(470))
        self._presenter.load()

    @property
    def form(self) -> QuestionForm | None:
        """The question that is looked at."""
        form = self._stack.currentWidget()
        return form if isinstance(form, QuestionForm) else None

    # -- what the presenter asks

    def show_questions(self, asked: Sequence[Question]) -> None:
        """These, the wished one chosen; without any the dialog ends."""
        if not asked:
            self.accept()
            return
        before = {(old.question.subject, old.question.key): old for old in self._forms}
        for old in self._forms:
            self._stack.removeWidget(old)
            old.deleteLater()
        self._forms = [(ConflictForm if each.is_conflict else ProposalForm)(each) for each in asked]
        for form in self._forms:
            same = before.get((form.question.subject, form.question.key))
            if same is not None:
                form.take_over(same)
            form.chosen.connect(self._offer)
            self._stack.addWidget(form)
        keys = [each.key for each in asked]
        self.questions.set_words([each.title for each in asked])
        self._side.setVisible(len(asked) > 1)
        place = keys.index(self._first) if self._first in keys else 0
        self.questions.choose(place)
        self._choose(place)
        (self._forms[place] if len(asked) == 1 else self.questions).setFocus()

    def show_problem(self, words: str) -> None:
        """What is wrong; everything typed stays."""
        self.fail(words)
        self._offer()

    def submit(self) -> None:
        """Record the decision on the question that is looked at."""
        form = self.form
        if form is None or not self.confirm.isEnabled() or not form.answered:
            return
        self.wait()
        if isinstance(form, ConflictForm):
            self._presenter.decide(form.question, take=form.take, text=form.text, done=self._next)
        elif isinstance(form, ProposalForm):
            accept = form.choice.value() == ACCEPT
            words = form.words.text()
            self._presenter.answer(form.question, accept=accept, words=words, done=self._next)

    def _next(self) -> None:
        """What is left to decide, read anew: a decision may have settled more than one question."""
        self._first = ""
        self._presenter.load()

    def _choose(self, place: int) -> None:
        if place < len(self._forms):
            self._stack.setCurrentWidget(self._forms[place])
            self._stack.setFocusProxy(self._forms[place])
        self.fail("")
        self._offer()

    def _offer(self) -> None:
        self.confirm.setEnabled(self.form is not None and self.form.answered)
