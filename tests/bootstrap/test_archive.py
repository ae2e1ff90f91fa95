"""A whole case as one PDF for the archive: complete, numbered through, PDF/A-2b by its clauses."""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
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
from helpdesk.printing import Size
from helpdesk.printing.archive import bind
from helpdesk.printing.papers import render_receipt
from tests.application.test_signing import drawn
from tests.imaging.pictures import as_bytes, photo
from tests.printing import reading, samples
from tests.printing.forms import ANSWER, Cases, cases_in
from tests.printing.pdfa import problems

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
    """ISO 19005-2, level b, clause by clause: see `tests/printing/pdfa.py`."""
    assert problems(archive) == []


def test_the_clauses_find_what_is_wrong(archive: bytes) -> None:
    """What checks the archive would say so."""

    def spoilt(change: Callable[[pikepdf.Pdf], object], **saved: object) -> list[str]:
        target = io.BytesIO()
        with pikepdf.open(io.BytesIO(archive)) as pdf:
            change(pdf)
            pdf.save(target, **{"deterministic_id": True, **saved})
        return [each.split()[0] for each in problems(target.getvalue())]

    def font(pdf: pikepdf.Pdf) -> pikepdf.Object:
        return next(iter(pdf.pages[0].obj.Resources.Font.values()))

    def widen(pdf: pikepdf.Pdf) -> None:
        for each in (*pdf.pages[0].obj.Resources.Font.values(),):
            each.Widths = [float(width) + 40 for width in each.Widths]

    script = pikepdf.Dictionary(Type=pikepdf.Name.Action, S=pikepdf.Name.JavaScript, JS="")
    clear = pikepdf.Dictionary(Type=pikepdf.Name.ExtGState, ca=0.5)
    assert spoilt(lambda pdf: pdf.Root.__setitem__("/OpenAction", script)) == [
        *("6.1,", "6.5.1"),
    ]
    assert "6.2.10" in spoilt(lambda pdf: pdf.Root.__setitem__("/X", pdf.make_indirect(clear)))
    assert "6.2.11.4" in spoilt(lambda pdf: font(pdf).FontDescriptor.__delitem__("/FontFile2"))
    assert "6.2.11.5" in spoilt(widen)
    assert "6.2.11.7" in spoilt(lambda pdf: font(pdf).__delitem__("/ToUnicode"))
    assert "6.6.3" in spoilt(lambda pdf: pdf.docinfo.__setitem__("/Author", "x"))
    assert "6.2.3" in spoilt(lambda pdf: pdf.Root.__delitem__("/OutputIntents"))
    locked = spoilt(
        lambda _pdf: None, encryption=pikepdf.Encryption(owner="x"), deterministic_id=False
    )
    assert "6.1.3" in locked


@pytest.mark.parametrize(
    "name",
    [samples.RARE_NAME, "ᠪᠠᠶᠠᠷ ᠮᠣᠩᠭᠣᠯ", f"{samples.NO_GLYPH}é́ q̃", "ＡＢＣ·ﾊﾟ"],
    ids=["extensions", "Mongolian", "framed and composed", "widths"],
)
def test_every_font_that_papers_use_keeps_the_clauses(name: str) -> None:
    """Each is as wide in the font as in the file says, has what is shown, and a name of its own."""
    paper = samples.receipt()
    applicant = replace(paper.applicant, name=name)
    pdf = render_receipt(replace(paper, applicant=applicant), size=Size.A5)
    assert problems(bind([("1", pdf), ("2", pdf)], contents=lambda _places: pdf, title="x")) == []


BROKEN = {
    "a picture that ends too early": ("image/jpeg", as_bytes(photo(300, 200))[:-400]),
    "sound": ("audio/mpeg", b"ID3\x04" + bytes(2_000)),
    "nothing": ("application/pdf", b""),
    "a damaged PDF": ("application/pdf", b"%PDF-1.7\n" + bytes(range(256)) * 8),
}


def locked_pdf() -> bytes:
    target = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(target, encryption=pikepdf.Encryption(owner="a", user="b"))
    return target.getvalue()


def huge_page() -> bytes:
    """One page of five metres, as banners are."""
    target = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(14_000, 14_000))
        pdf.save(target)
    return target.getvalue()


def test_files_that_cannot_be_shown_are_named_and_hinder_nothing(cases: Cases) -> None:
    """Whatever other programs or older versions left with a case: the archive is whole without it."""
    desk, case = cases.desk, cases.ids["answered"]
    store = desk.store.files
    kinds = {**BROKEN, "a locked PDF": ("application/pdf", locked_pdf())}
    kinds["five metres"] = ("application/pdf", huge_page())
    for caption, (kind, content) in kinds.items():
        sha256 = store.keep(content, now_ms=1)
        attach_file(desk.session, case, FileAttached(sha256, len(content), kind, caption=caption))
    bare = as_bytes(photo(60, 40))
    sha256 = store.keep(bare, now_ms=1)
    attach_file(desk.session, case, FileAttached(sha256, len(bare), "image/jpeg"))
    heard: list[tuple[int, int]] = []
    papers = DeskPapers(desk.session, desk.queries, files=store)
    whole = papers.archive(case, told=lambda done, total: heard.append((done, total)))
    text = reading.text(whole)
    for caption in kinds:
        shown = _("{name} (cannot be shown on paper)").format(name=caption)
        assert (reading.squeezed(shown) in text) is (caption != "five metres"), caption
    files = len(kinds) + 1
    assert reading.squeezed(_("File {n}").format(n=files)) in text, "one without a name of its own"
    assert heard == [(n, files + 1) for n in range(files + 1)]
    assert problems(whole) == []
    with pikepdf.open(io.BytesIO(whole)) as pdf, pdf.open_outline() as outline:
        assert len(outline.root) == 1 + files


def test_an_archive_is_given_up_between_two_parts(cases: Cases, tmp_path: Path) -> None:
    """Nothing is written then, and nothing on record as taken away."""
    desk, case = cases.desk, cases.ids["answered"]
    papers = DeskPapers(desk.session, desk.queries, files=desk.store.files)

    def told(_done: int, _total: int) -> None:
        raise InterruptedError

    before = len(desk.queries.case_file(case).events)
    with pytest.raises(InterruptedError):
        papers.save_archive(case, path=str(tmp_path / "a.pdf"), told=told)
    assert list(tmp_path.glob("*.pdf")) == []
    assert len(desk.queries.case_file(case).events) == before


def test_an_archive_names_nobody_outside_its_pages(archive: bytes) -> None:
    with pikepdf.open(io.BytesIO(archive)) as pdf:
        said = f"{dict(pdf.docinfo)}{pdf.open_metadata()}"
    assert "包玉兰" not in said
    assert "BA-1505" not in said
