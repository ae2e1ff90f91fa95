"""What a paper shows, complete and ready: texts, dates and numbers, so that printing asks nobody.

Texts arrive as people read them (a case number in its groups, masked numbers). Moments carry the
wall-clock time of the desk; printing shows them as they are and never converts a time zone.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The desk that hands out the paper; `place` is what stands above it (banner, township)."""

    name: str
    place: str = ""
    address: str = ""
    phone: str = ""
    hours: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """The person or organisation, in the form to be printed: whoever masks, masks before.

    `mongolian_name` is the name in Mongolian script; `proxy` names the proxy and the relation.
    """

    name: str
    document_kind: str = ""
    document_number: str = ""
    phone: str = ""
    address: str = ""
    mongolian_name: str = ""
    proxy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """When the case will be handed over, and how that is counted.

    `due` None means that no day is promised. `arithmetic` is the sentence that counts the days;
    `provisional` marks a day that rests on a calendar not yet published; `limit` is the matter's
    promised limit and `response` the limit for a first answer, both in words.
    """

    due: datetime | None = None
    arithmetic: str = ""
    provisional: bool = False
    limit: str = ""
    response: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedMaterial:
    """A material on the desk: sheets by kind, and whether the originals go back after the check."""

    name: str
    originals: int = 0
    copies: int = 0
    electronic: int = 0
    to_return: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeferredMaterial:
    """A material that may come later, and until when."""

    name: str
    until: date
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingMaterial:
    """A material that is not here; `note` says why or how to get it."""

    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class SignatureShown:
    """A signature that was given at the desk: its picture (PNG or JPEG), a note about it, and the boxes
    that were ticked with it."""

    picture: bytes
    note: str
    ticks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What every paper says about its own printing.

    `copies` alike papers are made in one document, the first for the applicant, the others for
    the desk. `reprint` counts further printings (0: the first). `practice` marks a paper without
    effect, `synced` False one whose case has not reached the city. `city` says that it was printed by
    somebody of the city's, not by the desk's `agent`. `signature` is under it already. `only` one of the
    copies is drawn (0: all of them).
    """

    printed_at: datetime
    agent: str
    copies: int = 1
    reprint: int = 0
    practice: bool = False
    synced: bool = True
    city: bool = False
    signature: SignatureShown | None = None
    only: int = 0

    @property
    def drawn(self) -> range:
        """The numbers of the copies that are drawn."""
        return range(self.only, self.only + 1) if self.only else range(1, self.copies + 1)


def code_of(codes: tuple[str, ...], copy: int) -> str:
    """The QR text of a copy, from 1; empty where there is none."""
    return codes[min(copy, len(codes)) - 1] if codes else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """代办登记回执. `codes` are the QR texts of the copies: the number with its verification payload;
    without them no QR is printed."""

    issue: Issue
    desk: Desk
    number: str
    codes: tuple[str, ...]
    applicant: Applicant
    matter: str
    department: str
    received_at: datetime
    promise: Promise
    variant: str = ""
    mode: str = ""
    fee: str = ""
    department_number: str = ""
    received: tuple[ReceivedMaterial, ...] = ()
    deferred: tuple[DeferredMaterial, ...] = ()
    missing: tuple[MissingMaterial, ...] = ()
    note: str = ""


class NoticeState(StrEnum):
    """Where a needed material stands when the notice is handed over."""

    NEEDED = "needed"
    RECEIVED = "received"
    MISSING = "missing"
    WRONG = "wrong"
    DEFERRED = "deferred"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeMaterial:
    """One needed material: how many, where it stands, what is wrong and how to get it.

    `condition` says when it is needed at all; `until` is the day for a deferred one.
    """

    name: str
    state: NoticeState = NoticeState.NEEDED
    originals: int = 0
    copies: int = 0
    electronic: int = 0
    condition: str = ""
    deferrable: bool = False
    until: date | None = None
    reason: str = ""
    how: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """一次性告知单. Without a case (printed from the guide) number, codes and applicant stay empty.

    `bring_by` is the day until which the rest should come; `promise.limit` the matter's own limit.
    """

    issue: Issue
    desk: Desk
    matter: str
    department: str
    told_at: datetime
    promise: Promise = Promise()
    applicant: Applicant | None = None
    number: str = ""
    codes: tuple[str, ...] = ()
    variant: str = ""
    mode: str = ""
    fee: str = ""
    basis: str = ""
    materials: tuple[NoticeMaterial, ...] = ()
    bring_by: date | None = None
    note: str = ""
