"""What a presenter is given: plain ports, so that presenters need no Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from helpdesk.application.ports import PrintJob, Session
from helpdesk.application.queries import Queries
from helpdesk.domain.problems import Problem


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

    def new_case(self, *, draft_id: str = "", resident_id: str = "") -> None:
        """Show the intake: empty, a draft, or for a known resident."""
        ...

    def show(self, screen_id: str) -> None:
        """Show a screen by its id: today, intake, cases, sync."""
        ...

    def say(self, sentence: str, *, tone: str = "info") -> None:
        """A sentence in the banner; tone is info, warning, error or success."""
        ...


class Papers(Protocol):
    """Papers from committed cases: bytes for preview and file, and real printing."""

    def render(self, case_id: str, *, paper: str, size: str, copies: int) -> bytes:
        """The PDF of a registered case's paper. Background work: reads the store, draws."""
        ...

    def missing_glyphs(self, text: str) -> tuple[str, ...]:
        """Characters that no font of ours has, to be warned of before printing."""
        ...

    def printers(self) -> tuple[str, ...]:
        """The system's printers, the default one first; may be empty."""
        ...

    def print_job(self, job: PrintJob, *, printer: str) -> None:
        """Print a queued job and record how it ended. Background work.

        Raises EnvironmentProblem (`printer-missing`, `printer-failed`): the job is then failed, the
        case untouched.
        """
        ...

    def save_job(self, job: PrintJob, *, path: str) -> None:
        """Save a queued job's PDF to a file and record it. Raises EnvironmentProblem."""
        ...


@dataclass(frozen=True, slots=True)
class Workbench:
    """Everything that the presenters of one logged-in agent share."""

    session: Session
    queries: Queries
    background: Background
    navigator: Navigator
    papers: Papers
