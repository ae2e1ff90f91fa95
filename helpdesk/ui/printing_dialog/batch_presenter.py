"""Papers that wait, printed one after the other: which, where, what became of each. No Qt."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Protocol

from helpdesk.application.ports import PrintJob
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.problems import sentence
from helpdesk.i18n.words import PAPERS, SIZES, word
from helpdesk.ui.presenting import Settings, Workbench
from helpdesk.ui.printing_dialog.choice import file_name, missing_text
from helpdesk.ui.printing_dialog.presenter import AT_PRINTER

WAITING = ("queued", "failed", "abandoned")
"""States of print jobs that somebody has to print again; what a printer has, it has."""
_LOOKED_AT = 50  # papers that are drawn to find characters without a font: two seconds
_SLOW_MOST = 3  # in a row: such a printer is looked after before it gets more


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
    """How many came out, are at the printer without its word, and were left; what went wrong."""

    done: int = 0
    sent: int = 0
    left: int = 0
    problems: tuple[str, ...] = ()


class BatchView(Protocol):
    """What the presenter asks of the dialog."""

    @property
    def is_there(self) -> bool: ...
    def show_waiting(self, waited: Waited, *, printer: str) -> None: ...
    def show_glyphs(self, warning: str) -> None: ...
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
        self._stopped = Event()

    def open(self) -> None:
        """Read what waits."""
        self._bench.background.run(self._read, done=self._show, failed=self._failed)

    def print_all(self, printer: str) -> None:
        """On this printer; it is remembered for the next paper."""
        self._settings.set("print.printer", printer)
        papers = self._bench.papers
        self._run(lambda paper: papers.print_job(paper.job, printer=printer), self._printed)

    def save_all(self, folder: str) -> None:
        """Each as a PDF of its own in this folder; nobody's name stands in a file's name."""
        if folder:
            papers = self._bench.papers
            self._run(lambda each: papers.save_job(each.job, path=_path(folder, each)), self._saved)
        else:
            self._view.fail("")

    def stop(self) -> None:
        """The paper that is on its way comes out; the others keep waiting."""
        self._stopped.set()

    def _run(
        self, come_out: Callable[[WaitingPaper], object], done: Callable[[CameOut], object]
    ) -> None:
        waiting, stopped = self._papers, self._stopped
        stopped.clear()

        def work(report: Callable[..., object]) -> CameOut:
            return _all_out(waiting, come_out, stopped=stopped, report=report)

        self._bench.background.run(
            work, done=done, failed=self._failed, progress=self._view.show_progress
        )

    def _printed(self, came: CameOut) -> None:
        self._ended(came, ngettext("{n} paper is out.", "{n} papers are out.", came.done))

    def _saved(self, came: CameOut) -> None:
        words = ngettext("{n} paper is saved as PDF.", "{n} papers are saved as PDF.", came.done)
        self._ended(came, words)

    def _ended(self, came: CameOut, out: str) -> None:
        words = "\n".join(dict.fromkeys((*came.problems, *_came_words(came, out))))
        if came.problems and self._view.is_there:
            self._view.fail(words)
            self.open()
            return
        tone = "warning" if came.problems else "info" if came.left or came.sent else "success"
        self._bench.navigator.say(words, tone=tone, topic="printed")
        self._view.finish()

    def _failed(self, problem: Problem) -> None:
        self._view.fail(sentence(problem))

    def _show(self, waited: Waited) -> None:
        self._papers = waited.papers
        self._view.show_waiting(waited, printer=self._settings.get("print.printer"))
        if waited.papers:
            self._bench.background.run(self._glyphs, done=self._view.show_glyphs)

    def _glyphs(self) -> str:
        """What the papers lack a font for, looked for while the list is read. Background thread."""
        papers = self._bench.papers
        with papers.noticing() as missing:
            for each in self._papers[:_LOOKED_AT]:
                if self._stopped.is_set():
                    break
                with suppress(Problem):  # said when it is to come out
                    papers.render_job(each.job)
        return missing_text(missing)

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
        parts = [word(PAPERS, job.paper), file.row.number, word(SIZES, job.size), copies]
        if job.error == "printer-unknown":
            parts.append(_("interrupted: look whether it came out"))
        return WaitingPaper(job, file.row.number, " · ".join(parts))


def _all_out(
    waiting: Sequence[WaitingPaper],
    come_out: Callable[[WaitingPaper], object],
    *,
    stopped: Event,
    report: Callable[..., object],
) -> CameOut:
    """One after the other. What is wrong with one paper hinders no other; what is wrong with the printer,
    the disk or by somebody's wish leaves the rest waiting. Background thread."""
    done, slow, at_once, problems = 0, 0, 0, []
    total = n = len(waiting)
    for n, paper in enumerate(waiting, start=1):
        report(n - 1, total)
        before = slow
        try:
            come_out(paper)
            done += 1
        except Problem as problem:
            slow += problem.code in AT_PRINTER
            problems += [] if problem.code == "printer-slow" else [_told(paper, problem)]
            if isinstance(problem, EnvironmentProblem) and problem.code != "printer-slow":
                break
        at_once = at_once + 1 if slow > before else 0
        if stopped.is_set() or at_once == _SLOW_MOST:
            break
    report(n, total)
    return CameOut(done, slow, total - n, tuple(problems))


def _came_words(came: CameOut, out: str) -> list[str]:
    """What became of them, a sentence for each that there is; `out` is that of those that came out."""
    sent = ngettext(
        "{n} paper is at the printer and not confirmed yet.",
        "{n} papers are at the printer and not confirmed yet.",
        came.sent,
    )
    left = ngettext("{n} paper keeps waiting.", "{n} papers keep waiting.", came.left)
    counted = ((out, came.done), (sent, came.sent), (left, came.left))
    return [text.format(n=n) for text, n in counted if n]


def _path(folder: str, paper: WaitingPaper) -> str:
    return str(Path(folder) / file_name(word(PAPERS, paper.job.paper), paper.number))


def _told(paper: WaitingPaper, problem: Problem) -> str:
    return _("{paper}: {problem}").format(
        paper=word(PAPERS, paper.job.paper), problem=sentence(problem)
    )


def waiting_count(jobs: Sequence[PrintJob]) -> int:
    """How many of these nobody prints any more by themselves."""
    return sum(job.state in WAITING for job in jobs)
