"""A whole case as one PDF for the archive: complete, numbered through, PDF/A-2b by its clauses."""

import io
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from helpdesk.application.files import attach_file, keep_file, withdraw_file
from helpdesk.application.prints import queue_paper
from helpdesk.application.signing import Given
from helpdesk.bootstrap.filing import filing_of
from helpdesk.bootstrap.papers import DeskPapers
from helpdesk.bootstrap.signing import DeskSigning
from helpdesk.domain.attachments import FileAttached
from helpdesk.i18n import _
from tests.application.test_signing import drawn
from tests.imaging.pictures import as_bytes, photo
from tests.printing import reading
from tests.printing.forms import ANSWER, Cases, cases_in

PAPERS = ("receipt", "materials_receipt", "authorisation", "completion_slip")


@pytest.fixture
def cases(tmp_path: Path) -> Iterator[Cases]:
    with cases_in(tmp_path / "desk") as found:
        yield found


def attach(cases: Cases) -> None:
    """A photograph, a document of two pages, one withdrawn, and one that is not on this computer."""
    desk, case = cases.desk, cases.ids["answered"]
    filing = filing_of(desk.store)
    grey = Image.new("L", (300, 400), 240)
    for content in (
        as_bytes(photo(300, 200, noisy=False)),
        as_bytes(grey, "PDF", save_all=True, append_images=[grey]),
        as_bytes(grey),
    ):
        file = keep_file(filing, desk.session, content, caption="低保 附件")
        attach_file(desk.session, case, file)
    withdraw_file(desk.session, case, file.sha256, reason="附错了")
    gone = FileAttached("ab" * 32, 10, "image/jpeg", caption="还没到")
    attach_file(desk.session, case, gone)


@pytest.fixture
def archive(cases: Cases, tmp_path: Path) -> bytes:
    """The answered case, after four papers were saved and one was signed at the desk."""
    desk = cases.desk
    papers = DeskPapers(desk.session, desk.queries, files=desk.store.files)
    for paper in PAPERS:
        job = queue_paper(desk.session, cases.ids["answered"], paper=paper, size="A5", copies=2)
        papers.save_job(job, path=str(tmp_path / f"{paper}.pdf"))
    signing = DeskSigning(desk.session, desk.queries, desk.store.files)
    shown, _pages = signing.show(cases.ids["answered"], "authorisation")
    signing.sign(cases.ids["answered"], shown, Given("pad", "包玉兰", *signing.picture(drawn())))
    attach(cases)
    return papers.archive(cases.ids["answered"])


def test_contents_history_and_every_paper(archive: bytes, cases: Cases) -> None:
    text = reading.text(archive)
    number = cases.file("completion_slip").case.number
    for words in (_("Case file"), _("Contents"), _("History of the case"), ANSWER, number):
        assert reading.squeezed(words) in text
    with pikepdf.open(io.BytesIO(archive)) as whole:
        pages = len(whole.pages)
    files = len(("signature", "signed PDF", "photograph", "two", "pages", "withdrawn", "not here"))
    assert pages == 2 + len(PAPERS) + files
    for words in ("低保附件", "附错了", "不在本机", "ab" * 32):
        assert reading.squeezed(words) in text
    for page in range(1, pages + 1):
        words = _("Archive page {page} of {pages}").format(page=page, pages=pages)
        assert reading.squeezed(words) in text


def test_the_papers_are_drawn_as_they_were(archive: bytes, cases: Cases, tmp_path: Path) -> None:
    """The same seal, so the same facts, minute and device."""
    sealed = {code for code in reading.codes(archive) if "#" in code}
    printed = {reading.codes((tmp_path / f"{paper}.pdf").read_bytes())[0] for paper in PAPERS}
    assert printed < sealed
    assert len(sealed) == len(printed) + 1, (
        "and the paper that was signed at the desk, as a picture"
    )
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
