"""A whole case for the archive: its contents, its history, and every paper as it was printed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from helpdesk.application.forms import Column, Facts, Form, Listing
from helpdesk.application.paper_copy import Copy, about, form_of
from helpdesk.application.paper_facts import paper_facts
from helpdesk.application.ports import Session
from helpdesk.application.queries import CaseFile
from helpdesk.domain.cases import fold_case
from helpdesk.domain.events import Event, PaperPrinted
from helpdesk.domain.moments import Moment
from helpdesk.domain.slips import slip_of
from helpdesk.i18n import dates
from helpdesk.i18n.history import describe
from helpdesk.i18n.texts import _
from helpdesk.i18n.words import EXPORTS, word

CASE_FILE = "case_file"


@dataclass(frozen=True, slots=True)
class _Fixed:
    moment: Moment

    def now(self) -> Moment:
        return self.moment


@dataclass(frozen=True, slots=True)
class PastPaper:
    """A paper as it came out: the case as it was then, the session of whoever printed it.

    `whole` tells that the facts on record are those that the case gives for that moment; `slip` is the
    key of a slip.
    """

    name: str
    paper: str
    size: str
    session: Session
    file: CaseFile
    whole: bool
    slip: str = ""


def past_papers(session: Session, file: CaseFile) -> Iterator[PastPaper]:
    """Each print on record, in order, ready to be drawn again as it was."""
    for place, event in enumerate(file.events):
        if isinstance(event.body, PaperPrinted):
            yield _past(session, file, place, event, event.body)


def _past(
    session: Session, file: CaseFile, place: int, event: Event, body: PaperPrinted
) -> PastPaper:
    before = file.events[:place]
    case = fold_case(file.case.id, before)
    then = replace(session, clock=_Fixed(event.moment), author=event.author)
    when, slip = dates.moment(event.moment.local), slip_of(body.facts)
    return PastPaper(
        name=_("{paper}, printed {moment}").format(paper=word(EXPORTS, body.paper), moment=when),
        paper=body.paper,
        size=body.size,
        session=then,
        file=replace(file, case=case, events=before),
        whole=not body.facts or paper_facts(then, case, paper=body.paper, slip=slip) == body.facts,
        slip=slip,
    )


def contents_form(session: Session, file: CaseFile, parts: Sequence[tuple[str, int]]) -> Form:
    """The first page: what the case is, and what lies behind it from which page on."""
    copy = Copy(session, file, CASE_FILE, copy=1, copies=1)
    columns = (Column(_("Content")), Column(_("From page"), 6, centred=True))
    rows = tuple((name, str(page)) for name, page in parts)
    made = form_of(copy, about(copy), Listing(_("Contents"), columns, rows), asking=False)
    return replace(made, title=_("Case file"), aside="", qr_text="")


def history_form(session: Session, file: CaseFile) -> Form:
    """Everything that happened to the case, in words."""
    copy = Copy(session, file, CASE_FILE, copy=1, copies=1)
    columns = (Column(_("When"), 10), Column(_("What")), Column(_("Who"), 7))
    rows = tuple(
        (dates.moment(e.moment.local), describe(e.body), e.author.name) for e in file.events
    )
    kept = Facts(((_("Records"), str(len(rows))),))
    made = form_of(copy, kept, Listing(_("History"), columns, rows), asking=False)
    return replace(made, title=_("History of the case"), aside="", qr_text="")
