"""What the forms of a case have in common: the copy in the making, who is on it, what it is about."""

from dataclasses import dataclass
from typing import TypeVar

from helpdesk.application.forms import Facts, Form, Section
from helpdesk.application.paper_data import issue_of, paper_desk
from helpdesk.application.ports import Session
from helpdesk.application.queries import CaseFile
from helpdesk.domain import events as ev
from helpdesk.domain.cases import Case
from helpdesk.domain.masking import mask_id, mask_name, mask_phone
from helpdesk.domain.problems import Problem
from helpdesk.i18n import dates
from helpdesk.i18n.texts import _
from helpdesk.i18n.words import PAPERS, word

FULL_COPIES = 2  # one for each side; a third one is for a file that others see

BodyType = TypeVar("BodyType", bound=ev.Body)


@dataclass(frozen=True, slots=True)
class Copy:
    """Copy `copy` of `copies` of a paper, and what it is drawn from."""

    session: Session
    file: CaseFile
    paper: str
    copy: int
    copies: int

    @property
    def case(self) -> Case:
        """The case as it stands."""
        return self.file.case

    @property
    def registered(self) -> ev.CaseRegistered:
        """Its registration. Raises Problem `case-unknown` while it has not arrived."""
        if self.case.registered is None:
            raise Problem("case-unknown")
        return self.case.registered

    @property
    def today(self) -> str:
        """The day of printing, in words."""
        return dates.day(self.session.clock.now().local.date())

    def last(self, kind: type[BodyType]) -> BodyType | None:
        """What was last said of this kind."""
        return next((e.body for e in reversed(self.file.events) if isinstance(e.body, kind)), None)


def form_of(
    copy: Copy,
    *sections: Section,
    closing: tuple[Section, ...] = (),
    subtitle: str = "",
    asking: bool = True,
) -> Form:
    """The form with its masthead: name of the paper, number, which copy this is; its code comes with the
    printing (`paper_proof`)."""
    session = copy.session
    return Form(
        title=word(PAPERS, copy.paper),
        subtitle=subtitle,
        issue=issue_of(session, copy.case, paper=copy.paper, copies=copy.copies),
        desk=paper_desk(session.desk),
        aside=aside(copy),
        number=copy.registered.number,
        sections=sections,
        closing=closing,
        asking=asking,
    )


def aside(copy: Copy) -> str:
    """Which of the alike copies this is and who keeps it."""
    mark = _("Copy {copy} of {copies}").format(copy=copy.copy, copies=copy.copies)
    keeper = _("for the applicant") if copy.copy == 1 else _("for the desk")
    return f"{mark} · {keeper}"


def applicant(copy: Copy, *, full: bool = False) -> tuple[tuple[str, str], ...]:
    """Who it is for; with `full` the whole numbers on the copies that prove who signed."""
    who = copy.registered.applicant
    shown = full and copy.copy <= FULL_COPIES
    others = (each.name for each in copy.registered.co_applicants)
    return (
        (_("Applicant"), who.name if shown else mask_name(who.name)),
        (_("Phone"), who.phone if shown else mask_phone(who.phone)),
        (_("Document number"), who.document_number if shown else mask_id(who.document_number)),
        (_("Address"), who.address),
        (_("Also applying"), _(", ").join(n if shown else mask_name(n) for n in others)),
    )


def about(copy: Copy, *, full: bool = False) -> Facts:
    """Who it is for and which matter at which department."""
    case = copy.case
    return Facts(
        (
            *applicant(copy, full=full),
            (_("Proxy"), copy.registered.proxy),
            (_("Matter"), case.title),
            (_("Department"), case.department),
            (_("Department's number"), case.department_number),
            (_("Received at"), dates.moment(copy.registered.received_at)),
        ),
        bold=(_("Applicant"), _("Matter")),
    )


def signers(first: str) -> tuple[tuple[str, ...], ...]:
    """Who signs by hand, by thumb-print or through another, the witness, and the agent."""
    return (
        (first,),
        (_("Signer for the applicant"), _("Witness")),
        (_("Agent (signature)"), _("Date")),
    )
