"""Again like an earlier case: found, and taken over into the intake. No Qt."""

from collections.abc import Callable, Sequence
from functools import partial

from helpdesk.application.queries import CaseFile, CaseFilter, Queries
from helpdesk.application.templates import intake_like
from helpdesk.domain.problems import Problem
from helpdesk.i18n.counting import day_text
from helpdesk.i18n.problems import sentence
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.screens.intake.sheet import Sheet
from helpdesk.ui.screens.intake.state import IntakeView, LikeQuestion, PickLine

_MOST = 8
Found = Callable[[str, Sequence[PickLine]], object]


class LikePart:
    """Every change goes into the sheet. GUI thread."""

    def __init__(
        self, bench: Workbench, sheet: Sheet, view: IntakeView, *, loaded: Callable[[], object]
    ) -> None:
        """`loaded` draws the intake again."""
        self._bench = bench
        self._sheet = sheet
        self._view = view
        self._loaded = loaded

    def ask(self) -> None:
        """Which case?"""
        self._view.dialogs.ask_like(LikeQuestion(self._search, self._answer))

    def take_over(
        self,
        case_id: str,
        done: Callable[[], object] = lambda: None,
        failed: Callable[[str], object] | None = None,
    ) -> None:
        """Take everything over but the person; `failed` hears why not."""
        self._answer(case_id, done, failed or self._say)

    def _search(self, text: str, found: Found) -> None:
        self._bench.background.run(
            partial(earlier_cases, self._bench.queries, text),
            done=partial(found, text),
            key="intake-like",
        )

    def _answer(
        self, case_id: str, done: Callable[[], object], failed: Callable[[str], object]
    ) -> None:
        self._bench.background.run(
            lambda: self._bench.queries.case_file(case_id),
            done=partial(self._found, done, failed),
            failed=lambda problem: failed(sentence(problem)),
        )

    def _found(
        self, done: Callable[[], object], failed: Callable[[str], object], file: CaseFile | None
    ) -> None:
        session = self._bench.session
        try:
            if file is None:
                raise Problem("case-unknown")
            said = intake_like(
                file.case,
                catalogue=session.reference.catalogue,
                on=session.clock.now().local.date(),
            )
        except Problem as problem:
            failed(sentence(problem))
            return
        self._sheet.edit(**said)
        self._loaded()
        done()

    def _say(self, words: str) -> None:
        self._bench.navigator.say(words, tone="warning", topic="like")


def earlier_cases(queries: Queries, text: str) -> Sequence[PickLine]:
    """The cases found, or the last ones. Background thread."""
    wanted = CaseFilter(text=text.strip())
    return [
        PickLine(
            row.id,
            row.title,
            f"{row.applicant or '—'} · {day_text(row.registered_at.date())} · {row.number}",
        )
        for row in queries.cases(wanted, offset=0, limit=_MOST)
    ]
