"""Papers for the desktop and the command line: committed case in, PDF or print-out out."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from helpdesk.application import mongolian
from helpdesk.application.audit import record_export
from helpdesk.application.case_archive import CASE_FILE, PastPaper
from helpdesk.application.files import FileStore
from helpdesk.application.forms import Form
from helpdesk.application.intake import Intake
from helpdesk.application.joint_forms import JOINT
from helpdesk.application.matter_form import FORM
from helpdesk.application.paper_data import notice_of, receipt_of
from helpdesk.application.paper_facts import paper_facts
from helpdesk.application.paper_forms import FORMS, forms_of, papers_for, sizes_for
from helpdesk.application.paper_text import read_beside
from helpdesk.application.papers import Notice, Receipt, SignatureShown
from helpdesk.application.ports import PrintJob, Session
from helpdesk.application.printers import Capabilities
from helpdesk.application.queries import CaseFile, Queries
from helpdesk.application.registration import cases_of_intake, file_of
from helpdesk.application.residents import resident_from_fields
from helpdesk.application.slip_paper import slip_paper
from helpdesk.bootstrap.archive import case_archive
from helpdesk.bootstrap.bilingual import Words
from helpdesk.bootstrap.files import Save, write_whole
from helpdesk.bootstrap.print_queue import PrintQueue
from helpdesk.bootstrap.signing import forms_as_signed, signature_shown, with_signature
from helpdesk.domain.cases import Case
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.i18n.words import PAPERS, word
from helpdesk.printing import Size, missing_glyphs, noticing
from helpdesk.printing.columns import beside_with
from helpdesk.printing.emblem import carrying
from helpdesk.printing.papers import PAPERS as RENDERERS
from helpdesk.printing.papers import render_forms
from helpdesk.printing.preview import PageImage, page_images
from helpdesk.printing.spool import Spooler

Tray = Callable[[str, str], str]


def _any_tray(_paper: str, _printer: str) -> str:
    return ""


class DeskPapers:
    """Renders, prints and saves; records a paper only when it really came out. Any thread.

    `words` are asked for whatever residents' papers carry beside their texts. With `files` a paper that
    was signed at the desk shows the signature. `tray_of` says from which tray of a printer a paper is
    taken (empty: as the printer thinks right), `emblem` which picture residents' papers carry; whoever
    has the settings sets them.
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
        self._files = files
        self._queries = queries
        self._printers = printers
        self._save = save
        self.tray_of: Tray = _any_tray
        self.emblem: Callable[[], bytes] = bytes
        self._words = words

    def render(self, case_id: str, *, paper: str, size: str, copies: int) -> bytes:
        """The PDF of a registered case's paper. Raises Problem `case-unknown`, `paper-unknown` or
        `paper-unfit`."""
        return self._drawn(self._file(case_id), paper=paper, size=size, copies=copies)

    def archive(self, case_id: str) -> bytes:
        """A whole case as one PDF. Raises Problem `case-unknown`."""

        def draw(past: PastPaper) -> bytes:
            then = DeskPapers(past.session, self._queries, words=self._words, files=self._files)
            if past.slip:
                forms = [slip_paper(past.session, past.file, past.slip)]
                return render_forms(forms, size=_size(past.size, past.paper))
            return then._drawn(past.file, paper=past.paper, size=past.size, copies=1)

        return case_archive(self._session, self._file(case_id), draw=draw, files=self._files)

    def save_archive(self, case_id: str, *, path: str) -> None:
        """The same into a file; who took it away is on record. Raises EnvironmentProblem."""
        pdf = self.archive(case_id)
        record_export(self._session, CASE_FILE, rows=1)
        self._save(Path(path), pdf)

    def slip(self, case_id: str, key: str) -> bytes:
        """A slip of a case as PDF, A4. Raises Problem `case-unknown`, `slip-unknown`."""
        return render_forms([slip_paper(self._session, self._file(case_id), key)], size=Size.A4)

    def _file(self, case_id: str) -> CaseFile:
        file = self._queries.case_file(case_id)
        if file is None:
            raise Problem("case-unknown")
        return file

    def _drawn(self, file: CaseFile, *, paper: str, size: str, copies: int) -> bytes:
        file = read_beside(self._queries, file, (paper,))
        given = signature_shown(self._session, file, paper, self._files)
        if paper in FORMS or paper in (JOINT, FORM):
            if paper not in papers_for(file.case):
                raise Problem("paper-unfit")
            forms: Sequence[Form] = forms_of(self._session, file, paper=paper, copies=copies)
            if given is not None:
                forms = forms_as_signed(self._session, file, paper, forms)
            signed = [with_signature(form, given) for form in forms]
            return _rendered(paper, signed, size=size, words=self._words, emblem=self.emblem)
        return self._draw(file.case, paper=paper, size=size, copies=copies, given=given)

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
        if paper in (JOINT, FORM, "authorisation"):
            file = file_of(cases[0], calendar=self._session.reference.calendar)
            file = replace(file, members=cases, resident=resident)
            forms = forms_of(self._session, file, paper=paper, copies=1)
            return _rendered(paper, forms, size=size, words=self._words, emblem=self.emblem)
        return self._draw(cases[0], paper=paper, size=size, copies=1)

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
        """Print a queued job. On failure the job is failed with its reason and the case untouched;
        `printer-slow` says that the printer has it and confirmed nothing within ten seconds."""
        job = replace(job, tray=job.tray or self.tray_of(job.paper, printer))
        PrintQueue(self._session, self._queries, self._printers).print(
            job, printer=printer, draw=partial(self._drawn_job, job)
        )

    def settle_prints(self) -> None:
        """Look after the jobs that the print system still has: see `PrintQueue.settle`."""
        PrintQueue(self._session, self._queries, self._printers).settle()

    def save_job(self, job: PrintJob, *, path: str) -> None:
        """Save a queued job's PDF; on failure the job is failed with its reason."""
        PrintQueue(self._session, self._queries, self._printers).save(
            job, save=partial(self._save, Path(path)), draw=partial(self._drawn_job, job)
        )

    def _drawn_job(self, job: PrintJob) -> tuple[bytes, tuple[str, ...]]:
        """The PDF of a job and what it vouches for, from one state of the case."""
        file = self._file(job.case)
        pdf = self._drawn(file, paper=job.paper, size=job.size, copies=job.copies)
        return pdf, paper_facts(self._session, file.case, paper=job.paper)

    def _draw(
        self,
        case: Case,
        *,
        paper: str,
        size: str,
        copies: int,
        given: SignatureShown | None = None,
    ) -> bytes:
        model: Receipt | Notice
        if paper == "receipt":
            model = receipt_of(self._session, case, copies=copies)
        elif paper == "one_time_notice":
            model = notice_of(self._session, case, copies=copies)
        else:
            raise Problem("paper-unknown", paper=paper)
        model = with_signature(model, given)
        return _rendered(paper, model, size=size, words=self._words, emblem=self.emblem)


def _rendered(
    paper: str, model: object, *, size: str, words: Words, emblem: Callable[[], bytes]
) -> bytes:
    beside = words() if paper in mongolian.PAPERS else {}
    with beside_with(beside), carrying(emblem()):
        return RENDERERS[paper](model, size=_size(size, paper))


def check_size(name: str, *, paper: str) -> None:
    """Raises Problem `size-unknown` for a size that the paper does not come in."""
    if name not in (known := sizes_for(paper)):
        raise Problem("size-unknown", size=name, known=", ".join(known))


def _size(name: str, paper: str) -> Size:
    check_size(name, paper=paper)
    return Size[name]
