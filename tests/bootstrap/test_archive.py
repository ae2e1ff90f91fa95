"""A whole case as one PDF for the archive: complete, numbered through, PDF/A-2b by its clauses."""

import io
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from helpdesk.application.prints import queue_paper
from helpdesk.bootstrap.papers import DeskPapers
from helpdesk.i18n import _
from tests.printing import reading
from tests.printing.forms import ANSWER, Cases, cases_in

PAPERS = ("receipt", "materials_receipt", "authorisation", "completion_slip")


@pytest.fixture
def cases(tmp_path: Path) -> Iterator[Cases]:
    with cases_in(tmp_path / "desk") as found:
        yield found


@pytest.fixture
def archive(cases: Cases, tmp_path: Path) -> bytes:
    """The answered case, after four papers were saved."""
    desk = cases.desk
    papers = DeskPapers(desk.session, desk.queries)
    for paper in PAPERS:
        job = queue_paper(desk.session, cases.ids["answered"], paper=paper, size="A5", copies=2)
        papers.save_job(job, path=str(tmp_path / f"{paper}.pdf"))
    return papers.archive(cases.ids["answered"])


def test_contents_history_and_every_paper(archive: bytes, cases: Cases) -> None:
    text = reading.text(archive)
    number = cases.file("completion_slip").case.number
    for words in (_("Contents"), _("History of the case"), ANSWER, number):
        assert reading.squeezed(words) in text
    with pikepdf.open(io.BytesIO(archive)) as whole:
        pages = len(whole.pages)
    assert pages == 2 + len(PAPERS)
    for page in range(1, pages + 1):
        words = _("Archive page {page} of {pages}").format(page=page, pages=pages)
        assert reading.squeezed(words) in text


def test_the_papers_are_drawn_as_they_were(archive: bytes, cases: Cases, tmp_path: Path) -> None:
    """The same seal, so the same facts, minute and device."""
    sealed = {code for code in reading.codes(archive) if "#" in code}
    printed = {reading.codes((tmp_path / f"{paper}.pdf").read_bytes())[0] for paper in PAPERS}
    assert sealed == printed
    assert reading.squeezed(_("drawn anew")) not in reading.text(archive)


def test_pdf_a_2b_by_its_clauses(archive: bytes) -> None:
    """ISO 19005-2: identification, colour profile, fonts embedded, nothing active or encrypted."""
    assert archive.startswith(b"%PDF-1.")
    assert archive[9:14].count(b"%") or max(archive[9:14]) > 127, "a line of binary after the first"
    with pikepdf.open(io.BytesIO(archive)) as pdf:
        assert not pdf.is_encrypted
        assert len(pdf.trailer.ID) == 2
        metadata = pdf.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "B")
        assert metadata["dc:title"] == str(pdf.docinfo["/Title"])
        (intent,) = pdf.Root.OutputIntents
        assert intent.DestOutputProfile.read_bytes()[36:40] == b"acsp"
        assert not {"/OpenAction", "/AA", "/Names", "/AcroForm"} & set(pdf.Root.keys())
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font":
                assert "/FontFile2" in item.FontDescriptor
            if isinstance(item, pikepdf.Stream):
                assert item.get("/Filter") != "/LZWDecode"
            if isinstance(item, pikepdf.Dictionary):
                assert item.get("/S") not in ("/JavaScript", "/Launch", "/Sound", "/Movie")
                assert float(item.get("/ca", 1)) == 1, "nothing is transparent"


def test_an_archive_names_nobody_outside_its_pages(archive: bytes) -> None:
    with pikepdf.open(io.BytesIO(archive)) as pdf:
        said = f"{dict(pdf.docinfo)}{pdf.open_metadata()}"
    assert "包玉兰" not in said
    assert "BA-1505" not in said
