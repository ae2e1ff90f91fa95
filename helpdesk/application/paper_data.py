"""From a registered case to the finished data of its papers. Reads committed state only (C1)."""

from dataclasses import replace
from datetime import datetime

from helpdesk.application import papers
from helpdesk.application.deadlines import current_due, deadline_of
from helpdesk.application.paper_facts import facts_digest
from helpdesk.application.ports import DeskProfile, Session
from helpdesk.domain.cases import Case
from helpdesk.domain.clocks import explain
from helpdesk.domain.events import CaseRegistered
from helpdesk.domain.masking import mask_id, mask_name, mask_phone
from helpdesk.domain.materials import Material, MaterialState
from helpdesk.domain.matters import Form, MaterialRequirement
from helpdesk.domain.problems import Problem
from helpdesk.i18n.counting import arithmetic_text, day_and_minute, limit_text
from helpdesk.i18n.prechecks import denied_text
from helpdesk.i18n.texts import _, ngettext
from helpdesk.i18n.words import CHANNELS, word


def receipt_of(session: Session, case: Case, *, copies: int = 2) -> papers.Receipt:
    """The 代办登记回执 of a case as it stands now, without its codes. Raises Problem `case-unknown` while
    incomplete."""
    body = _registration(case)
    return papers.Receipt(
        issue=issue_of(session, case, paper="receipt", copies=copies),
        desk=paper_desk(session.desk),
        number=body.number,
        codes=(),
        applicant=_applicant(body),
        matter=case.title,
        department=case.department,
        received_at=body.received_at,
        promise=promise_of(session, case),
        mode=word(CHANNELS, body.channel),
        fee=body.matter.fee if body.matter else "",
        variant=body.matter.variant if body.matter else "",
        department_number=case.department_number,
        received=tuple(
            papers.ReceivedMaterial(
                name=m.name,
                originals=m.originals_taken,
                copies=m.copies_taken,
                to_return=m.to_return and not m.returned,
            )
            for m in case.materials
            if m.state is MaterialState.TAKEN
        ),
        deferred=tuple(
            papers.DeferredMaterial(name=m.name, until=m.deferred_until)
            for m in case.materials
            if m.state is MaterialState.DEFERRED and m.deferred_until
        ),
        missing=tuple(
            papers.MissingMaterial(name=m.name, note=m.reason)
            for m in case.materials
            if m.state in (MaterialState.NEEDED, MaterialState.WRONG)
        ),
    )


def notice_of(session: Session, case: Case, *, copies: int = 2) -> papers.Notice:
    """The 一次性告知单 of a case: everything needed, once, and how it stands."""
    body = _registration(case)
    return papers.Notice(
        issue=issue_of(session, case, paper="one_time_notice", copies=copies),
        desk=paper_desk(session.desk),
        matter=case.title,
        department=case.department,
        told_at=session.clock.now().local,
        promise=promise_of(session, case),
        applicant=_applicant(body),
        number=body.number,
        mode=word(CHANNELS, body.channel),
        fee=body.matter.fee if body.matter else "",
        variant=body.matter.variant if body.matter else "",
        materials=tuple(_noticed(session, body, m) for m in case.materials),
        note="\n".join(denied_text(each) for each in body.prechecks if not each.holds),
    )


def _noticed(session: Session, body: CaseRegistered, material: Material) -> papers.NoticeMaterial:
    """A line of the notice with what the matter itself says of the material."""
    line = notice_material(material)
    terms = body.matter
    matter = session.reference.catalogue.find(terms.code) if terms else None
    wanted = (
        next((m for m in matter.materials if m.name == material.name), None) if matter else None
    )
    return replace(line, how=how_to_get(wanted)) if wanted else line


def how_to_get(wanted: MaterialRequirement) -> str:
    """How one comes by a material, as far as the matter's edition says it."""
    said = (
        _("fill in the form: {sample}").format(sample=wanted.sample) if wanted.sample else "",
        _("an electronic one will do") if wanted.form is Form.ELECTRONIC else "",
    )
    return _("; ").join(filter(None, said))


