"""The printing dialog's decisions: which job, what preview, what became of it. No Qt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from helpdesk.application.paper_forms import papers_for
from helpdesk.application.ports import PrintJob, Session
from helpdesk.application.prints import queue_paper
from helpdesk.application.queries import CaseFile, Queries
from helpdesk.domain.problems import Problem
from helpdesk.domain.slips import slip_of
from helpdesk.i18n import _
from helpdesk.i18n.problems import sentence
from helpdesk.i18n.words import PAPERS, word
from helpdesk.ui.presenting import PageImage, Papers, Settings, Workbench
from helpdesk.ui.printing_dialog.choice import (
    Offered,
    PrintChoice,
    file_name,
    missing_text,
    offered,
    remember,
    remembered,
)
from helpdesk.ui.printing_dialog.looking import Looking
from helpdesk.ui.tokens import Tone

PREVIEW_DPI = 130.0
DONE = "done"
AT_PRINTER = ("printer-slow", "printer-waits")
"""Problems of a paper that the printer has and did not confirm yet."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What the dialog begins with."""

    file: CaseFile | None
    printers: tuple[str, ...]


class PrintView(Protocol):
    """What the presenter may ask of the dialog."""

    def show_papers(self, papers: Sequence[str], *, chosen: str) -> None: ...
    def show_choice(self, choice: PrintChoice, *, printers: Offered) -> None: ...
    def show_pages(self, pages: Sequence[PageImage]) -> None: ...

    def show_trays(self, trays: Sequence[str], *, chosen: str) -> None:
        """The trays of the printer; with fewer than two there is nothing to choose."""
        ...

    def show_state(self, sentence: str, *, tone: Tone, busy: bool) -> None:
        """How it stands; while busy nothing can be pressed."""
        ...

    def ask_file(self, name: str, chosen: Callable[[str], object]) -> None: ...
    def finish(self) -> None: ...


class _Nowhere:
    """Where a closed dialog shows things."""

    def show_papers(self, papers: Sequence[str], *, chosen: str) -> None: ...
    def show_choice(self, choice: PrintChoice, *, printers: Offered) -> None: ...
    def show_pages(self, pages: Sequence[PageImage]) -> None: ...
    def show_trays(self, trays: Sequence[str], *, chosen: str) -> None: ...
    def show_state(self, sentence: str, *, tone: Tone, busy: bool) -> None: ...
    def ask_file(self, name: str, chosen: Callable[[str], object]) -> None: ...
    def finish(self) -> None: ...


