"""Signing for slips, answering and settling them: the same at the desk and in the city."""

from helpdesk.application.ports import Session
from helpdesk.application.progress import WORDS_MAX, known_case
from helpdesk.domain.events import Body, Event, SlipAnswered, SlipSignedFor
from helpdesk.domain.problems import Problem
from helpdesk.domain.residents import SHORT_MAX, clean_text
from helpdesk.domain.slips import may_act


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
    words = getattr(body, "words", "")
    clean_text(words, field_name="words", limit=WORDS_MAX)
    if isinstance(body, SlipAnswered) and not words.strip():
        raise Problem("words-missing")
    moment = session.clock.now()
    with session.store.unit_of_work() as uow:
        slip = known_case(uow, case_id).escalation.slip(getattr(body, "slip", ""))
        if slip is None:
            raise Problem("slip-unknown")
        if not may_act(slip, type(body)):
            raise Problem("slip-settled", state=slip.state.value)
        return uow.append(case_id, body, author=session.author, moment=moment)
