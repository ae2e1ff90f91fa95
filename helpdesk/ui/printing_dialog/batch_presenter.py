"""Papers that wait, printed one after the other: which, where, what became of each. No Qt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from helpdesk.application.ports import PrintJob
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.problems import sentence
from helpdesk.i18n.words import PAPERS, SIZES, word
from helpdesk.ui.presenting import Settings, Workbench
from helpdesk.ui.printing_dialog.choice import file_name

WAITING = ("queued", "failed", "abandoned")
"""States of print jobs that somebody has to print again; what a printer has, it has."""
_AT_PRINTER = ("printer-slow", "printer-waits")  # it has the job and has not confirmed it yet


@dataclass(frozen=True, slots=True)
class WaitingPaper:
    """A job that did not come out, and its line in the list."""

    job: PrintJob
    number: str
    words: str


@dataclass(frozen=True, slots=True)
class Waited:
    """What the dialog begins with."""

    papers: tuple[WaitingPaper, ...]
    printers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CameOut:
    """How many came out, and why the others did not."""

    done: int
    problems: tuple[str, ...]


class BatchView(Protocol):
    """What the presenter asks of the dialog."""

    def show_waiting(self, waited: Waited, *, printer: str) -> None: ...
    def show_progress(self, done: int, total: int) -> None: ...
    def fail(self, sentence: str) -> None: ...
    def finish(self) -> None: ...


class BatchPresenter:
    """All papers of one case that did not come out, or of the whole desk without a `case_id`."""

    def __init__(
        self, case_id: str, *, bench: Workbench, settings: Settings, view: BatchView
    ) -> None:
        self._case_id = case_id
        self._bench = bench
        self._settings = settings
        self._view = view
        self._papers: tuple[WaitingPaper, ...] = ()

    def open(self) -> None:
        """Read what waits."""
        self._bench.background.run(self._read, done=self._show, failed=self._failed)

    def print_all(self, printer: str) -> None:
        """On this printer; it is remembered for the next paper."""
        self._settings.set("print.printer", printer)
        papers = self._bench.papers
        self._run(lambda paper: papers.print_job(paper.job, printer=printer))

    def save_all(self, folder: str) -> None:
        """Each as a PDF of its own in this folder; nobody's name stands in a file's name."""
        if folder:
            papers = self._bench.papers
            self._run(lambda each: papers.save_job(each.job, path=_path(folder, each)))
        else:
            self._view.fail("")

    def _run(self, come_out: Callable[[WaitingPaper], object]) -> None:
        waiting = self._papers

        def work(report: Callable[..., object]) -> CameOut:
            done, problems = 0, []
            for n, paper in enumerate(waiting):
                report(n, len(waiting))
                try:
                    come_out(paper)
                    done += 1
                except EnvironmentProblem as problem:
                    done += problem.code in _AT_PRINTER
                    problems += [] if problem.code == "printer-slow" else [_told(paper, problem)]
            report(len(waiting), len(waiting))
            return CameOut(done, tuple(problems))

        self._bench.background.run(
            work, done=self._ended, failed=self._failed, progress=self._view.show_progress
        )

    def _ended(self, came: CameOut) -> None:
        if came.problems:
            self._view.fail("\n".join(dict.fromkeys(came.problems)))
            self.open()
            return
        text = ngettext("{n} paper is out.", "{n} papers are out.", came.done)
        self._bench.navigator.say(text.format(n=came.done), tone="success", topic="printed")
        self._view.finish()

    def _failed(self, problem: Problem) -> None:
        self._view.fail(sentence(problem))

    def _show(self, waited: Waited) -> None:
        self._papers = waited.papers
        self._view.show_waiting(waited, printer=self._settings.get("print.printer"))

    def _read(self) -> Waited:
        queries = self._bench.queries
        jobs = [job for state in WAITING for job in queries.print_jobs(state=state)]
        wanted = [job for job in jobs if self._case_id in ("", job.case)]
        found = (self._line(job) for job in sorted(wanted, key=lambda job: job.id))
        return Waited(tuple(filter(None, found)), tuple(self._bench.papers.printers()))

    def _line(self, job: PrintJob) -> WaitingPaper | None:
        file = self._bench.queries.case_file(job.case)
        if file is None:
            return None
        copies = ngettext("{n} copy", "{n} copies", job.copies).format(n=job.copies)
        parts = (word(PAPERS, job.paper), file.row.number, word(SIZES, job.size), copies)
        return WaitingPaper(job, file.row.number, " · ".join(parts))


def _path(folder: str, paper: WaitingPaper) -> str:
    return str(Path(folder) / file_name(word(PAPERS, paper.job.paper), paper.number))


def _told(paper: WaitingPaper, problem: Problem) -> str:
    return _("{paper}: {problem}").format(
        paper=word(PAPERS, paper.job.paper), problem=sentence(problem)
    )


def waiting_count(jobs: Sequence[PrintJob]) -> int:
    """How many of these nobody prints any more by themselves."""
    return sum(job.state in WAITING for job in jobs)
