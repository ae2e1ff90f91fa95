"""Papers handed over, confirmed, failed or abandoned (C28). Any thread but the GUI's."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from threading import Event, Lock

from helpdesk.application import prints
from helpdesk.application.paper_proof import Drawn
from helpdesk.application.ports import PrintJob, Session
from helpdesk.application.queries import Queries
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.i18n.printer_troubles import trouble_text
from helpdesk.i18n.words import PAPERS, word
from helpdesk.printing.spool import Spooled, Spooler

CONFIRM_SECONDS = 10.0
ABANDON_MS = 10 * 60_000
_SILENT_MS = (
    24 * 60 * 60_000
)  # a print system that does not answer: its jobs cannot be taken back before
_LOOK_SECONDS = 0.25
_ERRORS = {Spooled.FAILED: "printer-failed", Spooled.GONE: "printer-unknown"}

Draw = Callable[[], Drawn]


class PrintQueue:
    """A paper is recorded as printed when the print system says that it came out, and once.

    There is one in the program: a job that stands as in hand and is not in this one's was left by a
    program that was killed.
    """

    def __init__(self, session: Session, queries: Queries, spooler: Spooler | None) -> None:
        self._session = session
        self._queries = queries
        self._spooler = spooler
        self._mine: set[int] = set()
        self._lock = Lock()

    def print(self, job: PrintJob, *, printer: str, draw: Draw) -> None:
        """Draw, hand over, and wait up to ten seconds for the word that it came out.

        Raises EnvironmentProblem `printer-missing`, `printer-failed` or `printer-unknown` (the job is
        failed), or `printer-slow` and `printer-waits` (it stays with the printer, and is settled later);
        Problem `print-underway` or `print-came-out` when nothing was sent.
        """
        with self._in_hand(job, printer) as begun:
            sent = self._handed_over(begun, draw=draw)
            if not sent.spooled:  # a print system that tells nothing more
                self._record(sent, output=prints.UNCONFIRMED)
                return
            until = time.monotonic() + CONFIRM_SECONDS
            while (state := self._state(sent)) is Spooled.WAITING:
                if time.monotonic() >= until:
                    raise self._slow(printer)
                Event().wait(_LOOK_SECONDS)
            self._settle(sent, state)
            if state is not Spooled.PRINTED:
                raise EnvironmentProblem(_ERRORS[state], printer=printer)

    def save(self, job: PrintJob, *, save: Callable[[bytes], None], draw: Draw) -> None:
        """Save instead of printing; what a printer still has of the job is taken back first.

        Raises what `draw` and `save` raise, Problem `print-underway` or `print-came-out`.
        """
        with self._in_hand(job, "") as begun:
            try:
                drawn = draw()
                save(drawn.pdf)
            except Problem as problem:
                prints.print_failed(self._session, begun, error=problem.code)
                raise
            self._record(_as_drawn(begun, drawn), output="file")

    def settle(self) -> None:
        """What became of jobs that were slow: confirmed, failed, or given up after ten minutes.

        None is ever sent to a printer again by itself.
        """
        mine = set(self._mine)
        for job in self._queries.print_jobs(state="printing"):
            if job.id in mine | self._mine:
                continue
            if not job.spooled:
                prints.print_failed(self._session, job, error="printer-unknown")
            elif (state := self._told(job)) not in (None, Spooled.WAITING):
                self._settle(job, state)
            elif self._is_late(job, answered=state is not None):
                self._cancel(job)
                prints.print_abandoned(self._session, job)

    def _is_late(self, job: PrintJob, *, answered: bool) -> bool:
        """Whether it is given up: only what can be taken back, lest it come out unseen."""
        waited = self._session.clock.now().utc_ms - job.since_ms
        return not 0 <= waited < (ABANDON_MS if answered else _SILENT_MS)

    @contextmanager
    def _in_hand(self, job: PrintJob, printer: str) -> Iterator[PrintJob]:
        """Nobody else takes the job up meanwhile; what a printer still has of it is taken back first."""
        with self._lock:
            if job.id in self._mine:
                raise Problem("print-underway")
            self._mine.add(job.id)
        try:
            self._take_back(job)
            yield prints.paper_begun(self._session, replace(job, printer=printer))
        finally:
            self._mine.discard(job.id)

    def _handed_over(self, job: PrintJob, *, draw: Draw) -> PrintJob:
        try:
            if self._spooler is None:
                raise EnvironmentProblem("printer-missing", printer=job.printer)
            drawn, to = draw(), job.printer
            title = word(PAPERS, job.paper)
            spooled = self._spooler.submit(drawn.pdf, printer=to, title=title, tray=job.tray)
        except Problem as problem:
            prints.print_failed(self._session, job, error=problem.code)
            raise
        job = _as_drawn(job, drawn)
        if not spooled:
            return job
        job = replace(job, spooled=spooled)
        prints.paper_handed_over(self._session, job)
        return job

    def _slow(self, printer: str) -> EnvironmentProblem:
        """The printer has it and has not said that it came out; with the reason, where it tells one."""
        assert self._spooler is not None
        if trouble := trouble_text(self._spooler.capabilities(printer).troubles):
            return EnvironmentProblem("printer-waits", printer=printer, trouble=trouble)
        return EnvironmentProblem("printer-slow", printer=printer)

    def _told(self, job: PrintJob) -> Spooled | None:
        """What the print system says of a job; None when it does not answer."""
        try:
            return self._spooler.state(job.spooled) if self._spooler else None
        except EnvironmentProblem:
            return None

    def _state(self, job: PrintJob) -> Spooled:
        """A spooler that does not answer has said nothing: the job waits."""
        return self._told(job) or Spooled.WAITING

    def _cancel(self, job: PrintJob) -> None:
        if self._spooler is not None:
            self._spooler.cancel(job.spooled)

    def _take_back(self, job: PrintJob) -> None:
        """Raises Problem `print-came-out` when it is too late for that: then it is recorded."""
        if not job.spooled:
            return
        self._cancel(job)
        if self._told(job) is Spooled.PRINTED:
            self._settle(job, Spooled.PRINTED)
            raise Problem("print-came-out", printer=job.printer)

    def _settle(self, job: PrintJob, state: Spooled) -> None:
        if state is Spooled.PRINTED:
            self._record(job, output="printer")
        else:
            prints.print_failed(self._session, job, error=_ERRORS[state])

    def _record(self, job: PrintJob, *, output: str) -> None:
        prints.paper_printed(self._session, job, output=output, digest=job.digest, facts=job.facts)


def _as_drawn(job: PrintJob, drawn: Drawn) -> PrintJob:
    digest = sha256(drawn.pdf).hexdigest()
    sheets, emblem = drawn.sheets, drawn.emblem
    return replace(job, digest=digest, facts=drawn.facts, sheets=sheets, emblem=emblem)
