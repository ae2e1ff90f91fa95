"""A photographed or scanned page laid flat: turned by its code, cut and squared by its own edges.

Pillow alone does it: the page is the bright area around the code in a small picture, its corners are the
outermost points once the code stands upright, and eight numbers make the square of them. OpenCV would
find edges in worse light and weighs a hundred times as much; where no page is found, the code's own
angle still puts the writing upright.
"""

import math
from collections.abc import Callable, Sequence

from PIL import Image, ImageDraw, ImageFilter, ImageOps

Point = tuple[float, float]
Corners = tuple[Point, Point, Point, Point]
"""Upper left, upper right, lower right, lower left, as the code is read."""

_SMALL = 400  # pixels of the longer edge in which the page is looked for
_CLOSED = 9  # pixels there: dark spots up to this size, as writing and codes, belong to the page
_LEAST = 0.12  # of the picture: a smaller bright area is no page
_BESIDE = 0.3  # of a page: nor is this beside one
_COVER = (40, 40, 40)
_FILLED = (0.9, 1.06)  # of the square between the corners that the bright area covers
_A_SERIES, _NEARLY = math.sqrt(2), 0.2  # a leaning sheet looks shorter; rolls are far longer
_FRAME = 0.02  # of the longer edge
_ODD = 0.06  # by which a code's sides may differ on a page that was found whole
_PLACE = (0.81, 0.94)  # of a sheet's width: where the middle of a code stands
_STRAIGHT = math.radians(0.3)


def straightened(
    picture: Image.Image, code: Corners, corners: Corners | None, *, longest: int
) -> Image.Image:
    """The page upright, its longer edge at most `longest` pixels; `corners` are those of `page_corners`."""
    if corners is None:
        return _turned(picture, _angle(code), longest)
    return _squared(picture, corners, longest)


def without(picture: Image.Image, page: Corners) -> Image.Image:
    """The picture with this page painted over."""
    rest = picture.copy()
    ImageDraw.Draw(rest).polygon([*page], fill=_COVER, outline=_COVER, width=8)
    return rest


