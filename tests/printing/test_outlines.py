"""Embedded fonts on a coarse grid: smaller, complete, and nobody sees it."""

import io
from struct import unpack_from

import pypdfium2 as pdfium
from PIL import ImageChops, ImageStat
from PIL.Image import Image
from reportlab.pdfgen.canvas import Canvas

from helpdesk.printing import fonts
from helpdesk.printing.outlines import UNITS, compact, on_grid, outlines, tables_of

WORDS = "一次性告知单所需材料非受理决定帮办代办登记回执鬱龘乌云其其格 0123456789 BA-1505-021 Äç"
RARE = "\U00020bb7\U000210bd\U0002a700"
MONGOLIAN = "\u1820\u1821\u182e\u182f"


def subset(name: str, words: str, *, small: bool) -> bytes:
    """The font file that a paper with these words embeds, before and after."""
    face = fonts.PaperFont(name).face
    if small:
        return face.makeSubset([0, *map(ord, words)])
    return type(face).makeSubset(face, [0, *map(ord, words)])


def test_a_font_is_smaller_and_has_every_outline() -> None:
    for name, words in ((fonts.REGULAR, WORDS), (fonts.HAN, RARE), (fonts.MONGOLIAN, MONGOLIAN)):
        before, after = (tables_of(subset(name, words, small=small)) for small in (False, True))
        assert sum(map(len, after.values())) < 0.95 * sum(map(len, before.values()))
        assert not after.keys() & {"fpgm", "prep", "cvt ", "OS/2"}
        (units,) = unpack_from(">H", before["head"], 18)
        assert unpack_from(">H", after["head"], 18) == (UNITS,)
        old, new = outlines(before), outlines(after)
        assert [len(glyph) > 10 for glyph in old] == [len(glyph) > 10 for glyph in new]
        for was, now in zip(old, new, strict=True):
            if len(was) > 10:
                assert was[:2] == now[:2], "as many contours"
                box = [round(v * UNITS / units) for v in unpack_from(">4h", was, 2)]
                assert all(
                    abs(a - b) <= 1 for a, b in zip(box, unpack_from(">4h", now, 2), strict=True)
                )


def test_what_is_on_the_grid_stays_there() -> None:
    again = compact(subset(fonts.REGULAR, WORDS, small=True))
    assert tables_of(again)["glyf"] == tables_of(subset(fonts.REGULAR, WORDS, small=True))["glyf"]


def test_what_has_no_contours_is_nothing() -> None:
    assert on_grid(b"", 1000) == b""


def test_no_eye_sees_the_difference_at_600_dpi() -> None:
    for name, words in ((fonts.REGULAR, WORDS), (fonts.HAN, RARE), (fonts.MONGOLIAN, MONGOLIAN)):
        difference = ImageChops.difference(*(picture(name, words, small=s) for s in (True, False)))
        mean = ImageStat.Stat(difference).mean[0]
        assert 0 < mean < 1.5, name  # of 255: edges a shade lighter or darker


def picture(name: str, words: str, *, small: bool) -> Image:
    """The words at 600 dpi, 10 points large."""
    face = fonts.font(name).face
    kept = face.makeSubset
    paper = io.BytesIO()
    with fonts.RENDERING:
        try:
            if not small:
                face.makeSubset = lambda codes: type(face).makeSubset(face, codes)
            canvas = Canvas(paper, pagesize=(600, 30))
            canvas.setFont(fonts.font(name).fontName, 10)
            canvas.drawString(4, 10, words)
            canvas.save()
        finally:
            face.makeSubset = kept
    page = pdfium.PdfDocument(paper.getvalue())[0]
    return page.render(scale=600 / 72).to_pil().convert("L")
