"""Signed papers, really rendered, as bad photographs and scans: read, laid flat, made small."""

import io
from collections.abc import Callable
from dataclasses import replace

import pytest
import segno
import zxingcpp
from PIL import Image, ImageChops, ImageFilter, ImageOps, ImageStat

from helpdesk.application.scans import ReadPage
from helpdesk.domain.problems import Problem
from helpdesk.imaging.documents import Documents
from helpdesk.imaging.preparing import PAGE_MAX, THUMBNAIL_MAX
from helpdesk.imaging.scans import PaperPages
from helpdesk.printing import Size
from helpdesk.printing.papers.receipt import render_receipt
from helpdesk.printing.preview import page_count, page_image
from helpdesk.protocol.evidence import Signer, sheet_text, signed
from tests.imaging.photographs import TABLE, blurred, dark, grainy, page, photographed, shaded
from tests.imaging.pictures import as_bytes, bomb, turned
from tests.printing import samples

PAGES = PaperPages(Documents(page_count, page_image))
CODE = f"{samples.NUMBER}#" + signed(
    samples.NUMBER,
    minute=29_000_000,
    facts=bytes(range(16)),
    by=Signer(lambda _said: bytes(64), bytes(32), desk="150502100217", certificate=bytes(64)),
)


def receipt_pdf(size: Size = Size.A5, *, code: str = CODE) -> bytes:
    return render_receipt(replace(samples.receipt(), codes=(code,)), size=size)


@pytest.fixture(scope="module")
def sheet() -> Image.Image:
    return page(receipt_pdf())


def read(picture: Image.Image | bytes, number: int = 0) -> ReadPage:
    raw = picture if isinstance(picture, bytes) else as_bytes(picture, quality=88)
    (found,) = PAGES.read(raw, number)
    return found


def likeness(found: ReadPage, sheet: Image.Image) -> float:
    """The mean difference of brightness, both made small and soft: 0 is the same page in its place."""
    kept = Image.open(io.BytesIO(found.content)).convert("L")
    small = (105, 148)
    one, other = (
        ImageOps.autocontrast(each.resize(small), cutoff=6).filter(ImageFilter.GaussianBlur(2))
        for each in (kept, sheet.convert("L"))
    )
    return float(ImageStat.Stat(ImageChops.difference(one, other)).mean[0])


DISTORTED: dict[str, Callable[[Image.Image], Image.Image | bytes]] = {
    "as scanned": lambda sheet: sheet,
    "upside down": lambda sheet: sheet.rotate(180),
    "lying left": lambda sheet: sheet.rotate(90, expand=True),
    "askew on a table": lambda sheet: sheet.rotate(37, expand=True, fillcolor=(60, 55, 50)),
    "from the side, upside down": lambda sheet: photographed(sheet).rotate(180),
    "in the dark": lambda sheet: dark(photographed(sheet)),
    "shaken": lambda sheet: blurred(photographed(sheet), 1.1),
    "grainy": lambda sheet: grainy(photographed(sheet)),
    "turned by the telephone": lambda sheet: turned(photographed(sheet).rotate(90, expand=True)),
}


@pytest.mark.parametrize("how", DISTORTED)
def test_a_paper_is_read_and_laid_flat(sheet: Image.Image, how: str) -> None:
    found = read(DISTORTED[how](sheet))
    assert (found.ours, found.codes) == (True, (CODE,))
    assert len(found.content) <= PAGE_MAX
    assert 0 < len(found.thumbnail) <= THUMBNAIL_MAX
    assert likeness(found, sheet) < 12
    with Image.open(io.BytesIO(found.content)) as kept:
        assert abs(kept.height / kept.width - 2**0.5) < 0.06
        assert not kept.getexif()


SHADOWS = {
    "the lower half": ((0, 0.5), (1, 0.5), (1, 1), (0, 1)),
    "a third below": ((0, 0.66), (1, 0.66), (1, 1), (0, 1)),
    "the foot": ((0, 0.82), (1, 0.82), (1, 1), (0, 1)),
    "the left half": ((0, 0), (0.5, 0), (0.5, 1), (0, 1)),
    "aslant, from the left": ((0, 0), (0.1, 0), (0.28, 1), (0, 1)),
}


@pytest.mark.parametrize("where", SHADOWS)
@pytest.mark.parametrize("size", [Size.A5, Size.ROLL80])
def test_the_edge_of_a_shadow_is_no_edge_of_the_page(size: Size, where: str) -> None:
    """C20: what was signed in the dark part of a photograph is kept."""
    lying = page(receipt_pdf(size))
    lying = photographed(lying) if size is Size.A5 else ImageOps.expand(lying, 100, TABLE)
    found = read(shaded(lying, SHADOWS[where]))
    with Image.open(io.BytesIO(found.content)) as kept:
        red, _green, blue = kept.convert("RGB").split()
        ink = ImageChops.subtract(blue, red).point(lambda value: 255 * (value > 15))
        assert found.ours
        assert ink.getbbox() is not None
        left, _top, right, _bottom = ink.getbbox() or (0, 0, 0, 0)
        assert right - left > 0.1 * kept.width


def test_where_no_edge_can_be_seen_the_code_alone_turns_the_page(sheet: Image.Image) -> None:
    """Askew in the scanner, on white: upright to a third of a degree, nothing cut off."""
    found = read(sheet.rotate(183.3, expand=True, fillcolor="white"))
    assert found.ours
    with Image.open(io.BytesIO(found.content)) as kept:
        (code,) = zxingcpp.read_barcodes(kept)
        assert min(kept.size) >= min(sheet.size)
    at = code.position
    assert abs(at.top_right.y - at.top_left.y) <= (at.top_right.x - at.top_left.x) / 100


