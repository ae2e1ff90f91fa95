"""PDFs: looked at before they are kept as they are, and drawn page by page. Any thread."""

import io
from dataclasses import dataclass
from typing import Protocol

from PIL import Image
from pypdfium2 import PdfiumError

from helpdesk.domain.problems import Problem
from helpdesk.protocol.files import FILE_MAX

PDF = "application/pdf"
MAGIC = b"%PDF-"
PAGES_MAX = 300
_POINTS = 72  # in an inch
_LONGEST = 6_000  # pixels: a page that is a ribbon is drawn smaller
_LOOK_DPI = 4


class Drawn(Protocol):
    """A page as RGB bytes; `sheet` is its width and height in points."""

    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def stride(self) -> int: ...
    @property
    def rgb(self) -> bytes: ...
    @property
    def sheet(self) -> tuple[float, float]: ...


class DrawPage(Protocol):
    """Draws a page of a PDF, one at a time in the whole program: PDFium is not made for several."""

    def __call__(self, pdf: bytes, *, page: int, dpi: float) -> Drawn: ...


class CountPages(Protocol):
    """Counts them, under the same lock."""

    def __call__(self, pdf: bytes, /) -> int: ...


@dataclass(frozen=True, slots=True)
class Documents:
    """PDFs through the program's one way into PDFium."""

    count: CountPages
    draw: DrawPage

    def looked_at(self, content: bytes) -> tuple[int, Image.Image]:
        """How many pages, and the first as a small picture.

        Raises Problem `attachment-pdf-large`, `attachment-pdf-locked`, `attachment-pdf-pages` or
        `attachment-unreadable`.
        """
        if len(content) > FILE_MAX:
            raise Problem("attachment-pdf-large", limit=FILE_MAX // 1_000_000)
        try:
            pages = self.count(content)
        except PdfiumError as error:
            locked = "password" in str(error).lower()
            raise Problem("attachment-pdf-locked" if locked else "attachment-unreadable") from error
        if not 1 <= pages <= PAGES_MAX:
            raise Problem("attachment-pdf-pages", n=pages, limit=PAGES_MAX)
        return pages, self.picture(content, 0, width=240)

    def page(self, content: bytes, number: int, *, width: int) -> bytes:
        """A page as PNG, `width` pixels wide; `number` counts from 0. Raises Problem
        `attachment-unreadable`."""
        target = io.BytesIO()
        self.picture(content, number, width=width).save(target, "PNG", compress_level=1)
        return target.getvalue()

    def picture(self, content: bytes, number: int, *, width: int) -> Image.Image:
        """The same as a picture to work on. Raises Problem `attachment-unreadable`."""
        try:
            wide, high = self.draw(content, page=number, dpi=_LOOK_DPI).sheet
            scale = min(width / max(wide, 1), _LONGEST / max(high, 1))
            drawn = self.draw(content, page=number, dpi=max(scale * _POINTS, 1))
        except (PdfiumError, ValueError, IndexError, MemoryError) as error:
            raise Problem("attachment-unreadable") from error
        size = (drawn.width, drawn.height)
        return Image.frombuffer("RGB", size, drawn.rgb, "raw", "RGB", drawn.stride, 1)
