"""Files of a case as pages for the archive: pictures under a heading, whatever they were.

A PDF from elsewhere is drawn, because PDF/A takes nothing in that it does not allow; the original stays with
the case.
"""

import io
from collections.abc import Iterable, Iterator

from PIL import Image, ImageOps
from pypdfium2 import PdfiumError
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from helpdesk.domain.problems import Problem
from helpdesk.printing.fonts import REGULAR, RENDERING, font
from helpdesk.printing.lines import wrap
from helpdesk.printing.preview import page_count, page_image, page_sheet

_EDGE = 40.0  # points
_SIZE = 9.0
_DPI = 130
_QUALITY = 78
_LONGEST = 3_000  # pixels: a page that is a banner is drawn smaller
_ORIENTATION = 0x0112  # in EXIF
_BEGIN, _END = b"\xff\xd8", b"\xff\xd9"  # of a whole JPEG


class _Jpeg(ImageReader):  # type: ignore[misc]  # reportlab has no types
    """A JPEG that goes in as it is. ReportLab decodes pictures, and keeps that, only to know one of them
    again: ten megabytes for each page of a camera."""

    def getRGBData(self) -> bytes:  # noqa: N802  ReportLab's name
        self._dataA = None
        return bytes(self.fp.getvalue())


def attached_pdf(heading: str, pictures: Iterable[bytes], *, note: str = "") -> bytes:
    """One sheet for each picture (JPEG), as large as fits, under the heading; `note` where there is none."""
    out = io.BytesIO()
    width, height = A4
    with RENDERING:
        canvas = Canvas(out, pagesize=A4, invariant=1, initialFontName=font(REGULAR).fontName)
        for content in (*pictures, *([None] if note else [])):
            top = height - _EDGE
            for line in wrap(heading, width=width - 2 * _EDGE, size=_SIZE, bold=True):
                line.draw(canvas, _EDGE, top)
                top -= _SIZE * 1.5
            if content is None:
                for line in wrap(note, width=width - 2 * _EDGE, size=_SIZE):
                    line.draw(canvas, _EDGE, top)
                    top -= _SIZE * 1.5
            else:
                _draw(canvas, content, (width - 2 * _EDGE, top - 2 * _EDGE), _EDGE)
            canvas.showPage()
        canvas.save()
    return out.getvalue()


def pictures_of_pdf(pdf: bytes) -> Iterator[bytes]:
    """Every page of a PDF as a JPEG. Raises Problem `attachment-unreadable` for a PDF that is damaged or
    locked."""
    try:
        for number in range(page_count(pdf)):
            wide, high = page_sheet(pdf, page=number)
            drawn = page_image(pdf, page=number, dpi=min(_DPI, _LONGEST * 72 / max(wide, high, 1)))
            size = (drawn.width, drawn.height)
            yield _jpeg(Image.frombuffer("RGB", size, drawn.rgb, "raw", "RGB", drawn.stride, 1))
    except (PdfiumError, ValueError, MemoryError) as error:
        raise Problem("attachment-unreadable") from error


def picture_of_image(content: bytes) -> bytes:
    """A picture as the JPEG that it is, in RGB and upright. Raises Problem `attachment-unreadable` for
    whatever is no picture, or a damaged one."""
    try:
        with Image.open(io.BytesIO(content)) as opened:
            upright = opened.getexif().get(_ORIENTATION, 1) == 1
            plain = opened.format == "JPEG" and opened.mode == "RGB" and upright
            if plain and content.startswith(_BEGIN) and content.endswith(_END):
                return content
            picture = ImageOps.exif_transpose(opened).convert("RGB")
            picture.thumbnail((_LONGEST, _LONGEST))
            return _jpeg(picture)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Problem("attachment-unreadable") from error


def _draw(canvas: Canvas, content: bytes, room: tuple[float, float], edge: float) -> None:
    picture = _Jpeg(io.BytesIO(content))
    wide, high = picture.getSize()
    share = min(room[0] / wide, room[1] / high, 1.0)  # a dot is never larger than a point
    width, height = wide * share, high * share
    canvas.drawImage(picture, edge, edge * 1.5 + room[1] - height, width, height)


def _jpeg(picture: Image.Image) -> bytes:
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=_QUALITY, optimize=True)
    return target.getvalue()
