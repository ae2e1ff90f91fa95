"""Is this paper genuine, and does it say what was printed? Answered without any line."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from helpdesk.application.paper_facts import copy_with
from helpdesk.application.ports import Seal, Sealed
from helpdesk.application.queries import CaseFile, Queries
from helpdesk.domain.cases import Case
from helpdesk.domain.events import Event, PaperPrinted, PaperSigned, SignedCopyFiled


class Finding(StrEnum):
    """What came of a check.

    `GENUINE`: printed by a device of our city, and the facts on record are those the code vouches
    for. `NOT_HERE`: genuine, but this computer does not know the case. `NO_RECORD`: genuine, the case
    is known, no such print of it is. `SHEET`: a further sheet whose printing is not on record and whose
    first sheet is not filed: its own code proves nothing. `BY_HAND`: a filed page whose code nobody read. The
    rest is the signature's verdict.
    """

    GENUINE = "genuine"
    NOT_HERE = "not_here"
    NO_RECORD = "no_record"
    UNCERTIFIED = "uncertified"
    OTHER_CITY = "other_city"
    ALTERED = "altered"
    SHEET = "sheet"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class PaperCheck:
    """`facts` are what was printed, to be held beside the paper; `case` the case's id, where known.

    `printed` is the record of that printing, `printing` which one of its kind it was (from 1), `copy`
    which of the alike copies (0: the code does not tell). All are known also where the city has not
    confirmed the device yet.
    """

    finding: Finding
    sealed: Sealed
    case: str = ""
    printed: Event | None = None
    facts: tuple[str, ...] = ()
    paper: str = ""
    printing: int = 0
    copy: int = 0


def check_paper(text: str, *, seal: Seal, queries: Queries) -> PaperCheck | None:
    """Check a scanned code; None where it is no sealed code of ours."""
    sealed = seal.check(text)
    if sealed is None:
        return None
    found = queries.case_id(sealed.number)
    file = queries.case_file(found) if found else None
    finding = Finding(sealed.verdict)
    if finding is Finding.SHEET:
        return _sheet(file, sealed) if file else PaperCheck(finding, sealed)
    if finding not in (Finding.GENUINE, Finding.UNCERTIFIED):
        return PaperCheck(finding, sealed, case=found or "")
    if file is None:
        here = Finding.NOT_HERE if finding is Finding.GENUINE else finding
        return PaperCheck(here, sealed)
    check = print_of(file.events, sealed)
    if check is None:
        lost = Finding.NO_RECORD if finding is Finding.GENUINE else finding
        return PaperCheck(lost, sealed, case=file.case.id)
    return replace(check, finding=finding, case=file.case.id)


def filed_check(file: CaseFile, filed: SignedCopyFiled) -> PaperCheck:
    """The check of a signed copy that is filed, from what is on record: what its code said then."""
    known = filed.finding in list(Finding)
    found = Finding(filed.finding) if known and not filed.by_hand else Finding.BY_HAND
    digest = bytes.fromhex(filed.facts) if filed.facts else b""
    sealed = Sealed(
        file.case.number,
        filed.minute,
        digest,
        desk="",
        verdict=found.value,
        sheet=filed.sheet,
        sheets=filed.sheets,
    )
    check = print_of(file.events, sealed) if digest else _last_print(file, filed.paper, sealed)
    plain = PaperCheck(found, sealed, file.case.id, paper=filed.paper)
    if check is None:
        return plain
    if found is Finding.NO_RECORD:  # the record came after the page
        found = Finding.GENUINE
    return replace(check, finding=found, case=file.case.id)


def copies_there(case: Case, paper: str) -> list[SignedCopyFiled]:
    """The signed copies of this kind of paper that nobody withdrew."""
    withdrawn = {each.file.sha256 for each in case.files if each.withdrawn}
    return [e.filed for e in case.signing.copies_of(paper) if e.filed.file not in withdrawn]


def _last_print(file: CaseFile, paper: str, sealed: Sealed) -> PaperCheck | None:
    """The last printing of a kind of paper: what a page is likely of whose code nobody read."""
    for event in reversed(file.events):
        body = event.body
        if isinstance(body, PaperPrinted) and body.paper == paper:
            n = file.case.printings_of(paper)
            return PaperCheck(Finding.BY_HAND, sealed, "", event, body.facts, paper, printing=n)
    return None


def _sheet(file: CaseFile, sealed: Sealed) -> PaperCheck:
    """A further sheet is as genuine as the printing on record with this digest, or as the filed first
    sheet with it."""
    check = print_of(file.events, sealed)
    if check is not None:
        return replace(check, case=file.case.id)
    digest = sealed.digest.hex()
    first = next((c.filed for c in file.case.signing.copies if c.filed.facts == digest), None)
    if first is None:
        return PaperCheck(Finding.SHEET, sealed, case=file.case.id)
    finding = Finding(first.finding) if first.finding in list(Finding) else Finding.NO_RECORD
    return PaperCheck(
        finding,
        sealed,
        case=file.case.id,
        paper=first.paper,
        printing=first.printing,
        copy=first.copy,
    )


def print_of(events: Sequence[Event], sealed: Sealed) -> PaperCheck | None:
    """The printing, or the paper signed at the desk, whose recorded facts have the digest in the code,
    computed anew from them."""
    printings: Counter[str] = Counter()
    found = None
    for event in events:
        body = event.body
        if not isinstance(body, PaperPrinted | PaperSigned):
            continue
        printed = isinstance(body, PaperPrinted)
        printings[body.paper] += printed
        copies = body.copies if isinstance(body, PaperPrinted) else 1
        copy = copy_with(sealed.digest, body.facts, copies=copies)
        if copy is not None:
            found = PaperCheck(
                Finding.GENUINE,
                sealed,
                printed=event,
                facts=body.facts,
                paper=body.paper,
                printing=printings[body.paper] if printed else 0,
                copy=copy,
            )
    return found
