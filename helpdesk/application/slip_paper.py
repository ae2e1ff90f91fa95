"""A slip of a case as it is printed at the desk: what was said about it so far, lines for the rest."""

from helpdesk.application.forms import Form
from helpdesk.application.paper_data import paper_desk, qr_text
from helpdesk.application.paper_facts import SLIP, facts_digest, paper_facts
from helpdesk.application.papers import Issue
from helpdesk.application.ports import Session
from helpdesk.application.queries import CaseFile
from helpdesk.application.slip_forms import SlipSheet, slip_form
from helpdesk.domain.cases import Case
from helpdesk.domain.problems import Problem
from helpdesk.domain.slips import Said, Slip
from helpdesk.i18n import dates
from helpdesk.i18n.slip_history import slip_name


def slip_paper(session: Session, file: CaseFile, key: str) -> Form:
    """The form. Raises Problem `slip-unknown` where the case has no such slip."""
    slip = file.case.escalation.slip(key)
    if slip is None:
        raise Problem("slip-unknown")
    issue = Issue(
        printed_at=session.clock.now().local,
        agent=session.author.name,
        practice=session.desk.practice,
    )
    code = slip_code(session, file.case, key)
    return slip_form(_sheet(slip, file), issue=issue, desk=paper_desk(session.desk), qr_text=code)


def slip_code(session: Session, case: Case, key: str) -> str:
    """What its QR code holds, so that it finds its case again when it is back signed."""
    facts = paper_facts(session, case, paper=SLIP, slip=key)
    return qr_text(session, case.number, digest=facts_digest(facts, copy=1))


def _sheet(slip: Slip, file: CaseFile) -> SlipSheet:
    issued, content = slip.issued, slip.issued.content
    return SlipSheet(
        level=slip.level,
        number=issued.number,
        issuer=content.issuer,
        addressee=content.addressee,
        responsible=content.responsible,
        case_number=file.row.number,
        matter=file.case.title,
        problem=content.problem,
        basis=content.basis,
        demand=content.demand,
        limit=issued.answer_by,
        predecessor=slip_name(content.predecessor) if content.predecessor else "",
        issued_on=slip.issued_at.date(),
        signed_for=_said(slip.signed_for),
        feedback=slip.answered.words if slip.answered else "",
        verification=_said(slip.verified),
    )


def _said(said: Said | None) -> str:
    return f"{said.by} {dates.moment(said.at)} {said.words}".rstrip() if said else ""
