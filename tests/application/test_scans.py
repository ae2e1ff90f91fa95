"""Signed papers come back: kept before they are read, filed by their code, nothing lost on the way."""

import pytest

from helpdesk.application.case_archive import past_papers
from helpdesk.application.cases import open_case
from helpdesk.application.files import withdraw_file
from helpdesk.application.intake import Intake
from helpdesk.application.paper_data import qr_texts
from helpdesk.application.paper_facts import facts_digest, paper_facts, slip_facts
from helpdesk.application.prints import paper_printed, queue_paper, slip_printed
from helpdesk.application.scan_rows import Reason
from helpdesk.application.scans import (
    Filed,
    ReadPage,
    ScanRoom,
    drop_scan,
    file_scan,
    keep_scan,
    sort_again,
    sort_scan,
)
from helpdesk.application.slip_paper import slip_paper
from helpdesk.bootstrap.drawing import Drawing
from helpdesk.bootstrap.folder import OpenDesk
from helpdesk.bootstrap.papers import DeskPapers
from helpdesk.domain import events as ev
from helpdesk.domain.problems import Problem
from helpdesk.domain.slip_events import SlipCause, SlipContent, SlipLevel
from helpdesk.i18n.history import describe
from helpdesk.protocol.evidence import Signer, sheet_text, signed
from helpdesk.store.files import LOOSE_MS
from helpdesk.ui.screens.case.paper_lines import signed_words
from helpdesk.ui.tokens import Tone
from tests.application.test_paper_check import SERVER, vouch
from tests.application.test_paper_data import BAO, case_of
from tests.printing import reading


class Pages:
    """Scans as texts: pages by form feeds; what stands after `code:` is the code on it."""

    def count(self, content: bytes) -> int:
        return content.count(b"\f") + 1

    def read(self, content: bytes, number: int) -> list[ReadPage]:
        return [_page(each) for each in content.split(b"\f")[number].decode().split("||")]


def _page(page: str) -> ReadPage:
    if page == "torn":
        raise Problem("attachment-unreadable")
    codes = tuple(filter(None, page.partition("code:")[2].split("|")))
    return ReadPage(b"jpeg " + page.encode(), b"small", codes, "#" in "".join(codes))


@pytest.fixture
def room(desk: OpenDesk) -> ScanRoom:
    vouch(desk)
    return ScanRoom(desk.store.files, Pages())


@pytest.fixture
def case_id(desk: OpenDesk) -> str:
    return open_case(desk.session, Intake(new_resident=BAO, matter="TL-0014")).case


def printed(desk: OpenDesk, case_id: str, paper: str = "receipt", copies: int = 2) -> list[str]:
    """Print a paper; answers the codes of its copies."""
    case = case_of(desk, case_id)
    facts = paper_facts(desk.session, case, paper=paper)
    codes = qr_texts(desk.session, case.number, facts, copies=copies)
    job = queue_paper(desk.session, case_id, paper=paper, size="A5", copies=copies)
    paper_printed(desk.session, job, output="printer", digest="", facts=facts)
    return list(codes)


def taken(desk: OpenDesk, room: ScanRoom, *pages: str) -> tuple[Filed, ...]:
    scan = keep_scan(room, desk.session, "\f".join(pages).encode())
    return sort_scan(room, desk.session, desk.queries, scan)


