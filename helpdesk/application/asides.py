"""Records that were put aside: each has a reference to speak of it by, and is settled by a person."""

from dataclasses import dataclass

from helpdesk.application.audit import checked_reason
from helpdesk.application.ports import Session
from helpdesk.domain.asides import AsideSettled
from helpdesk.domain.audit import device_subject


@dataclass(frozen=True, slots=True)
class Settlement:
    """What somebody said of a record put aside; `at_ms` UTC."""

    by: str
    words: str
    solved: bool
    at_ms: int


def settle_aside(
    session: Session, incarnation: str, dseq: int, *, words: str, solved: bool = True
) -> None:
    """Record what came of a record put aside, at the desk or in the city.

    Raises Problem `reason-missing`, `text-long` or `text-control` for `words`.
    """
    body = AsideSettled(incarnation, dseq, checked_reason(words), solved)
    with session.store.unit_of_work() as uow:
        subject = device_subject(incarnation)
        uow.append(subject, body, author=session.author, moment=session.clock.now())


def reference_of(incarnation: str, dseq: int) -> str:
    """How a record is named on the telephone and in a letter: no personal data."""
    return f"{incarnation[:4]}-{incarnation[4:8]}-{dseq}".upper()
