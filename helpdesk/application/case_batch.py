"""One act on many cases: a transaction each, and a result each. What one stage forbids stops no other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from helpdesk.application.ports import Session
from helpdesk.application.progress import act
from helpdesk.domain.events import Body
from helpdesk.domain.problems import EnvironmentProblem, Problem


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of the act on a case: done, or refused by `problem`; `skipped` when it was given up or
    the machine was in the way before its turn."""

    case: str
    number: str
    problem: Problem | None = None
    skipped: bool = False

    @property
    def done(self) -> bool:
        """Whether it is recorded."""
        return self.problem is None and not self.skipped


def act_on_each(
    session: Session,
    cases: Sequence[tuple[str, str]],
    body: Body,
    *,
    stopped: Callable[[], bool] = lambda: False,
    report: Callable[[int, int], object] = lambda _done, _total: None,
) -> list[Outcome]:
    """Record `body` on each case (id and number). Stops before the next case once `stopped` answers
    True, or when the disk or the lock is in the way: the rest is then skipped and nothing half done."""
    outcomes: list[Outcome] = []
    for place, (case_id, number) in enumerate(cases):
        if stopped():
            break
        report(place, len(cases))
        try:
            act(session, case_id, body)
        except EnvironmentProblem as problem:
            outcomes.append(Outcome(case_id, number, problem))
            break
        except Problem as problem:
            outcomes.append(Outcome(case_id, number, problem))
        else:
            outcomes.append(Outcome(case_id, number))
    rest = cases[len(outcomes) :]
    return [*outcomes, *(Outcome(case_id, number, skipped=True) for case_id, number in rest)]
