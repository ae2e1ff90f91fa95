"""A paper printed again says so, with who and when; what was printed before stays what it was."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from helpdesk.application.cases import open_case
from helpdesk.application.intake import Intake
from helpdesk.application.paper_check import check_paper
from helpdesk.application.paper_forms import papers_for, sizes_for
from helpdesk.application.prints import queue_paper
from helpdesk.bootstrap.folder import OpenDesk
from helpdesk.bootstrap.papers import DeskPapers
from helpdesk.domain.events import Author, PaperPrinted
from helpdesk.domain.problems import Problem
from helpdesk.i18n import dates
from tests.application.test_paper_check import vouch
from tests.application.test_paper_data import BAO, case_of
from tests.desk import at
from tests.printing import reading


@pytest.fixture
def case_id(desk: OpenDesk) -> str:
    vouch(desk)
    return open_case(desk.session, Intake(new_resident=BAO, matter="TL-0014")).case


def test_every_paper_of_a_case_printed_again_says_so_with_who_and_when(
    desk: OpenDesk, case_id: str, tmp_path: Path
) -> None:
    """C28: 补打 n on each of them; the first one's record and its code stay as they were."""
    papers = papers_for(case_of(desk, case_id))
    assert {"receipt", "authorisation", "application_form"} <= set(papers)
    other = replace(at(desk.session, datetime(2026, 11, 24, 16, 5)), author=Author("q", "其木格"))
    seal = desk.session.seal
    assert seal is not None
    for paper in papers:
        pdfs = []
        for n, session in enumerate((desk.session, other)):
            path = tmp_path / f"{paper}{n}.pdf"
            size = "A5" if "A5" in sizes_for(paper) else "A4"
            job = queue_paper(session, case_id, paper=paper, size=size, copies=1)
            DeskPapers(session, desk.queries).save_job(job, path=str(path))
            pdfs.append(path.read_bytes())
        first, second = (reading.squeezed(reading.text(pdf)) for pdf in pdfs)
        assert "补打" not in first, paper
        assert "补打1" in second, paper
        assert reading.squeezed(dates.moment(datetime(2026, 11, 24, 16, 5))) in second, paper
        assert "其木格" in second, paper
        for n, pdf in enumerate(pdfs, start=1):
            check = check_paper(reading.codes(pdf)[0], seal=seal, queries=desk.queries)
            assert check is not None
            assert (check.finding, check.paper, check.printing) == ("genuine", paper, n)
            assert (f"reprint={n - 1}" in check.facts) == (n > 1)


def test_a_job_that_is_done_puts_no_second_original_into_the_world(
    desk: OpenDesk, case_id: str, tmp_path: Path
) -> None:
    """C28: it does not come out again; one more is marked, and the first record stays as it is."""
    job = queue_paper(desk.session, case_id, paper="receipt", size="A5", copies=1)
    papers, path = DeskPapers(desk.session, desk.queries), tmp_path / "receipt.pdf"
    papers.save_job(job, path=str(path))
    file = desk.queries.case_file(case_id)
    assert file is not None
    before = [e for e in file.events if isinstance(e.body, PaperPrinted)]
    with pytest.raises(Problem, match="print-underway"):
        papers.save_job(job, path=str(path))
    once_more = queue_paper(desk.session, case_id, paper="receipt", size="A5", copies=1)
    papers.save_job(once_more, path=str(path))
    assert "补打1" in reading.squeezed(reading.text(path.read_bytes()))
    file = desk.queries.case_file(case_id)
    assert file is not None
    after = [e for e in file.events if isinstance(e.body, PaperPrinted)]
    assert after[: len(before)] == before
