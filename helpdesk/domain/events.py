"""Events: what happened, in the past tense, never changed. Each body is one frozen dataclass.

A body's class name never reaches a disk or a wire: `KIND` does. Fields may be added with a default;
any other change is a new `VERSION` with an upcaster.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from helpdesk.domain.asides import AsideSettled as AsideSettled
from helpdesk.domain.attachments import FILE_KINDS
from helpdesk.domain.attachments import FileAttached as FileAttached
from helpdesk.domain.attachments import FileWithdrawn as FileWithdrawn
from helpdesk.domain.audit import AUDIT_KINDS
from helpdesk.domain.calendar_events import CALENDAR_KINDS
from helpdesk.domain.calendar_events import CaseRecounted as CaseRecounted
from helpdesk.domain.calendar_events import Clock as Clock
from helpdesk.domain.card_events import CARD_KINDS
from helpdesk.domain.card_events import ResidentPhotographed as ResidentPhotographed
from helpdesk.domain.case_events import CASE_KINDS
from helpdesk.domain.case_events import Accepted as Accepted
from helpdesk.domain.case_events import Answered as Answered
from helpdesk.domain.case_events import CalledBack as CalledBack
from helpdesk.domain.case_events import Closed as Closed
from helpdesk.domain.case_events import Contacted as Contacted
from helpdesk.domain.case_events import Corrected as Corrected
from helpdesk.domain.case_events import CorrectionAsked as CorrectionAsked
from helpdesk.domain.case_events import Delivered as Delivered
from helpdesk.domain.case_events import Dispatched as Dispatched
from helpdesk.domain.case_events import Extended as Extended
from helpdesk.domain.case_events import HandedOver as HandedOver
from helpdesk.domain.case_events import Merged as Merged
from helpdesk.domain.case_events import Noted as Noted
from helpdesk.domain.case_events import Progressed as Progressed
from helpdesk.domain.case_events import Redone as Redone
from helpdesk.domain.case_events import Refused as Refused
from helpdesk.domain.case_events import Resumed as Resumed
from helpdesk.domain.case_events import Returned as Returned
from helpdesk.domain.case_events import SignedFor as SignedFor
from helpdesk.domain.case_events import Suspended as Suspended
from helpdesk.domain.case_events import Terminated as Terminated
from helpdesk.domain.case_events import Withdrawn as Withdrawn
from helpdesk.domain.comparing_events import PaperCompared as PaperCompared
from helpdesk.domain.dispatch_events import DISPATCH_KINDS
from helpdesk.domain.dispatch_events import BlockedSettled as BlockedSettled
from helpdesk.domain.dispatch_events import DuplicateNoted as DuplicateNoted
from helpdesk.domain.dispatch_events import ExtensionAsked as ExtensionAsked
from helpdesk.domain.dispatch_events import ExtensionDecided as ExtensionDecided
from helpdesk.domain.dispatch_events import PassedDown as PassedDown
from helpdesk.domain.dispatch_events import PassedUp as PassedUp
from helpdesk.domain.dispatch_events import Raised as Raised
from helpdesk.domain.dispatch_events import ReturnDisputed as ReturnDisputed
from helpdesk.domain.dispatch_events import ReturnReviewed as ReturnReviewed
from helpdesk.domain.dispatch_events import Unmerged as Unmerged
from helpdesk.domain.event import Author as Author
from helpdesk.domain.event import Body as Body
from helpdesk.domain.event import Event as Event
from helpdesk.domain.event import Origin as Origin
from helpdesk.domain.intake_terms import BlockedMatter as BlockedMatter
from helpdesk.domain.intake_terms import PreCheckAnswer as PreCheckAnswer
from helpdesk.domain.intake_terms import Proxy as Proxy
from helpdesk.domain.joint_events import JOINT_KINDS
from helpdesk.domain.joint_events import CaseAmended as CaseAmended
from helpdesk.domain.joint_events import ProposalDecided as ProposalDecided
from helpdesk.domain.joint_events import Reassigned as Reassigned
from helpdesk.domain.materials import Material
from helpdesk.domain.renewal_events import RENEWAL_KINDS
from helpdesk.domain.renewal_events import RenewalSettled as RenewalSettled
from helpdesk.domain.resident_events import RESIDENT_KINDS
from helpdesk.domain.resident_events import ProxyAuthorised as ProxyAuthorised
from helpdesk.domain.resident_events import ProxyRevoked as ProxyRevoked
from helpdesk.domain.resident_events import ResidentMerged as ResidentMerged
from helpdesk.domain.resident_events import ResidentMergeUndone as ResidentMergeUndone
from helpdesk.domain.resident_events import ResidentToldApart as ResidentToldApart
from helpdesk.domain.residents import DocumentKind, Need
from helpdesk.domain.signing_events import SIGNING_KINDS
from helpdesk.domain.signing_events import PaperSigned as PaperSigned
from helpdesk.domain.signing_events import SignedCopyFiled as SignedCopyFiled
from helpdesk.domain.slip_events import SLIP_KINDS
from helpdesk.domain.slip_events import CaseWarned as CaseWarned
from helpdesk.domain.slip_events import SlipAnswered as SlipAnswered
from helpdesk.domain.slip_events import SlipApproved as SlipApproved
from helpdesk.domain.slip_events import SlipDeclined as SlipDeclined
from helpdesk.domain.slip_events import SlipIssued as SlipIssued
from helpdesk.domain.slip_events import SlipProposed as SlipProposed
from helpdesk.domain.slip_events import SlipSignedFor as SlipSignedFor
from helpdesk.domain.slip_events import SlipVerified as SlipVerified
from helpdesk.domain.slip_events import SlipWrittenOff as SlipWrittenOff
from helpdesk.domain.stages import CaseKind


@dataclass(frozen=True, slots=True)
class MatterTerms:
    """The matter as it stood on the day of registration: old cases keep the rules of their day.

    `variant` (情形) is the one that the materials were chosen by, empty where there is none.
    """

    code: str
    name: str
    department: str
    catalogue: str
    kind: str = ""
    fee: str = ""
    variant: str = ""


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who applies, as written on the day; `resident` is the UUID, empty for an anonymous request."""

    name: str
    resident: str = ""
    document_number: str = ""
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class ResidentRecorded(Body):
    """A resident's data as first taken down."""

    KIND: ClassVar[str] = "resident.recorded"
    name: str
    document_kind: DocumentKind = DocumentKind.NONE
    document_number: str = ""
    sex: str = ""
    ethnic_group: str = ""
    birth: date | None = None
    division: str = ""
    address: str = ""
    phones: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    preferred_contact: str = ""
    consent: bool = False
    mongolian_name: str = ""
    neighbour_phones: tuple[str, ...] = ()
    household: str = ""
    household_relation: str = ""
    sensitive_consent: bool = False


