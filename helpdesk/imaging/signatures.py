"""Signatures and thumb-prints as pictures: cut to the ink, small, on white. Background work; no Qt."""

import io

from PIL import Image, ImageChops, ImageOps, ImageStat

from helpdesk.domain.problems import Problem
from helpdesk.imaging.preparing import thumbnail_of

EDGE_MAX = 900  # pixels
_QUALITY = 85
_MARGIN = 12
_INK = 40  # of 255 below the paper: what is darker is ink
_PAPER_BLUR = 24


def signature_picture(content: bytes) -> tuple[bytes, bytes]:
    """The picture as it is kept (JPEG) and its thumbnail: cut to what was written or pressed.

    Raises Problem `signature-empty` for an empty sheet, `attachment-unreadable`.
    """
    try:
        with Image.open(io.BytesIO(content)) as opened:
            picture = ImageOps.exif_transpose(opened)
            if picture.has_transparency_data:
                ground = Image.new("RGBA", picture.size, "white")
                picture = Image.alpha_composite(ground, picture.convert("RGBA"))
            picture = picture.convert("RGB")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Problem("attachment-unreadable") from error
    picture.thumbnail((2 * EDGE_MAX, 2 * EDGE_MAX))
    box = _ink(picture)
    if box is None:
        raise Problem("signature-empty")
    cut = picture.crop(box)
    cut.thumbnail((EDGE_MAX, EDGE_MAX))
    target = io.BytesIO()
    cut.save(target, "JPEG", quality=_QUALITY, optimize=True)
    return target.getvalue(), thumbnail_of(cut)


def _ink(picture: Image.Image) -> tuple[int, int, int, int] | None:
    """Where there is ink: darker than the paper around it, whatever the light."""
    grey = picture.convert("L")
    small = grey.resize((max(1, grey.width // _PAPER_BLUR), max(1, grey.height // _PAPER_BLUR)))
    paper = small.resize(grey.size, Image.Resampling.BICUBIC)
    paper = ImageChops.lighter(
        paper, Image.new("L", grey.size, int(ImageStat.Stat(grey).extrema[0][1]) * 3 // 4)
    )
    found = ImageChops.subtract(paper, grey).point(lambda value: 255 if value > _INK else 0)
    box = found.getbbox()
    if box is None:
        return None
    left, top, right, bottom = box
    return (
        max(0, left - _MARGIN),
        max(0, top - _MARGIN),
        min(grey.width, right + _MARGIN),
        min(grey.height, bottom + _MARGIN),
    )
