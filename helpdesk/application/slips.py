"""Signing for slips, answering and settling them: the same at the desk and in the city.

What two people have to sign (a transfer letter, a leader's order) is issued with the second signature.
"""

from helpdesk.application.ladder import Names, climb_of, content_of
from helpdesk.application.ports import Session, UnitOfWork
from helpdesk.application.progress import WORDS_MAX, known_case
from helpdesk.domain.cases import Case
from helpdesk.domain.copies import replace
from helpdesk.domain.events import (
    Body,
    Event,
    SlipAnswered,
    SlipApproved,
    SlipDeclined,
    SlipIssued,
    SlipProposed,
    SlipSignedFor,
)
from helpdesk.domain.ladder import LIMITS, LadderLimits, answer_by
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import Problem
from helpdesk.domain.residents import SHORT_MAX, clean_text
from helpdesk.domain.slip_events import SlipCause, SlipLevel
from helpdesk.domain.slips import SIGNATURES, SlipProposal, may_act
from helpdesk.domain.stages import BEFORE_ANSWER


def sign_for_slip(session: Session, case_id: str, slip: str, *, by: str = "") -> Event:
    """The slip has arrived; `by` is who signed on the paper, where that was somebody else.

    Raises Problem `case-unknown`, `slip-unknown`, `slip-settled`, or that of a text.
    """
    by = clean_text(by, field_name="name", limit=SHORT_MAX)
    return act_on_slip(session, case_id, SlipSignedFor(slip, by))


def answer_slip(session: Session, case_id: str, slip: str, *, words: str) -> Event:
    """What was done about it. Raises the same, and `words-missing`."""
    return act_on_slip(session, case_id, SlipAnswered(slip, words))


def act_on_slip(session: Session, case_id: str, body: Body) -> Event:
    """Record an act on a slip. Raises Problem `case-unknown`, `slip-unknown` where the case has no such
    slip, `slip-settled` where the act comes too late or too early, or that of a text."""
    _check_words(getattr(body, "words", ""), needed=isinstance(body, SlipAnswered))
    moment = session.clock.now()
    with session.store.unit_of_work() as uow:
        slip = known_case(uow, case_id).escalation.slip(getattr(body, "slip", ""))
        if slip is None:
            raise Problem("slip-unknown")
        if not may_act(slip, type(body)):
            raise Problem("slip-settled", state=slip.state.value)
        return uow.append(case_id, body, author=session.author, moment=moment)


def order_slip(
    session: Session,
    case_id: str,
    *,
    words: str,
    names: Names,
    limits: LadderLimits = LIMITS,
) -> Event:
    """A leader orders a supervision slip; it is issued when somebody else has countersigned.

    Raises Problem `words-missing`, `slip-settled` where the case was answered, is supervised already or
    an order waits, and those of `act_on_slip`.
    """
    _check_words(words, needed=True)
    moment = session.clock.now()
    with session.store.unit_of_work() as uow:
        case = known_case(uow, case_id)
        _check_free(case)
        climb = climb_of(case, session.reference.calendar)
        content = content_of(
            SlipLevel.SUPERVISION,
            SlipCause.ORDERED,
            case,
            limits=limits,
            names=names,
            climb=climb,
        )
        body = SlipProposed(
            SlipLevel.SUPERVISION, SlipCause.ORDERED, replace(content, problem=words.strip())
        )
        return uow.append(case_id, body, author=session.author, moment=moment)


def sign_proposal(
    session: Session,
    case_id: str,
    proposal: str,
    *,
    limits: LadderLimits = LIMITS,
    names: Names,
) -> None:
    """Add a signature; the last one that is needed issues the slip, in the same transaction.

    `names` stands for the city as issuer. Raises Problem `proposal-over` for what waits for nobody,
    `signed-already` for a second signature of one person, and those of `act_on_slip`.
    """
    moment = session.clock.now()
    with session.store.unit_of_work() as uow:
        known = _open_proposal(uow, case_id, proposal)
        if not known.may_sign(session.author):
            raise Problem("signed-already")
        uow.append(case_id, SlipApproved(proposal), author=session.author, moment=moment)
        signers = (*known.signers, session.author)
        if len(signers) >= SIGNATURES:
            signed = replace(known, signers=signers)
            body = _issued(session, uow.case(case_id), signed, moment, limits=limits, names=names)
            uow.append(case_id, body, author=session.author, moment=moment)


def decline_proposal(session: Session, case_id: str, proposal: str, *, reason: str) -> None:
    """It is not signed. Raises Problem `words-missing`, `proposal-over`, and those of `act_on_slip`."""
    _check_words(reason, needed=True)
    moment = session.clock.now()
    with session.store.unit_of_work() as uow:
        _open_proposal(uow, case_id, proposal)
        body = SlipDeclined(proposal, reason.strip())
        uow.append(case_id, body, author=session.author, moment=moment)


def _issued(
    session: Session,
    case: Case,
    signed: SlipProposal,
    moment: Moment,
    *,
    limits: LadderLimits,
    names: Names,
) -> SlipIssued:
    body, now = signed.body, moment.local
    return SlipIssued(
        body.level,
        now.year,
        0,
        cause=body.cause,
        content=replace(body.content, issuer=body.content.issuer or names.issuer),
        answer_by=answer_by(
            body.level,
            now,
            calendar=session.reference.calendar,
            limits=limits,
            pauses=case.pauses,
        ),
        proposal=signed.id,
        signers=tuple(each.name for each in signed.signers),
    )


def _open_proposal(uow: UnitOfWork, case_id: str, proposal: str) -> SlipProposal:
    known = known_case(uow, case_id).escalation.proposal(proposal)
    if known is None or not known.is_open:
        raise Problem("proposal-over")
    return known


def _check_free(case: Case) -> None:
    """Whether the step of supervision is still to be taken."""
    taken = [each.level for each in case.escalation.slips if each.round == case.redone]
    waiting = [each.body.level for each in case.escalation.proposals if each.is_open]
    above = (SlipLevel.SUPERVISION, SlipLevel.TRANSFER)
    if case.stage not in BEFORE_ANSWER or any(each in above for each in (*taken, *waiting)):
        raise Problem("slip-settled", state=case.stage.value)


def _check_words(words: str, *, needed: bool) -> None:
    clean_text(words, field_name="words", limit=WORDS_MAX)
    if needed and not words.strip():
        raise Problem("words-missing")
