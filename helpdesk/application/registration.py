"""What an intake registers: applicants, terms, checklist, clocks, as one body for each case."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from helpdesk.application.deadlines import closing_clock, response_clock
from helpdesk.application.intake import Channel, Intake
from helpdesk.application.intake_checks import proxy_of, proxy_words, title_of
from helpdesk.application.ports import Session
from helpdesk.application.projection import project_case
from helpdesk.application.queries import CaseFile
from helpdesk.domain.calendar import WorkCalendar
from helpdesk.domain.cases import Case, fold_case
from helpdesk.domain.events import Applicant, CaseRegistered, Event, MatterTerms, Origin
from helpdesk.domain.intake_terms import PreCheckAnswer
from helpdesk.domain.materials import Material, MaterialState
from helpdesk.domain.matters import MaterialRequirement, Matter
from helpdesk.domain.problems import Problem
from helpdesk.domain.residents import Resident
from helpdesk.domain.stages import CaseKind


@dataclass(frozen=True, slots=True)
class Part:
    """One case of an application: about which matter (None for requests), for whom."""

    matter: Matter | None
    applicant: Applicant
    co_applicants: tuple[Applicant, ...] = ()


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


def chosen_matter(session: Session, intake: Intake) -> Matter | None:
    """The matter of an intake; None for requests. Raises `matter-missing` or `matter-unknown`."""
    return chosen_matters(session, intake)[0]


def chosen_matters(session: Session, intake: Intake) -> tuple[Matter | None, ...]:
    """The matter of an intake or those of its bundle; only None for requests.

    Raises Problem `matter-missing` or `matter-unknown`.
    """
    if intake.kind is not CaseKind.MATTER:
        return (None,)
    codes = intake.matters if intake.bundle else (intake.matter,)
    if not any(codes):
        raise Problem("matter-missing")
    found = []
    for code in codes:
        matter = session.reference.catalogue.find(code)
        if matter is None:
            raise Problem("matter-unknown", code=code)
        found.append(matter)
    return tuple(found)


def parts_of(
    intake: Intake, matters: Sequence[Matter | None], people: Sequence[Applicant]
) -> tuple[Part, ...]:
    """The cases that an intake becomes: one for each matter, and for each person unless together."""
    first, *others = people
    if intake.together:
        return tuple(Part(matter, first, tuple(others)) for matter in matters)
    return tuple(Part(matter, person) for person in people for matter in matters)


def materials_for(intake: Intake, matter: Matter | None) -> tuple[Material, ...]:
    """The checklist of one case: of a bundle's merged one the lines that its matter asks for."""
    if matter is None or not intake.bundle:
        fresh = checklist(matter, variant=intake.variant) if matter else ()
        return intake.materials or fresh
    had = {material.name: material for material in intake.materials}
    return tuple(
        _in_state_of(fresh, had.get(fresh.name) or had.get(required.name))
        for fresh, required in zip(checklist(matter), matter.materials, strict=True)
    )


def _in_state_of(fresh: Material, had: Material | None) -> Material:
    if had is None or had.state is MaterialState.NEEDED:
        return fresh
    if had.state is MaterialState.TAKEN:
        return fresh.take()
    return replace(fresh, state=had.state, deferred_until=had.deferred_until, reason=had.reason)


def case_of_intake(session: Session, intake: Intake, *, resident: Resident | None) -> Case:
    """The first case that an intake would become, without a number: for papers and previews only."""
    return cases_of_intake(session, intake, resident=resident)[0]


def cases_of_intake(
    session: Session, intake: Intake, *, resident: Resident | None
) -> tuple[Case, ...]:
    """The cases that an intake would become. Raises Problem `matter-missing` or `matter-unknown`."""
    moment = session.clock.now()
    first = applicant_of(resident) if resident else Applicant(name="")
    others = [Applicant(name=fields.get("name", "")) for fields in intake.people]
    cases = []
    for part in parts_of(intake, chosen_matters(session, intake), [first, *others]):
        body = registration_of(session, intake, matter=part.matter, received_at=moment.local)
        body = replace(body, applicant=part.applicant, co_applicants=part.co_applicants)
        event = Event(
            origin=Origin("", 0),
            stream=session.desk.code,
            subject="",
            body=body,
            author=session.author,
            moment=moment,
        )
        cases.append(fold_case("", [event]))
    return tuple(cases)


def file_of(case: Case, *, calendar: WorkCalendar) -> CaseFile:
    """A case of an intake as papers take it. Raises Problem `case-unknown` for an incomplete one."""
    row = project_case(case, calendar=calendar, events=1)
    if row is None:
        raise Problem("case-unknown")
    return CaseFile(case=case, row=row, events=())


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
    proxy = proxy_of(intake, today=received_at.date())
    return CaseRegistered(
        number="",
        case_kind=intake.kind,
        applicant=Applicant(name=""),
        received_at=received_at,
        matter=_terms(session, intake, matter) if matter else None,
        channel=Channel(intake.channel).value,
        title=title_of(intake),
        text=intake.text,
        category=intake.category.strip(),
        respond_by=response_clock(received_at, calendar),
        close_by=closing_clock(matter, received_at, calendar),
        materials=materials_for(intake, matter),
        proxy=intake.proxy.strip() or (proxy_words(proxy) if proxy else ""),
        notify=intake.notify.strip(),
        urgent=intake.urgent,
        secret=intake.secret,
        special=intake.special,
        came_by=intake.came_by.value,
        blocked=intake.blocked if intake.kind is CaseKind.BLOCKED else None,
        prechecks=_answers_for(intake, matter),
        represented_by=proxy,
        bundle=intake.bundle,
    )


def _answers_for(intake: Intake, matter: Matter | None) -> tuple[PreCheckAnswer, ...]:
    """All answers, to each case of a bundle its own."""
    if matter is None or not intake.bundle:
        return intake.prechecks
    asked = {each.question for each in matter.prechecks}
    return tuple(each for each in intake.prechecks if each.question in asked)


def _terms(session: Session, intake: Intake, matter: Matter) -> MatterTerms:
    terms = terms_of(matter, catalogue=session.reference.catalogue.version)
    return replace(terms, variant=intake.variant)
