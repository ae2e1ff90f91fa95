"""Papers coming out: a print that did not come out is never recorded as done."""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from helpdesk.application.paper_facts import SLIP
from helpdesk.application.paper_proof import Drawn
from helpdesk.application.ports import PrintJob, Session
from helpdesk.application.progress import known_case
from helpdesk.domain.events import PaperPrinted
from helpdesk.domain.problems import Problem

UNCONFIRMED = "unconfirmed"
"""`PaperPrinted.output` of what a printer took that cannot say whether it came out."""


def queue_paper(
    session: Session, case_id: str, *, paper: str, size: str, copies: int = 1, slip: str = ""
) -> PrintJob:
    """Queue a (further) paper of a registered case; `slip` is the key of a slip."""
    facts = (f"slip={slip}",) if slip else ()
    with session.store.unit_of_work() as uow:
        known_case(uow, case_id)
        job_id = uow.queue_print(case_id, paper=paper, size=size, copies=copies, facts=facts)
    return PrintJob(id=job_id, case=case_id, paper=paper, size=size, copies=copies, facts=facts)


def paper_begun(session: Session, job: PrintJob) -> PrintJob:
    """The job is in hand from here on, before anything is sent to `job.printer` or saved: nobody else
    takes it up, and a kill on the way is seen afterwards. Raises Problem `print-underway`."""
    since_ms = session.clock.now().utc_ms
    with session.store.unit_of_work() as uow:
        if not uow.begin_print(job, since_ms=since_ms):
            raise Problem("print-underway")
    return replace(job, spooled="", since_ms=since_ms)


def paper_printed(
    session: Session, job: PrintJob, *, output: str, digest: str, facts: tuple[str, ...] = ()
) -> None:
    """The paper came out, which is recorded once: `output` is printer, `UNCONFIRMED` or file, `digest` the
    SHA-256 of the PDF in hex, `facts` what it vouches for (`paper_proof`)."""
    moment = session.clock.now()
    with session.store.unit_of_work() as uow:
        case = known_case(uow, job.case)
        if not uow.settle_print(job, state="done"):
            return
        body = PaperPrinted(
            paper=job.paper,
            size=job.size,
            copies=job.copies,
            copy=case.copies_of(job.paper) + 1,
            output=output,
            digest=digest,
            facts=facts,
            sheets=job.sheets,
            emblem=job.emblem,
        )
        uow.append(job.case, body, author=session.author, moment=moment)


def receipts_saved(
    session: Session,
    cases: Sequence[tuple[str, tuple[str, ...], int]],
    *,
    size: str,
    digest: str,
    emblem: str = "",
) -> None:
    """Receipts of many cases were saved in one file, recorded for all in one transaction: each case with
    the facts that its receipt vouches for, and its sheets; one copy each. Raises Problem `case-unknown`."""
    moment = session.clock.now()
    with session.store.unit_of_work() as uow:
        for case_id, facts, sheets in cases:
            body = PaperPrinted(
                paper="receipt",
                size=size,
                copies=1,
                copy=known_case(uow, case_id).copies_of("receipt") + 1,
                output="file",
                digest=digest,
                facts=facts,
                sheets=(sheets,),
                emblem=emblem,
            )
            uow.append(case_id, body, author=session.author, moment=moment)


def slip_printed(session: Session, case_id: str, drawn: Drawn, *, size: str, output: str) -> None:
    """A slip of the case came out as it was `drawn`, `output` as in `paper_printed`: its code is known when
    it comes back signed. Raises Problem `case-unknown`."""
    moment = session.clock.now()
    with session.store.unit_of_work() as uow:
        case = known_case(uow, case_id)
        body = PaperPrinted(
            paper=SLIP,
            size=size,
            copies=1,
            copy=case.copies_of(SLIP) + 1,
            output=output,
            digest=sha256(drawn.pdf).hexdigest(),
            facts=drawn.facts,
            sheets=drawn.sheets,
        )
        uow.append(case_id, body, author=session.author, moment=moment)


def paper_handed_over(session: Session, job: PrintJob) -> None:
    """The print system has the job under the name `job.spooled`; nothing has come out yet."""
    with session.store.unit_of_work() as uow:
        uow.hand_over_print(job)


def print_abandoned(session: Session, job: PrintJob) -> None:
    """Nobody confirmed the paper in time: it is out of the queue and never printed by itself (C28)."""
    with session.store.unit_of_work() as uow:
        uow.settle_print(job, state="abandoned", error="printer-slow")


def print_failed(session: Session, job: PrintJob, *, error: str) -> None:
    """The paper did not come out; `error` is a problem code. The case itself is untouched."""
    with session.store.unit_of_work() as uow:
        uow.settle_print(job, state="failed", error=error)
