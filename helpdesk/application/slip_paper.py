"""A slip of a case as it is printed at the desk: what was said about it so far, lines for the rest."""

from helpdesk.application.forms import Form
from helpdesk.application.paper_data import paper_desk, qr_text
from helpdesk.application.paper_facts import SLIP, facts_digest, paper_facts
from helpdesk.application.papers import Issue
from helpdesk.application.ports import Session
from helpdesk.application.queries import CaseFile
from helpdesk.application.slip_forms import sheet_of, slip_form
from helpdesk.domain.cases import Case
from helpdesk.domain.problems import Problem


def slip_paper(session: Session, file: CaseFile, key: str) -> Form:
    """The form. Raises Problem `slip-unknown` where the case has no such slip."""
    slip = file.case.escalation.slip(key)
    if slip is None:
        raise Problem("slip-unknown")
    issue = Issue(
        printed_at=session.clock.now().local,
        agent=session.author.name,
        reprint=slip.printings,
        practice=session.desk.practice,
        city=session.author.of_city,
    )
    # What the city printed has the city's code, which no desk can make.
    code = "" if issue.city else slip_code(session, file.case, key)
    return slip_form(
        sheet_of(file.case, slip), issue=issue, desk=paper_desk(session.desk), qr_text=code
    )


def slip_code(session: Session, case: Case, key: str) -> str:
    """What its QR code holds, so that it finds its case again when it is back signed."""
    facts = paper_facts(session, case, paper=SLIP, slip=key)
    return qr_text(session, case.number, digest=facts_digest(facts, copy=1))
