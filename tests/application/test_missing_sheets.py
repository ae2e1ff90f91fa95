"""A signed copy of several sheets that came back in part says so, until the rest has come."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.application.cases import open_case
from helpdesk.application.files import withdraw_file
from helpdesk.application.intake import Intake
from helpdesk.application.paper_data import qr_texts
from helpdesk.application.paper_facts import paper_facts
from helpdesk.application.ports import PrintJob
from helpdesk.application.prints import paper_printed, queue_paper
from helpdesk.application.scans import ScanRoom, fill_gap
from helpdesk.bootstrap.folder import OpenDesk
from helpdesk.bootstrap.papers import DeskPapers
from helpdesk.domain.copies import replace
from helpdesk.domain.signing import Sheets, SignedCopy, Signing, gaps
from helpdesk.domain.signing_events import SignedCopyFiled
from helpdesk.i18n.signing_history import gap_line, gap_text
from helpdesk.protocol.evidence import sheet_text
from helpdesk.ui.scans.lines import Taken, filed_lines
from helpdesk.ui.screens.case.paper_lines import signed_words
from helpdesk.ui.tokens import Tone
from tests.application.test_paper_check import vouch
from tests.application.test_paper_data import BAO, case_of
from tests.application.test_scans import Pages, taken
from tests.printing import reading


@pytest.fixture
def room(desk: OpenDesk) -> ScanRoom:
    vouch(desk)
    return ScanRoom(desk.store.files, Pages())


@pytest.fixture
def case_id(desk: OpenDesk) -> str:
    return open_case(desk.session, Intake(new_resident=BAO, matter="TL-0014")).case


def printed(desk: OpenDesk, case_id: str, *sheets: int) -> tuple[str, ...]:
    """A receipt whose copies have so many sheets; answers the codes of their first ones."""
    case = case_of(desk, case_id)
    facts = paper_facts(desk.session, case, paper="receipt")
    job = queue_paper(desk.session, case_id, paper="receipt", size="A5", copies=len(sheets))
    paper_printed(
        desk.session, replace(job, sheets=sheets), output="printer", digest="", facts=facts
    )
    return qr_texts(desk.session, case.number, facts, copies=len(sheets))


def test_a_missing_sheet_is_named_everywhere_until_it_comes(
    desk: OpenDesk, room: ScanRoom, case_id: str, tmp_path: Path
) -> None:
    first, _second = printed(desk, case_id, 3, 1)
    third = sheet_text(first, sheet=3, sheets=3)
    filed = taken(desk, room, f"code:{first}", f"code:{third}")
    (gap,) = case_of(desk, case_id).gaps
    assert (gap.paper, gap.printing, gap.copy, gap.missing) == ("receipt", 1, 1, (2,))
    assert gap_text(gap) == "缺第 2 张（共 3 张）"
    assert signed_words(case_of(desk, case_id), "receipt") == (gap_text(gap), Tone.AMBER)
    told = Taken(filed)
    assert (told.tone, told.gaps) == (Tone.AMBER, (gap,))
    assert gap_text(gap) in told.words
    assert all(gap_text(gap) in line for _case, line in filed_lines(filed))
    pdf = DeskPapers(desk.session, desk.queries).archive(case_id)
    assert reading.squeezed(gap_line(gap)) in reading.text(pdf), "the contents name it"
    second = sheet_text(first, sheet=2, sheets=3)
    (late,) = taken(desk, room, f"code:{second}")
    assert late.gap is None
    assert case_of(desk, case_id).gaps == ()
    assert signed_words(case_of(desk, case_id), "receipt")[1] is Tone.GREEN
    withdraw_file(desk.session, case_id, late.scan.sha256)
    assert [each.missing for each in case_of(desk, case_id).gaps] == [(2,)], "withdrawn, it is gone"


def test_the_first_sheet_alone_tells_how_many_there_are(
    desk: OpenDesk, room: ScanRoom, case_id: str
) -> None:
    """Also when the printer confirmed the paper only after a restart."""
    job = queue_paper(desk.session, case_id, paper="receipt", size="A5", copies=1)
    with desk.session.store.unit_of_work() as uow:
        uow.hand_over_print(replace(job, spooled="7", sheets=(2,)))
    (kept,) = desk.queries.print_jobs(state="printing")
    assert isinstance(kept, PrintJob)
    assert kept.sheets == (2,)
    one, _two = printed(desk, case_id, 1, 2)
    taken(desk, room, f"code:{one}")
    assert case_of(desk, case_id).gaps == (), "the first copy is one sheet"


def test_a_sheet_without_a_readable_code_fills_its_gap_by_hand(
    desk: OpenDesk, room: ScanRoom, case_id: str
) -> None:
    (first,) = printed(desk, case_id, 2)
    taken(desk, room, f"code:{first}", "smudged")
    (scan,) = desk.queries.scans.unsorted(limit=9)
    (gap,) = case_of(desk, case_id).gaps
    fill_gap(desk.session, scan, case_id, gap)
    case = case_of(desk, case_id)
    assert case.gaps == ()
    page = case.signing.copies[-1].filed
    assert (page.by_hand, page.sheet, page.sheets, page.paper) == (True, 2, 2, "receipt")


PAGES = st.permutations(range(1, 6))


@given(order=PAGES, here=st.integers(1, 5), told=st.booleans())
def test_what_is_missing_is_what_is_not_here(order: list[int], here: int, told: bool) -> None:
    """In whatever order sheets come, whether the print told their count or they do; and a later whole one
    replaces an earlier part."""
    pages = order[:here]
    author, moment = None, None
    copies = tuple(
        SignedCopy(
            SignedCopyFiled(
                f"{n:064}", "receipt", 1, 1, "aa", sheet=n if n > 1 else 0, sheets=5 if n > 1 else 0
            ),
            author,  # type: ignore[arg-type]
            moment,  # type: ignore[arg-type]
        )
        for n in pages
    )
    signing = Signing(copies, sheets=(Sheets("receipt", 1, (5,)),) if told else ())
    known = 5 if told or any(n > 1 for n in pages) else 1
    missing = tuple(n for n in range(1, known + 1) if n not in pages)
    assert tuple(gap.missing for gap in gaps(signing)) == ((missing,) if missing else ())
    whole = SignedCopyFiled("f" * 64, "receipt", 2, 1, "bb")
    later = replace(signing, copies=(*copies, SignedCopy(whole, author, moment)))  # type: ignore[arg-type]
    assert gaps(later) == ()
