"""What the use cases need from the outside world, as plain nouns; adapters say how."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from helpdesk.application.intake import Draft
from helpdesk.application.scan_rows import ScanWriter
from helpdesk.application.shelf import ShelfWriter
from helpdesk.domain.calendar import WorkCalendar
from helpdesk.domain.cases import Case
from helpdesk.domain.divisions import DivisionTree
from helpdesk.domain.events import Author, Body, Event
from helpdesk.domain.matters import Catalogue
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import Problem
from helpdesk.domain.residents import Resident


class Clock(Protocol):
    """The present moment, corrected as well as is known."""

    def now(self) -> Moment:
        """Now."""
        ...


class Ids(Protocol):
    """New identifiers for business objects."""

    def new(self) -> str:
        """A UUIDv7 as 32 hex digits; sorts by time of making."""
        ...


@dataclass(frozen=True, slots=True)
class PrintJob:
    """A paper to come out; `error` is a problem code.

    `state` is queued, printing (in hand, not confirmed), done, failed or abandoned (nobody
    confirmed it in time: it is never printed again by itself). `spooled` is the print system's name
    of the job, empty while it is being sent, `printer` where, `since_ms` when that began (ms UTC),
    `digest` the SHA-256 of the PDF and `facts` what it vouches for (of a slip they name it from the
    beginning), `sheets` how many each copy has, `emblem` which it bears. `tray` is chosen for this
    attempt only.
    """

    id: int
    case: str
    paper: str
    size: str
    copies: int
    state: str = "queued"
    error: str = ""
    printer: str = ""
    spooled: str = ""
    since_ms: int = 0
    digest: str = ""
    facts: tuple[str, ...] = ()
    sheets: tuple[int, ...] = ()
    emblem: str = ""
    tray: str = ""


class UnitOfWork(Protocol):
    """One transaction: everything in it is durable together, or none of it ever was."""

    @property
    def device(self) -> str:
        """The subject of acts on this device itself."""
        ...

    @property
    def desk(self) -> "DeskProfile":
        """The desk as it is now: a sync may have given it another prefix since the session began."""
        ...

    @property
    def shelf(self) -> ShelfWriter:
        """What lies at hand at this desk."""
        ...

    @property
    def scans(self) -> ScanWriter:
        """Scanned papers that are not with their cases yet."""
        ...

    def append(self, subject: str, body: Body, *, author: Author, moment: Moment) -> Event:
        """Record an event of this log about `subject`; its projections follow in the same commit."""
        ...

    def case(self, case_id: str) -> Case:
        """The case as of now, this transaction's own events included; incomplete if unknown."""
        ...

    def resident(self, resident_id: str) -> Resident | None:
        """The resident as of now, or None."""
        ...

    def next_counter(self, prefix: str, day: date) -> int:
        """Draw the next number of this device prefix and day, from 1, never the same twice."""
        ...

    def last_numbered_day(self, prefix: str) -> date | None:
        """The latest day for which this device prefix drew a number."""
        ...

    def device_acts(self) -> Sequence[Body]:
        """What was recorded about this device itself, in order."""
        ...

    def knows_number(self, number: str) -> bool:
        """Whether a case has this case number, written with hyphens."""
        ...

    def knows_outside_number(self, number: str) -> bool:
        """Whether a case with this number of another system was registered before."""
        ...

    def queue_print(
        self, case_id: str, *, paper: str, size: str, copies: int, facts: Sequence[str] = ()
    ) -> int:
        """Queue a paper; answers the job's id."""
        ...

    def begin_print(self, job: PrintJob, *, since_ms: int) -> bool:
        """Take a job in hand before anything is sent; False when it is done, in hand already, or was
        handed over since it was read."""
        ...

    def hand_over_print(self, job: PrintJob) -> None:
        """Keep that a job is with the print system, with all that its record will need."""
        ...

    def settle_print(self, job: PrintJob, *, state: str, error: str = "") -> bool:
        """Say how a print job ended; False when it is done already, or was handed over anew since."""
        ...

    def save_draft(self, draft: Draft) -> None:
        """Keep a draft (insert or replace)."""
        ...

    def drop_draft(self, draft_id: str) -> None:
        """Forget a draft; unknown ids are fine."""
        ...


