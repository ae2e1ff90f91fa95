"""Signed papers that come back: kept sealed before anything is read, read page by page, filed by their code.

A scan is a row of this desk until its pages are with their cases; what no code sorts waits for a person.
Nothing of it is an event: that a case has a signed copy is (`SignedCopyFiled`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from helpdesk.application.files import FILES_MAX, FileStore
from helpdesk.application.paper_check import Finding, PaperCheck, check_paper
from helpdesk.application.ports import Session
from helpdesk.application.progress import known_case
from helpdesk.application.queries import Queries
from helpdesk.application.scan_rows import Reason, Scan
from helpdesk.domain.attachments import FileAttached
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.domain.signing import Gap
from helpdesk.domain.signing_events import SignedCopyFiled
from helpdesk.i18n.texts import _
from helpdesk.i18n.words import EXPORTS, word

JPEG = "image/jpeg"
TEXT_MAX = 1_000  # characters of a code that are looked at
BELIEVED = (Finding.GENUINE, Finding.NO_RECORD, Finding.UNCERTIFIED)
"""Findings with which a page is filed by itself: the device's signature holds and the case is here."""

Told = Callable[[int, int], object]  # pages done, of how many; what it raises gives the rest up


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A paper as it is kept (JPEG, with a thumbnail), and the codes on it; `ours`: they have our seal.
    Several of ours stand on a sheet that has more than one, or on papers whose edges nobody can tell
    apart."""

    content: bytes
    thumbnail: bytes
    codes: tuple[str, ...] = ()
    ours: bool = False


class PageReading(Protocol):
    """Scans as pages. Background work."""

    def count(self, content: bytes) -> int:
        """How many pages. Raises the Problem of what cannot be opened."""
        ...

    def read(self, content: bytes, number: int) -> Sequence[ReadPage]:
        """What lies on a page, from 0: usually one paper, upright, flat and small. Raises Problem."""
        ...


@dataclass(frozen=True, slots=True)
class ScanRoom:
    """What it takes to keep and read scans."""

    files: FileStore
    reading: PageReading


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of a page: the case it is with now, or why it waits; `known`: it was there before;
    `gap`: other sheets of the same signed copy are missing."""

    scan: Scan
    case: str = ""
    number: str = ""
    paper: str = ""
    copy: int = 0
    sheet: int = 0
    finding: str = ""
    reason: str = ""
    known: bool = False
    facts: str = ""
    gap: Gap | None = None


def keep_scan(room: ScanRoom, session: Session, content: bytes) -> Scan:
    """Seal a scan as it came: from here on nothing of it is lost.

    Raises the Problem of what cannot be opened, and EnvironmentProblem of the disk.
    """
    room.reading.count(content)
    now_ms = session.clock.now().utc_ms
    room.files.require_room()
    scan = Scan(room.files.keep(content, now_ms=now_ms), len(content), whole=True, taken_ms=now_ms)
    return _put(session, scan)


def sort_scan(
    room: ScanRoom,
    session: Session,
    queries: Queries,
    scan: Scan,
    *,
    told: Told = lambda _done, _total: None,
) -> tuple[Filed, ...]:
    """Read every page of a kept scan and file it; the scan is forgotten when its last page is kept.

    Given up or killed on the way, it is read again from the beginning: what is filed already stays so.
    A page that cannot be drawn is named by its problem's code, the others are filed.
    """
    content = room.files.read(scan.sha256)
    total = room.reading.count(content)
    found: list[Filed] = []
    near = ""
    for number in range(total):
        told(number, total)
        try:
            papers = room.reading.read(content, number)
        except EnvironmentProblem:
            raise
        except Problem as problem:
            found.append(Filed(scan, reason=problem.code))
            continue
        for page in papers:
            near = _named(queries, page) or near
            filed = _sort_page(session, queries, _kept(room, session, page, near=near))
            near = filed.case or near
            found.append(filed)
    sorted_now = after_the_first(session, queries, found)
    with session.store.unit_of_work() as uow:
        uow.scans.take_away(scan.id)
    told(total, total)
    return sorted_now


def after_the_first(
    session: Session, queries: Queries, filed: Sequence[Filed]
) -> tuple[Filed, ...]:
    """The same, when all of a pile was read: a further sheet may have lain before its first one. Then it
    shows which signed copies are not whole."""
    found = [
        (each.reason == Reason.SHEET and sort_again(session, queries, each.scan)) or each
        for each in filed
    ]
    files = {case: queries.case_file(case) for case in {each.case for each in found if each.case}}
    known = {case: file.case.gaps for case, file in files.items() if file is not None}
    return tuple(replace(each, gap=_gap(known.get(each.case, ()), each)) for each in found)


def _gap(known: Sequence[Gap], filed: Filed) -> Gap | None:
    """What is missing of the signed copy that the page belongs to."""
    return next((gap for gap in known if gap.facts == filed.facts != ""), None)


def sort_again(session: Session, queries: Queries, scan: Scan) -> Filed | None:
    """A page whose case was not here, once more: it may have come since."""
    check = _checked(session, queries, scan.code) if scan.code else None
    if check is None or not check.case or check.finding not in BELIEVED:
        return None
    return file_scan(session, scan, check.case, check=check)


def file_scan(
    session: Session, scan: Scan, case_id: str, *, check: PaperCheck | None = None, paper: str = ""
) -> Filed:
    """The page is the signed copy of a paper of this case: attached, recorded, and off the list.

    Without a `check` a person chose the case and, where they know it, the `paper`. Raises Problem
    `case-unknown`, `attachment-many`, `scan-gone` when somebody sorted it meanwhile.
    """
    return _filed(session, scan, case_id, _signed_copy(scan, check, paper))


