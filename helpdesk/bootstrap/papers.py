"""Papers for the desktop and the command line: committed case in, PDF or print-out out."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from helpdesk.application.audit import record_export
from helpdesk.application.case_archive import CASE_FILE, past_paper
from helpdesk.application.files import FileStore
from helpdesk.application.intake import Intake
from helpdesk.application.joint_forms import JOINT
from helpdesk.application.paper_check import PaperCheck
from helpdesk.application.paper_facts import SLIP
from helpdesk.application.paper_proof import Again, Drawn, Likeness
from helpdesk.application.ports import PrintJob, Session
from helpdesk.application.printers import Capabilities
from helpdesk.application.queries import CaseFile, Queries
from helpdesk.application.registration import cases_of_intake, file_of
from helpdesk.application.residents import resident_from_fields
from helpdesk.bootstrap.archive import Told, case_archive
from helpdesk.bootstrap.bilingual import Words
from helpdesk.bootstrap.drawing import Drawing
from helpdesk.bootstrap.files import Save, write_whole
from helpdesk.bootstrap.print_queue import PrintQueue
from helpdesk.bootstrap.receipts import save_receipts
from helpdesk.domain.events import PaperSigned
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.domain.slips import slip_of
from helpdesk.i18n.words import PAPERS, word
from helpdesk.printing import missing_glyphs, noticing
from helpdesk.printing.preview import PageImage, page_images
from helpdesk.printing.spool import Spooler

Tray = Callable[[str, str], str]


def _any_tray(_paper: str, _printer: str) -> str:
    return ""


class DeskPapers:
    """Renders, prints and saves; records a paper only when it really came out. Any thread.

    `words` are asked for whatever residents' papers carry beside their texts. With `files` a paper that
    was signed at the desk shows the signature. `tray_of` says from which tray of a printer a paper is
    taken (empty: as the printer thinks right), `emblem` which picture residents' papers carry, `emblem_of`
    which one an earlier paper bore; whoever has the settings sets them.
    """

    noticing = staticmethod(noticing)

    def __init__(
        self,
        session: Session,
        queries: Queries,
        *,
        printers: Spooler | None = None,
        save: Save = write_whole,
        words: Words = dict,
        files: FileStore | None = None,
    ) -> None:
        self._session = session
        self._queries = queries
        self._printers = printers
        self._queue = PrintQueue(session, queries, printers)
        self._save = save
        self.tray_of: Tray = _any_tray
        self.emblem: Callable[[], bytes] = bytes
        self.emblem_of: Callable[[str], bytes] = lambda _digest: b""
        self._words = words
        self._files = files

    def render(self, case_id: str, *, paper: str, size: str, copies: int) -> bytes:
        """The PDF of a registered case's paper. Raises Problem `case-unknown`, `paper-unknown` or
        `paper-unfit`."""
        file = self._file(case_id)
        return self.drawing.drawn(self._session, file, paper=paper, size=size, copies=copies).pdf

    def archive(self, case_id: str, *, told: Told = lambda _done, _total: None) -> bytes:
        """A whole case as one PDF; what `told` raises gives it up. Raises Problem `case-unknown`."""
        draw = self.drawing.again
        file, files = self._file(case_id), self._files
        return case_archive(self._session, file, draw=draw, files=files, told=told)

    def save_archive(
        self, case_id: str, *, path: str, told: Told = lambda _done, _total: None
    ) -> None:
        """The same into a file; who took it away is on record. Raises EnvironmentProblem."""
        pdf = self.archive(case_id, told=told)
        record_export(self._session, CASE_FILE, rows=1)
        self._save(Path(path), pdf)

    def again(self, check: PaperCheck) -> Again | None:
        """The copy of a paper that a check is of, as it came out; what was signed at the desk is kept whole.
        None where no record of its printing is here. Raises Problem `case-unknown`, EnvironmentProblem of
        a file that is not here."""
        event = check.printed
        if event is None:
            return None
        if isinstance(event.body, PaperSigned):
            kept = self._files.read(event.body.sealed) if self._files and event.body.sealed else b""
            return Again(kept, Likeness.SAME) if kept else None
        past = past_paper(self._session, self._file(check.case), event)
        return self.drawing.again(past, copy=check.copy) if past else None

    @property
    def drawing(self) -> Drawing:
        """What they are drawn with, as the settings are now."""
        return Drawing(self._queries, self._words, self.emblem, self._files, self.emblem_of)

    def _file(self, case_id: str) -> CaseFile:
        file = self._queries.case_file(case_id)
        if file is None:
            raise Problem("case-unknown")
        return file

    def render_intake(self, intake: Intake, *, paper: str, size: str) -> bytes:
        """The PDF for an intake that is not registered yet; its number is still open.

        Of an intake that becomes several cases the receipt is the joint one.
        """
        today = self._session.clock.now().local.date()
        if intake.resident:
            resident = self._queries.resident(intake.resident)
        elif intake.new_resident.get("name"):
            resident = resident_from_fields(intake.new_resident, today=today)
        else:
            resident = None
        cases = cases_of_intake(self._session, intake, resident=resident)
        if len(cases) > 1 and paper == "receipt" and intake.one_receipt:
            paper = JOINT
        file = file_of(cases[0], calendar=self._session.reference.calendar)
        file = replace(file, members=cases, resident=resident)
        return self.drawing.unregistered(self._session, file, paper=paper, size=size)

    def pages(self, pdf: bytes, *, dpi: float) -> Sequence[PageImage]:
        """Every page as a picture."""
        return tuple(page_images(pdf, dpi=dpi))

    def missing_glyphs(self, text: str) -> tuple[str, ...]:
        """Characters that no font of ours has."""
        return missing_glyphs(text)

    def printers(self) -> tuple[str, ...]:
        """The system's printers, the default one first."""
        return self._printers.names() if self._printers else ()

    def capabilities(self, printer: str) -> Capabilities:
        """What a printer tells of its trays and sheets."""
        return self._printers.capabilities(printer) if self._printers else Capabilities()

    def print_pdf(self, pdf: bytes, *, printer: str, paper: str = "one_time_notice") -> None:
        """Print bytes that belong to no case; it is on record first. Raises EnvironmentProblem
        `printer-*`."""
        record_export(self._session, paper, rows=1)
        if self._printers is None:
            raise EnvironmentProblem("printer-missing", printer=printer)
        tray = self.tray_of(paper, printer)
        self._printers.submit(pdf, printer=printer, title=word(PAPERS, paper), tray=tray)

    def save_pdf(self, pdf: bytes, *, path: str, paper: str = "one_time_notice") -> None:
        """The same into a file, whole or not at all. Raises EnvironmentProblem `file-unwritable`."""
        record_export(self._session, paper, rows=1)
        self._save(Path(path), pdf)

    def print_job(self, job: PrintJob, *, printer: str) -> None:
        """Print a queued job; see `PrintQueue.print`."""
        job = replace(job, tray=job.tray or self.tray_of(job.paper, printer))
        self._queue.print(job, printer=printer, draw=partial(self._drawn_job, job))

    def render_job(self, job: PrintJob) -> bytes:
        """The PDF of a queued job, to be looked at."""
        return self._drawn_job(job).pdf

    def settle_prints(self) -> None:
        """Look after the jobs that the print system still has: see `PrintQueue.settle`."""
        self._queue.settle()

    def save_job(self, job: PrintJob, *, path: str) -> None:
        """Save a queued job's PDF; on failure the job is failed with its reason."""
        save = partial(self._save, Path(path))
        self._queue.save(job, save=save, draw=partial(self._drawn_job, job))

    def save_receipts(self, cases: Sequence[str], *, size: str, path: str, told: Told) -> None:
        """One copy of each case's receipt in one PDF: see `save_receipts`."""
        save = partial(self._save, Path(path))
        save_receipts(self._session, self.drawing, cases, size=size, save=save, told=told)

    def _drawn_job(self, job: PrintJob) -> Drawn:
        """The PDF of a job and what it vouches for, from one state of the case."""
        file = self._file(job.case)
        if job.paper == SLIP:
            return self.drawing.slip(
                self._session, file, slip_of(job.facts), size=job.size, copies=job.copies
            )
        return self.drawing.drawn(
            self._session, file, paper=job.paper, size=job.size, copies=job.copies
        )