def another_page(picture: Image.Image, page: Corners) -> bool:
    """Whether the picture has one more page beside this one: as bright, and not much smaller."""
    small, scale = _small(picture)
    closed = _closed(small)
    limit = _otsu(closed.histogram())
    bright = bytearray(value > limit for value in closed.tobytes())
    covered = Image.new("L", small.size, 0)
    corners = [(x / scale, y / scale) for x, y in page]
    ImageDraw.Draw(covered).polygon(corners, fill=1, outline=1, width=_CLOSED)
    for place, there in enumerate(covered.tobytes()):
        if there:
            bright[place] = 0
    least = max(_LEAST * len(bright), _BESIDE * _area(corners))
    while (first := bright.find(1)) >= 0:
        at = (first % small.width, first // small.width)
        if len(_area_around(bright, *small.size, at)) >= least:
            return True
    return False


def _angle(code: Corners) -> float:
    """By how much the code is turned clockwise, in radians: from its four sides, against each one's error."""
    (tl, tr, br, bl) = code
    along = (tr[0] - tl[0] + br[0] - bl[0], tr[1] - tl[1] + br[1] - bl[1])
    down = (bl[0] - tl[0] + br[0] - tr[0], bl[1] - tl[1] + br[1] - tr[1])
    return math.atan2(along[1] - down[0], along[0] + down[1])


def _turned(picture: Image.Image, angle: float, longest: int) -> Image.Image:
    """Upright by the code's angle; a quarter turn without any loss."""
    quarters = round(angle / (math.pi / 2)) % 4
    rest = math.remainder(angle - quarters * math.pi / 2, math.tau)
    turn = {
        1: Image.Transpose.ROTATE_90,
        2: Image.Transpose.ROTATE_180,
        3: Image.Transpose.ROTATE_270,
    }
    if quarters:
        picture = picture.transpose(turn[quarters])
    picture.thumbnail((longest, longest))
    if abs(rest) < _STRAIGHT:
        return picture
    turned = picture.rotate(
        math.degrees(rest), Image.Resampling.BICUBIC, expand=True, fillcolor="white"
    )
    turned.thumbnail((longest, longest))
    return turned


def _small(picture: Image.Image) -> tuple[Image.Image, float]:
    """The picture in which pages are looked for, and how many of its pixels are one there."""
    small = ImageOps.autocontrast(picture.convert("L"))
    small.thumbnail((_SMALL, _SMALL))
    return small, picture.width / small.width


def page_corners(picture: Image.Image, code: Corners) -> Corners | None:
    """The corners of the page with this code in the picture; None where nothing looks like one, or where
    the code does not stand as on a whole sheet: a hard shadow has an edge, too, and would be cut off."""
    angle = _angle(code)
    small, scale = _small(picture)
    upright = small.rotate(math.degrees(angle), Image.Resampling.BILINEAR, expand=True)
    to_upright = _rotation(small.size, upright.size, angle)
    marks = [to_upright((x / scale, y / scale)) for x, y in code]
    found = _bright_corners(upright, marks)
    if found is None:
        return None
    back = _rotation(upright.size, small.size, -angle)
    a, b, c, d = ((scale * x, scale * y) for x, y in map(back, found))
    corners = (a, b, c, d)
    whole = not _is_frame(corners, picture.size) and _is_in_place(code, corners)
    return corners if whole else None


def _is_in_place(code: Corners, corners: Corners) -> bool:
    """Whether the code is square on the page and stands where sheets have theirs. A roll has any length:
    nothing tells where a shadow ends it, so it is never cut."""
    width, height = _sheet_size(corners, longest=1_000)
    if not _is_sheet(height / width):
        return False
    on_sheet = _onto(corners, (width, height))
    tl, tr, br, bl = (on_sheet(each) for each in code)
    across = (math.dist(tl, tr) + math.dist(bl, br)) / 2
    down = (math.dist(tl, bl) + math.dist(tr, br)) / 2
    if abs(down / across - 1) > _ODD:
        return False
    return _PLACE[0] < (tl[0] + tr[0] + br[0] + bl[0]) / 4 / width < _PLACE[1]


def _is_sheet(ratio: float) -> bool:
    return abs(ratio / _A_SERIES - 1) < _NEARLY


def _is_frame(corners: Corners, size: tuple[int, int]) -> bool:
    """Whether these are the picture's own corners: no edge of a page is seen then."""
    width, height = size
    frame = ((0, 0), (width, 0), (width, height), (0, height))
    near = _FRAME * max(size)
    return all(min(math.dist(each, corner) for corner in frame) < near for each in corners)


def _rotation(
    before: tuple[int, int], after: tuple[int, int], angle: float
) -> Callable[[Point], Point]:
    """How `Image.rotate` moves a point, counter-clockwise about the middle."""
    cos, sin = math.cos(angle), math.sin(angle)

    def moved(point: Point) -> Point:
        x, y = point[0] - before[0] / 2, point[1] - before[1] / 2
        return cos * x + sin * y + after[0] / 2, cos * y - sin * x + after[1] / 2

    return moved


def _bright_corners(upright: Image.Image, code: Sequence[Point]) -> Corners | None:
    closed = _closed(upright)
    limit = _otsu(closed.histogram())
    width, height = closed.size
    bright = bytearray(value > limit for value in closed.tobytes())
    middle = (sum(x for x, _y in code) / 4, sum(y for _x, y in code) / 4)
    area = _area_around(bright, width, height, middle)
    if len(area) < _LEAST * width * height:
        return None
    points = [(n % width, n // width) for n in area]
    corners = (
        min(points, key=lambda p: p[0] + p[1]),
        max(points, key=lambda p: p[0] - p[1]),
        max(points, key=lambda p: p[0] + p[1]),
        min(points, key=lambda p: p[0] - p[1]),
    )
    inside = all(within(point, corners) for point in code)
    square = _area(corners)
    if not inside or not square or not _FILLED[0] < len(area) / square < _FILLED[1]:
        return None
    (tl, tr, br, bl) = corners
    return (tl, (tr[0] + 1, tr[1]), (br[0] + 1, br[1] + 1), (bl[0], bl[1] + 1))


def _closed(grey: Image.Image) -> Image.Image:
    return grey.filter(ImageFilter.MaxFilter(_CLOSED)).filter(ImageFilter.MinFilter(_CLOSED))


def _area_around(bright: bytearray, width: int, height: int, start: Point) -> list[int]:
    """The bright pixels that hang together with those at `start`; each is taken out of `bright`."""
    first = min(max(int(start[1]), 0), height - 1) * width + min(max(int(start[0]), 0), width - 1)
    if not bright[first]:
        return []
    bright[first] = 0
    waiting, found = [first], [first]
    while waiting:
        at = waiting.pop()
        column = at % width
        near = [at - width, at + width]
        near += [at - 1] if column else []
        near += [at + 1] if column + 1 < width else []
        for each in near:
            if 0 <= each < len(bright) and bright[each]:
                bright[each] = 0
                waiting.append(each)
                found.append(each)
    return found


def _otsu(histogram: Sequence[int]) -> int:
    """The brightness that best parts dark from bright (Otsu 1979)."""
    total, whole = sum(histogram), sum(n * count for n, count in enumerate(histogram))
    best, limit, below, weight = 0.0, 127, 0, 0
    for n, count in enumerate(histogram):
        below += count
        weight += n * count
        if not 0 < below < total:
            continue
        apart = weight / below - (whole - weight) / (total - below)
        between = below * (total - below) * apart * apart
        if between > best:
            best, limit = between, n
    return limit


def _area(corners: Sequence[Point]) -> float:
    pairs = zip(corners, (*corners[1:], corners[0]), strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2


def within(point: Point, corners: Sequence[Point]) -> bool:
    """Whether the point lies between the corners."""
    pairs = zip(corners, (*corners[1:], corners[0]), strict=True)
    x, y = point
    return all((b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]) >= 0 for a, b in pairs)


def _squared(picture: Image.Image, corners: Corners, longest: int) -> Image.Image:
    """The square between the corners as a sheet."""
    size = _sheet_size(corners, longest=longest)
    numbers = _perspective(corners, size)
    return picture.transform(size, Image.Transform.PERSPECTIVE, numbers, Image.Resampling.BICUBIC)


def _sheet_size(corners: Corners, *, longest: int) -> tuple[int, int]:
    """Width and height of the sheet, at most as long; nearly the shape of A4 and A5 becomes just that."""
    (tl, tr, br, bl) = corners
    width = max(math.dist(tl, tr), math.dist(bl, br))
    height = max(math.dist(tl, bl), math.dist(tr, br))
    ratio = height / width
    if _is_sheet(ratio):
        ratio = _A_SERIES
    if ratio >= 1:
        high = min(longest, round(max(height, width * ratio)))
        return max(1, round(high / ratio)), high
    wide = min(longest, round(max(width, height / ratio)))
    return wide, max(1, round(wide * ratio))


def _onto(corners: Corners, size: tuple[int, int]) -> Callable[[Point], Point]:
    """From a point of the picture to one of the sheet: the other way round (Heckbert 1989: adjoint)."""
    a, b, c, d, e, f, g, h = _perspective(corners, size)

    def moved(point: Point) -> Point:
        x, y = point
        w = (d * h - e * g) * x + (b * g - a * h) * y + a * e - b * d
        return (
            ((e - f * h) * x + (c * h - b) * y + b * f - c * e) / w,
            ((f * g - d) * x + (a - c * g) * y + c * d - a * f) / w,
        )

    return moved


def _perspective(corners: Corners, size: tuple[int, int]) -> tuple[float, ...]:
    """From a point of the sheet to one in the picture (Heckbert 1989: unit square to quadrilateral)."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = corners
    dx1, dx2, sx = x1 - x2, x3 - x2, x0 - x1 + x2 - x3
    dy1, dy2, sy = y1 - y2, y3 - y2, y0 - y1 + y2 - y3
    det = dx1 * dy2 - dx2 * dy1
    g = (sx * dy2 - dx2 * sy) / det
    h = (dx1 * sy - sx * dy1) / det
    w, v = size
    return (
        (x1 - x0 + g * x1) / w,
        (x3 - x0 + h * x3) / v,
        x0,
        (y1 - y0 + g * y1) / w,
        (y3 - y0 + h * y3) / v,
        y0,
        g / w,
        h / v,
    )
