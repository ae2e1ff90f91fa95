"""What the intake screen shows, as finished texts, and what it asks of its view. No Qt."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from helpdesk.application.cards import CardFound
from helpdesk.application.intake import Intake
from helpdesk.ui.files.lines import FilesSheet
from helpdesk.ui.presenting import PageImage
from helpdesk.ui.tokens import Tone

Done = Callable[[], object]
Failed = Callable[[str], object]


class Area(StrEnum):
    """The parts of the screen that have the keyboard in turn."""

    RESIDENT = "resident"
    FORM = "form"
    PROXY = "proxy"
    NOTIFY = "notify"
    MATTER = "matter"
    PRECHECKS = "prechecks"
    MATERIALS = "materials"
    TITLE = "title"
    BLOCKED = "blocked"
    WHERE = "where"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class PickLine:
    """One thing to pick from a list: lead in bold, detail muted below, hint at the right."""

    id: str
    lead: str
    detail: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ResidentCard:
    """The chosen resident; numbers are masked, `photo` is the picture's SHA-256."""

    name: str
    about: str
    numbers: str
    address: str
    open_cases: str = ""
    photo: str = ""


@dataclass(frozen=True, slots=True)
class FormState:
    """A new resident as typed: raw values, sentences at the fields, quiet notes at the fields."""

    values: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    twin: str = ""
    photo: str = ""


@dataclass(frozen=True, slots=True)
class MatterCard:
    """The chosen matter or bundle on one line, its variants, what to know before its materials."""

    name: str
    detail: str
    initials: str
    notes: tuple[tuple[str, Tone], ...] = ()
    variants: tuple[str, ...] = ()
    variant: str = ""
    starred: bool = False


@dataclass(frozen=True, slots=True)
class PreCheckLine:
    """A question and its answer, None while it has none."""

    question: str
    holds: bool | None


@dataclass(frozen=True, slots=True)
class PreChecks:
    """The questions before the materials, and the sentence that follows from the answers."""

    lines: tuple[PreCheckLine, ...] = ()
    outcome: str = ""
    tone: Tone = Tone.BLUE


@dataclass(frozen=True, slots=True)
class MaterialLine:
    """One material of the checklist; `number` counts from 0."""

    number: int
    name: str
    detail: str
    state: str
    tone: Tone
    ticked: bool


@dataclass(frozen=True, slots=True)
class Confirmation:
    """When it came in, when it is promised, who will do it; `steps` are the counted days."""

    received: str
    promise: str
    department: str
    provisional: bool = False
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """The bottom line: what is missing or wrong, and whether registering is under way."""

    sentence: str
    tone: Tone = Tone.GREY
    busy: bool = False


@dataclass(frozen=True, slots=True)
class DeferralQuestion:
    """Dates in ISO form; `answer` takes one and returns the sentence of what is wrong with it."""

    material: str
    first: str
    last: str
    proposal: str
    answer: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class WrongQuestion:
    """What is wrong with a material? `answer` takes the words and returns what is wrong with them."""

    material: str
    answer: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class PeopleAnswer:
    """What the dialog was left with."""

    text: str
    together: bool
    one_receipt: bool


@dataclass(frozen=True, slots=True)
class PeopleQuestion:
    """The list as it stands, and what is chosen; `check` counts and names what is wrong, `read` takes a
    file in, `answer` takes it all and says what is wrong, in the end by `failed`."""

    text: str
    together: bool
    one_receipt: bool
    check: Callable[[str], tuple[str, str]]
    read: Callable[[str, Callable[[str], object], Failed], object]
    answer: Callable[[PeopleAnswer, Done, Failed], object]


@dataclass(frozen=True, slots=True)
class ProxyQuestion:
    """Known proxies in words with their fields; `answer` takes fields and returns what is wrong."""

    values: Mapping[str, str]
    known: Sequence[tuple[str, Mapping[str, str]]]
    answer: Callable[[Mapping[str, str]], str]


