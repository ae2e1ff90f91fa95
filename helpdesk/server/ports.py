"""What the routes need from the city's store, as plain nouns; `server/postgres` says how."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from helpdesk.application.queries import CaseFile
from helpdesk.domain.events import Author, Body
from helpdesk.protocol.messages import (
    Enrolment,
    EnrolRequest,
    SyncAnswer,
    SyncRequest,
)
from helpdesk.protocol.renewal import PROBES, RenewAnswer, RenewRequest
from helpdesk.protocol.short import ShortRequest
from helpdesk.protocol.standing import Policy, SignedStanding
from helpdesk.server.people import OpenSession, Person, Role, Visitor
from helpdesk.server.principal import Principal


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk as it is told to its devices: its division and what papers say about it."""

    code: str
    phone: str = ""
    address: str = ""
    practice: bool = False


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A desk in the administrator's list; times in ms since 1970 UTC, 0 = never."""

    code: str
    name: str
    devices: int
    cases: int
    events: int
    quarantined: int
    seen_ms: int


class DeviceDoor(Protocol):
    """What is needed to know a device by its signed requests."""

    def public_key(self, device: str) -> bytes | None:
        """The device's Ed25519 key, None for a device nobody enrolled."""
        ...

    def use_number(self, device: str, number: int) -> int | None:
        """Use a request's number once: None, or the highest used one where that may not be."""
        ...


class Exchange(Protocol):
    """The city's half of a sync."""

    def exchange(self, device: str, request: SyncRequest) -> SyncAnswer:
        """Take what is new, answer receipts, news and how the device stands, in one transaction."""
        ...

    def exchange_short(
        self, device: str, short: ShortRequest
    ) -> tuple[SyncRequest, SyncAnswer] | None:
        """The same for a request in short, with what it says at length; None where that is not known."""
        ...

    def late(self, device: str, request: SyncRequest) -> tuple[int, str]:
        """Take what is new of a device that may be blocked, also of a log that it never announced: a person
        decided so. Answers how many events were new, and a code of `messages.ANSWER_PROBLEMS`."""
        ...


class Enrolments(Protocol):
    """Devices coming to belong to a desk."""

    def issue(self, desk: Desk, *, by: Principal) -> str:
        """A new one-time code for `desk`; only its hash is kept, and who asked for it. Raises Problem
        `division-unknown`."""
        ...

    def enrol(self, request: EnrolRequest, *, source: str) -> Enrolment:
        """Make the device the desk's. `source` is where the request came from, to slow guessing.

        Raises Problem `code-wrong`, `code-used`, `code-expired`, `guessed-often`, `key-wrong` or
        `incarnation-known`.
        """
        ...


class Renewals(Protocol):
    """Devices that begin a new log."""

    def renew(self, device: str, request: RenewRequest, *, most: int = PROBES) -> RenewAnswer:
        """Begin the log that is asked for, with a new prefix; say where the old ones part, of which `most`
        places each are named.

        Raises Problem `incarnation-known`, `request-invalid` or `sync-revoked`.
        """
        ...


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A device as the city knows it; times in ms since 1970 UTC, 0 = never."""

    id: str
    prefix: str
    desk: str
    name: str
    revoked: bool
    enrolled_ms: int
    seen_ms: int


class Standings(Protocol):
    """How devices stand with the city."""

    def of(self, device: str, *, held: bytes = b"") -> SignedStanding | None:
        """What the city says to this device now; None for one that nobody enrolled, or that holds the
        same already (`held`: `protocol.standing.word`)."""
        ...

    @property
    def policy(self) -> Policy:
        """The rules for logins at all desks."""
        ...

    def set_policy(self, policy: Policy) -> None:
        """Other rules from the next contact on. Raises Problem `policy-range`."""
        ...

    def devices(self) -> Sequence[DeviceRow]:
        """Every device."""
        ...

    def revoke_device(self, name: str, principal: Principal, *, revoked: bool = True) -> DeviceRow:
        """Block a device, by id or prefix, or take it back. Raises Problem `device-missing` also for
        one that `principal` may not block."""
        ...

    def revoke_agent(self, desk: str, agent: str, *, revoked: bool = True) -> None:
        """Keep an agent out at a desk. Raises Problem `desk-unknown`."""
        ...


class Guesses(Protocol):
    """Wrong passwords and codes, counted by where they came from."""

    def check(self, source: str) -> None:
        """Raises Problem `guessed-often` (`minutes`) after too many wrong ones."""
        ...

    def count(self, source: str) -> None:
        """One more wrong one."""
        ...


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One line of the audit log; `login` is empty for the city's own command line, `number` that of the
    case, for those who may see it."""

    at_ms: int
    login: str
    act: str
    object: str
    stream: str
    number: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class AuditWish:
    """Which lines are asked for: of whom, of what, from when on and before when (ms UTC); what is empty
    lets all through. `before` is time and id of the line after which it goes on."""

    login: str = ""
    act: str = ""
    since_ms: int = 0
    until_ms: int = 0
    before: tuple[int, int] | None = None


