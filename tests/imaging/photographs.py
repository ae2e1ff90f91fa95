"""A printed page as a telephone, a scanner and bad light see it."""

import random

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from helpdesk.imaging.straighten import Corners, _perspective
from helpdesk.printing.preview import page_image

TABLE = (70, 60, 50)


def page(pdf: bytes, number: int = 0, *, dpi: int = 150) -> Image.Image:
    """A page of a PDF, signed with a stroke of the pen."""
    drawn = page_image(pdf, page=number, dpi=dpi)
    size = (drawn.width, drawn.height)
    sheet = Image.frombytes("RGB", size, drawn.rgb, "raw", "RGB", drawn.stride)
    w, h = size
    stroke = [(w * (0.2 + 0.02 * n), h * (0.9 + 0.01 * (n % 3))) for n in range(12)]
    ImageDraw.Draw(sheet).line(stroke, fill=(20, 20, 120), width=4)
    return sheet


def photographed(
    sheet: Image.Image,
    corners: Corners = ((150, 210), (1020, 150), (1120, 1450), (90, 1350)),
    *,
    size: tuple[int, int] = (1200, 1600),
    ground: tuple[int, int, int] = TABLE,
) -> Image.Image:
    """The sheet lies on a table, seen from the side."""
    (a, b, c), (d, e, f), (g, h, i) = _matrix(_perspective(corners, sheet.size))
    det = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
    back = (
        *((e * i - f * h) / det, (c * h - b * i) / det, (b * f - c * e) / det),
        *((f * g - d * i) / det, (a * i - c * g) / det, (c * d - a * f) / det),
        *((d * h - e * g) / det, (b * g - a * h) / det, (a * e - b * d) / det),
    )
    numbers = [each / back[8] for each in back[:8]]
    way, smooth = Image.Transform.PERSPECTIVE, Image.Resampling.BICUBIC
    return sheet.transform(size, way, numbers, smooth, fillcolor=ground)


def dark(picture: Image.Image) -> Image.Image:
    """The light is off."""
    return ImageEnhance.Brightness(picture).enhance(0.25)


def shaded(picture: Image.Image, place: tuple[tuple[float, float], ...]) -> Image.Image:
    """A hard shadow falls on this part; corners in shares of width and height."""
    lit = Image.new("L", picture.size, 255)
    corners = [(x * picture.width, y * picture.height) for x, y in place]
    ImageDraw.Draw(lit).polygon(corners, fill=0)
    return Image.composite(picture, ImageEnhance.Brightness(picture).enhance(0.3), lit)


def blurred(picture: Image.Image, radius: float) -> Image.Image:
    """The hand shook."""
    return picture.filter(ImageFilter.GaussianBlur(radius))


def grainy(picture: Image.Image) -> Image.Image:
    """A cheap camera in the evening."""
    noise = random.Random(1).randbytes(picture.width * picture.height)
    grain = Image.frombytes("L", picture.size, noise).convert("RGB")
    return Image.blend(picture, grain, 0.2)


def _matrix(numbers: tuple[float, ...]) -> tuple[tuple[float, ...], ...]:
    return numbers[:3], numbers[3:6], (*numbers[6:], 1.0)