def test_every_further_sheet_has_a_code_that_is_read() -> None:
    """Item 5: a pile of several sheets sorts itself, also upside down and askew; A5 is the smallest."""
    pdf = render_receipt(replace(samples.long_receipt(), codes=(CODE,)), size=Size.A5)
    total = page_count(pdf) // samples.long_receipt().issue.copies
    assert total > 2
    for number in range(1, total):
        sheet = page(pdf, number)
        bent = (sheet, sheet.rotate(180), sheet.rotate(184, expand=True, fillcolor="white"))
        found = read(bent[number % 3])
        assert found.codes == (sheet_text(CODE, sheet=number + 1, sheets=total),)
        assert found.ours


def test_a_roll_is_turned_and_never_cut() -> None:
    roll = page(receipt_pdf(Size.ROLL80))
    found = read(roll.rotate(20, expand=True, fillcolor=(60, 55, 50)))
    with Image.open(io.BytesIO(found.content)) as kept:
        assert found.ours
        (code,) = zxingcpp.read_barcodes(kept)
    at = code.position
    assert abs(at.top_right.y - at.top_left.y) <= (at.top_right.x - at.top_left.x) / 40


def test_what_no_code_can_be_read_from_is_kept_as_it_came(sheet: Image.Image) -> None:
    found = read(blurred(photographed(sheet), 9))
    assert (found.ours, found.codes) == (False, ())
    with Image.open(io.BytesIO(found.content)) as kept:
        assert kept.size == (1200, 1600)


def test_another_code_is_named_and_is_not_ours(sheet: Image.Image) -> None:
    target = io.BytesIO()
    segno.make("https://example.org/pay?x=1#abc").save(target, kind="png", scale=8)
    found = read(target.getvalue())
    assert (found.ours, found.codes) == (False, ("https://example.org/pay?x=1#abc",))


def test_a_foreign_code_beside_ours_does_not_hide_it(sheet: Image.Image) -> None:
    target = io.BytesIO()
    segno.make("12345678").save(target, kind="png", scale=4)
    both = sheet.copy()
    both.paste(Image.open(target).convert("RGB"), (40, sheet.height - 200))
    assert read(both).codes == (CODE,)


@pytest.fixture(scope="module")
def tiff(sheet: Image.Image) -> bytes:
    blank = Image.new("L", (300, 400), 255)
    return as_bytes(sheet, "TIFF", save_all=True, append_images=[blank], compression="tiff_lzw")


OTHER = CODE.replace(samples.NUMBER, "1505020-021-261123-0002-9")


def two_on_a_table(sheet: Image.Image, other: Image.Image) -> Image.Image:
    """Two papers in one photograph, one of them lying on its side."""
    table = Image.new("RGB", (2600, 1700), (70, 60, 50))
    for paper, place, angle in ((sheet, (120, 160), 7), (other, (1280, 330), 94)):
        lying = paper.convert("RGBA").rotate(angle, Image.Resampling.BICUBIC, expand=True)
        table.paste(lying, place, lying)
    return table


def test_two_papers_in_one_photograph_are_two_pages(sheet: Image.Image) -> None:
    """The second one was lost when the first was cut out."""
    other = page(receipt_pdf(code=OTHER))
    found = PAGES.read(as_bytes(two_on_a_table(sheet, other), quality=88), 0)
    assert {each.codes for each in found} == {(CODE,), (OTHER,)}
    for each in found:
        assert likeness(each, sheet) < 10
        with Image.open(io.BytesIO(each.content)) as kept:
            assert [code.text for code in zxingcpp.read_barcodes(kept)] == [*each.codes]


def test_a_paper_beside_a_read_one_whose_code_is_covered_waits(sheet: Image.Image) -> None:
    other = sheet.copy()
    other.paste((120, 90, 80), (0, 0, other.width, other.height // 3))  # a hand
    found = PAGES.read(as_bytes(two_on_a_table(sheet, other), quality=88), 0)
    assert [each.codes for each in found] == [(CODE,), ()]


def test_two_papers_side_by_side_under_a_scanners_lid_are_one_page_with_two_codes(
    sheet: Image.Image,
) -> None:
    other = page(receipt_pdf(code=OTHER))
    both = Image.new("RGB", (2 * sheet.width, sheet.height), "white")
    both.paste(sheet, (0, 0))
    both.paste(other, (sheet.width, 0))
    found = read(both)
    assert (found.ours, {*found.codes}) == (True, {CODE, OTHER})


def test_pages_of_a_tiff_and_of_a_pdf(sheet: Image.Image, tiff: bytes) -> None:
    assert PAGES.count(tiff) == 2
    assert [read(tiff, n).ours for n in range(2)] == [True, False]
    pdf = as_bytes(sheet, "PDF", save_all=True, append_images=[sheet.rotate(180)], resolution=150)
    assert PAGES.count(pdf) == 2
    assert [read(pdf, n).ours for n in range(2)] == [True, True]


@pytest.fixture
def wrong() -> dict[str, bytes]:
    return {
        "attachment-empty": b"",
        "attachment-kind": b"a letter",
        "attachment-heic": b"\0\0\0\x18ftypheic" + bytes(20),
        "attachment-pixels": bomb(40_000, 40_000),
        "attachment-unreadable": b"%PDF-1.7 torn",
    }


def test_what_cannot_be_opened_is_named(wrong: dict[str, bytes]) -> None:
    for code, content in wrong.items():
        with pytest.raises(Problem) as refused:
            PAGES.count(content)
        assert refused.value.code == code


def test_a_torn_picture_is_named_when_it_is_read(sheet: Image.Image) -> None:
    torn = as_bytes(sheet)[:20_000]
    with pytest.raises(Problem, match="attachment-unreadable"):
        read(torn)
