"""Is this paper genuine, and does it say what was printed? Answered without any line."""

from dataclasses import dataclass
from enum import StrEnum

from helpdesk.application.paper_facts import facts_digest
from helpdesk.application.ports import Seal, Sealed
from helpdesk.application.queries import CaseFile, Queries
from helpdesk.domain.events import Event, PaperPrinted


class Finding(StrEnum):
    """What came of a check.

    `GENUINE`: printed by a device of our city, and the facts on record are those the code vouches
    for. `NOT_HERE`: genuine, but this computer does not know the case. `NO_RECORD`: genuine, the case
    is known, no such print of it is. The rest is the signature's verdict.
    """

    GENUINE = "genuine"
    NOT_HERE = "not_here"
    NO_RECORD = "no_record"
    UNCERTIFIED = "uncertified"
    OTHER_CITY = "other_city"
    ALTERED = "altered"


@dataclass(frozen=True, slots=True)
class PaperCheck:
    """`facts` are what was printed, to be held beside the paper; `case` the case's id, where known."""

    finding: Finding
    sealed: Sealed
    case: str = ""
    printed: Event | None = None
    facts: tuple[str, ...] = ()


def check_paper(text: str, *, seal: Seal, queries: Queries) -> PaperCheck | None:
    """Check a scanned code; None where it is no sealed code of ours."""
    sealed = seal.check(text)
    if sealed is None:
        return None
    found = queries.case_id(sealed.number)
    file = queries.case_file(found) if found else None
    if sealed.verdict != Finding.GENUINE:
        return PaperCheck(Finding(sealed.verdict), sealed, case=found or "")
    if file is None:
        return PaperCheck(Finding.NOT_HERE, sealed)
    printed = _print_of(file, sealed)
    if printed is None or not isinstance(printed.body, PaperPrinted):
        return PaperCheck(Finding.NO_RECORD, sealed, case=file.case.id)
    return PaperCheck(
        Finding.GENUINE, sealed, case=file.case.id, printed=printed, facts=printed.body.facts
    )


def _print_of(file: CaseFile, sealed: Sealed) -> Event | None:
    """The print whose recorded facts have this digest."""
    for event in reversed(file.events):
        body = event.body
        if isinstance(body, PaperPrinted) and facts_digest(body.facts) == sealed.digest:
            return event
    return None