class Store(Protocol):
    """Where events live. One writer at a time; readers never wait for it."""

    def unit_of_work(self) -> AbstractContextManager[UnitOfWork]:
        """Begin a transaction: commits on leaving, rolls back on any exception.

        Raises EnvironmentProblem when the disk or the lock is in the way; nothing is kept then.
        """
        ...


class Reference(Protocol):
    """The data that everybody shares: matters, working days, divisions."""

    @property
    def catalogue(self) -> Catalogue:
        """The matters in force."""
        ...

    @property
    def calendar(self) -> WorkCalendar:
        """The working-day tables."""
        ...

    @property
    def divisions(self) -> DivisionTree:
        """The city's counties, townships and villages."""
        ...


@dataclass(frozen=True, slots=True)
class DeskProfile:
    """The desk this program stands on.

    `code` is the division's twelve digits and names the stream; `prefix` the device prefix inside
    case numbers, empty until enrolled; `practice` marks a desk whose papers must not be used;
    `restored` one that came from a backup and waits for a new prefix.
    """

    code: str
    name: str
    place: str = ""
    prefix: str = ""
    phone: str = ""
    address: str = ""
    practice: bool = False
    city: str = ""
    restored: bool = False

    def require_prefix(self) -> None:
        """Raises Problem `not-enrolled`, or `prefix-awaited` after a restore: no number can be drawn."""
        if not self.prefix:
            raise Problem("prefix-awaited" if self.restored else "not-enrolled")


@dataclass(frozen=True, slots=True)
class Sealed:
    """A scanned code: `minute` of the printing since 1970 UTC, `digest` of the printed facts, the
    twelve digits of the `desk` (empty where the city never vouched for the device's key).

    `verdict` is genuine, uncertified, other_city or altered; of a further `sheet` (from 2) of `sheets`,
    whose code has no signature of its own, `sheet`, and the minute is 0.
    """

    number: str
    minute: int
    digest: bytes
    desk: str
    verdict: str
    sheet: int = 0
    sheets: int = 0


@dataclass(frozen=True, slots=True)
class Trust:
    """Whose seals in PDFs are our city's: of keys that one of `issuers` certified, and of `signers`, the
    city's own; certificates in DER.

    Not the roots that these rest on: a licensed authority certifies thousands of others, too.
    """

    issuers: tuple[bytes, ...] = ()
    signers: tuple[bytes, ...] = ()


class PdfSeal(Protocol):
    """A key that seals PDFs."""

    @property
    def certificates(self) -> tuple[bytes, ...]:
        """The X.509 for the key and what that rests on, in DER."""
        ...

    def sign(self, message: bytes) -> bytes:
        """Its signature: Ed25519, or ECDSA over SHA-256."""
        ...


class Seal(Protocol):
    """The device's seal on what it prints."""

    def evidence(self, number: str, *, minute: int, digest: bytes) -> str:
        """The signed payload for a paper's QR code; `minute` since 1970 UTC, corrected."""
        ...

    @property
    def public_key(self) -> bytes:
        """The device's Ed25519 public key."""
        ...

    def sign(self, message: bytes) -> bytes:
        """The device's Ed25519 signature."""
        ...

    def for_pdfs(self, name: str) -> PdfSeal:
        """The key for PDFs, under a certificate of the city's, or else one that the device makes itself;
        `name` is what other programs show of that."""
        ...

    @property
    def pdf_keys(self) -> tuple[bytes, ...]:
        """The public keys by which it seals PDFs, or ever did: Ed25519, or a point on P-256."""
        ...

    @property
    def certified_by(self) -> str:
        """Who issued the certificate for PDFs; empty where that is nobody but the device."""
        ...

    @property
    def trust(self) -> "Trust":
        """What is our city's; nothing before it said."""
        ...

    def check(self, text: str) -> Sealed | None:
        """What a scanned text says; None for what is no sealed code of ours."""
        ...


@dataclass(frozen=True, slots=True)
class _Still:
    moment: Moment

    def now(self) -> Moment:
        return self.moment


@dataclass(frozen=True, slots=True)
class Session:
    """One person at work at one desk: what every use case is given."""

    store: Store
    clock: Clock
    ids: Ids
    reference: Reference
    author: Author
    desk: DeskProfile
    seal: Seal | None = None

    def at(self, moment: Moment | None = None) -> "Session":
        """The same with a clock that stands still, at this moment or now: all that is said of one act is
        said of one time."""
        return replace(self, clock=_Still(moment or self.clock.now()))


Events = Sequence[Event]
