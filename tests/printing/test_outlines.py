"""Embedded outlines on a grid: smaller, and nobody sees it."""

import io

import pypdfium2 as pdfium
from PIL import ImageChops, ImageStat
from PIL.Image import Image
from reportlab.pdfgen.canvas import Canvas

from helpdesk.printing import fonts
from helpdesk.printing.outlines import rounded

WORDS = "一次性告知单所需材料非受理决定帮办代办登记回执鬱龘乌云其其格 0123456789 BA-1505-021 Äç"


def glyphs(name: str) -> list[bytes]:
    face = fonts.font(name).face
    outlines, places = face.get_table("glyf"), face.glyphPos
    indexes = {face.charToGlyph[ord(each)] for each in WORDS}
    return [bytes(outlines._view[places[n] : places[n + 1]]) for n in sorted(indexes)]


def test_an_outline_keeps_its_place_and_its_length() -> None:
    changed = 0
    for name in (fonts.REGULAR, fonts.BOLD):
        for glyph in glyphs(name):
            once = rounded(glyph)
            assert len(once) == len(glyph)
            assert once[:10] == glyph[:10]  # the number of contours, the box
            assert rounded(once) == once
            changed += once != glyph
    assert changed > 60


def test_what_has_no_contours_stays_as_it_is() -> None:
    composed = b"\xff\xff" + bytes(20)
    for glyph in (b"", composed):
        assert rounded(glyph) == glyph


def test_no_eye_sees_the_difference_at_600_dpi() -> None:
    with_grid = picture(WORDS)
    reading = fonts.rounded
    try:
        fonts.rounded = lambda glyph: glyph  # type: ignore[attr-defined]
        without = picture(WORDS)
    finally:
        fonts.rounded = reading  # type: ignore[attr-defined]
    difference = ImageChops.difference(with_grid, without)
    assert 0 < ImageStat.Stat(difference).mean[0] < 1  # of 255: edges a shade lighter or darker


def picture(words: str) -> Image:
    paper = io.BytesIO()
    with fonts.RENDERING:
        canvas = Canvas(paper, pagesize=(600, 30))
        canvas.setFont(fonts.font(fonts.REGULAR).fontName, 10)
        canvas.drawString(4, 10, words)
        canvas.save()
    page = pdfium.PdfDocument(paper.getvalue())[0]
    return page.render(scale=600 / 72).to_pil().convert("L")
