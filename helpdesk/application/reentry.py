"""A case recorded again from its paper stub, under the number that the paper bears.

For receipts that were printed by a device which was lost before it could send them: the paper stays true.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time

from helpdesk.application.cases import TITLE_MAX, Registered, chosen_matter
from helpdesk.application.intake import Intake
from helpdesk.application.ports import Session
from helpdesk.application.registration import registration_of
from helpdesk.domain.events import Applicant
from helpdesk.domain.numbering import CaseNumber
from helpdesk.domain.problems import Problem
from helpdesk.domain.residents import clean_name, clean_text
from helpdesk.domain.stages import CaseKind

STUB = "stub"
_NOON = time(12)  # the stub's day counts; a time would be guessed


@dataclass(frozen=True, slots=True)
class Stub:
    """What a paper stub says: `matter` is the matter's code, or `title` a request's. Raw text."""

    number: str
    name: str
    received: date
    matter: str = ""
    title: str = ""
    phone: str = ""


def reenter_case(session: Session, stub: Stub) -> Registered:
    """Register the case of a stub under its own number, marked as re-entered.

    Clocks count from the stub's day. Raises Problem `number-character`, `number-format`, `number-check`
    or `number-date` for a number that was misread, `stub-date` where it belongs to another day,
    `stub-future`, `number-known` where a case has it already, and those of name, matter and title.
    """
    number = CaseNumber.parse(stub.number)
    today = session.clock.now().local.date()
    if number.on != stub.received:
        raise Problem("stub-date", day=number.on.isoformat(), typed=stub.received.isoformat())
    if stub.received > today:
        raise Problem("stub-future", day=stub.received.isoformat())
    kind = CaseKind.MATTER if stub.matter.strip() else CaseKind.REQUEST
    title = clean_text(stub.title, field_name="title", limit=TITLE_MAX)
    if kind is CaseKind.REQUEST and not title:
        raise Problem("stub-empty")
    phone = clean_text(stub.phone, field_name="phone", limit=TITLE_MAX)
    applicant = Applicant(name=clean_name(stub.name), phone=phone)
    intake = Intake(kind=kind, matter=stub.matter.strip(), title=title)
    body = registration_of(
        session,
        intake,
        matter=chosen_matter(session, intake),
        received_at=datetime.combine(stub.received, _NOON),
    )
    body = replace(body, number=str(number), applicant=applicant, reentered=STUB)
    case_id = session.ids.new()
    with session.store.unit_of_work() as uow:
        if uow.knows_number(str(number)):
            raise Problem("number-known", number=str(number))
        uow.append(case_id, body, author=session.author, moment=session.clock.now())
    return Registered(case=case_id, number=str(number), job=None)
