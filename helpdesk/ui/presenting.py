"""What a presenter is given: plain ports, so that presenters need no Qt."""

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from helpdesk.application.card_readers import CardDesk, NoCardDesk
from helpdesk.application.files import Filing
from helpdesk.application.intake import Intake
from helpdesk.application.paper_check import PaperCheck
from helpdesk.application.paper_proof import Again
from helpdesk.application.ports import PrintJob, Session
from helpdesk.application.printers import Capabilities
from helpdesk.application.queries import Queries
from helpdesk.domain.problems import Problem


class PageImage(Protocol):
    """A page as RGB bytes, `stride` bytes to a row; `sheet` is its width and height in points."""

    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def stride(self) -> int: ...
    @property
    def rgb(self) -> bytes: ...
    @property
    def sheet(self) -> tuple[float, float]: ...


class Background(Protocol):
    """The door to background work (`ui/tasks.py`): results come back on the GUI thread."""

    def run(
        self,
        function: Callable[..., Any],
        *,
        done: Callable[[Any], object] | None = None,
        failed: Callable[[Problem], object] | None = None,
        progress: Callable[[int, int], object] | None = None,
        key: str | None = None,
    ) -> object:
        """Run `function` elsewhere; of several with the same `key` only the latest is heard."""
        ...


class Navigator(Protocol):
    """Going from screen to screen, and the sentences above them."""

    def open_case(self, case_id: str) -> None:
        """Show one case."""
        ...

    def new_case(
        self, *, draft_id: str = "", resident_id: str = "", like: str = "", matter: str = ""
    ) -> None:
        """Show the intake: as it stands, a draft, for a known resident, like an earlier case; or what
        stands there with this matter chosen."""
        ...

    def open_resident(self, resident_id: str) -> None:
        """Show one resident."""
        ...

    def decide(self, subject: str, *, first: str = "") -> None:
        """Ask what is to be decided about a case or resident, `first` (a `Doubt.key`) before the rest."""
        ...

    def show(self, screen_id: str) -> None:
        """Show a screen by its id: today, intake, cases, sync."""
        ...

    def say(
        self,
        sentence: str,
        *,
        tone: str = "info",
        action: str = "",
        do: Callable[[], object] | None = None,
        topic: str = "",
    ) -> None:
        """A sentence in the banner; tone is info, warning, error or success.

        `action` is the text of a button that calls `do`; a later sentence of the same `topic`
        replaces this one.
        """
        ...


class Settings(Protocol):
    """What this computer remembers between two starts. Never personal data."""

    def get(self, key: str) -> str:
        """What was set last, or nothing."""
        ...

    def set(self, key: str, value: str) -> None:
        """Remember a value, from any thread, at once; what is locked stays."""
        ...

    def locked(self, key: str) -> bool:
        """Whether the administrator decided it for this computer."""
        ...


class Later(Protocol):
    """A call in a while, on the GUI thread; none comes after its screen is gone."""

    def __call__(self, milliseconds: int, do: Callable[[], object], /) -> object: ...


class Papers(Protocol):
    """Papers as PDF bytes, as pictures of their pages, and out of a printer. All background work."""

    def render(self, case_id: str, *, paper: str, size: str, copies: int) -> bytes:
        """The PDF of a registered case's paper, from committed data. Raises Problem `case-unknown`."""
        ...

    def render_intake(self, intake: Intake, *, paper: str, size: str) -> bytes:
        """The same for an intake that is not registered yet: the number is still open."""
        ...

    def save_archive(self, case_id: str, *, path: str, told: Callable[[int, int], object]) -> None:
        """A whole case as one PDF into a file, which is on record; `told` hears how many of its parts are
        done, and what it raises gives it up. Raises EnvironmentProblem."""
        ...

    def again(self, check: PaperCheck) -> Again | None:
        """The copy of a paper that a check is of, drawn again as it came out; None where no record of its
        printing is here. Raises Problem `case-unknown`, EnvironmentProblem of a file that is not here."""
        ...

    def pages(self, pdf: bytes, *, dpi: float) -> Sequence[PageImage]:
        """Every page as a picture for the preview."""
        ...

    def missing_glyphs(self, text: str) -> tuple[str, ...]:
        """Characters that no font of ours has, to be warned of before printing."""
        ...

    def noticing(self) -> AbstractContextManager[Collection[str]]:
        """While it is entered, gathers the characters without a font on the papers that are drawn."""
        ...

    def printers(self) -> tuple[str, ...]:
        """The system's printers, the default one first; may be empty."""
        ...

    def capabilities(self, printer: str) -> Capabilities:
        """What a printer tells of its trays and sheets."""
        ...

    def print_pdf(self, pdf: bytes, *, printer: str, paper: str = "one_time_notice") -> None:
        """Print bytes that belong to no case. Raises EnvironmentProblem `printer-*`."""
        ...

    def save_pdf(self, pdf: bytes, *, path: str, paper: str = "one_time_notice") -> None:
        """Write bytes to a file, whole or not at all. Raises EnvironmentProblem."""
        ...

    def render_job(self, job: PrintJob) -> bytes:
        """The PDF of a queued job, to be looked at. Raises Problem where its case has none now."""
        ...

    def print_job(self, job: PrintJob, *, printer: str) -> None:
        """Print a queued job and record how it ended.

        Raises EnvironmentProblem (`printer-missing`, `printer-failed`): the job is then failed, the
        case untouched; `printer-slow`: the printer has it and has not confirmed it yet.
        """
        ...

    def save_receipts(
        self, cases: Sequence[str], *, size: str, path: str, told: Callable[[int, int], object]
    ) -> None:
        """One copy of each case's receipt in one PDF, recorded for all when it is written; what `told` (done,
        of how many) raises gives it up before. Raises EnvironmentProblem."""
        ...

    def settle_prints(self) -> None:
        """Record what came out since, give up what nobody confirmed within ten minutes."""
        ...

    def save_job(self, job: PrintJob, *, path: str) -> None:
        """Save a queued job's PDF to a file and record it. Raises EnvironmentProblem."""
        ...


class Camera(Protocol):
    """A camera at this computer. GUI thread."""

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    def start(self, show: Callable[[object], object]) -> None:
        """Show what it sees from now on: each frame is a QImage. Raises EnvironmentProblem
        `attachment-no-camera`."""
        ...

    def stop(self) -> None:
        """See nothing more."""
        ...


def no_camera() -> Camera | None:
    """There is none."""
    return None


NO_CARDS = NoCardDesk()


@dataclass(frozen=True, slots=True)
class Workbench:
    """Everything that the presenters of one logged-in agent share."""

    session: Session
    queries: Queries
    background: Background
    navigator: Navigator
    papers: Papers
    filing: Filing
    camera: Callable[[], Camera | None] = no_camera
    cards: CardDesk = NO_CARDS
