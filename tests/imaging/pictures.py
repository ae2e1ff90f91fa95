"""Pictures as cameras and scanners make them."""

import io
import random
import struct
import zlib

from PIL import Image, ImageDraw

from helpdesk.imaging.documents import Documents
from helpdesk.imaging.preparing import DevicePreparing
from helpdesk.printing.preview import page_count, page_image

PREPARING = DevicePreparing(Documents(page_count, page_image))


def photo(width: int = 3000, height: int = 2000, *, noisy: bool = True) -> Image.Image:
    """A page of text on a table: grain everywhere, and writing."""
    ground = Image.new("RGB", (width, height), (214, 206, 190))
    if noisy:
        grain = Image.frombytes("L", (width, height), random.Random(1).randbytes(width * height))
        ground = Image.blend(ground, grain.convert("RGB"), 0.12)
    draw = ImageDraw.Draw(ground)
    for line in range(20, height - 40, 40):
        draw.text((40, line), "1503 0219 5803 1200 28  TONGLIAO  HELPDESK " * 6, fill=(20, 20, 30))
    return ground


def seal(mode: str = "RGB", ground: object = "white") -> Image.Image:
    """An emblem: a red disc with a yellow one in it, on a ground."""
    picture = Image.new(mode, (600, 400), ground)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((200, 100, 400, 300), fill=(200, 20, 20))
    draw.ellipse((260, 160, 340, 240), fill=(250, 210, 40))
    return picture


def as_bytes(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    target = io.BytesIO()
    picture.save(target, kind, **options)
    return target.getvalue()


def turned(picture: Image.Image) -> bytes:
    """As a telephone held upright saves it: lying, with a note of how to turn it, and where it was."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "华为"
    exif.get_ifd(0x8825)[1] = "N"
    return as_bytes(picture, exif=exif, quality=95)


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims to be enormous."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content))
            + kind
            + content
            + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )
