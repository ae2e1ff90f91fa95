"""A request that a resident leaves at a door plate's code: no agent, no account, a number at once."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from helpdesk.application.intake import Intake
from helpdesk.application.ports import Session, UnitOfWork
from helpdesk.application.registration import registration_of
from helpdesk.domain.events import Applicant, CaseRegistered
from helpdesk.domain.identity import check_phone
from helpdesk.domain.intake_terms import CameBy
from helpdesk.domain.numbering import CaseNumber
from helpdesk.domain.problems import Problem
from helpdesk.domain.residents import clean_name, clean_text
from helpdesk.domain.stages import CaseKind

LEFT_MAX = 2_000  # code points of what somebody writes on a telephone
LEFT_MIN = 4


@dataclass(frozen=True, slots=True)
class LeftRequest:
    """What was typed at a plate, raw; `place` is the plate's own. `secret` keeps name and words from the
    lists and the public page."""

    category: str
    words: str
    name: str
    phone: str
    place: str = ""
    secret: bool = False
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class Left:
    """A request that exists: its number, and until when somebody calls."""

    number: str
    respond_by: datetime | None


def leave_request(
    session: Session,
    left: LeftRequest,
    *,
    categories: frozenset[str],
    number: Callable[[UnitOfWork, datetime], CaseNumber],
) -> Left:
    """Register it in the plate's desk; `number` draws the next one in the same transaction.

    Raises Problem `left-category`, `left-words`, `left-consent` and those of name and telephone.
    """
    body = _body(session, left, categories)
    moment = session.clock.now()
    with session.store.unit_of_work() as uow:
        body = replace(body, number=str(number(uow, moment.local)))
        uow.append(session.ids.new(), body, author=session.author, moment=moment)
    return Left(body.number, body.respond_by.due if body.respond_by else None)


def _body(session: Session, left: LeftRequest, categories: frozenset[str]) -> CaseRegistered:
    words = clean_text(left.words, field_name="words", limit=LEFT_MAX)
    if left.category not in categories:
        raise Problem("left-category")
    if len(words) < LEFT_MIN:
        raise Problem("left-words")
    name, phone = clean_name(left.name), check_phone(left.phone).text
    if not left.agreed:
        raise Problem("left-consent")
    intake = Intake(
        kind=CaseKind.REQUEST,
        text=words,
        category=left.category,
        came_by=CameBy.DOOR_PLATE,
        secret=left.secret,
    )
    received_at = session.clock.now().local
    body = registration_of(session, intake, matter=None, received_at=received_at)
    return replace(body, applicant=Applicant(name=name, phone=phone, address=left.place))
