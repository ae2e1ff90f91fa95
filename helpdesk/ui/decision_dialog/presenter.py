"""Decides what the dialog of decisions asks, and records the answers. Plain Python."""

from collections.abc import Callable, Sequence
from typing import Protocol

from helpdesk.application.audit import look_at_numbers
from helpdesk.application.conflicts import settle_conflict
from helpdesk.application.ownership import decide_proposal
from helpdesk.application.questions import Question
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _
from helpdesk.i18n.problems import sentence
from helpdesk.ui.models.doubts import questions
from helpdesk.ui.presenting import Workbench


class DecisionView(Protocol):
    """What the presenter asks of the dialog."""

    def show_questions(self, asked: Sequence[Question]) -> None:
        """These, the first one chosen; none: there is nothing to decide any more."""
        ...

    def show_problem(self, words: str) -> None:
        """What is wrong; everything typed stays."""
        ...


class DecisionPresenter:
    """All questions about one subject, one decision at a time."""

    def __init__(self, subject: str, *, bench: Workbench, view: DecisionView) -> None:
        self._subject = subject
        self._bench = bench
        self._view = view
        self._looked: set[str] = set()

    def load(self, *, after: str = "") -> None:
        """Read what is to be decided; `after` is a sentence about what happened before.

        A look at full numbers is recorded before they are shown, once for each subject.
        """
        bench, subject = self._bench, self._subject

        def read() -> Sequence[Question]:
            asked = questions(bench.queries, bench.session, subject)
            for each in {q.subject for q in asked if q.shows_numbers} - self._looked:
                look_at_numbers(
                    bench.session, each, reason=_("To decide between different entries")
                )
                self._looked.add(each)
            return asked

        def show(asked: Sequence[Question]) -> None:
            self._view.show_questions(asked)
            self._view.show_problem(after)

        bench.background.run(read, done=show, failed=self._failed)

    def decide(
        self, question: Question, *, take: str, text: str, done: Callable[[], object]
    ) -> None:
        """Take a side's value, or another one that was written."""
        self._run(
            lambda: settle_conflict(
                self._bench.session,
                question.subject,
                question.field,
                between=question.between,
                take=take,
                text=text,
            ),
            done,
        )

    def answer(
        self, question: Question, *, accept: bool, words: str, done: Callable[[], object]
    ) -> None:
        """Take late work in, or leave it out."""
        self._run(
            lambda: decide_proposal(
                self._bench.session, question.subject, question.key, accept=accept, words=words
            ),
            done,
        )

    def _run(self, act: Callable[[], object], done: Callable[[], object]) -> None:
        self._bench.background.run(act, done=lambda _nothing: done(), failed=self._failed)

    def _failed(self, problem: Problem) -> None:
        if problem.code in ("conflict-changed", "proposal-decided"):
            self.load(after=sentence(problem))
        else:
            self._view.show_problem(sentence(problem))