def test_each_page_finds_its_case_and_its_printing(
    desk: OpenDesk, room: ScanRoom, case_id: str
) -> None:
    other = open_case(desk.session, Intake(new_resident=BAO, matter="TL-0014")).case
    first, second = printed(desk, case_id)
    (again, _copy) = printed(desk, case_id)
    (theirs,) = printed(desk, other, "authorisation", copies=1)
    assert len({first, second, again}) == 3, "no two papers have the same code"
    found = taken(desk, room, f"code:{second}", f"code:{theirs}", f"code:{again}")
    assert [(f.case, f.paper, f.copy, f.finding) for f in found] == [
        (case_id, "receipt", 2, "genuine"),
        (other, "authorisation", 1, "genuine"),
        (case_id, "receipt", 1, "genuine"),
    ]
    copies = case_of(desk, case_id).signing.copies_of("receipt")
    assert [(c.filed.printing, c.filed.copy) for c in copies] == [(1, 2), (2, 1)]
    assert {c.filed.file for c in copies} == {f.file.sha256 for f in case_of(desk, case_id).files}
    assert desk.queries.scans.count() == 0
    assert desk.queries.scans.unread() == []


def test_the_papers_line_says_whether_the_signed_copy_is_there(
    desk: OpenDesk, room: ScanRoom, case_id: str
) -> None:
    first, _second = printed(desk, case_id)
    assert signed_words(case_of(desk, case_id), "receipt")[1] is Tone.PLAIN
    (filed,) = taken(desk, room, f"code:{first}")
    assert signed_words(case_of(desk, case_id), "receipt")[1] is Tone.GREEN
    printed(desk, case_id)
    assert signed_words(case_of(desk, case_id), "receipt")[1] is Tone.AMBER, "an older printing"
    withdraw_file(desk.session, case_id, filed.scan.sha256)
    assert signed_words(case_of(desk, case_id), "receipt")[1] is Tone.PLAIN


def test_what_no_code_sorts_waits_for_a_person(
    desk: OpenDesk, room: ScanRoom, case_id: str
) -> None:
    first, _second = printed(desk, case_id)
    number = case_of(desk, case_id).number
    altered = first.replace(number, number.replace("-0001-", "-0009-"))
    found = taken(
        desk, room, f"code:{first}", "blank", "code:https://pay", f"code:{altered}", "torn"
    )
    assert [f.reason for f in found[1:]] == [
        Reason.NO_CODE,
        Reason.FOREIGN,
        Reason.NOT_BELIEVED,
        "attachment-unreadable",
    ]
    waiting = desk.queries.scans.unsorted(limit=9)
    assert [scan.near for scan in waiting] == [case_id] * 3, "the page before was of this case"
    filed = file_scan(desk.session, waiting[0], case_id, paper="receipt")
    assert (filed.case, filed.finding) == (case_id, "")
    assert case_of(desk, case_id).signing.copies[-1].filed.by_hand
    drop_scan(desk.session, waiting[1])
    with pytest.raises(Problem, match="scan-gone"):
        file_scan(desk.session, waiting[1], case_id)
    assert desk.queries.scans.count() == 1


def test_several_papers_on_one_page(desk: OpenDesk, room: ScanRoom, case_id: str) -> None:
    """Each to its case where they can be told apart; else to nobody's, since each names somebody else.
    `||` stands between papers in one picture, `|` between codes on what looks like one."""
    other = open_case(desk.session, Intake(new_resident=BAO, matter="TL-0014")).case
    (first, stub), (second, _stub) = printed(desk, case_id), printed(desk, other)
    filed = taken(desk, room, f"code:{first}||code:{second}||a blank")
    assert [(each.case, each.reason) for each in filed] == [
        (case_id, ""),
        (other, ""),
        ("", Reason.NO_CODE),
    ]
    (same,) = taken(desk, room, f"both code:{first}|{stub}")
    assert same.case == case_id
    (mixed,) = taken(desk, room, f"side by side code:{first}|{second}")
    assert (mixed.case, mixed.reason) == ("", Reason.SEVERAL)
    assert sort_again(desk.session, desk.queries, mixed.scan) is None