def notice_material(material: Material) -> papers.NoticeMaterial:
    """One line of the notice."""
    state = material.state
    here = {
        MaterialState.TAKEN: papers.NoticeState.RECEIVED,
        MaterialState.NEEDED: papers.NoticeState.MISSING,
        MaterialState.WRONG: papers.NoticeState.WRONG,
        MaterialState.DEFERRED: papers.NoticeState.DEFERRED,
        MaterialState.NOT_APPLICABLE: papers.NoticeState.NOT_APPLICABLE,
    }
    return papers.NoticeMaterial(
        name=material.name,
        state=here[state],
        originals=material.originals,
        copies=material.copies,
        deferrable=material.deferrable,
        until=material.deferred_until,
        reason=material.reason,
    )


def promise_of(session: Session, case: Case) -> papers.Promise:
    """When the case is promised, counted out."""
    body = _registration(case)
    response = body.respond_by
    said = _("contact by {time}").format(time=day_and_minute(response.due)) if response else ""
    counted = deadline_of(case, session.reference.calendar)
    if counted is None or body.close_by is None:
        return papers.Promise(response=said)
    due, provisional = current_due(case, session.reference.calendar)
    if due and case.due != body.close_by.due:
        arithmetic = _("Extended until {time}").format(time=day_and_minute(due))
    else:
        arithmetic = arithmetic_text(counted, explain(counted, session.reference.calendar))
    return papers.Promise(
        due=due,
        arithmetic=arithmetic,
        provisional=provisional,
        limit=limit_text(body.close_by.days, body.close_by.unit),
        response=said,
    )


def paper_desk(desk: DeskProfile) -> papers.Desk:
    """The desk as papers name it."""
    return papers.Desk(name=desk.name, place=desk.place, address=desk.address, phone=desk.phone)


def qr_texts(
    session: Session, number: str, facts: tuple[str, ...], *, copies: int
) -> tuple[str, ...]:
    """What the QR codes of the copies of a printing with these facts hold; nothing without a number."""
    digests = [facts_digest(facts, copy=copy) for copy in range(1, copies + 1)]
    return tuple(qr_text(session, number, digest=each) for each in digests if number)


def qr_text(session: Session, number: str, *, digest: bytes) -> str:
    """What a QR code holds: the case number (in the city's page's address where one is known) and the
    device's seal on the printed facts (`protocol.evidence`)."""
    desk = session.desk
    text = f"{desk.city}/q/{number}" if desk.city else number
    if session.seal is None:
        return text
    minute = session.clock.now().utc_ms // 60_000
    sealed = session.seal.evidence(number, minute=minute, digest=digest)
    return f"{text}?s={sealed}" if desk.city else f"{text}#{sealed}"


def issue_of(session: Session, case: Case, *, paper: str, copies: int) -> papers.Issue:
    """What a paper says about its own printing, now."""
    printed_at: datetime = session.clock.now().local
    return papers.Issue(
        printed_at=printed_at,
        agent=session.author.name,
        copies=copies,
        reprint=case.printings_of(paper),
        practice=session.desk.practice,
        synced=case.unsent == 0,
    )


def _applicant(body: CaseRegistered) -> papers.Applicant:
    applicant = body.applicant
    return papers.Applicant(
        name=applicants_text(body),
        document_number=mask_id(applicant.document_number),
        phone=mask_phone(applicant.phone),
        address=applicant.address,
        proxy=body.proxy,
    )


def applicants_text(body: CaseRegistered) -> str:
    """The applicant masked, and how many apply with them."""
    name, n = mask_name(body.applicant.name), len(body.co_applicants)
    if not n:
        return name
    return ngettext("{name} and {n} more", "{name} and {n} more", n).format(name=name, n=n)


def _registration(case: Case) -> CaseRegistered:
    if case.registered is None:
        raise Problem("case-unknown")
    return case.registered
