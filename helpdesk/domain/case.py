"""What is known of a case at a moment; `cases` makes it from events."""

from dataclasses import dataclass
from datetime import date, datetime

from helpdesk.domain import events as ev
from helpdesk.domain.attachments import Attachment
from helpdesk.domain.callbacks import Attempt, CallbackResult, is_bad, last_reached, result_of
from helpdesk.domain.clocks import Pause
from helpdesk.domain.dispatching import UNDISPATCHED, Dispatching
from helpdesk.domain.events import Event
from helpdesk.domain.materials import Material
from helpdesk.domain.merging import Conflict, Written, conflicts
from helpdesk.domain.moments import Moment
from helpdesk.domain.proposals import Proposal
from helpdesk.domain.signing import UNSIGNED_YET, Gap, Signing, gaps
from helpdesk.domain.slips import NO_SLIPS, Escalation
from helpdesk.domain.stages import ENDED, PAUSED, CaseKind, Stage


@dataclass(frozen=True, slots=True)
class Anomaly:
    """An act that the stage did not allow when it arrived in order: kept, shown, without effect.

    `unseen` is what had brought the case to that stage, where the act's author did not know of it.
    """

    event: Event
    stage: Stage
    unseen: Event | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """The state of a case. `registered` is None while its first event has not arrived (incomplete);
    it has the data as amended since; `begun` is that event. `owner` is who works on the case, as last
    reassigned. `attempts` are the callbacks since the last answer was redone; `document` is what was
    issued."""

    id: str
    stream: str = ""
    registered: ev.CaseRegistered | None = None
    begun: Event | None = None
    registered_at: Moment | None = None
    registered_by: str = ""
    owner: ev.Author | None = None
    stage: Stage = Stage.REGISTERED
    stage_before_pause: Stage | None = None
    materials: tuple[Material, ...] = ()
    department: str = ""
    department_number: str = ""
    department_due: datetime | None = None
    responded_at: datetime | None = None
    answered_at: datetime | None = None
    delivered_at: datetime | None = None
    ended_at: datetime | None = None
    due: datetime | None = None
    answer: str = ""
    correction: tuple[str, ...] = ()
    pauses: tuple[Pause, ...] = ()
    prints: tuple[tuple[str, int], ...] = ()
    printings: tuple[tuple[str, int], ...] = ()
    document: str = ""
    valid_until: date | None = None
    renewal_settled: str = ""
    attempts: tuple[Attempt, ...] = ()
    rating: int = 0
    redone: int = 0
    redone_at: datetime | None = None
    unsent: int = 0
    last_moment: Moment | None = None
    last_words: str = ""
    anomalies: tuple[Anomaly, ...] = ()
    moved_by: Event | None = None
    reassigned: Event | None = None
    proposals: tuple[Proposal, ...] = ()
    written: Written = ()
    files: tuple[Attachment, ...] = ()
    dispatching: Dispatching = UNDISPATCHED
    escalation: Escalation = NO_SLIPS
    signing: Signing = UNSIGNED_YET

    @property
    def number(self) -> str:
        """The case number on the receipt; empty while incomplete."""
        return self.registered.number if self.registered else ""

    @property
    def kind(self) -> CaseKind:
        """Matter, request or blocked matter."""
        return self.registered.case_kind if self.registered else CaseKind.MATTER

    @property
    def title(self) -> str:
        """What the case is about, in a line: the matter's name or the request's title."""
        if self.registered is None:
            return ""
        matter = self.registered.matter
        return matter.name if matter else self.registered.title

    @property
    def ended(self) -> bool:
        """True once nothing more is expected."""
        return self.stage in ENDED

    @property
    def paused(self) -> bool:
        """True while the clock stands still."""
        return self.stage in PAUSED

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """Fields and materials with different values, each written without knowing of the other."""
        return conflicts(self.written)

    @property
    def open_proposals(self) -> tuple[Proposal, ...]:
        """Late work that nobody has decided on."""
        return tuple(each for each in self.proposals if each.decision is None)

    @property
    def callback(self) -> CallbackResult:
        """What came of calling back."""
        return result_of(self.attempts)

    @property
    def to_put_right(self) -> bool:
        """Whether the resident was not served well, and nothing was done about it yet."""
        said = last_reached(self.attempts)
        return said is not None and is_bad(said) and self.stage in (Stage.CALLED_BACK, Stage.CLOSED)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Signed copies of which sheets are missing."""
        withdrawn = {each.file.sha256 for each in self.files if each.withdrawn}
        return gaps(self.signing, withdrawn=withdrawn)

    def copies_of(self, paper: str) -> int:
        """How many copies of this paper were printed."""
        return dict(self.prints).get(paper, 0)

    def printings_of(self, paper: str) -> int:
        """At how many times, each with one or more copies."""
        return dict(self.printings).get(paper, 0)
