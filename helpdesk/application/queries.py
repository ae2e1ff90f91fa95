"""The questions that screens, papers and scripts ask, and the shape of the answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from helpdesk.application.asides import Settlement
from helpdesk.application.certificates import Certificates
from helpdesk.application.intake import Draft
from helpdesk.application.list_rows import CaseRow as CaseRow
from helpdesk.application.list_rows import ResidentRow as ResidentRow
from helpdesk.application.ports import PrintJob
from helpdesk.application.resident_queries import Residents
from helpdesk.application.scan_rows import Scans
from helpdesk.application.shelf import Shelf
from helpdesk.domain.cases import Case
from helpdesk.domain.events import Author, Event
from helpdesk.domain.merging import Conflict
from helpdesk.domain.residents import Resident
from helpdesk.domain.slips import SlipState
from helpdesk.domain.stages import CaseKind, Stage

UNBACKED_MAX = 10_000  # own records outside a checked backup of the city that are counted


@dataclass(frozen=True, slots=True)
class SearchHit:
    """Something found: `kind` is case, draft or resident; `subject` its id; `detail` second line."""

    kind: str
    subject: str
    title: str
    detail: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Today's five figures, each the count of a list (see CaseFilter): due before `now`; due from
    `now` and before `soon`; correction asked; a matter's result to be delivered; to call back."""

    overdue: int
    due_soon: int
    to_correct: int
    to_deliver: int
    to_call_back: int


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases; every empty field lets all through. `due_before` keeps cases still open.

    `due_from` keeps those due then or later, `anomalies_only` those with acts out of order,
    `deferred_before` open ones with a material deferred until a day before that, `call_back` those
    delivered and requests answered: the resident has not been asked yet; `in_doubt` keeps those
    about which a person must decide something (see Doubt), `aside_only` those of which a record is put
    aside (see Refusal); `agent` is whoever works on the case,
    `desk` the division whose stream it is in, `village` the division of its resident; `missing_only`
    keeps open ones of which materials have not come.
    """

    text: str = ""
    stages: tuple[Stage, ...] = ()
    kinds: tuple[CaseKind, ...] = ()
    open_only: bool = False
    unsent_only: bool = False
    anomalies_only: bool = False
    in_doubt: bool = False
    aside_only: bool = False
    call_back: bool = False
    due_from: datetime | None = None
    due_before: datetime | None = None
    deferred_before: date | None = None
    resident: str = ""
    matter: str = ""
    department: str = ""
    agent: str = ""
    desk: str = ""
    village: str = ""
    missing_only: bool = False


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Everything about one case: its state and its events in order.

    `asides` are those of its records that the city, or this desk, keeps aside; `claimed` says that the city
    keeps another record with its number aside, and nobody has settled it. Some papers say more than the
    case itself: `members` are the cases of its application, `resident` is its applicant's record. Both are
    read for these papers alone.
    """

    case: Case
    row: CaseRow
    events: tuple[Event, ...]
    jobs: tuple[PrintJob, ...] = ()
    members: tuple[Case, ...] = ()
    resident: Resident | None = None
    asides: "tuple[Refusal, ...]" = ()
    claimed: bool = False


@dataclass(frozen=True, slots=True)
class CityNews:
    """What others did to one of our cases."""

    case: str
    number: str
    applicant: str
    title: str
    event: Event


@dataclass(frozen=True, slots=True)
class Waiting:
    """What has events that the city has not acknowledged; `bytes` is their size, `attempts` how many
    exchanges failed since the first of them was recorded, `given` how many of them left this device already:
    over the line, on a stick or with a neighbour.

    `kind` is case, resident, or device for acts on this computer itself.
    """

    subject: str
    kind: str
    name: str
    title: str
    events: int
    bytes: int
    since_ms: int
    attempts: int = 0
    given: int = 0


@dataclass(frozen=True, slots=True)
class PastExchange:
    """How an exchange ended: `error` is empty or a problem code; ms since 1970 UTC by the device's clock.

    Of failures in a row, and of exchanges in a row with nothing new, this is the last; `times` counts.
    """

    at_ms: int
    error: str
    sent: int
    received: int
    bytes: int
    times: int = 1


