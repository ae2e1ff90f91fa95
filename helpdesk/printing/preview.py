"""Pages of a PDF as pictures, for the preview and for printing through Qt; safe from any thread."""

from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock

import pypdfium2

_PDFIUM = Lock()  # the library is not thread-safe
_POINTS_PER_INCH = 72


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as RGB bytes, `stride` bytes to a row; `sheet` is its width and height in points."""

    width: int
    height: int
    stride: int
    rgb: bytes
    sheet: tuple[float, float]


def page_count(pdf: bytes) -> int:
    """How many pages the PDF has."""
    with _PDFIUM, pypdfium2.PdfDocument(pdf) as document:
        return len(document)


def page_sheet(pdf: bytes, *, page: int = 0) -> tuple[float, float]:
    """Width and height of a page (the first one) in points."""
    with _PDFIUM, pypdfium2.PdfDocument(pdf) as document:
        size: tuple[float, float] = document[page].get_size()
        return size


def page_image(pdf: bytes, *, page: int, dpi: float) -> PageImage:
    """Page `page` (from 0) at `dpi` dots per inch."""
    with _PDFIUM, pypdfium2.PdfDocument(pdf) as document:
        sheet = document[page]
        bitmap = sheet.render(scale=dpi / _POINTS_PER_INCH, rev_byteorder=True)
        try:
            return PageImage(
                width=bitmap.width,
                height=bitmap.height,
                stride=bitmap.stride,
                rgb=bytes(bitmap.buffer),
                sheet=sheet.get_size(),
            )
        finally:
            bitmap.close()


def page_images(pdf: bytes, *, dpi: float) -> Iterator[PageImage]:
    """Every page in turn; one picture in memory at a time."""
    for page in range(page_count(pdf)):
        yield page_image(pdf, page=page, dpi=dpi)
