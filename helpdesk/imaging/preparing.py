"""What people attach, made ready: pictures turned upright, stripped and shrunk to a page's limit; PDFs
looked at and passed on. Background work; no Qt."""

import io
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFile, ImageOps, UnidentifiedImageError

from helpdesk.application.files import Box, Prepared
from helpdesk.domain.problems import Problem
from helpdesk.imaging.documents import MAGIC, PDF, Documents

JPEG = "image/jpeg"
SOURCE_MAX = 60_000_000  # bytes of a picture before it is shrunk: a scanner's TIFF
PAGE_MAX = 300_000  # bytes of a page as it is kept
THUMBNAIL_MAX = 12_000
PIXELS_MAX = 100_000_000
LONG_EDGE = 2_200  # pixels: an A4 page at 188 dpi
SHORT_EDGE_MIN = 600  # below this, writing on a page is lost
THUMBNAIL_EDGE = 240
FORMATS = ("JPEG", "PNG", "TIFF", "BMP", "WEBP", "GIF")
_QUALITIES = (82, 74, 66, 58, 50)
HEIC = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1", b"ftyphevc")
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)

# Pillow only warns up to twice its limit: here both are the same refusal.
Image.MAX_IMAGE_PIXELS = PIXELS_MAX
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


class DevicePreparing:
    """`application.files.Preparing` with Pillow and PDFium."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    def read(self, path: Path) -> bytes:
        """A file's bytes. Raises Problem `attachment-gone`, or `attachment-large` before it is read."""
        try:
            if path.stat().st_size > SOURCE_MAX:
                raise Problem("attachment-large", limit=SOURCE_MAX // 1_000_000)
            return path.read_bytes()
        except OSError as error:
            raise Problem("attachment-gone") from error

    def prepare(self, content: bytes, *, black: Sequence[Box] = ()) -> Prepared:
        """The file as it is kept.

        Raises Problem `attachment-empty`, `attachment-large`, `attachment-kind`, `attachment-heic`,
        `attachment-unreadable`, `attachment-pixels`, `attachment-frames`, or those of `Documents.looked_at`.
        """
        if not content:
            raise Problem("attachment-empty")
        if content.startswith(MAGIC):
            pages, first = self._documents.looked_at(content)
            return Prepared(content, PDF, pages, thumbnail_of(first))
        if len(content) > SOURCE_MAX:
            raise Problem("attachment-large", limit=SOURCE_MAX // 1_000_000)
        if content[4:12] in HEIC:
            raise Problem("attachment-heic")
        picture = _upright(content)
        draw = ImageDraw.Draw(picture)
        width, height = picture.size
        for box in black:
            edges = (box.left * width, box.top * height, box.right * width, box.bottom * height)
            draw.rectangle(edges, fill="black")
        kept = page_of(picture)
        return Prepared(kept, JPEG, 1, thumbnail_of(picture))

    def page(self, content: bytes, number: int, *, width: int) -> bytes:
        """A page of a kept PDF as PNG."""
        return self._documents.page(content, number, width=width)


def thumbnail_of(picture: Image.Image) -> bytes:
    """A small JPEG, at most `THUMBNAIL_MAX` bytes."""
    small = picture.convert("RGB")
    small.thumbnail((THUMBNAIL_EDGE, THUMBNAIL_EDGE))
    return _within(small, THUMBNAIL_MAX, smallest=32)


def _upright(content: bytes) -> Image.Image:
    """The picture as it is meant to be seen, in RGB on white, at most `LONG_EDGE` pixels long."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            if opened.format == "TIFF" and getattr(opened, "n_frames", 1) > 1:
                raise Problem("attachment-frames")
            opened.draft("RGB", (LONG_EDGE, LONG_EDGE))  # JPEG only: decoded no larger than needed
            picture = ImageOps.exif_transpose(opened)
            if picture.has_transparency_data:
                picture = picture.convert("RGBA")
                ground = Image.new("RGBA", picture.size, "white")
                picture = Image.alpha_composite(ground, picture)
            picture = picture.convert("RGB")
    except BOMBS as error:
        raise Problem("attachment-pixels", limit=PIXELS_MAX // 1_000_000) from error
    except UnidentifiedImageError as error:
        raise Problem("attachment-kind") from error
    except Problem:
        raise
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise Problem("attachment-unreadable") from error
    picture.thumbnail((LONG_EDGE, LONG_EDGE))
    return picture


def page_of(picture: Image.Image) -> bytes:
    """A page as it is kept: a JPEG of at most `PAGE_MAX` bytes. Raises Problem `attachment-unreadable`."""
    return _within(picture, PAGE_MAX, smallest=SHORT_EDGE_MIN)


def _within(picture: Image.Image, limit: int, *, smallest: int) -> bytes:
    """The best JPEG of at most `limit` bytes: first less quality, then fewer pixels.

    Raises Problem `attachment-unreadable` where nothing readable would be left.
    """
    for tried in _smaller(picture, smallest):
        for quality in _QUALITIES:
            target = io.BytesIO()
            tried.save(target, "JPEG", quality=quality, optimize=True)
            if target.tell() <= limit:
                return target.getvalue()
    raise Problem("attachment-unreadable")


def _smaller(picture: Image.Image, smallest: int) -> Iterator[Image.Image]:
    """The picture, and again and again with four fifths of its edges."""
    yield picture
    width, height = picture.size
    while min(width, height) * 0.8 >= min(smallest, *picture.size) * 0.8 and max(width, height) > 8:
        width, height = max(1, round(width * 0.8)), max(1, round(height * 0.8))
        yield picture.resize((width, height), Image.Resampling.LANCZOS)