@dataclass(frozen=True, slots=True)
class LikeQuestion:
    """Which earlier case? `search` answers with the text and the lines found; `answer` takes the case."""

    search: Callable[[str, Callable[[str, Sequence[PickLine]], object]], object]
    answer: Callable[[str, Done, Failed], object]


class HeaderView(Protocol):
    """The line above the columns."""

    def show_draft(self, words: str, tone: Tone) -> None: ...
    def show_drafts(self, lines: Sequence[PickLine]) -> None: ...


class ResidentView(Protocol):
    """The left column."""

    def show_residents(self, text: str, lines: Sequence[PickLine]) -> None:
        """The list below the search, as the answer to `text`."""
        ...

    def show_card(self, card: ResidentCard | None) -> None: ...

    def show_form(self, state: FormState | None) -> None:
        """The form of a new resident; values that the person is typing are left alone."""
        ...

    def show_people(self, words: str) -> None:
        """How many apply beside the resident."""
        ...

    def show_divisions(self, text: str, lines: Sequence[PickLine]) -> None: ...


class MatterView(Protocol):
    """The middle column."""

    def show_matters(self, text: str, lines: Sequence[PickLine]) -> None: ...
    def show_blocked(self, text: str, lines: Sequence[PickLine]) -> None: ...
    def show_card(self, card: MatterCard | None) -> None: ...
    def show_prechecks(self, asked: PreChecks) -> None: ...
    def show_materials(self, lines: Sequence[MaterialLine]) -> None: ...


class ReceiptView(Protocol):
    """The right column."""

    def show_confirmation(self, shown: Confirmation) -> None: ...

    def show_preview(self, pages: Sequence[PageImage], *, sentence: str = "") -> None:
        """Pages of the paper; without any, a sentence that says why."""
        ...

    def show_glyphs(self, sentence: str) -> None: ...
    def show_print(self, sentence: str) -> None: ...


class FilesView(Protocol):
    """The files below the materials."""

    def show_files(self, sheet: FilesSheet) -> None: ...


class Dialogs(Protocol):
    """What is asked over the screen."""

    def ask_deferral(self, asked: DeferralQuestion) -> None:
        """Ask for the day until which a material may come."""
        ...

    def ask_people(self, asked: PeopleQuestion) -> None:
        """Ask for the other applicants."""
        ...

    def ask_proxy(self, asked: ProxyQuestion) -> None:
        """Ask who acts for the applicant."""
        ...

    def ask_like(self, asked: LikeQuestion) -> None:
        """Ask for an earlier case."""
        ...

    def ask_wrong(self, asked: WrongQuestion) -> None:
        """Ask what is wrong with a material."""
        ...

    def compare_card(self, found: CardFound, changed: Callable[[], object]) -> None:
        """Ask what is right where a card says something else; `changed` hears that it was recorded."""
        ...

    def ask_file(self, name: str, chosen: Callable[[str], object]) -> None:
        """Ask where to save a PDF; `chosen` gets the path, or nothing."""
        ...

    def open_print(self, case_id: str, paper: str) -> None:
        """Open the printing dialog for a registered case."""
        ...

    def open_signing(self, case_id: str, papers: Sequence[str]) -> None:
        """Have these papers of a registered case signed at the desk, one after the other."""
        ...


class IntakeView(Protocol):
    """The whole screen."""

    @property
    def header(self) -> HeaderView: ...
    @property
    def residents(self) -> ResidentView: ...
    @property
    def matters(self) -> MatterView: ...
    @property
    def receipt(self) -> ReceiptView: ...
    @property
    def files(self) -> FilesView: ...
    @property
    def dialogs(self) -> Dialogs: ...

    def fill(self, intake: Intake) -> None:
        """Put the raw texts of an intake into the editors, without reporting them as typed."""
        ...

    def show_bar(self, bar: Bar) -> None: ...

    def show_error(self, area: str, sentence: str) -> None:
        """A sentence at a field or list; an empty one takes it away."""
        ...

    def focus(self, area: str) -> None: ...
