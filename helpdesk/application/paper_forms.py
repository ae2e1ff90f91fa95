"""From a case to its forms by the identifier of the paper, a `Form` for each copy (C1: committed state).

What is signed carries the full numbers on its first two copies, because they prove who signed; every
further copy is masked. All else is masked throughout.
"""

from collections.abc import Callable
from datetime import date, timedelta

from helpdesk.application.forms import Column, Facts, Figure, Form, Listing, Signing, Ticks, Words
from helpdesk.application.joint_forms import JOINT, joint_forms
from helpdesk.application.matter_form import FORM, matter_forms
from helpdesk.application.outcome_forms import completion, correction, delivery, refusal
from helpdesk.application.paper_copy import (
    FULL_COPIES,
    Copy,
    about,
    applicant,
    form_of,
    signers,
)
from helpdesk.application.ports import Session
from helpdesk.application.queries import CaseFile
from helpdesk.domain import matters
from helpdesk.domain.cases import Case
from helpdesk.domain.intake_terms import Proxy
from helpdesk.domain.masking import mask_id, mask_name, mask_phone
from helpdesk.domain.materials import Material, MaterialState
from helpdesk.domain.stages import CaseKind, Stage
from helpdesk.i18n import dates
from helpdesk.i18n.texts import N_, _

AUTHORISED_DAYS = 183  # [default] how long an authorisation holds at the longest
_POWERS = (
    N_("hand in and add materials"),
    N_("sign and receive notices"),
    N_("collect documents and results"),
    N_("correct and supplement"),
)


def materials_receipt(copy: Copy) -> Form:
    """材料接收凭证: each material that lies on the desk; the return of originals is signed below."""
    taken = [m for m in copy.case.materials if m.state is MaterialState.TAKEN]
    columns = (
        Column(_("Material")),
        Column(_("Original"), 5, centred=True),
        Column(_("Copies"), 5, centred=True),
        Column(_("Form"), 5, centred=True),
        Column(_("To be returned"), 6, centred=True),
        Column(_("Returned"), 10, centred=True),
    )
    back = tuple(m for m in taken if (m.to_return or m.returned) and m.originals_taken)
    returning = Signing(
        _("The originals marked above were given back to me, complete and undamaged."),
        (
            (_("Recipient"),),
            (_("Signer for the applicant"), _("Witness")),
            (_("Returned on"), _("Agent (signature)")),
        ),
        _("Return of originals"),
    )
    return form_of(
        copy,
        about(copy),
        Listing(_("Materials received"), columns, tuple(_material_row(copy, m) for m in taken)),
        closing=(
            Signing(_("The desk received what is listed above."), signers(_("Applicant"))),
            *_given_back(copy, back),
            *((returning,) if back else ()),
        ),
        subtitle=_("Keep this paper: originals are given back against it"),
    )


def _given_back(copy: Copy, materials: tuple[Material, ...]) -> list[Facts]:
    """To whom the originals went, as recorded: what the signature below stands for."""
    people: dict[tuple[str, str], list[str]] = {}
    for each in materials:
        if each.returned:
            name = each.returned_to if copy.copy <= FULL_COPIES else mask_name(each.returned_to)
            people.setdefault((_returned_on(each), name), []).append(each.name)
    pairs = tuple(
        (day, _("{name}: {materials}").format(name=name or "—", materials=_(", ").join(names)))
        for (day, name), names in people.items()
    )
    return [Facts(pairs, _("Given back"))] if pairs else []


def _returned_on(material: Material) -> str:
    return dates.day(material.returned_on) if material.returned_on else _("Returned")


def _material_row(copy: Copy, material: Material) -> tuple[str, ...]:
    returns = (material.to_return or material.returned) and material.originals_taken
    back = "□" if returns else "—"
    return (
        material.name,
        str(material.originals_taken or "—"),
        str(material.copies_taken or "—"),
        _electronic(copy, material),
        _("yes") if returns else _("no"),
        _returned_on(material) if material.returned else back,
    )


def _electronic(copy: Copy, material: Material) -> str:
    """Paper or electronic, as the matter's edition of the day asks for it."""
    terms = copy.registered.matter
    matter = copy.session.reference.catalogue.find(terms.code) if terms else None
    wanted = matter.materials if matter else ()
    form = next((m.form for m in wanted if m.name == material.name), matters.Form.PAPER)
    return _("electronic") if form is matters.Form.ELECTRONIC else _("on paper")


def authorisation(copy: Copy) -> Form:
    """授权委托书: named powers only, a period, no sub-delegation, consent to the use of data."""
    signed = (
        (_("Principal"),),
        (_("Signer for the principal"), _("Witness")),
        (_("Agent (signature)"), _("Date")),
    )
    return form_of(
        copy,
        Facts(applicant(copy, full=True), _("Principal"), bold=(_("Applicant"),)),
        _authorised(copy),
        Facts(
            ((_("Matter"), copy.case.title), (_("Department"), copy.case.department)),
            _("What is entrusted"),
        ),
        Ticks(
            _("The agent may, only as far as it is ticked"),
            tuple((_(power), False) for power in _POWERS),
        ),
        _period(copy),
        Words(
            _("The agent may do nothing beyond what is ticked and may not pass this authority on.")
        ),
        Ticks(_("Personal data"), ((_consent(), False),)),
        closing=(
            Signing(
                _("This was read to me or by me; I understand it and it is what I want."), signed
            ),
        ),
        asking=False,
    )


