"""Whose case it is: giving it to somebody else, and deciding on late work (C17)."""

from helpdesk.application.ports import Session
from helpdesk.application.progress import WORDS_MAX, known_case
from helpdesk.domain.cases import Case, may
from helpdesk.domain.events import Author, ProposalDecided, Reassigned
from helpdesk.domain.problems import Problem
from helpdesk.domain.proposals import may_decide
from helpdesk.domain.residents import clean_text

NAME_MAX = 100  # code points of an agent's or a department's name


def reassign(
    session: Session,
    case_id: str,
    *,
    reason: str,
    agent: Author | None = None,
    department: str = "",
) -> None:
    """Give a case to another agent, another department, or both.

    Raises Problem `case-unknown`, `owner-missing` (nobody named), `owner-same` (it is theirs already),
    `words-missing` (no reason), `stage-forbids`, `text-control` or `text-long`.
    """
    reason = clean_text(reason, field_name="reason", limit=WORDS_MAX)
    department = clean_text(department, field_name="department", limit=NAME_MAX)
    if agent is None and not department:
        raise Problem("owner-missing")
    if not reason:
        raise Problem("words-missing")
    moment = session.clock.now()
    with session.store.unit_of_work() as uow:
        case = known_case(uow, case_id)
        if not may(case, Reassigned):
            raise Problem("stage-forbids", stage=case.stage.value, act=Reassigned.KIND)
        if _is_theirs(case, agent, department):
            raise Problem("owner-same", name=agent.name if agent else department)
        body = Reassigned(
            reason=reason,
            agent=agent.id if agent else "",
            name=agent.name if agent else "",
            department=department,
        )
        uow.append(case_id, body, author=session.author, moment=moment)


def decide_proposal(
    session: Session, case_id: str, proposal: str, *, accept: bool, words: str = ""
) -> None:
    """Take late work in, or leave it out; either way it stays in the history.

    `proposal` is a `Proposal.id`. Raises Problem `case-unknown`, `proposal-decided`, `not-owner`,
    `stage-forbids` (it does not fit any more and can only be declined), `text-control`, `text-long`.
    """
    words = clean_text(words, field_name="words", limit=WORDS_MAX)
    moment = session.clock.now()
    with session.store.unit_of_work() as uow:
        case = known_case(uow, case_id)
        found = next((each for each in case.open_proposals if each.id == proposal), None)
        if found is None:
            raise Problem("proposal-decided")
        if not may_decide(found, owner=case.owner, author=session.author):
            raise Problem("not-owner", name=case.owner.name if case.owner else "—")
        if accept and not may(case, type(found.event.body)):
            kind = found.event.body.KIND
            raise Problem("stage-forbids", stage=case.stage.value, act=kind)
        body = ProposalDecided(proposal=proposal, accepted=accept, words=words)
        uow.append(case_id, body, author=session.author, moment=moment)


def _is_theirs(case: Case, agent: Author | None, department: str) -> bool:
    same_agent = agent is None or (case.owner is not None and agent.id == case.owner.id)
    return same_agent and department in ("", case.department)
