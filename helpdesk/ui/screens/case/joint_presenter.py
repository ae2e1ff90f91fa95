"""Several people at one case: data put right, another owner, decisions. Plain Python."""

from collections.abc import Callable, Mapping, Sequence

from helpdesk.application.amendments import amend_case, fields_of
from helpdesk.application.ownership import reassign
from helpdesk.domain.case_fields import value_of
from helpdesk.domain.events import Author
from helpdesk.domain.problems import Problem
from helpdesk.i18n.problems import sentence
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.screens.case.presenter import CasePresenter
from helpdesk.ui.screens.case.sheet import CaseSheet

Values = Mapping[str, str]
Done = Callable[[], object]
Failed = Callable[[str], object]


class JointPresenter:
    """Acts on the case that `case` shows; everything is recorded in the background."""

    def __init__(self, bench: Workbench, case: CasePresenter) -> None:
        self._bench = bench
        self._case = case

    @property
    def sheet(self) -> CaseSheet | None:
        """The case on the screen."""
        return self._case.sheet

    def decide(self, key: str = "") -> None:
        """Decide what is in doubt, beginning with this question."""
        if self.sheet is not None and self.sheet.questions:
            self._bench.navigator.decide(self.sheet.id, first=key)

    def amendable(self) -> dict[str, str]:
        """What can be put right, with what stands there now."""
        case = self.sheet.case if self.sheet else None
        if case is None or case.registered is None:
            return {}
        return {name: value_of(case.registered, name) for name in fields_of(case.kind)}

    def amend(
        self, changes: Values, *, shown: Values, with_resident: bool, done: Done, failed: Failed
    ) -> None:
        """Put data right; before `failed` gets the sentence of what is wrong, the case is read anew."""
        if self.sheet is None:
            return
        case_id = self.sheet.id

        def refused(problem: Problem) -> None:
            self._case.read_anew(lambda: failed(sentence(problem)))

        self._bench.background.run(
            lambda: amend_case(
                self._bench.session, case_id, changes, shown=shown, with_resident=with_resident
            ),
            done=lambda _nothing: self._recorded(done),
            failed=refused,
        )

    def colleagues(self, done: Callable[[Sequence[Author]], object]) -> None:
        """To whom the case can go: who worked at this desk lately, but not who has it."""
        owner = self.sheet.case.owner if self.sheet else None
        self._bench.background.run(
            lambda: [
                each
                for each in self._bench.queries.doubts.colleagues()
                if owner is None or each.id != owner.id
            ],
            done=done,
        )

    def reassign(
        self, agent: Author | None, department: str, reason: str, *, done: Done, failed: Failed
    ) -> None:
        """Give the case to somebody else."""
        if self.sheet is None:
            return
        case_id = self.sheet.id
        self._bench.background.run(
            lambda: reassign(
                self._bench.session, case_id, reason=reason, agent=agent, department=department
            ),
            done=lambda _nothing: self._recorded(done),
            failed=lambda problem: failed(sentence(problem)),
        )

    def _recorded(self, done: Done) -> None:
        done()
        self._case.refresh()
