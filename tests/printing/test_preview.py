"""Pages as pictures."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from helpdesk.printing import Size
from helpdesk.printing.papers import render_receipt
from helpdesk.printing.preview import page_count, page_image, page_images
from tests.printing import samples


def test_pictures_have_the_size_of_the_sheet() -> None:
    pdf = render_receipt(samples.receipt(), size=Size.A5)
    (image,) = page_images(pdf, dpi=100)
    assert (image.width, image.height) == pytest.approx((583, 827), abs=1)
    assert image.stride >= image.width * 3
    assert len(image.rgb) == image.stride * image.height
    assert image.sheet == pytest.approx((Size.A5.value.width, Size.A5.value.height), abs=0.01)


def test_pictures_are_rgb_on_white_with_black_alone() -> None:
    pdf = render_receipt(samples.receipt(), size=Size.A5)
    image = page_image(pdf, page=0, dpi=100)
    rows = (image.rgb[y * image.stride :][: image.width * 3] for y in range(image.height))
    pixels = {bytes(row[n : n + 3]) for row in rows for n in range(0, len(row), 3)}
    assert {b"\xff\xff\xff", b"\x00\x00\x00"} <= pixels
    assert all(len(set(pixel)) == 1 for pixel in pixels), (
        "no colour: most printers at desks have one"
    )


def test_every_page_from_several_threads() -> None:
    pdf = render_receipt(samples.long_receipt(), size=Size.A5)
    alone = [image.rgb for image in page_images(pdf, dpi=30)]
    assert len(alone) == page_count(pdf) > 2
    with ThreadPoolExecutor(4) as pool:
        together = pool.map(lambda n: page_image(pdf, page=n, dpi=30).rgb, range(len(alone)))
        assert list(together) == alone


def test_papers_from_several_threads_are_alike() -> None:
    with ThreadPoolExecutor(4) as pool:
        made = pool.map(lambda _n: render_receipt(samples.marked_receipt(), size=Size.A5), range(6))
        assert len(set(made)) == 1