def test_a_case_that_comes_later_takes_its_page(
    desk: OpenDesk, room: ScanRoom, case_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _second = printed(desk, case_id)
    with monkeypatch.context() as away:
        away.setattr(type(desk.queries), "case_id", lambda _self, _number: None)
        (found,) = taken(desk, room, f"code:{first}")
        assert found.reason == Reason.NOT_HERE
        (scan,) = desk.queries.scans.unsorted(limit=9)
        assert sort_again(desk.session, desk.queries, scan) is None
    filed = sort_again(desk.session, desk.queries, scan)
    assert filed is not None
    assert filed.case == case_id
    assert desk.queries.scans.count() == 0


def test_before_the_city_vouched_a_paper_is_filed_and_says_so(desk: OpenDesk, case_id: str) -> None:
    room = ScanRoom(desk.store.files, Pages())
    first, _second = printed(desk, case_id)
    (found,) = taken(desk, room, f"code:{first}")
    assert (found.case, found.finding, found.copy) == (case_id, "uncertified", 1)


def test_given_up_on_the_way_it_is_read_again_and_nothing_twice(
    desk: OpenDesk, room: ScanRoom, case_id: str
) -> None:
    first, second = printed(desk, case_id)

    class GivenUp(Exception):  # noqa: N818
        pass

    def told(done: int, total: int) -> None:
        if done:
            raise GivenUp

    scan = keep_scan(room, desk.session, f"code:{first}\fcode:{second}\fblank".encode())
    with pytest.raises(GivenUp):
        sort_scan(room, desk.session, desk.queries, scan, told=told)
    assert len(case_of(desk, case_id).files) == 1
    (left,) = desk.queries.scans.unread()
    found = sort_scan(room, desk.session, desk.queries, left)
    assert [f.known for f in found] == [True, False, False]
    case = case_of(desk, case_id)
    assert (len(case.files), len(case.signing.copies)) == (2, 2)
    again = keep_scan(room, desk.session, f"code:{first}\fcode:{second}\fblank".encode())
    sort_scan(room, desk.session, desk.queries, again)
    assert case_of(desk, case_id) == case
    assert desk.queries.scans.count() == 1


def test_what_waits_is_never_cleared_away_and_what_was_dropped_is(
    desk: OpenDesk, room: ScanRoom
) -> None:
    taken(desk, room, "kept", "dropped")
    keep, drop = desk.queries.scans.unsorted(limit=9)
    drop_scan(desk.session, drop)
    desk.store.files.settle(now_ms=desk.session.clock.now().utc_ms + LOOSE_MS + 1)
    assert desk.store.files.read(keep.sha256) == b"jpeg kept"
    with pytest.raises(Problem, match="attachment-missing"):
        desk.store.files.read(drop.sha256)


def test_a_pile_of_several_sheets_sorts_itself_whatever_its_order(
    desk: OpenDesk, room: ScanRoom, case_id: str
) -> None:
    """Recorded printings, and one whose record is not here: its further sheets follow the first one."""
    other = open_case(desk.session, Intake(new_resident=BAO, matter="TL-0014")).case
    first, second = printed(desk, case_id)
    case = case_of(desk, other)
    facts = paper_facts(desk.session, case, paper="receipt")
    (loose, _copy) = qr_texts(desk.session, case.number, facts, copies=2)  # never recorded
    sheets = [
        sheet_text(loose, sheet=3, sheets=3),
        sheet_text(second, sheet=2, sheets=2),
        "https://pay",
        loose,
        sheet_text(first, sheet=2, sheets=2),
        sheet_text(loose, sheet=2, sheets=3),
        first,
    ]
    found = taken(desk, room, *(f"code:{each}" for each in sheets))
    assert [(f.case, f.paper, f.copy, f.sheet) for f in found] == [
        (other, "", 0, 3),
        (case_id, "receipt", 2, 2),
        ("", "", 0, 0),
        (other, "", 0, 0),
        (case_id, "receipt", 1, 2),
        (other, "", 0, 2),
        (case_id, "receipt", 1, 0),
    ]
    copies = case_of(desk, case_id).signing.copies
    assert {(c.filed.copy, c.filed.sheet, c.filed.sheets) for c in copies} == {
        (2, 2, 2),
        (1, 2, 2),
        (1, 0, 0),
    }
    assert any("2" in each.file.caption for each in case_of(desk, case_id).files)
    forged = sheet_text(first, sheet=2, sheets=2)[:-4] + "AAAA"
    (waits,) = taken(desk, room, f"code:{forged}")
    assert (waits.case, waits.reason) == ("", Reason.SHEET), "no printing has this digest"


def test_a_slip_that_comes_back_signed_finds_its_case(
    desk: OpenDesk, room: ScanRoom, case_id: str
) -> None:
    content = SlipContent("大林镇民政办", "超期未办", "三日内答复", to_desk=True)
    issued = ev.SlipIssued(SlipLevel.SUPERVISION, 2026, 12, SlipCause.ORDERED, content)
    with desk.session.store.unit_of_work() as uow:
        uow.append(case_id, issued, author=desk.session.author, moment=desk.session.clock.now())
    (slip,) = case_of(desk, case_id).escalation.slips
    papers = DeskPapers(desk.session, desk.queries)
    file = desk.queries.case_file(case_id)
    assert file is not None
    drawn = Drawing(desk.queries).slip(desk.session, file, slip.key, size="A4")
    (code,) = reading.codes(drawn.pdf)
    slip_printed(desk.session, case_id, drawn, size="A4", output="file")
    (found,) = taken(desk, room, f"code:{code}")
    assert (found.case, found.paper, found.copy) == (case_id, "slip", 1)
    file = desk.queries.case_file(case_id)
    assert file is not None
    (past,) = past_papers(desk.session, file)
    assert (past.slip, past.whole) == (slip.key, True)
    assert papers.archive(case_id).startswith(b"%PDF")


def test_a_slip_that_the_city_printed_files_itself(
    desk: OpenDesk, room: ScanRoom, case_id: str
) -> None:
    """COMPLAINTS 5: its code is the city's own signature; its printing is on record with the case."""
    content = SlipContent("大林镇民政办", "超期未办", "三日内答复", to_desk=True)
    issued = ev.SlipIssued(SlipLevel.URGING, 2026, 7, SlipCause.ORDERED, content)
    city, moment = ev.Author("city:7", "督查科"), desk.session.clock.now()
    with desk.session.store.unit_of_work() as uow:
        uow.append(case_id, issued, author=city, moment=moment)
    case = case_of(desk, case_id)
    facts = slip_facts(case, issued.key, agent=city.name)
    by = Signer(SERVER.sign, SERVER.public_key().public_bytes_raw())
    sealed = signed(case.number, minute=29_920_000, facts=facts_digest(facts, copy=1), by=by)
    printed = ev.PaperPrinted("slip", "A4", copies=1, copy=1, output="file", facts=facts)
    with desk.session.store.unit_of_work() as uow:
        uow.append(case_id, printed, author=city, moment=moment)
    assert case_of(desk, case_id).escalation.slips[0].printings == 1
    (found,) = taken(desk, room, f"code:{case.number}#{sealed}")
    assert (found.case, found.paper, found.finding) == (case_id, "slip", "genuine")
    file = desk.queries.case_file(case_id)
    assert file is not None
    assert slip_paper(desk.session, file, issued.key).issue.reprint == 1, "also after the city's"
    archive = DeskPapers(desk.session, desk.queries).archive(case_id)
    assert archive.startswith(b"%PDF")


def test_every_finding_and_reason_has_words() -> None:
    from helpdesk.i18n.signing_history import REASONS

    assert {
        Reason.NO_CODE,
        Reason.FOREIGN,
        Reason.NOT_HERE,
        Reason.NOT_BELIEVED,
        Reason.SHEET,
        Reason.SEVERAL,
    } == set(REASONS)
    assert describe(ev.SignedCopyFiled("a" * 64, by_hand=True))
