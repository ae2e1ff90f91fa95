"""The receipt of an application that became several cases (一件事, a group): one list for all of them."""

from collections.abc import Iterable, Sequence

from helpdesk.application.forms import Column, Facts, Form, Listing, Signing, Words
from helpdesk.application.paper_copy import Copy, applicant, form_of, signers
from helpdesk.application.ports import Session
from helpdesk.application.queries import CaseFile
from helpdesk.domain.cases import Case
from helpdesk.domain.masking import mask_name
from helpdesk.domain.materials import Material, MaterialState
from helpdesk.domain.problems import Problem
from helpdesk.i18n import dates
from helpdesk.i18n.texts import _
from helpdesk.i18n.words import MATERIAL_STATES, word

JOINT = "joint_receipt"


def joint_receipt(copy: Copy, cases: Sequence[Case]) -> Form:
    """代办登记回执 for several cases at once; `copy` is of the first of them."""
    people = {case.registered.applicant for case in cases if case.registered}
    several = len(people) > 1
    numbers = Listing(
        _("Cases of this application"),
        (
            Column(_("Case number"), 17),
            *((Column(_("Applicant"), 6),) if several else ()),
            Column(_("Matter")),
            Column(_("Department"), 9),
            Column(_("Promised"), 11),
        ),
        tuple(_line(case, several=several) for case in cases),
    )
    who = (
        Facts(((_("Applicants"), str(len(people))), (_("Received at"), _received(copy))))
        if several
        else Facts((*applicant(copy), (_("Received at"), _received(copy))), bold=(_("Applicant"),))
    )
    return form_of(
        copy,
        who,
        numbers,
        _materials([m for case in cases for m in case.materials]),
        Words(
            _(
                "Each case is decided by its own department and has its own time limit. This paper is a "
                "registration, not a decision on acceptance."
            )
        ),
        closing=(
            Signing(
                _("I checked what stands above and received this receipt."), signers(_("Applicant"))
            ),
        ),
        subtitle=copy.registered.bundle or _("Several cases registered together"),
    )


def joint_forms(
    session: Session, file: CaseFile, cases: Sequence[Case], *, copies: int
) -> tuple[Form, ...]:
    """All copies of the joint receipt of these cases, `file` being the first.

    Raises Problem `case-unknown` where one of its application is not here.
    """
    body = file.case.registered
    if body is not None and len(cases) < len(body.members):
        raise Problem("case-unknown")
    return tuple(
        joint_receipt(Copy(session, file, JOINT, copy=copy, copies=copies), cases)
        for copy in range(1, copies + 1)
    )


def _received(copy: Copy) -> str:
    return dates.moment(copy.registered.received_at)


def _line(case: Case, *, several: bool) -> tuple[str, ...]:
    name = case.registered.applicant.name if case.registered else ""
    return (
        case.number or "—",
        *((mask_name(name),) if several else ()),
        case.title,
        case.department,
        dates.day(case.due.date()) if case.due else "—",
    )


def _materials(materials: Iterable[Material]) -> Listing:
    """Each material once, however many cases ask for it."""
    once = {material.name: material for material in materials}.values()
    return Listing(
        _("Materials"),
        (
            Column(_("Material")),
            Column(_("Original"), 5, centred=True),
            Column(_("Copies"), 5, centred=True),
            Column(_("State"), 8, centred=True),
        ),
        tuple(
            (
                f"{m.name}（{m.reason}）" if m.reason else m.name,
                str(m.originals_taken or "—"),
                str(m.copies_taken or "—"),
                word(MATERIAL_STATES, m.state),
            )
            for m in once
            if m.state is not MaterialState.NOT_APPLICABLE
        ),
    )
