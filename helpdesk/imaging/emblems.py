"""An emblem as papers carry it: cut to what is drawn, small, black on white. Background work; no Qt."""

import io
from pathlib import Path

from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from helpdesk.domain.problems import Problem
from helpdesk.imaging.preparing import BOMBS

SOURCE_MAX = 10_000_000  # bytes of the file
PIXELS_MAX = (
    25_000_000  # of the picture: a hundred megabytes when it is opened, on a small computer
)
FORMATS = ("PNG", "JPEG", "BMP", "WEBP", "GIF")
WIDTH, HEIGHT = 170, 85  # dots at 180 to the inch: 24 x 12 mm
_LEAST = 24  # dots of its shorter edge, here and in the file: below that nothing is recognised
_GROUND = 20  # of 255 below white: still the ground
_PARTED = 0.8  # of the spread of greys that two tones explain: a drawing; a photograph has less
_WHITE = 255


def read_emblem(path: Path) -> bytes:
    """A file's bytes. Raises Problem `attachment-gone`, or `emblem-large` before more is read."""
    try:
        if not path.is_file():  # a device gives bytes without end
            raise Problem("attachment-gone")
        with path.open("rb") as file:
            content = file.read(SOURCE_MAX + 1)
    except OSError as error:
        raise Problem("attachment-gone") from error
    if len(content) > SOURCE_MAX:
        raise Problem("emblem-large", limit=SOURCE_MAX // 1_000_000)
    return content


def emblem_of(content: bytes) -> bytes:
    """The picture as a PNG of one bit a dot, at most `WIDTH` x `HEIGHT`.

    Raises Problem `emblem-kind`, `emblem-pixels`, `emblem-moving`, `emblem-empty`, `emblem-small`, or
    `attachment-unreadable` for a damaged file.
    """
    grey = _cut(_grey(content))
    if min(grey.size) < _LEAST:
        raise Problem("emblem-small", least=_LEAST)
    scale = min(WIDTH / grey.width, HEIGHT / grey.height)
    size = round(grey.width * scale), round(grey.height * scale)
    if min(size) < _LEAST:
        raise Problem("emblem-small", least=_LEAST)
    # The mean of each dot's place: a thin line of a large picture is paler there, but never lost.
    small = ImageOps.autocontrast(grey.resize(size, Image.Resampling.BOX))
    target = io.BytesIO()
    _black(small).save(target, "PNG", optimize=True)
    return target.getvalue()


def _grey(content: bytes) -> Image.Image:
    """The picture upright, in greys on white. How large it is, is known before it is decoded."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            if opened.width * opened.height > PIXELS_MAX:
                raise Problem("emblem-pixels", limit=PIXELS_MAX // 1_000_000)
            if getattr(opened, "is_animated", False):
                raise Problem("emblem-moving")
            ImageOps.exif_transpose(opened, in_place=True)  # no second copy of so much
            return _on_white(opened)
    except BOMBS as error:
        raise Problem("emblem-pixels", limit=PIXELS_MAX // 1_000_000) from error
    except UnidentifiedImageError as error:
        raise Problem("emblem-kind") from error
    except Problem:
        raise
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise Problem("attachment-unreadable") from error


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I"):  # 16 bits a dot: Pillow would take all above 255 for white
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    if not picture.has_transparency_data:
        return (
            picture.convert("L") if picture.mode != "CMYK" else picture.convert("RGB").convert("L")
        )
    layers = picture if picture.mode == "RGBA" else picture.convert("RGBA")
    ground = Image.new("L", layers.size, _WHITE)
    ground.paste(layers.convert("L"), mask=layers.getchannel("A"))
    return ground


def _cut(grey: Image.Image) -> Image.Image:
    """Without the white around it. Raises Problem `emblem-empty`."""
    box = grey.point(lambda value: _WHITE if value < _WHITE - _GROUND else 0).getbbox()
    if box is None:
        raise Problem("emblem-empty")
    return grey.crop(box)


def _black(grey: Image.Image) -> Image.Image:
    """A drawing has hard edges, a picture of many tones is dithered: either way dots, which any printer
    sets as they are."""
    level, parted = _parting(grey.histogram())
    if parted < _PARTED:
        return grey.convert("1")
    return grey.point(lambda value: _WHITE if value > level else 0).convert("1")


def _parting(histogram: list[int]) -> tuple[int, float]:
    """The grey that parts dark from light best (Otsu), and how much of the spread the two explain."""
    dots = sum(histogram)
    mean = sum(grey * n for grey, n in enumerate(histogram)) / dots
    spread = sum((grey - mean) ** 2 * n for grey, n in enumerate(histogram))
    best, level, below, weight = 0.0, _WHITE // 2, 0, 0
    for grey, n in enumerate(histogram):
        below, weight = below + n, weight + grey * n
        if 0 < below < dots:
            found = (mean * below - weight) ** 2 * dots / (below * (dots - below))
            best, level = max((best, level), (found, grey), key=lambda pair: pair[0])
    return level, best / spread if spread else 1.0