@dataclass(frozen=True, slots=True)
class Refusal:
    """A record that the city could not take, or this desk: never dropped, always shown with its cause.

    `incarnation` and `dseq` say which; `resident`, `number` and `title` are those of its case, where it
    has one; `settled` is what a person said of it last.
    """

    subject: str
    name: str
    kind: str
    reason: str
    at_ms: int
    incarnation: str = ""
    dseq: int = 0
    resident: str = ""
    number: str = ""
    title: str = ""
    settled: Settlement | None = None

    @property
    def is_open(self) -> bool:
        """Whether it still needs somebody."""
        return self.settled is None or not self.settled.solved


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that a person must decide, in a list; `kind` is case or resident.

    `key` is the field with different values, or the id of an act that became a proposal; `author`
    wrote last, `owner` (an agent's id) is to decide on a proposal. `since_ms` is corrected, ms UTC.
    """

    subject: str
    kind: str
    key: str
    name: str
    title: str
    author: str
    owner: str
    since_ms: int


@dataclass(frozen=True, slots=True)
class DoubtCounts:
    """How many fields have different values, and how many proposals wait for a decision."""

    conflicts: int = 0
    proposals: int = 0


@dataclass(frozen=True, slots=True)
class SlipRow:
    """A slip in a list, with its case; `key` names it in events, `to_desk` says that the desk itself has
    to answer by `answer_by` (local wall time)."""

    case: str
    key: str
    state: SlipState
    to_desk: bool
    addressee: str
    problem: str
    demand: str
    issued_at: datetime
    answer_by: datetime | None
    number: str
    applicant: str
    title: str


@dataclass(frozen=True, slots=True)
class Disputed:
    """A case or resident with something to decide; `device` is this log's incarnation (hex), by
    which one's own events are known. `case` is None for a resident."""

    subject: str
    kind: str
    name: str
    title: str
    device: str
    conflicts: tuple[Conflict, ...] = ()
    case: Case | None = None


@dataclass(frozen=True, slots=True)
class SyncState:
    """What this device knows about its exchange with the city. Times in ms since 1970 UTC, 0 = never.

    `unsettled` counts what was put aside, here or there, and needs a person; `waiting_files` files that
    the city does not have yet: they follow the records and never hold them up; `notices` the city's
    words that nobody here has read; `unprepared` about how much came in bulk and is not found by words
    yet; `files_error` what ended the last round of files, that many times in a row.
    `synced` is true only when every event has its receipt and the last pull reached the head.
    """

    recorded: int = 0
    acknowledged: int = 0
    refused: int = 0
    unsettled: int = 0
    waiting_cases: int = 0
    waiting_files: int = 0
    files_error: str = ""
    files_attempts: int = 0
    files_next_ms: int = 0
    notices: int = 0
    unprepared: int = 0
    reached_head: bool = False
    last_success_ms: int = 0
    last_attempt_ms: int = 0
    next_attempt_ms: int = 0
    attempts: int = 0
    last_error: str = ""
    sent: int = 0
    received: int = 0
    bytes_out: int = 0
    bytes_in: int = 0
    seconds: float = 0.0
    server: str = ""

    @property
    def waiting(self) -> int:
        """Events without the city's receipt."""
        return self.recorded - self.acknowledged - self.refused

    @property
    def synced(self) -> bool:
        """Never true when it is not."""
        return self.reached_head and self.waiting == 0 and self.last_success_ms > 0


class Doubts(Protocol):
    """What only a person can decide. Read-only; may be called from any thread."""

    def conflicts(self, *, limit: int) -> Sequence[Doubt]:
        """Fields with different values, the oldest first (C18)."""
        ...

    def proposals(self, *, limit: int) -> Sequence[Doubt]:
        """Late work that waits for a decision, the oldest first (C17)."""
        ...

    def counts(self) -> DoubtCounts:
        """How many there are of both."""
        ...

    def asides(self, cases: Sequence[str]) -> Mapping[str, Refusal]:
        """Of those of these cases that have a record put aside, one, best one that needs a person."""
        ...

    def disputed(self, subject: str) -> Disputed | None:
        """What is to be decided about a case or resident, if anything."""
        ...

    def colleagues(self) -> Sequence[Author]:
        """Who recorded something at this desk lately, on whatever computer; nobody of the city."""
        ...


class Slips(Protocol):
    """Slips about cases of this desk. Read-only; may be called from any thread."""

    def to_do(self, *, limit: int) -> Sequence[SlipRow]:
        """Those to be signed for or answered, the desk's own first, then those due first."""
        ...

    def count_to_do(self) -> int:
        """How many the desk itself has to sign for or answer."""
        ...


class Lists(Protocol):
    """What has questions of its own."""

    @property
    def doubts(self) -> Doubts: ...
    @property
    def slips(self) -> Slips: ...
    @property
    def certificates(self) -> Certificates: ...
    @property
    def residents(self) -> Residents: ...
    @property
    def shelf(self) -> Shelf: ...
    @property
    def scans(self) -> Scans: ...


class Queries(Lists, Protocol):
    """Read-only; may be called from any thread."""

    def figures(self, *, now: datetime, soon: datetime) -> Figures: ...
    def work_list(self, *, limit: int) -> Sequence[CaseRow]: ...
    def cases(self, wanted: CaseFilter, *, offset: int, limit: int) -> Sequence[CaseRow]: ...
    def count_cases(self, wanted: CaseFilter) -> int: ...
    def called_back(self, cases: Sequence[str]) -> frozenset[str]: ...
    def case_file(self, case_id: str) -> CaseFile | None: ...
    def case_id(self, number: str) -> str | None: ...
    def find(self, text: str, *, limit: int) -> Sequence[SearchHit]: ...
    def find_residents(self, text: str, *, limit: int) -> Sequence[ResidentRow]: ...
    def resident(self, resident_id: str) -> Resident | None: ...
    def drafts(self) -> Sequence[Draft]: ...
    def draft(self, draft_id: str) -> Draft | None: ...
    def city_news(self, *, since_ms: int, limit: int) -> Sequence[CityNews]: ...
    def sync_state(self) -> SyncState: ...
    def waiting(self, *, limit: int) -> Sequence[Waiting]: ...
    def unbacked(self) -> int: ...
    def exchanges(self, *, limit: int) -> Sequence[PastExchange]: ...
    def refusals(self, *, limit: int) -> Sequence[Refusal]: ...
    def print_jobs(self, *, state: str) -> Sequence[PrintJob]: ...