class PrintPresenter:
    """Prints or saves one paper of one case; an older job that never came out is taken up again."""

    def __init__(
        self, case_id: str, *, bench: Workbench, settings: Settings, view: PrintView, paper: str
    ) -> None:
        self._case_id = case_id
        self._bench = bench
        self._settings = settings
        self._view: PrintView = view
        self._file: CaseFile | None = None
        self._printers: tuple[str, ...] = ()
        self._busy = False
        self._looking = Looking(bench, self._show_ready)
        self._missing: tuple[str, ...] = ()
        self.choice = PrintChoice(paper=paper)

    def open(self) -> None:
        """Read the case and the printers."""
        queries, papers = self._bench.queries, self._bench.papers
        self._view.show_state(_("One moment …"), tone=Tone.GREY, busy=True)
        self._bench.background.run(
            lambda: Opening(queries.case_file(self._case_id), papers.printers()),
            done=self._opened,
            failed=self._failed,
        )

    def close(self) -> None:
        """The dialog is gone: only how the printing ended is still said, above the screen."""
        self._view = _Nowhere()

    def choose(self, choice: PrintChoice) -> None:
        """Another size, count or printer: remembered for the next time."""
        drawn_alike = (choice.size, choice.copies) == (self.choice.size, self.choice.copies)
        self.choice = choice
        remember(self._settings, choice)
        self._look()
        if not drawn_alike:
            self._render()

    def choose_paper(self, paper: str) -> None:
        """Another paper, with its own last choice."""
        self.choice = remembered(self._settings, paper, printers=self._printers)
        known = offered(self._settings, paper, self._printers)
        self._view.show_choice(self.choice, printers=known)
        self._look()
        self._render()

    def go(self) -> None:
        """Print, or ask where to save; a second press while it runs does nothing."""
        if self._busy or self._file is None:
            return
        if self.choice.to_file:
            self.save()
            return
        self._begin(_("Printing …"), path="")

    def save(self) -> None:
        """Ask where to save the PDF."""
        if self._busy or self._file is None:
            return
        number = self._file.row.number
        name = file_name(word(PAPERS, self.choice.paper), number)
        self._view.ask_file(name, self._save_to)

    def _save_to(self, path: str) -> None:
        if path:
            self._begin(_("Saving …"), path=path)

    def _begin(self, words: str, *, path: str) -> None:
        self._busy = True
        self._view.show_state(words, tone=Tone.GREY, busy=True)
        session, queries, papers = self._bench.session, self._bench.queries, self._bench.papers
        choice, case_id = self.choice, self._case_id

        def work() -> None:
            job = job_for(session, queries, case_id, choice=choice)
            come_out(papers, job, choice=choice, path=path)

        self._bench.background.run(work, done=partial(self._came_out, path), failed=self._failed)

    def _came_out(self, path: str, _nothing: object) -> None:
        words = _("The PDF is saved.")
        if not path:
            words = _("Sent to the printer {name}.").format(name=self.choice.printer)
        self._busy = False
        self._bench.navigator.say(words, tone="success", topic="printed")
        self._view.finish()

    def _failed(self, problem: Problem) -> None:
        """The case is untouched, its job failed and visible; another way is one press away."""
        if self._busy and isinstance(self._view, _Nowhere):
            self._bench.navigator.say(sentence(problem), tone="error", topic="printed")
        self._busy = False
        tone = Tone.AMBER if problem.code in AT_PRINTER else Tone.RED
        self._view.show_state(sentence(problem), tone=tone, busy=False)

    def _opened(self, opening: Opening) -> None:
        if opening.file is None:
            self._failed(Problem("case-unknown"))
            return
        self._file, self._printers = opening.file, opening.printers
        fitting = papers_for(opening.file.case)
        paper = self.choice.paper if self.choice.paper in fitting else fitting[0]
        self._view.show_papers(fitting, chosen=paper)
        self.choose_paper(paper)

    def _look(self) -> None:
        """Ask the chosen printer, once, for its trays and sheets and how it stands."""
        self._show_ready()
        self._looking.look(self.choice.printer)

    def _show_ready(self) -> None:
        """The trays, and what stands in the way of this paper before anything is sent."""
        if self._busy:
            return
        self.choice = choice = self._looking.settled(self.choice)
        self._view.show_trays(self._looking.trays(choice.printer), chosen=choice.tray)
        if not self._printers:
            words, tone = (
                _("This computer has no printer; the paper can be saved as PDF."),
                Tone.GREY,
            )
        else:
            words, tone = self._looking.standing(choice)
        if self._missing:
            tone = Tone.RED if tone is Tone.RED else Tone.AMBER
            words = "\n".join(filter(None, (missing_text(self._missing), words)))
        self._view.show_state(words, tone=tone, busy=False)

    def _render(self) -> None:
        papers, choice, case_id = self._bench.papers, self.choice, self._case_id

        def draw() -> tuple[Sequence[PageImage], tuple[str, ...]]:
            with papers.noticing() as missing:
                pdf = papers.render(
                    case_id, paper=choice.paper, size=choice.size, copies=choice.copies
                )
            return papers.pages(pdf, dpi=PREVIEW_DPI), tuple(missing)

        self._bench.background.run(
            draw, done=self._drawn, failed=self._failed, key=f"print-{case_id}"
        )

    def _drawn(self, drawn: tuple[Sequence[PageImage], tuple[str, ...]]) -> None:
        pages, missing = drawn
        self._view.show_pages(pages)
        if missing != self._missing:
            self._missing = missing
            self._show_ready()


def job_for(
    session: Session, queries: Queries, case_id: str, *, choice: PrintChoice, slip: str = ""
) -> PrintJob:
    """The case's job of this paper that has not come out yet, else a new one; of a slip its key is asked
    for, too. Background thread. Raises Problem `case-unknown`.
    """
    file = queries.case_file(case_id)
    for job in file.jobs if file else ():
        if (job.paper, slip_of(job.facts)) == (choice.paper, slip) and job.state != DONE:
            return replace(job, size=choice.size, copies=choice.copies, tray=choice.tray)
    new = queue_paper(
        session, case_id, paper=choice.paper, size=choice.size, copies=choice.copies, slip=slip
    )
    return replace(new, tray=choice.tray)


def come_out(papers: Papers, job: PrintJob, *, choice: PrintChoice, path: str) -> None:
    """Save to `path`, else print. Raises EnvironmentProblem; the job is then failed."""
    if path:
        papers.save_job(job, path=path)
    else:
        papers.print_job(job, printer=choice.printer)