def fill_gap(session: Session, scan: Scan, case_id: str, gap: Gap) -> Filed:
    """A person knows that the page is the first missing sheet of this signed copy. Raises what `file_scan`
    does."""
    return _filed(session, scan, case_id, _missed(scan, gap))


def _filed(session: Session, scan: Scan, case_id: str, body: SignedCopyFiled) -> Filed:
    file = FileAttached(
        sha256=scan.sha256,
        size=scan.size,
        media_type=JPEG,
        caption=_caption(body),
        thumbnail=scan.thumbnail,
        thumbnail_size=scan.thumbnail_size,
    )
    moment = session.clock.now()
    with session.store.unit_of_work() as uow:
        case = known_case(uow, case_id)
        there = {each.file.sha256 for each in case.files if not each.withdrawn}
        known = scan.sha256 in there
        if scan.id and not uow.scans.take_away(scan.id):
            raise Problem("scan-gone")
        if not known and len(there) >= FILES_MAX:
            raise Problem("attachment-many", limit=FILES_MAX)
        if not known:
            uow.append(case_id, file, author=session.author, moment=moment)
        if not any(copy.filed.file == scan.sha256 for copy in case.signing.copies):
            uow.append(case_id, body, author=session.author, moment=moment)
    return Filed(
        scan,
        case_id,
        case.number,
        paper=body.paper,
        copy=body.copy,
        sheet=body.sheet,
        finding=body.finding,
        known=known,
        facts=body.facts,
    )


def _caption(body: SignedCopyFiled) -> str:
    if not body.paper:
        return _("Signed paper")
    named = _("Signed: {paper}").format(paper=word(EXPORTS, body.paper))
    if not body.sheet:
        return named
    sheet = _("sheet {n} of {sheets}").format(n=body.sheet, sheets=body.sheets)
    return _("{words} · {more}").format(words=named, more=sheet)


def drop_scan(session: Session, scan: Scan) -> None:
    """A page that is no paper of ours; its bytes stay sealed on this computer for a month."""
    with session.store.unit_of_work() as uow:
        uow.scans.take_away(scan.id)


def _missed(scan: Scan, gap: Gap) -> SignedCopyFiled:
    sheet = gap.missing[0]
    return SignedCopyFiled(
        scan.sha256,
        paper=gap.paper,
        printing=gap.printing,
        copy=gap.copy,
        facts=gap.facts,
        by_hand=True,
        sheet=sheet if sheet > 1 else 0,
        sheets=gap.sheets,
    )


def _signed_copy(scan: Scan, check: PaperCheck | None, paper: str) -> SignedCopyFiled:
    if check is None:
        return SignedCopyFiled(scan.sha256, paper=paper, by_hand=True)
    return SignedCopyFiled(
        scan.sha256,
        paper=check.paper,
        printing=check.printing,
        copy=check.copy,
        facts=check.sealed.digest.hex(),
        minute=check.sealed.minute,
        finding=check.finding.value,
        sheet=check.sealed.sheet,
        sheets=check.sealed.sheets,
    )


def _sort_page(session: Session, queries: Queries, scan: Scan) -> Filed:
    check = _checked(session, queries, scan.code) if scan.code else None
    if check is not None and check.case and check.finding in BELIEVED:
        try:
            return file_scan(session, scan, check.case, check=check)
        except Problem as problem:
            if problem.code != "attachment-many":
                raise
            return Filed(scan, reason=problem.code)
    return Filed(scan, reason=scan.reason)


def _named(queries: Queries, page: ReadPage) -> str:
    """The case whose bare number a code holds: it proves nothing, but is likely meant."""
    if page.ours:
        return ""
    numbers = (text.rsplit("/", 1)[-1] for text in page.codes if len(text) <= TEXT_MAX)
    return next((case for number in numbers if (case := queries.case_id(number))), "")


def _kept(room: ScanRoom, session: Session, page: ReadPage, *, near: str) -> Scan:
    """The page, sealed and on the list before anybody decides where it belongs."""
    now_ms = session.clock.now().utc_ms
    thumbnail = room.files.keep(page.thumbnail, now_ms=now_ms)
    several = page.ours and len({_number(session, code) for code in page.codes}) > 1
    code = page.codes[0] if page.codes and page.ours and not several else ""
    sealed = session.seal.check(code) if session.seal and code else None
    believed = sealed is not None and sealed.verdict in BELIEVED
    if several:
        reason = Reason.SEVERAL
    elif sealed is not None and sealed.sheet:
        reason = Reason.SHEET
    elif code:
        reason = Reason.NOT_HERE if believed else Reason.NOT_BELIEVED
    else:
        reason = Reason.FOREIGN if page.codes else Reason.NO_CODE
    scan = Scan(
        room.files.keep(page.content, now_ms=now_ms),
        len(page.content),
        thumbnail=thumbnail,
        thumbnail_size=len(page.thumbnail),
        code=code,
        reason=reason,
        near=near,
        taken_ms=now_ms,
    )
    return _put(session, scan)


def _number(session: Session, code: str) -> str:
    """Which case a code of ours speaks of."""
    sealed = session.seal.check(code) if session.seal else None
    return sealed.number if sealed else ""


def _put(session: Session, scan: Scan) -> Scan:
    with session.store.unit_of_work() as uow:
        return replace(scan, id=uow.scans.put(scan))


def _checked(session: Session, queries: Queries, code: str) -> PaperCheck | None:
    if session.seal is None:
        return None
    return check_paper(code, seal=session.seal, queries=queries)
