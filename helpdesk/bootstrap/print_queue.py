"""Papers handed over, confirmed, failed or abandoned (C28). Any thread but the GUI's."""

import time
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from threading import Event

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
_LOOK_SECONDS = 0.25

Draw = Callable[[], Drawn]


class PrintQueue:
    """A paper is recorded as printed when the print system says that it came out, and once."""

    def __init__(self, session: Session, queries: Queries, spooler: Spooler | None) -> None:
        self._session = session
        self._queries = queries
        self._spooler = spooler

    def print(self, job: PrintJob, *, printer: str, draw: Draw) -> None:
        """Draw, hand over, and wait up to ten seconds for the word that it came out.

        Raises EnvironmentProblem `printer-missing` or `printer-failed` (the job is failed), or
        `printer-slow` and `printer-waits` (it stays with the printer, and is settled later).
        """
        job = self._handed_over(job, printer=printer, draw=draw)
        if not job.spooled:  # a print system that tells nothing more
            self._record(job, output="printer")
            return
        until = time.monotonic() + CONFIRM_SECONDS
        while (state := self._state(job)) is Spooled.WAITING:
            if time.monotonic() >= until:
                raise self._slow(printer)
            Event().wait(_LOOK_SECONDS)
        self._settle(job, state)
        if state is not Spooled.PRINTED:
            raise EnvironmentProblem("printer-failed", printer=printer)

    def save(self, job: PrintJob, *, save: Callable[[bytes], None], draw: Draw) -> None:
        """Save instead of printing; what a printer still has of the job is taken back first."""
        self._take_back(job)
        try:
            drawn = draw()
            save(drawn.pdf)
        except Problem as problem:
            prints.print_failed(self._session, job, error=problem.code)
            raise
        self._record(_as_drawn(job, drawn), output="file")

    def settle(self) -> None:
        """What became of jobs that were slow: confirmed, failed, or given up after ten minutes.

        None is ever sent to a printer again by itself.
        """
        now_ms = self._session.clock.now().utc_ms
        for job in self._queries.print_jobs(state="printing"):
            state = self._state(job)
            late = not 0 <= now_ms - job.since_ms < ABANDON_MS
            if state is not Spooled.WAITING:
                self._settle(job, state)
            elif late:
                self._take_back(job)
                prints.print_abandoned(self._session, job)

    def _handed_over(self, job: PrintJob, *, printer: str, draw: Draw) -> PrintJob:
        self._take_back(job)
        try:
            if self._spooler is None:
                raise EnvironmentProblem("printer-missing", printer=printer)
            drawn = draw()
            title = word(PAPERS, job.paper)
            spooled = self._spooler.submit(drawn.pdf, printer=printer, title=title, tray=job.tray)
        except Problem as problem:
            prints.print_failed(self._session, job, error=problem.code)
            raise
        job = replace(
            _as_drawn(job, drawn),
            printer=printer,
            spooled=spooled,
            since_ms=self._session.clock.now().utc_ms,
        )
        if spooled:
            prints.paper_handed_over(self._session, job)
        return job

    def _slow(self, printer: str) -> EnvironmentProblem:
        """The printer has it and has not said that it came out; with the reason, where it tells one."""
        assert self._spooler is not None
        if trouble := trouble_text(self._spooler.capabilities(printer).troubles):
            return EnvironmentProblem("printer-waits", printer=printer, trouble=trouble)
        return EnvironmentProblem("printer-slow", printer=printer)

    def _state(self, job: PrintJob) -> Spooled:
        """A spooler that does not answer has said nothing: the job waits."""
        try:
            return self._spooler.state(job.spooled) if self._spooler else Spooled.WAITING
        except EnvironmentProblem:
            return Spooled.WAITING

    def _take_back(self, job: PrintJob) -> None:
        if job.spooled and self._spooler is not None:
            self._spooler.cancel(job.spooled)

    def _settle(self, job: PrintJob, state: Spooled) -> None:
        if state is Spooled.PRINTED:
            self._record(job, output="printer")
        else:
            prints.print_failed(self._session, job, error="printer-failed")

    def _record(self, job: PrintJob, *, output: str) -> None:
        prints.paper_printed(self._session, job, output=output, digest=job.digest, facts=job.facts)


def _as_drawn(job: PrintJob, drawn: Drawn) -> PrintJob:
    digest = sha256(drawn.pdf).hexdigest()
    return replace(job, digest=digest, facts=drawn.facts, sheets=drawn.sheets)
