"""Outlines of embedded characters, rounded to a grid that no printer can tell from the font's own.

A paper with two hundred different characters is nearly all outlines. A thousandth of the type size is
far finer than paper: of a 10 pt character at 600 dpi a step of the grid is a third of a dot. Rounded,
the same paper is a tenth smaller, and stays below 60 kB.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby, pairwise
from struct import pack, unpack_from

GRID = 4  # thousandths of the type size
_HEADER = 10  # bytes: the number of contours and the box
_ON_CURVE, _SHORT_X, _SHORT_Y, _REPEAT, _SAME_X, _SAME_Y = 1, 2, 4, 8, 16, 32
_RUN_MAX = 255


@lru_cache(maxsize=4096)  # a year's papers use hardly more characters
def rounded(glyph: bytes) -> bytes:
    """The outline on the grid, filled up to its length; composed and empty ones as they are."""
    contours = unpack_from(">h", glyph)[0] if len(glyph) > _HEADER else 0
    if contours <= 0:
        return glyph
    ends = glyph[: _HEADER + 2 * contours]
    points = unpack_from(">H", ends, len(ends) - 2)[0] + 1
    place = len(ends) + 2 + unpack_from(">H", glyph, len(ends))[0]
    flags, place = _flags(glyph, place, points)
    across, place = _places(glyph, place, flags, (_SHORT_X, _SAME_X))
    upward, _ = _places(glyph, place, flags, (_SHORT_Y, _SAME_Y))
    xs, x_bytes = _steps(across, _SHORT_X, _SAME_X)
    ys, y_bytes = _steps(upward, _SHORT_Y, _SAME_Y)
    fresh = bytes(f & _ON_CURVE | x | y for f, x, y in zip(flags, xs, ys, strict=True))
    made = ends + b"\0\0" + b"".join(_packed(fresh)) + x_bytes + y_bytes
    return made.ljust(len(glyph), b"\0") if len(made) <= len(glyph) else glyph


def _flags(glyph: bytes, place: int, points: int) -> tuple[bytes, int]:
    flags = bytearray()
    while len(flags) < points:
        flag, place = glyph[place], place + 1
        flags.append(flag)
        if flag & _REPEAT:
            flags += bytes([flag]) * glyph[place]
            place += 1
    return bytes(flags), place


def _places(glyph: bytes, place: int, flags: bytes, bits: tuple[int, int]) -> tuple[list[int], int]:
    short, same = bits
    value, found = 0, []
    for flag in flags:
        if flag & short:
            value += glyph[place] if flag & same else -glyph[place]
            place += 1
        elif not flag & same:
            value += unpack_from(">h", glyph, place)[0]
            place += 2
        found.append(round(value / GRID) * GRID)
    return found, place


def _steps(places: list[int], short: int, same: int) -> tuple[list[int], bytes]:
    flags, steps = [], bytearray()
    for before, after in pairwise([0, *places]):
        step = after - before
        if not step:
            flags.append(same)
        elif abs(step) <= 0xFF:
            flags.append(short | (same if step > 0 else 0))
            steps.append(abs(step))
        else:
            flags.append(0)
            steps += pack(">h", step)
    return flags, bytes(steps)


def _packed(flags: bytes) -> Iterator[bytes]:
    for flag, run in groupby(flags):
        left = len(list(run))
        while left > 0:
            more = min(left - 1, _RUN_MAX)
            yield bytes([flag | _REPEAT, more]) if more else bytes([flag])
            left -= more + 1
