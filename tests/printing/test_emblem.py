"""An emblem in the head of papers: small, beside the desk's name, under no text, part of no fact."""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

from helpdesk.imaging.emblems import HEIGHT, WIDTH, emblem_of
from helpdesk.printing import Size
from helpdesk.printing.emblem import carrying
from helpdesk.printing.papers import PAPERS, render_notice, render_receipt
from helpdesk.printing.preview import page_images
from tests.imaging.pictures import as_bytes
from tests.printing import reading, samples
from tests.printing.every import Every
from tests.printing.test_bytes import LIMIT
from tests.printing.test_pages import check_places

LONGEST = "科尔沁左翼后旗阿古拉镇白音查干嘎查党群服务中心便民代办服务站第二受理窗口（流动）"
WIDE, HIGH = WIDTH * 72 / 180, HEIGHT * 72 / 180  # points


@pytest.fixture(scope="module")
def emblem() -> bytes:
    """The most that there can be: full size, noise in every dot."""
    noise = Image.frombytes("L", (WIDTH, HEIGHT), random.Random(1).randbytes(WIDTH * HEIGHT))
    made = emblem_of(as_bytes(noise, "PNG"))
    assert 1_000 < len(made) < 4_000
    return made


def pictures(pdf: bytes) -> Iterator[tuple[int, reading.Box]]:
    """Page and box of every picture; a code is none."""
    with pypdfium2.PdfDocument(pdf) as document:
        for n, page in enumerate(document):
            for found in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE]):
                if found.get_metadata().bits_per_pixel > 1:
                    yield n, found.get_bounds()


def test_every_paper_in_every_size_stays_small(every: Every, emblem: bytes) -> None:
    """Residents' papers carry it, once on each copy; no other paper changes by a byte."""
    for name, size, draw in every.each():
        with every.carrying(emblem):
            drawn = draw(size, 2)
        assert len(drawn) <= LIMIT, (name, size)
        assert len(list(pictures(drawn))) == (2 if name in PAPERS else 0), (name, size)
        assert name in PAPERS or drawn == draw(size, 2), name


@pytest.mark.parametrize("size", list(Size), ids=lambda size: size.name)
def test_the_longest_name_of_a_desk_stands_beside_it(size: Size, emblem: bytes) -> None:
    desk = replace(samples.desk(), name=LONGEST, place=LONGEST)
    drawn = [lambda: render_receipt(replace(samples.long_receipt(), desk=desk), size=size)]
    if not size.roll:
        drawn.append(lambda: render_notice(replace(samples.notice(), desk=desk), size=size))
    for draw in drawn:
        with carrying(emblem):
            pdf = draw()
        check_places(pdf, size)
        assert reading.squeezed(LONGEST * 2) in reading.text(pdf)
        words = [boxes for _sheet, boxes in reading.words(pdf)]
        for page, box in pictures(pdf):
            assert (box[2] - box[0], box[3] - box[1]) == pytest.approx((WIDE, HIGH), abs=0.1)
            assert reading.overlapping([box, *words[page]]) == []


def test_nothing_that_is_signed_knows_of_it(every: Every, emblem: bytes) -> None:
    """Number, digest and signature in the code, and every word, are as without."""
    _sizes, draw = every.draws["receipt"]
    plain = draw(Size.A4, 1)
    with every.carrying(emblem):
        drawn = draw(Size.A4, 1)
    assert reading.codes(drawn) == reading.codes(plain) != []
    assert reading.text(drawn) == reading.text(plain)


def test_it_is_drawn_dot_by_dot(tmp_path: Path) -> None:
    """On the sheet of a dot-matrix printer, 180 to the inch, checks of four dots are checks."""
    checks = Image.new("1", (80, 80))
    checks.putdata([255 * ((n % 80 // 4 + n // 80 // 4) % 2) for n in range(6_400)])
    path = tmp_path / "checks.png"
    checks.save(path)
    with carrying(path.read_bytes()):
        (page,) = page_images(render_receipt(samples.receipt(), size=Size.A5), dpi=180)
    shown = Image.frombytes("RGB", (page.width, page.height), page.rgb).convert("L")
    edge = Size.A5.value.margin * 180 / 72 + 2
    found = [
        [shown.getpixel((int(edge + 4 * x), int(edge + 4 * y))) > 127 for x in range(20)]
        for y in range(20)
    ]
    assert found == [[(x + y) % 2 == 1 for x in range(20)] for y in range(20)]
