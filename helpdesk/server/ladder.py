"""The ladder in the city, as console and bootstrap need it from the city's store."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from helpdesk.domain.calendar import WorkCalendar, YearTable
from helpdesk.domain.cases import Case
from helpdesk.domain.events import Author, Body, PaperPrinted
from helpdesk.domain.ladder import LadderLimits
from helpdesk.domain.moments import Moment
from helpdesk.domain.slips import Slip
from helpdesk.protocol.calendars import SignedTables
from helpdesk.server.ports import Form


@dataclass(frozen=True, slots=True)
class Editor:
    """Who changed something of the city's, and when (ms UTC); no login for what came with the program."""

    login: str = ""
    name: str = ""
    at_ms: int = 0


@dataclass(frozen=True, slots=True)
class LimitsEdition:
    """The ladder's limits since somebody set them; version 0 is the program's own [default]."""

    version: int
    limits: LadderLimits
    editor: Editor = Editor()


@dataclass(frozen=True, slots=True)
class TableEdition:
    """A year's table and who brought it."""

    table: YearTable
    editor: Editor = Editor()


class LadderRules(Protocol):
    """Limits and year tables, each edition kept."""

    def limits(self) -> LadderLimits:
        """Those in force."""
        ...

    def limits_editions(self) -> Sequence[LimitsEdition]:
        """The newest first, the program's own last."""
        ...

    def set_limits(self, limits: LadderLimits, *, editor: Editor, shown: int) -> None:
        """Other limits from now on. Raises Problem `changed-by-other` when the edition `shown` is not
        the newest any more."""
        ...

    def calendar(self) -> WorkCalendar:
        """The tables in force."""
        ...

    def sent(self, held: bytes) -> SignedTables | None:
        """The city's tables for a device that holds those with this word: None where they are all."""
        ...

    def table_editions(self) -> Sequence[TableEdition]:
        """The newest year first, of a year the newest edition first."""
        ...

    def keep_table(self, table: YearTable, *, editor: Editor) -> YearTable:
        """A new edition of a year's table, in force from now on; answers it with its version."""
        ...


@dataclass(frozen=True, slots=True)
class Round:
    """What a round did: how many `steps`, how much is left (`backlog`), how long it took."""

    began_ms: int
    took_ms: int
    steps: int
    backlog: int


@dataclass(frozen=True, slots=True)
class RunnerState:
    """The last round, whoever made it; `holder` is the process that makes rounds, empty when none does
    now; `error` is the code of what went wrong last."""

    holder: str
    last: Round
    error: str = ""


class Runner(Protocol):
    """Who makes rounds: one among all processes."""

    def take(self, holder: str) -> bool:
        """Whether `holder` makes the rounds for the next minute; whoever dies loses that by itself."""
        ...

    def release(self, holder: str) -> None:
        """Somebody else may."""
        ...

    def note(self, done: Round, *, error: str = "") -> None:
        """How a round went."""
        ...

    def state(self) -> RunnerState:
        """For whoever watches."""
        ...


class Ladder(Protocol):
    """Makes rounds."""

    def round(self, now: Moment) -> Round:
        """Do what is due at `now`: each step once, whatever was missed or is done twice."""
        ...


@dataclass(frozen=True, slots=True)
class SlipDrawn:
    """The PDF of a case's slip, the facts that its code, signed by the city, vouches for, and the characters
    on it that no font has."""

    pdf: bytes
    facts: tuple[str, ...]
    missing: str = ""


SlipPdf = Callable[[Case, Slip, str, str], SlipDrawn]
"""Draws a slip; it is given by whom it is printed, and the size (A4, A5)."""


@dataclass(frozen=True, slots=True)
class SlipWish:
    """Which slips the console asks for; every empty field lets all through. `late` keeps those that are
    to be answered and whose time is over."""

    level: str = ""
    state: str = ""
    late: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class SlipLine:
    """A slip (or a proposal, `n` is 0 then) in a list."""

    case: str
    id: str
    level: str
    year: int
    n: int
    state: str
    cause: str
    addressee: str
    to_desk: bool
    problem: str
    issued_at: datetime
    answer_by: datetime | None
    number: str
    title: str
    desk: str

    @property
    def printed(self) -> str:
        """〔2026〕12, or empty for a proposal."""
        return f"〔{self.year}〕{self.n}" if self.n else ""


@dataclass(frozen=True, slots=True)
class SlipPage:
    """A page of slips, the newest first; `counts` by level and state of all that the principal sees."""

    rows: Sequence[SlipLine]
    total: int
    counts: Mapping[tuple[str, str], int]
    late: int


class Slips(Protocol):
    """Slips as one principal sees them."""

    def page(self, wish: SlipWish, *, now: datetime, offset: int, limit: int) -> SlipPage:
        """The slips wished for."""
        ...

    def act(self, case_id: str, body: Body, *, author: Author, form: Form) -> None:
        """Sign for, answer, verify or write off. Raises what `application.slips` raises, and those of
        `Casework.act`."""
        ...

    def came_out(self, case_id: str, printed: PaperPrinted, *, author: Author) -> None:
        """The PDF of a slip is handed out: recorded as every printing is. Raises `case-unknown`."""
        ...

    def sign(self, case_id: str, proposal: str, *, author: Author, form: Form) -> None:
        """One of the two signatures; with the second one the slip is issued."""
        ...

    def decline(
        self, case_id: str, proposal: str, *, reason: str, author: Author, form: Form
    ) -> None:
        """It is not signed."""
        ...

    def order(self, case_id: str, *, words: str, author: Author, form: Form) -> None:
        """A leader orders a supervision slip; another one has to countersign."""
        ...
