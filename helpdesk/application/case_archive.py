"""A whole case for the archive: its contents, its history, and every paper as it was printed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from helpdesk.application.forms import Column, Facts, Form, Listing, Words
from helpdesk.application.paper_copy import Copy, about, form_of
from helpdesk.application.paper_facts import paper_facts
from helpdesk.application.paper_proof import case_facts, of_print
from helpdesk.application.ports import Session
from helpdesk.application.queries import CaseFile
from helpdesk.domain.cases import fold_case
from helpdesk.domain.events import Event, PaperPrinted
from helpdesk.domain.moments import Moment
from helpdesk.domain.slips import slip_of
from helpdesk.i18n import dates
from helpdesk.i18n.history import describe
from helpdesk.i18n.signing_history import gap_line
from helpdesk.i18n.texts import _
from helpdesk.i18n.words import EXPORTS, word

CASE_FILE = "case_file"


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
    body: PaperPrinted
    slip: str = ""

    @property
    def is_bilingual(self) -> bool:
        """Whether it had Mongolian beside its words; where that was not recorded it may have had."""
        was = of_print(self.body.facts)
        return not was or "mongolian" in was

    @property
    def language(self) -> str:
        """The language that it was printed in; empty where that was not recorded."""
        return of_print(self.body.facts).get("language", "")


def past_papers(session: Session, file: CaseFile) -> Iterator[PastPaper]:
    """Each print on record, in order, ready to be drawn again as it was."""
    for place, event in enumerate(file.events):
        if isinstance(event.body, PaperPrinted):
            yield _past(session, file, place, event, event.body)


def past_paper(session: Session, file: CaseFile, printed: Event) -> PastPaper | None:
    """The print of this record; None where the case has no such one."""
    for place, event in enumerate(file.events):
        if event.origin == printed.origin and isinstance(event.body, PaperPrinted):
            return _past(session, file, place, event, event.body)
    return None


def _past(
    session: Session, file: CaseFile, place: int, event: Event, body: PaperPrinted
) -> PastPaper:
    before, was = file.events[:place], of_print(body.facts)
    case = fold_case(file.case.id, before)
    then = _then(session, event, body.facts)
    when, slip = dates.moment(event.moment.local), slip_of(body.facts)
    facts = paper_facts(then, case, paper=body.paper, slip=slip)
    if was:  # what had not reached the city then may have since
        case = replace(case, unsent=int("unsent" in was))
    return PastPaper(
        name=_("{paper}, printed {moment}").format(paper=word(EXPORTS, body.paper), moment=when),
        paper=body.paper,
        size=body.size,
        session=then,
        file=replace(file, case=case, events=before),
        whole=not body.facts or facts == case_facts(body.facts),
        slip=slip,
        body=body,
    )


def _then(session: Session, event: Event, facts: tuple[str, ...]) -> Session:
    """The session as it was: who printed, when, and at which desk, as far as that was recorded."""
    was, moment, author = of_print(facts), event.moment, event.author
    agent = next((each[6:] for each in facts if each.startswith("agent=")), author.name)
    then = replace(session, author=replace(author, name=agent))
    if "printed" not in was:
        return then.at(moment)
    local = datetime.fromisoformat(was["printed"])
    desk = replace(
        session.desk,
        place=was.get("place", ""),
        name=was.get("desk", ""),
        phone=was.get("desk_phone", ""),
        address=was.get("desk_address", ""),
        practice="practice" in was,
    )
    return replace(then, desk=desk).at(Moment.of(local, offset_minutes=moment.offset_minutes))


def contents_form(session: Session, file: CaseFile, parts: Sequence[tuple[str, int]]) -> Form:
    """The first page: what the case is, and what lies behind it from which page on."""
    copy = Copy(session, file, CASE_FILE, copy=1, copies=1)
    columns = (Column(_("Content")), Column(_("From page"), 6, centred=True))
    rows = tuple((name, str(page)) for name, page in parts)
    lacking = "\n".join(gap_line(gap) for gap in file.case.gaps)
    listing = Listing(_("Contents"), columns, rows)
    made = form_of(
        copy, about(copy), Words(lacking, _("Missing signed sheets")), listing, asking=False
    )
    return replace(made, title=_("Case file"), aside="", qr_text="")


def history_form(session: Session, file: CaseFile) -> Form:
    """Everything that happened to the case, in words."""
    copy = Copy(session, file, CASE_FILE, copy=1, copies=1)
    columns = (Column(_("When"), 12), Column(_("What")), Column(_("Who"), 7))
    rows = tuple(
        (dates.moment(e.moment.local), describe(e.body), e.author.name) for e in file.events
    )
    kept = Facts(((_("Records"), str(len(rows))),))
    made = form_of(copy, kept, Listing(_("History"), columns, rows), asking=False)
    return replace(made, title=_("History of the case"), aside="", qr_text="")