def _authorised(copy: Copy) -> Facts:
    """The proxy whom the applicant sent, else the agent at the desk."""
    desk = copy.session.desk
    proxy = copy.registered.represented_by
    if proxy is not None:
        return Facts(_proxy(copy, proxy), _("Proxy authorised"), bold=(_("Name"),))
    named = (
        (_("Name"), copy.session.author.name),
        (_("Desk"), " ".join(filter(None, (desk.place, desk.name)))),
        (_("Phone"), desk.phone),
    )
    return Facts(named, _("Agent authorised"), bold=(_("Name"),))


def _proxy(copy: Copy, proxy: Proxy) -> tuple[tuple[str, str], ...]:
    full = copy.copy <= FULL_COPIES
    return (
        (_("Name"), proxy.name if full else mask_name(proxy.name)),
        (_("Relation to the applicant"), proxy.relation),
        (_("Document number"), proxy.document_number if full else mask_id(proxy.document_number)),
        (_("Phone"), proxy.phone if full else mask_phone(proxy.phone)),
    )


def _period(copy: Copy) -> Figure:
    begins = copy.session.clock.now().local.date()
    proxy = copy.registered.represented_by
    ends = (proxy.until if proxy else None) or begins + timedelta(days=AUTHORISED_DAYS)
    return Figure(
        _("Valid"),
        _("{begins} to {ends}").format(begins=dates.day(begins), ends=dates.day(ends)),
        _("It ends earlier when the matter is finished, or when the principal takes it back."),
    )


def _consent() -> str:
    return _(
        "I agree that the desk uses my personal data and documents for this matter only, and passes "
        "them to the department that decides it."
    )


def deferral_undertaking(copy: Copy) -> Form:
    """容缺受理承诺书: what comes later, by when, and what follows if it does not."""
    deferred = [m for m in copy.case.materials if m.state is MaterialState.DEFERRED]
    days = [m.deferred_until for m in deferred if m.deferred_until]
    columns = (
        Column(_("Material")),
        Column(_("Original"), 5, centred=True),
        Column(_("Copies"), 5, centred=True),
        Column(_("Form"), 5, centred=True),
        Column(_("Bring by"), 12),
    )
    content = tuple(
        (
            m.name,
            str(m.originals or "—"),
            str(m.copies or "—"),
            _electronic(copy, m),
            dates.day(m.deferred_until) if m.deferred_until else "",
        )
        for m in deferred
    )
    return form_of(
        copy,
        about(copy, full=True),
        Listing(_("To be brought later"), columns, content),
        Figure(_("Last day"), _last_day(days)),
        Words(
            _(
                "I promise to bring what is listed above by the day named, true and complete. If I do "
                "not, the case counts as incomplete, the department may stop or refuse it, and I bear "
                "what follows from it. The time that is lost does not count against the department."
            ),
            _("Undertaking"),
        ),
        closing=(Signing("", signers(_("Applicant"))),),
    )


def _last_day(days: list[date]) -> str:
    return dates.day_with_weekday(max(days)) if days else ""


FORMS: dict[str, Callable[[Copy], Form]] = {
    "materials_receipt": materials_receipt,
    "authorisation": authorisation,
    "deferral_undertaking": deferral_undertaking,
    "correction_notice": correction,
    "refusal_slip": refusal,
    "completion_slip": completion,
    "delivery_receipt": delivery,
}
"""Identifier -> what one copy of it says."""


SHEETS = ("A5", "A4", "A5_LARGE", "A4_LARGE")
ROLLS = ("ROLL80", "ROLL58")
ON_A_ROLL = frozenset({"receipt", "materials_receipt"})


_A4_FIRST = ("A4", "A5", "A4_LARGE", "A5_LARGE")
USUALLY_A4 = {"case_list": ("A4", "A5"), "slip": _A4_FIRST, "bulletin": _A4_FIRST}
"""What goes to an office, not into a hand; large type leaves the table of a list no room."""


def sizes_for(paper: str, *, roll: int = 0) -> tuple[str, ...]:
    """The sizes that a paper comes in, the usual one first; on a thermal printer with a `roll` so many
    millimetres wide only the one that fits, none if the paper does not come on a roll."""
    rolls = ROLLS if paper in ON_A_ROLL else ()
    if roll:
        return tuple(size for size in rolls if size == f"ROLL{roll}")
    return USUALLY_A4.get(paper, SHEETS) + rolls


def forms_of(session: Session, file: CaseFile, *, paper: str, copies: int) -> tuple[Form, ...]:
    """All copies of a form of this case; `JOINT` and `FORM` say what `read_beside` read, too.

    Raises Problem `case-unknown` while it is incomplete, `form-missing` as `matter_forms` does.
    """
    if paper == JOINT:
        return joint_forms(session, file, file.members, copies=copies)
    if paper == FORM:
        return matter_forms(session, file, file.resident, copies=copies)
    return tuple(
        FORMS[paper](Copy(session, file, paper, copy=copy, copies=copies))
        for copy in range(1, copies + 1)
    )


def papers_for(case: Case) -> tuple[str, ...]:
    """The papers that make sense for a case as it stands, the likeliest first."""
    states, body = {m.state for m in case.materials}, case.registered
    ended_without = {Stage.TERMINATED, Stage.WITHDRAWN}
    fitting = {
        "receipt": True,
        "one_time_notice": bool(case.materials),
        "materials_receipt": MaterialState.TAKEN in states,
        "deferral_undertaking": MaterialState.DEFERRED in states,
        JOINT: bool(body and body.members),
        "authorisation": case.kind is CaseKind.MATTER,
        FORM: case.kind is CaseKind.MATTER,
        "correction_notice": bool(case.correction),
        "refusal_slip": case.stage is Stage.REFUSED,
        "completion_slip": case.answered_at is not None or case.stage in ended_without,
        "delivery_receipt": case.answered_at is not None,
    }
    return tuple(paper for paper, fits in fitting.items() if fits)
