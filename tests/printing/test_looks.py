"""Every paper as it was approved by eye: where each run of text stands, and a small picture of it.

`python -m tests.printing.test_looks` writes the golden files anew: look at the papers first.
"""

import json
import tempfile
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageChops, ImageStat

from helpdesk.printing import Size
from helpdesk.printing.preview import page_images
from tests.printing.every import Every, every_paper

GOLDEN = Path(__file__).parent / "golden"
NAMES = (
    *("receipt", "joint_receipt", "application_form", "one_time_notice", "materials_receipt"),
    *("authorisation", "deferral_undertaking", "correction_notice", "refusal_slip"),
    *("completion_slip", "delivery_receipt", "bulletin", "day_sheet"),
    "trip_sheet",
    *("slip_reminder", "slip_urging", "slip_supervision", "slip_transfer"),
)
BY_ROLL = ("receipt", "materials_receipt")
CASES = [(name, Size.A5) for name in NAMES] + [(name, Size.ROLL80) for name in BY_ROLL]
SHEETS = ("bulletin", "day_sheet", "trip_sheet")  # these have no code
NEAR = 1.5  # points
DPI, PARTS = 216, 12  # a dot of the picture is twelve by twelve
EDGE = 12  # dots about a code, which is found to a dot or two
AWAY, MEAN = 70, 2.0  # of 255: a dot, and the whole


def runs(pdf: bytes) -> list[list[object]]:
    """Page, left, top and text of every run, in the order of the file."""
    found: list[list[object]] = []
    with pypdfium2.PdfDocument(pdf) as document:
        for number, page in enumerate(document):
            content = page.get_textpage()
            for n in range(content.count_rects()):
                left, bottom, right, top = content.get_rect(n)
                words = content.get_text_bounded(left, bottom, right, top).strip()
                found.append([number, round(left, 1), round(top, 1), words])
            content.close()
    return found


QR = zxingcpp.BarcodeFormat.QRCode  # as the program reads: bars are seen by chance in any texture


def picture(pdf: bytes) -> Image.Image:
    """The pages one below the other, small and grey; a code, which is another each time, is a grey square."""
    pages = [
        Image.frombytes("RGB", (page.width, page.height), page.rgb).convert("L")
        for page in page_images(pdf, dpi=DPI)
    ]
    for page in pages:
        for code in zxingcpp.read_barcodes(page, formats=QR):
            corner, other = code.position.top_left, code.position.bottom_right
            box = (corner.x - EDGE, corner.y - EDGE, other.x + EDGE, other.y + EDGE)
            page.paste(128, tuple(round(edge / PARTS) * PARTS for edge in box))
    whole = Image.new("L", (max(p.width for p in pages), sum(p.height for p in pages)), 255)
    top = 0
    for page in pages:
        whole.paste(page, (0, top))
        top += page.height
    return whole.reduce(PARTS)


def test_all_papers_are_here(every: Every) -> None:
    assert set(every.draws) == set(NAMES)


@pytest.mark.parametrize(("name", "size"), CASES, ids=lambda value: getattr(value, "name", value))
def test_text_and_places_are_those_that_were_approved(every: Every, name: str, size: Size) -> None:
    golden = json.loads((GOLDEN / f"{name}-{size.name}.json").read_text("utf-8"))
    pdf = every.draws[name][1](size, 1)
    seen = runs(pdf)
    assert [run[3] for run in seen] == [run[3] for run in golden]
    for now, was in zip(seen, golden, strict=True):
        assert now[:3] == pytest.approx(was[:3], abs=NEAR), now
    difference = ImageChops.difference(picture(pdf), Image.open(GOLDEN / f"{name}-{size.name}.png"))
    assert difference.getextrema()[1] < AWAY
    assert ImageStat.Stat(difference).mean[0] < MEAN


@pytest.mark.parametrize("size", list(Size), ids=lambda size: size.name)
def test_every_code_is_read_from_black_dots_of_a_24_pin_printer(every: Every, size: Size) -> None:
    """180 dots an inch, one colour, every paper that carries a code, in every size that it comes in."""
    for name, (sizes, draw) in every.draws.items():
        if size not in sizes or name in SHEETS:
            continue
        page = next(iter(page_images(draw(size, 1), dpi=180)))
        grey = Image.frombytes("RGB", (page.width, page.height), page.rgb).convert("L")
        black = grey.point(lambda value: 255 if value > 140 else 0).convert("1")
        texts = {code.text for code in zxingcpp.read_barcodes(black, formats=QR)}
        # A few dots of a signature may look like a small code, too.
        assert sum(text.startswith("BA-1505-021-") for text in texts) == 1, (name, texts)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, every_paper(Path(folder) / "desk") as drawn:
        for paper, sheet in CASES:
            made = drawn.draws[paper][1](sheet, 1)
            lines = (json.dumps(run, ensure_ascii=False) for run in runs(made))
            target = GOLDEN / f"{paper}-{sheet.name}"
            target.with_suffix(".json").write_text("[\n" + ",\n".join(lines) + "\n]\n", "utf-8")
            picture(made).save(target.with_suffix(".png"), optimize=True)
