"""Signed papers that come back as pictures: each page read by its code, laid flat, made small.

Background work; no Qt. zxing-cpp reads the codes: it is made for photographs (perspective, blur, bad
light), is one library without others behind it, and reads Pillow's pictures as they are.
"""

import io
import warnings
from collections.abc import Iterator

import zxingcpp
from PIL import Image, ImageFile, ImageFilter, ImageOps, ImageStat, UnidentifiedImageError

from helpdesk.application.scans import ReadPage
from helpdesk.domain.problems import Problem
from helpdesk.imaging.documents import MAGIC, PAGES_MAX, Documents
from helpdesk.imaging.preparing import (
    BOMBS,
    FORMATS,
    HEIC,
    LONG_EDGE,
    PIXELS_MAX,
    page_of,
    thumbnail_of,
)
from helpdesk.imaging.straighten import (
    Corners,
    another_page,
    page_corners,
    straightened,
    within,
    without,
)
from helpdesk.protocol import evidence

_READ_EDGE = 4_400  # pixels: a page that fills half of a photograph still has its code's modules
_PDF_WIDTH = 1_700  # pixels of an A4 page: 205 dpi
_ENLARGED_BELOW = 2_600
_PAPERS_MOST = 6  # in one picture
_QR = zxingcpp.barcode_formats_from_str("QRCode")
_DARK = 110  # of 255, on average: such a page is made brighter


class PaperPages:
    """`application.scans.PageReading` with Pillow, PDFium and zxing-cpp."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    def count(self, content: bytes) -> int:
        """How many pages: of a PDF or a TIFF, else one. Raises the Problem of what cannot be opened."""
        if content.startswith(MAGIC):
            pages, _first = self._documents.looked_at(content)
            return pages
        with _opened(content) as picture:
            pages = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
        if pages > PAGES_MAX:
            raise Problem("attachment-pdf-pages", n=pages, limit=PAGES_MAX)
        return pages

    def read(self, content: bytes, number: int) -> tuple[ReadPage, ...]:
        """What lies on a page, from 0: each paper by its code, as it is kept. Raises Problem."""
        return tuple(_papers(self._picture(content, number)))

    def _picture(self, content: bytes, number: int) -> Image.Image:
        if content.startswith(MAGIC):
            return self._documents.picture(content, number, width=_PDF_WIDTH)
        with _opened(content) as opened:
            try:
                if opened.format == "TIFF":
                    opened.seek(number)
                opened.draft("RGB", (_READ_EDGE, _READ_EDGE))
                picture = ImageOps.exif_transpose(opened)
                if picture.has_transparency_data:
                    picture = picture.convert("RGBA")
                    ground = Image.new("RGBA", picture.size, "white")
                    picture = Image.alpha_composite(ground, picture)
                picture = picture.convert("RGB")
            except (OSError, SyntaxError, ValueError, EOFError) as error:
                raise Problem("attachment-unreadable") from error
        picture.thumbnail((_READ_EDGE, _READ_EDGE))
        return picture


def _opened(content: bytes) -> Image.Image:
    if not content:
        raise Problem("attachment-empty")
    if content[4:12] in HEIC:
        raise Problem("attachment-heic")
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return Image.open(io.BytesIO(content), formats=FORMATS)
    except BOMBS as error:
        raise Problem("attachment-pixels", limit=PIXELS_MAX // 1_000_000) from error
    except UnidentifiedImageError as error:
        raise Problem("attachment-kind") from error
    except (OSError, SyntaxError, ValueError) as error:
        raise Problem("attachment-unreadable") from error


def _papers(picture: Image.Image) -> Iterator[ReadPage]:
    """The papers of a picture one after the other, each without the others; what is left of it where one
    more is seen, so that none is lost."""
    for _paper in range(_PAPERS_MOST):
        found = _our_codes(picture)
        if not found:
            codes = tuple(text for text, _place in _codes(picture.convert("L")))
            picture.thumbnail((LONG_EDGE, LONG_EDGE))
            yield _kept(picture, codes, ours=False)
            return
        (text, place), *others = found
        corners = page_corners(picture, place)
        beside = [t for t, at in others if corners is None or within(at[0], corners)]
        flat = straightened(picture, place, corners, longest=LONG_EDGE)
        yield _kept(flat, tuple(dict.fromkeys((text, *beside))), ours=True)
        if corners is None or not (len(beside) < len(others) or another_page(picture, corners)):
            return
        picture = without(picture, corners)


def _kept(picture: Image.Image, codes: tuple[str, ...], *, ours: bool) -> ReadPage:
    picture = _brightened(picture)
    return ReadPage(page_of(picture), thumbnail_of(picture), codes, ours=ours)


def _our_codes(picture: Image.Image) -> list[tuple[str, Corners]]:
    """The codes with our seal, and where they are; the picture is helped along until one can be read."""
    for tried, scale in _helped(picture.convert("L")):
        found = []
        for text, place in _codes(tried):
            if evidence.read(text) is not None or evidence.read_sheet(text) is not None:
                a, b, c, d = ((x / scale, y / scale) for x, y in place)
                found.append((text, (a, b, c, d)))
        if found:
            return found
    return []


def _codes(grey: Image.Image) -> Iterator[tuple[str, Corners]]:
    for found in zxingcpp.read_barcodes(grey, formats=_QR, try_invert=False):
        at = found.position
        corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
        a, b, c, d = ((float(each.x), float(each.y)) for each in corners)
        yield found.text, (a, b, c, d)


def _helped(grey: Image.Image) -> Iterator[tuple[Image.Image, float]]:
    """The picture, then with more contrast, sharper, larger, smoother; with the scale of each."""
    yield grey, 1.0
    clear = ImageOps.autocontrast(grey, cutoff=2)
    yield clear, 1.0
    yield clear.filter(ImageFilter.UnsharpMask(radius=3, percent=250, threshold=0)), 1.0
    if max(grey.size) < _ENLARGED_BELOW:
        large = clear.resize((grey.width * 2, grey.height * 2), Image.Resampling.LANCZOS)
        yield large, 2.0
        yield large.filter(ImageFilter.UnsharpMask(radius=2, percent=600, threshold=0)), 2.0
    yield clear.filter(ImageFilter.GaussianBlur(1.2)), 1.0


def _brightened(picture: Image.Image) -> Image.Image:
    """A page taken in the dark as readable as paper is; others stay as they are."""
    if ImageStat.Stat(picture.convert("L")).mean[0] >= _DARK:
        return picture
    return ImageOps.autocontrast(picture, cutoff=(0, 1), preserve_tone=True)