class People(Protocol):
    """The city's people, for whoever administers the city: `by` the command line, or an administrator."""

    def add(self, person: Person, *, by: Principal) -> str:
        """A new person; answers the one-time code by which they set their password.

        Raises Problem `person-known`, `login-name`, `person-name`, `department-missing` or
        `division-unknown`.
        """
        ...

    def everybody(self, principal: Principal) -> Sequence[Person]:
        """All of them, as far as the principal sees them."""
        ...

    def change(
        self, login: str, *, role: Role, division: str, department: str, by: Principal
    ) -> str:
        """Another role and scope; sessions end. Answers a setup code where one is needed.

        Raises Problem `person-own` for the own account, and those of `add`.
        """
        ...

    def disable(self, login: str, *, disabled: bool = True, by: Principal) -> None:
        """Keep somebody out, or let them in again. Raises Problem `person-unknown` or `person-own`."""
        ...

    def reset(self, login: str, *, by: Principal) -> str:
        """A new setup code; password, second factor, sessions are gone. Raises as `disable` does."""
        ...

    def audit(self, principal: Principal, wish: AuditWish, *, limit: int) -> Sequence[AuditRow]:
        """Lines of the audit log, the newest first."""
        ...


class Logins(Protocol):
    """Signing in. `source` is where a request came from, to slow guessing."""

    def newcomer(self, code: str, *, source: str) -> Person:
        """Whose setup code this is. Raises Problem `setup-code-wrong` or `guessed-often`."""
        ...

    def authenticator(self, code: str) -> bytes:
        """The secret for the authenticator that goes with a setup code."""
        ...

    def set_up(self, code: str, *, password: str, digits: str, source: str) -> Person:
        """Password and second factor. Raises Problem `setup-code-wrong`, `guessed-often`,
        `password-short`, `password-long` or `second-factor-wrong`."""
        ...

    def sign_in(self, login: str, *, password: str, digits: str, source: str) -> str:
        """A session's token. Raises Problem `login-wrong` or `guessed-often`."""
        ...

    def token(self, login: str, *, days: int) -> str:
        """A token for the API. Raises Problem `person-unknown`."""
        ...

    def visitor(self, token: str, *, kind: str) -> Visitor:
        """Whose token this is, `kind` "console" or "api". Raises Problem `session-missing` or
        `session-over`."""
        ...

    def open_sessions(self, visitor: Visitor, token: str) -> Sequence[OpenSession]:
        """Where this person is signed in to the console, last used first; `token` is the one that asks."""
        ...

    def form_token(self, token: str) -> str:
        """What the forms of this session carry, also of one that is over."""
        ...

    def sign_out(self, visitor: Visitor, token: str, *, everywhere: bool = False) -> None:
        """End the session, or all of this person's."""
        ...

    def change_password(self, visitor: Visitor, *, old: str, new: str, source: str) -> str:
        """All sessions end; answers the token of a new one. Raises Problem `login-wrong`,
        `guessed-often`, `password-short` or `password-long`."""
        ...


@dataclass(frozen=True, slots=True)
class Form:
    """How an act was asked for: `once` is the form's own token (a second post of it does nothing),
    `events` how many events the case had when it was shown (None: not said)."""

    once: str = ""
    events: int | None = None


PLAIN = Form()  # asked for by a program, not by a form


class Casework(Protocol):
    """What the city's people see and do."""

    def case_file(self, case_id: str) -> CaseFile | None:
        """A case with its events."""
        ...

    def case_files(self, ids: Sequence[str]) -> Sequence[CaseFile]:
        """Several cases with their events, those that the principal sees."""
        ...

    def case_id(self, number: str) -> str | None:
        """The case with this number."""
        ...

    def desks(self) -> Sequence[DeskRow]:
        """Every desk that has a stream."""
        ...

    def departments(self) -> Sequence[str]:
        """The departments a case can be dispatched to."""
        ...

    def act(
        self,
        case_id: str,
        body: Body,
        *,
        author: Author,
        form: Form = ...,
        before: Sequence[Body] = (),
    ) -> None:
        """Record an act through the use case, and what goes `before` it.

        Raises its Problems, `case-changed` when the case has other events than the form says, and
        `form-repeated` when this very form was posted before.
        """
        ...


@dataclass(frozen=True, slots=True)
class Health:
    """Whether the city can work, and which city it is."""

    history: str
    schema: str


@dataclass(frozen=True, slots=True)
class Operation:
    """What whoever runs the city watches: when the last verified backup was made (ms UTC, 0 = never), how
    many records came since, how many devices there are and how many asked within `operation.SEEN_MS`."""

    backup_ms: int
    unsaved: int
    devices: int
    seen: int


class Operations(Protocol):
    """Reads it, and tidies up in quiet moments."""

    def now(self) -> Operation:
        """As it is. Raises EnvironmentProblem `database-away`."""
        ...

    def tidy(self) -> None:
        """Sort new search terms in, so that nobody waits for it. Raises EnvironmentProblem
        `database-away`."""
        ...