@dataclass(frozen=True, slots=True)
class ResidentChanged(Body):
    """Some fields of a resident, by name, with their new values.

    `decides` names the events whose different values this one decides between.
    """

    KIND: ClassVar[str] = "resident.changed"
    changes: dict[str, object] = field(default_factory=dict)
    decides: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseRegistered(Body):
    """A case begins: its number is final from this moment on.

    `reentered` is empty, or says from what the case was recorded again under a number that was given
    before: `stub`, the paper of a device that was lost. `proxy` is the proxy in words,
    `represented_by` in fields. `came_by` is a `CameBy`, `special` a `Special`; who may read a `secret`
    request is the city's to decide. Cases of one application (a bundle by its name, or a group) bear
    the first one's id in `group`; the first one names them all in `members`.
    """

    KIND: ClassVar[str] = "case.registered"
    number: str
    case_kind: CaseKind
    applicant: Applicant
    received_at: datetime
    matter: MatterTerms | None = None
    channel: str = ""
    title: str = ""
    text: str = ""
    category: str = ""
    outside_number: str = ""
    respond_by: Clock | None = None
    close_by: Clock | None = None
    materials: tuple[Material, ...] = ()
    proxy: str = ""
    notify: str = ""
    reentered: str = ""
    urgent: bool = False
    secret: bool = False
    special: str = ""
    came_by: str = ""
    blocked: BlockedMatter | None = None
    prechecks: tuple[PreCheckAnswer, ...] = ()
    represented_by: Proxy | None = None
    co_applicants: tuple[Applicant, ...] = ()
    bundle: str = ""
    group: str = ""
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MaterialSet(Body):
    """One line of the checklist changed: taken, deferred, not applicable or returned.

    `line` counts from 0 in the order of registration; `material` is the whole new line; `decides`
    names the events whose different lines this one decides between.
    """

    KIND: ClassVar[str] = "material.set"
    line: int
    material: Material
    decides: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperPrinted(Body):
    """A paper really came out (or was saved): `copy` is 1 for the first, `digest` of the exact bytes.

    `output` is printer, file, or unconfirmed: a printer took it that cannot say whether it came out.
    `facts` are what it vouches for, as `name=value`; their digest stands in its QR code. `sheets` says
    how many each of the copies has (empty: an older program did not tell), `emblem` which picture they
    bear: the beginning of its SHA-256 (16 bytes) in hex. No code vouches for it.
    """

    KIND: ClassVar[str] = "paper.printed"
    paper: str
    size: str
    copies: int
    copy: int
    output: str
    digest: str = ""
    facts: tuple[str, ...] = ()
    sheets: tuple[int, ...] = ()
    emblem: str = ""


@dataclass(frozen=True, slots=True)
class UnknownBody(Body):
    """An event of a newer program: kept, passed on, shown as such, folded after the update."""

    KIND: ClassVar[str] = "unknown"
    kind: str
    version: int
    raw: bytes


_BODIES: tuple[type[Body], ...] = (
    ResidentRecorded,
    ResidentChanged,
    CaseRegistered,
    MaterialSet,
    PaperPrinted,
    *CASE_KINDS,
    *RENEWAL_KINDS,
    *JOINT_KINDS,
    *DISPATCH_KINDS,
    *FILE_KINDS,
    *AUDIT_KINDS,
    *RESIDENT_KINDS,
    *CARD_KINDS,
    AsideSettled,
    *SLIP_KINDS,
    *CALENDAR_KINDS,
    *SIGNING_KINDS,
)
KINDS: dict[str, type[Body]] = {body.KIND: body for body in _BODIES}
