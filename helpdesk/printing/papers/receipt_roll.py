"""The receipt 代办登记回执 for a roll: the same facts as on a sheet, in one column."""

from collections.abc import Iterator

from helpdesk.application.forms import (
    Column,
    Facts,
    Figure,
    Form,
    Lines,
    Listing,
    Section,
    Signing,
    Words,
)
from helpdesk.application.paper_copy import signers
from helpdesk.application.papers import Receipt, code_of
from helpdesk.i18n import _, dates
from helpdesk.printing.pages import Document
from helpdesk.printing.papers import parts
from helpdesk.printing.papers.roll import roll_document
from helpdesk.printing.sizes import Size


def receipt_roll(paper: Receipt, size: Size) -> Iterator[Document]:
    """The copies: the applicant's is signed by the agent, the desk's by the applicant."""
    for copy in paper.issue.drawn:
        yield roll_document(_form(paper, copy), size.value)


def _form(paper: Receipt, copy: int) -> Form:
    return Form(
        title=_("Receipt of registration"),
        subtitle=_("Registered for you by the help desk; not a decision on acceptance"),
        issue=paper.issue,
        desk=paper.desk,
        aside=parts.copy_mark(paper.issue, copy),
        number=paper.number,
        qr_text=code_of(paper.codes, copy),
        sections=_sections(paper),
        closing=(_signing(copy),),
    )


def _sections(paper: Receipt) -> tuple[Section, ...]:
    promise = paper.promise
    return (
        Facts(
            (
                *parts.applicant_rows(paper.applicant),
                (_("Matter"), paper.matter),
                (_("Case variant"), paper.variant),
                (_("Department"), paper.department),
                (_("Department's number"), paper.department_number),
                (_("Received at"), dates.moment(paper.received_at)),
                (_("Mode"), parts.mode_and_fee(paper.mode, paper.fee)),
            ),
            bold=(_("Applicant"), _("Matter")),
        ),
        Figure(
            _("Promised hand-over"),
            dates.deadline(promise.due) if promise.due else "",
            parts.provisional_words() if promise.provisional else "",
        ),
        Facts(
            (
                (_("How it is counted"), promise.arithmetic),
                (_("Promised limit"), promise.limit),
                (_("First answer"), promise.response),
            )
        ),
        *_materials(paper),
        Words(paper.note, _("Note")),
    )


def _materials(paper: Receipt) -> tuple[Section, ...]:
    counted = (Column(_("Material")), Column(_("Original")), Column(_("Copies")), Column(""))
    taken = tuple(
        (
            parts.with_note(item.name, item.note),
            parts.count(item.originals),
            parts.count(item.copies),
            _("to be returned") if item.to_return else "",
        )
        for item in paper.received
    )
    later = (Column(_("Material")), Column(_("Bring by")))
    deferred = tuple((i.name, dates.day(i.until)) for i in paper.deferred)
    noted = (Column(_("Material")), Column(""))
    missing = tuple((i.name, i.note) for i in paper.missing)
    return (
        Listing(_("Materials received"), counted, taken),
        Listing(_("To be brought later"), later, deferred),
        Listing(_("Still to be brought"), noted, missing),
    )


def _signing(copy: int) -> Section:
    if copy == 1:
        return Lines(((_("Agent (signature)"),), (_("Date"),)))
    statement = _("I have checked the above and received this receipt.")
    return Signing(statement, signers(_("Applicant")))
