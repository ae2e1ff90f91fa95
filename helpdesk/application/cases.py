"""Registering cases: number, event, print job and the end of the draft in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from helpdesk.application.deadlines import closing_clock, response_clock
from helpdesk.application.intake import Channel, Intake
from helpdesk.application.ports import PrintJob, Session, UnitOfWork
from helpdesk.application.progress import WORDS_MAX
from helpdesk.application.residents import record_in, resident_from_fields
from helpdesk.application.shelf import Kind
from helpdesk.application.trusted_time import check_date
from helpdesk.domain.attachments import NO_LINE
from helpdesk.domain.cases import Case, fold_case
from helpdesk.domain.events import Applicant, CaseRegistered, Event, MatterTerms, Origin
from helpdesk.domain.materials import Material, MaterialState
from helpdesk.domain.matters import MaterialRequirement, Matter
from helpdesk.domain.moments import Moment
from helpdesk.domain.numbering import CaseNumber
from helpdesk.domain.problems import Problem
from helpdesk.domain.residents import Resident, clean_text
from helpdesk.domain.stages import CaseKind

TITLE_MAX = 200


@dataclass(frozen=True, slots=True)
class PaperWish:
    """The paper to come out with the registration."""

    paper: str = "receipt"
    size: str = "A5"
    copies: int = 2


@dataclass(frozen=True, slots=True)
class Registered:
    """A case that exists from now on, whatever happens to the paper."""

    case: str
    number: str
    job: PrintJob | None


def checklist(matter: Matter, *, variant: str = "") -> tuple[Material, ...]:
    """What the matter asks for in this variant, as a fresh checklist."""
    return lines_of(matter.materials_of(variant))


def lines_of(required: Sequence[MaterialRequirement]) -> tuple[Material, ...]:
    """Requirements as a fresh checklist."""
    return tuple(
        Material(
            name=each.label,
            originals=each.originals,
            copies=each.copies,
            deferrable=each.deferrable,
            necessary=each.necessary,
            to_return=each.returned,
        )
        for each in required
    )


def open_case(
    session: Session, intake: Intake, *, draft_id: str = "", paper: PaperWish | None = None
) -> Registered:
    """Register a case; the draft it came from ends in the same transaction.

    Materials that are missing do not stop it: the receipt and the one-time notice name them. Raises
    the Problem of what is missing or wrong (`applicant-missing`, `matter-missing`, `title-missing`,
    `not-enrolled`, `prefix-awaited`, …); nothing is kept then but the draft.
    """
    moment = session.clock.now()
    matter = chosen_matter(session, intake)
    _check_intake(intake, matter, received_at=moment.local, session=session)
    with session.store.unit_of_work() as uow:
        uow.desk.require_prefix()
        resident = _applicant(uow, session, intake, moment)
        number = draw_number(uow, moment)
        case_id = session.ids.new()
        body = registration_of(session, intake, matter=matter, received_at=moment.local)
        body = replace(body, number=str(number), applicant=resident)
        uow.append(case_id, body, author=session.author, moment=moment)
        for file in intake.files:
            line = file.line if file.line < len(body.materials) else NO_LINE
            uow.append(case_id, replace(file, line=line), author=session.author, moment=moment)
        if matter is not None:
            uow.shelf.use(session.author.id, Kind.USED, matter.code, at_ms=moment.utc_ms)
        if draft_id:
            uow.drop_draft(draft_id)
        job = None
        if paper is not None:
            job_id = uow.queue_print(
                case_id, paper=paper.paper, size=paper.size, copies=paper.copies
            )
            job = PrintJob(job_id, case_id, paper.paper, paper.size, paper.copies)
    return Registered(case=case_id, number=str(number), job=job)


def case_of_intake(session: Session, intake: Intake, *, resident: Resident | None) -> Case:
    """The case that an intake would become, without a number: for papers and previews only."""
    moment = session.clock.now()
    body = replace(
        registration_of(
            session,
            intake,
            matter=chosen_matter(session, intake),
            received_at=moment.local,
        ),
        applicant=applicant_of(resident) if resident else Applicant(name=""),
    )
    event = Event(
        origin=Origin("", 0),
        stream=session.desk.code,
        subject="",
        body=body,
        author=session.author,
        moment=moment,
    )
    return fold_case("", [event])


def chosen_matter(session: Session, intake: Intake) -> Matter | None:
    """The matter of an intake; None for requests. Raises `matter-missing` or `matter-unknown`."""
    if intake.kind is not CaseKind.MATTER:
        return None
    if not intake.matter:
        raise Problem("matter-missing")
    matter = session.reference.catalogue.find(intake.matter)
    if matter is None:
        raise Problem("matter-unknown", code=intake.matter)
    return matter


def draw_number(uow: UnitOfWork, moment: Moment) -> CaseNumber:
    """The next case number of this device, final from now on (C4, C5).

    Raises Problem `number-year` or `clock-behind` (C19).
    """
    check_date(uow, moment)
    day = moment.local.date()
    desk = uow.desk
    counter = uow.next_counter(desk.prefix, day)
    return CaseNumber.make(division=desk.code, prefix=desk.prefix, day=day, counter=counter)


def terms_of(matter: Matter, *, catalogue: str) -> MatterTerms:
    """The matter as it stands today: old cases keep the rules of their day."""
    return MatterTerms(
        code=matter.code,
        name=matter.name,
        department=matter.department,
        catalogue=catalogue,
        kind=matter.kind.value,
        fee=matter.fee,
    )


def _check_intake(
    intake: Intake, matter: Matter | None, *, received_at: datetime, session: Session
) -> None:
    if not intake.resident and not intake.new_resident:
        raise Problem("applicant-missing")
    # Of the words nothing is cut off, so blanks count as well.
    if len(intake.text) > WORDS_MAX:
        raise Problem("text-long", field="text", length=len(intake.text), limit=WORDS_MAX)
    clean_text(intake.text, field_name="text", limit=WORDS_MAX)
    clean_text(intake.title, field_name="title", limit=TITLE_MAX)
    for material in intake.materials:
        clean_text(material.reason, field_name="reason", limit=WORDS_MAX)
    for name in ("category", "proxy", "notify"):
        clean_text(getattr(intake, name), field_name=name, limit=TITLE_MAX)
    if matter is None:
        if not intake.title.strip():
            raise Problem("title-missing")
        return
    promised = closing_clock(matter, received_at, session.reference.calendar)
    for material in intake.materials:
        if material.state is MaterialState.DEFERRED:
            if material.deferred_until is None:
                raise Problem("deferral-undated", name=material.name)
            material.defer(
                until=material.deferred_until,
                today=received_at.date(),
                latest=promised.due.date() if promised else None,
            )


def _applicant(uow: UnitOfWork, session: Session, intake: Intake, moment: Moment) -> Applicant:
    if intake.resident:
        known = uow.resident(intake.resident)
        if known is None:
            raise Problem("resident-unknown")
        return applicant_of(known)
    fresh = resident_from_fields(intake.new_resident, today=moment.local.date())
    return applicant_of(replace(fresh, id=record_in(uow, session, fresh, moment=moment)))


def applicant_of(resident: Resident) -> Applicant:
    """The resident as written on the day."""
    return Applicant(
        name=resident.name,
        resident=resident.id,
        document_number=resident.document_number,
        phone=resident.phone,
        address=resident.address,
    )


def registration_of(
    session: Session, intake: Intake, *, matter: Matter | None, received_at: datetime
) -> CaseRegistered:
    """What an intake registers, still without number and applicant; `received_at` is local."""
    calendar = session.reference.calendar
    return CaseRegistered(
        number="",
        case_kind=intake.kind,
        applicant=Applicant(name=""),
        received_at=received_at,
        matter=_terms(session, intake, matter) if matter else None,
        channel=Channel(intake.channel).value,
        title=intake.title.strip(),
        text=intake.text,
        category=intake.category.strip(),
        respond_by=response_clock(received_at, calendar),
        close_by=closing_clock(matter, received_at, calendar),
        materials=intake.materials or (checklist(matter, variant=intake.variant) if matter else ()),
        proxy=intake.proxy.strip(),
        notify=intake.notify.strip(),
        urgent=intake.urgent,
        secret=intake.secret,
        special=intake.special,
        came_by=intake.came_by.value,
        blocked=intake.blocked if intake.kind is CaseKind.BLOCKED else None,
        prechecks=intake.prechecks,
    )


def _terms(session: Session, intake: Intake, matter: Matter) -> MatterTerms:
    terms = terms_of(matter, catalogue=session.reference.catalogue.version)
    return replace(terms, variant=intake.variant)
