"""What the counter takes down beside applicant, matter and materials: a proxy, answers to pre-check
questions, what a matter was blocked by."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class CameBy(StrEnum):
    """How a resident reached the desk."""

    COUNTER = "counter"
    PHONE = "phone"
    VISIT = "visit"
    DOOR_PLATE = "door_plate"  # the QR code beside the door
    POST = "post"


class Special(StrEnum):
    """Requests that are counted and dispatched by themselves."""

    ENTERPRISE = "enterprise"
    MONGOLIAN = "mongolian"
    CREDIT = "credit"


@dataclass(frozen=True, slots=True)
class Proxy:
    """Who acts for the applicant; `until` is the last day of the authorisation."""

    name: str
    relation: str = ""
    document_number: str = ""
    phone: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class PreCheckAnswer:
    """A pre-check question (预判) as answered: a no has its `reason` and where to turn (`address`)."""

    question: str
    holds: bool
    reason: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class BlockedMatter:
    """A matter that could not be done (办不成事): which one (`matter` is its code where the catalogue has
    it), where it failed, for what reason, and what was tried."""

    name: str
    matter: str = ""
    where: str = ""
    reason: str = ""
    tried: str = ""
