"""Registering cases: numbers, events, print jobs and the end of the draft in one transaction."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from helpdesk.application.cards import PHOTO, photo_of
from helpdesk.application.intake import Intake
from helpdesk.application.intake_checks import TITLE_MAX as TITLE_MAX
from helpdesk.application.intake_checks import check_intake
from helpdesk.application.joint_forms import JOINT
from helpdesk.application.ports import PrintJob, Session, UnitOfWork
from helpdesk.application.registration import (
    Part,
    applicant_of,
    chosen_matters,
    parts_of,
    registration_of,
)
from helpdesk.application.registration import case_of_intake as case_of_intake
from helpdesk.application.registration import checklist as checklist
from helpdesk.application.registration import chosen_matter as chosen_matter
from helpdesk.application.registration import lines_of as lines_of
from helpdesk.application.registration import terms_of as terms_of
from helpdesk.application.residents import record_in, resident_from_fields
from helpdesk.application.shelf import Kind
from helpdesk.application.trusted_time import check_date
from helpdesk.domain.attachments import NO_LINE, FileAttached
from helpdesk.domain.events import Applicant, CaseRegistered, Closed
from helpdesk.domain.moments import Moment
from helpdesk.domain.numbering import CaseNumber
from helpdesk.domain.problems import Problem
from helpdesk.domain.stages import CaseKind


@dataclass(frozen=True, slots=True)
class PaperWish:
    """The paper to come out with the registration."""

    paper: str = "receipt"
    size: str = "A5"
    copies: int = 2


@dataclass(frozen=True, slots=True)
class Registered:
    """A case that exists from now on, whatever happens to the paper; `also` are the others of the same
    application."""

    case: str
    number: str
    job: PrintJob | None
    also: tuple["Registered", ...] = ()

    @property
    def jobs(self) -> tuple[PrintJob, ...]:
        """The papers of all its cases."""
        return tuple(each.job for each in (self, *self.also) if each.job)


def open_case(
    session: Session, intake: Intake, *, draft_id: str = "", paper: PaperWish | None = None
) -> Registered:
    """Register a case, or all those of a bundle or group, each with its own number; the draft they came
    from ends in the same transaction.

    Materials that are missing do not stop it: the receipt and the one-time notice name them. Raises
    the Problem of what is missing or wrong (`applicant-missing`, `matter-missing`, `title-missing`,
    `not-enrolled`, `prefix-awaited`, …; `person` says whose, the first one being 0); nothing is kept
    then but the draft.
    """
    moment = session.clock.now()
    matters = chosen_matters(session, intake)
    check_intake(session, intake, matters, received_at=moment.local)
    with session.store.unit_of_work() as uow:
        uow.desk.require_prefix()
        parts = parts_of(intake, matters, _people(uow, session, intake, moment))
        ids = tuple(session.ids.new() for _part in parts)
        done = []
        for place, (case_id, part) in enumerate(zip(ids, parts, strict=True)):
            body = _body(session, intake, part, moment)
            if len(ids) > 1:
                body = replace(body, group=ids[0], members=() if place else ids)
            number = _register(uow, session, intake, case_id=case_id, body=body, moment=moment)
            wish = _wish(intake, paper, place=place, cases=len(ids))
            done.append(Registered(case_id, number, _queued(uow, case_id, wish)))
        for matter in matters:
            if matter is not None:
                uow.shelf.use(session.author.id, Kind.USED, matter.code, at_ms=moment.utc_ms)
        if draft_id:
            uow.drop_draft(draft_id)
    return replace(done[0], also=tuple(done[1:]))


def draw_number(uow: UnitOfWork, moment: Moment) -> CaseNumber:
    """The next case number of this device, final from now on (C4, C5).

    Raises Problem `number-year` or `clock-behind` (C19).
    """
    check_date(uow, moment)
    day = moment.local.date()
    desk = uow.desk
    counter = uow.next_counter(desk.prefix, day)
    return CaseNumber.make(division=desk.code, prefix=desk.prefix, day=day, counter=counter)


def _body(session: Session, intake: Intake, part: Part, moment: Moment) -> CaseRegistered:
    body = registration_of(session, intake, matter=part.matter, received_at=moment.local)
    return replace(body, applicant=part.applicant, co_applicants=part.co_applicants)


def _register(
    uow: UnitOfWork,
    session: Session,
    intake: Intake,
    *,
    case_id: str,
    body: CaseRegistered,
    moment: Moment,
) -> str:
    """The case with its files, closed at once where it was dealt with at the counter."""
    number = str(draw_number(uow, moment))
    author = session.author
    uow.append(case_id, replace(body, number=number), author=author, moment=moment)
    for file in _files_for(intake, body, first=body.group in ("", case_id)):
        uow.append(case_id, file, author=author, moment=moment)
    if intake.at_once and intake.kind is CaseKind.REQUEST:
        uow.append(case_id, Closed(intake.answer.strip()), author=author, moment=moment)
    return number


def _files_for(intake: Intake, body: CaseRegistered, *, first: bool) -> Iterator[FileAttached]:
    """The files of one case: all of them at the first one; what shows a material that another case of
    the bundle asks for too belongs to that as well."""
    lines = {material.name: number for number, material in enumerate(body.materials)}
    for file in intake.files:
        shown = intake.materials[file.line : file.line + 1] if file.line >= 0 else ()
        line = lines.get(shown[0].name, NO_LINE) if shown else NO_LINE
        if first or (line != NO_LINE and body.bundle):
            yield replace(file, line=line)


def _wish(intake: Intake, paper: PaperWish | None, *, place: int, cases: int) -> PaperWish | None:
    """One list for several cases, printed with the first of them, or a receipt for each."""
    if paper is None or cases == 1 or not intake.one_receipt:
        return paper
    return None if place else replace(paper, paper=JOINT)


def _queued(uow: UnitOfWork, case_id: str, wish: PaperWish | None) -> PrintJob | None:
    if wish is None:
        return None
    job = uow.queue_print(case_id, paper=wish.paper, size=wish.size, copies=wish.copies)
    return PrintJob(job, case_id, wish.paper, wish.size, wish.copies)


def _people(
    uow: UnitOfWork, session: Session, intake: Intake, moment: Moment
) -> tuple[Applicant, ...]:
    """Everybody who applies, new ones taken down; nobody for an anonymous request."""
    first = {"resident": intake.resident} if intake.resident else dict(intake.new_resident)
    found = []
    for place, fields in enumerate((first, *intake.people)):
        try:
            if fields:
                found.append(_applicant(uow, session, fields, moment))
        except Problem as problem:
            if intake.people:
                problem.params["person"] = place
            raise
    return tuple(found) or (Applicant(name=""),)


def _applicant(
    uow: UnitOfWork, session: Session, fields: Mapping[str, str], moment: Moment
) -> Applicant:
    if fields.get("resident"):
        known = uow.resident(fields["resident"])
        if known is None:
            raise Problem("resident-unknown")
        return applicant_of(known)
    fresh = resident_from_fields(fields, today=moment.local.date())
    resident = record_in(uow, session, fresh, moment=moment)
    photo = photo_of(fields.get(PHOTO, ""))
    if photo is not None:
        uow.append(resident, photo, author=session.author, moment=moment)
    return applicant_of(replace(fresh, id=resident))
