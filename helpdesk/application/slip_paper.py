"""A slip of a case as it is printed at the desk: what was said about it so far, lines for the rest."""

from helpdesk.application.forms import Form
from helpdesk.application.paper_data import paper_desk
from helpdesk.application.papers import Desk, Issue
from helpdesk.application.ports import Session
from helpdesk.application.queries import CaseFile
from helpdesk.application.slip_forms import sheet_of, slip_form
from helpdesk.domain.problems import Problem
from helpdesk.domain.slips import Slip


def slip_paper(session: Session, file: CaseFile, key: str) -> Form:
    """The form without its code. Raises Problem `slip-unknown` where the case has no such slip."""
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
    return slip_form(sheet_of(file.case, slip), issue=issue, desk=slip_desk(session, slip, issue))


def slip_desk(session: Session, slip: Slip, issue: Issue) -> Desk:
    """Whose paper it is: the city's carries the name of who issued it."""
    return Desk(name=slip.issued.content.issuer) if issue.city else paper_desk(session.desk)
