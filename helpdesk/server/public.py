"""What anybody may learn of a case who holds its paper, or knows its number and the telephone.

No more than the paper in their hand says: stage, times, what is still to be brought; people masked.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from helpdesk.application.deadlines import next_due
from helpdesk.application.paper_facts import copy_with
from helpdesk.domain.calendar import WorkCalendar
from helpdesk.domain.cases import Case
from helpdesk.domain.events import Event, PaperPrinted, PaperSigned
from helpdesk.domain.masking import mask_name
from helpdesk.domain.materials import missing
from helpdesk.domain.numbering import CaseNumber
from helpdesk.domain.problems import Problem
from helpdesk.domain.stages import Stage, path_of
from helpdesk.protocol import evidence
from helpdesk.protocol.evidence import Evidence, Verdict

DIGITS = 4  # of the telephone


@dataclass(frozen=True, slots=True)
class PublicCase:
    """A case as the city has it, with its events."""

    case: Case
    events: tuple[Event, ...]


class PublicCases(Protocol):
    """Where cases are looked up for people who are not signed in."""

    def find(self, number: str) -> PublicCase | None:
        """The case with exactly this number."""

    def is_revoked(self, public_key: bytes) -> bool:
        """Whether the device with this key was reported lost."""


@dataclass(frozen=True, slots=True)
class PublicStatus:
    """How a case stands. `due` is the next duty's, `provisional` where a year without a table was
    counted; `reached` is the place on the path, also of a case that rests beside it. A secret request
    has no title and nobody's name."""

    number: str
    title: str
    applicant: str
    stage: Stage
    path: tuple[Stage, ...]
    reached: Stage
    department: str
    received_at: datetime
    due: datetime | None
    provisional: bool
    ended: bool
    to_bring: tuple[str, ...]
    correction: tuple[str, ...]


class Finding(StrEnum):
    """What a paper's seal says. `ON_THE_WAY`: genuine, registered at the desk, not yet with the city.
    `NO_RECORD`: genuine, the case is here, the record of this printing is not. `LOST_DEVICE`: signed
    with the key of a device that was reported lost. The rest is the signature's verdict."""

    GENUINE = "genuine"
    ON_THE_WAY = "on_the_way"
    NO_RECORD = "no_record"
    LOST_DEVICE = "lost_device"
    UNCERTIFIED = "uncertified"
    OTHER_CITY = "other_city"
    ALTERED = "altered"


@dataclass(frozen=True, slots=True)
class PaperStatus:
    """What became of a scanned paper; `facts` are those that it was printed with, `copy` which of the
    alike copies it is, from 1 (0: the code does not tell)."""

    finding: Finding
    evidence: Evidence
    status: PublicStatus | None = None
    facts: tuple[str, ...] = ()
    copy: int = 0


def by_telephone(
    cases: PublicCases, *, number: str, digits: str, calendar: WorkCalendar
) -> PublicStatus:
    """How the case stands, for who knows its number and the end of the applicant's telephone.

    Raises what `CaseNumber.parse` raises, and Problem `status-unknown` alike for a number that the city
    does not have and for other digits: nobody learns which numbers there are.
    """
    found = cases.find(str(CaseNumber.parse(number)))
    registered = found.case.registered if found else None
    phone = "".join(c for c in registered.applicant.phone if c.isdecimal()) if registered else ""
    if found is None or len(phone) < DIGITS or phone[-DIGITS:] != digits.strip():
        raise Problem("status-unknown")
    return _status(found.case, calendar)


def by_paper(
    cases: PublicCases, *, text: str, city_key: bytes, calendar: WorkCalendar
) -> PaperStatus:
    """What a paper's code says. Raises Problem `status-code` where it is none of ours."""
    sealed = evidence.read(text)
    if sealed is None:
        raise Problem("status-code")
    verdict = evidence.verdict(sealed, city_key=city_key)
    if verdict is not Verdict.GENUINE:
        return PaperStatus(Finding(verdict.value), sealed)
    if cases.is_revoked(sealed.public_key):
        return PaperStatus(Finding.LOST_DEVICE, sealed)
    found = cases.find(sealed.number)
    if found is None or found.case.registered is None:
        return PaperStatus(Finding.ON_THE_WAY, sealed)
    status = _status(found.case, calendar)
    for event in reversed(found.events):
        body = event.body
        if not isinstance(body, PaperPrinted | PaperSigned):
            continue
        copies = body.copies if isinstance(body, PaperPrinted) else 1
        copy = copy_with(sealed.facts, body.facts, copies=copies)
        if copy is not None:
            return PaperStatus(Finding.GENUINE, sealed, status, body.facts, copy)
    return PaperStatus(Finding.NO_RECORD, sealed, status)


def _status(case: Case, calendar: WorkCalendar) -> PublicStatus:
    registered = case.registered
    assert registered is not None
    due, provisional = (None, False) if case.ended else next_due(case, calendar)
    secret = registered.secret
    return PublicStatus(
        number=case.number,
        title="" if secret else case.title,
        applicant="" if secret else mask_name(registered.applicant.name),
        stage=case.stage,
        path=path_of(case.kind),
        reached=case.stage_before_pause or case.stage if case.paused else case.stage,
        department=case.department,
        received_at=registered.received_at,
        due=due,
        provisional=provisional,
        ended=case.ended,
        to_bring=tuple(material.name for material in missing(case.materials)),
        correction=case.correction if case.stage is Stage.CORRECTION_ASKED else (),
    )
