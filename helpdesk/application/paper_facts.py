"""The facts that a paper vouches for, as they are printed: masked, in one order, in no language.

They are recorded with the print and their digest stands in the paper's QR code: whoever holds the
paper beside them sees whether anything on it was altered.
"""

from hashlib import sha256

from helpdesk.application.deadlines import current_due
from helpdesk.application.ports import Session
from helpdesk.domain.cases import Case
from helpdesk.domain.masking import mask_id, mask_name, mask_phone
from helpdesk.domain.materials import Material

DIGEST_BYTES = 16
SLIP = "slip"
COPIES_MAX = 99  # of one printing that are told apart


def facts_digest(facts: tuple[str, ...], *, copy: int = 0) -> bytes:
    """The digest of printed facts, line by line, as it stands in the QR code of one of the alike copies
    (from 1; 0 for a code that all copies share)."""
    lines = (*facts, f"copy={copy}") if copy else facts
    return sha256("\n".join(lines).encode()).digest()[:DIGEST_BYTES]


def copy_with(digest: bytes, facts: tuple[str, ...], *, copies: int) -> int | None:
    """Which copy has the code with this digest, 0 where all share it; None: the facts are others."""
    numbers = range(min(copies, COPIES_MAX) + 1)
    return next((n for n in numbers if facts_digest(facts, copy=n) == digest), None)


def paper_facts(session: Session, case: Case, *, paper: str, slip: str = "") -> tuple[str, ...]:
    """`name=value` for each fact; nothing while the case is incomplete. Of a `SLIP` its key is asked for.

    Who prints and which printing it is are facts, too: no two printings have the same code.
    """
    body = case.registered
    if paper == SLIP:
        return slip_facts(case, slip, agent=session.author.name)
    if body is None:
        return ()
    due, _provisional = current_due(case, session.reference.calendar)
    who = body.applicant
    said = {
        "paper": paper,
        "applicant": mask_name(who.name),
        "document": mask_id(who.document_number),
        "phone": mask_phone(who.phone),
        "also": " ".join(mask_name(each.name) for each in body.co_applicants),
        "proxy": body.proxy,
        "matter": case.title,
        "variant": body.matter.variant if body.matter else "",
        "department": case.department,
        "received": body.received_at.isoformat(timespec="minutes"),
        "due": due.isoformat(timespec="minutes") if due else "",
        "department_number": case.department_number,
        "fee": body.matter.fee if body.matter else "",
        "members": " ".join(body.members),
        "stage": case.stage.value,
        "correction": "; ".join(case.correction),
        "answer": case.answer,
        "agent": session.author.name,
        "reprint": str(case.printings_of(paper) or ""),
    }
    facts = [f"{name}={_line(value)}" for name, value in said.items() if value]
    return (*facts, *(f"material={_line(_material(m))}" for m in case.materials))


def slip_facts(case: Case, key: str, *, agent: str) -> tuple[str, ...]:
    """Those of a slip, printed at a desk or in the city by `agent`; nothing where there is none."""
    slip = case.escalation.slip(key)
    if slip is None:
        return ()
    content, until = slip.issued.content, slip.issued.answer_by
    said = {
        "paper": SLIP,
        "slip": key,
        "issuer": content.issuer,
        "addressee": content.addressee,
        "responsible": content.responsible,
        "matter": case.title,
        "problem": content.problem,
        "basis": content.basis,
        "demand": content.demand,
        "answer_by": until.isoformat(timespec="minutes") if until else "",
        "follows": content.predecessor,
        "signed_for": slip.signed_for.by if slip.signed_for else "",
        "agent": agent,
        "reprint": str(slip.printings or ""),
    }
    return tuple(f"{name}={_line(value)}" for name, value in said.items() if value)


def _material(material: Material) -> str:
    until = material.deferred_until.isoformat() if material.deferred_until else ""
    counts = f"{material.originals_taken}/{material.copies_taken}"
    back = "returned" if material.returned else "back" if material.to_return else ""
    return " ".join(filter(None, (material.name, material.state.value, counts, until, back)))


def _line(text: str) -> str:
    return " ".join(text.split())
