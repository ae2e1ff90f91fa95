"""Embedded fonts made small: outlines on a coarse grid, and nothing that printing does not need.

A paper with two hundred different characters is nearly all outlines. A thousandth of the type size is far
finer than paper: of a 10 pt character at 600 dpi a step of five is less than half a dot. On that grid most
steps from point to point take one byte instead of two, and compress well.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby, pairwise
from struct import calcsize, pack, pack_into, unpack, unpack_from

from reportlab.pdfbase.ttfonts import TTFontMaker

UNITS = 200  # of the type size
_KEPT = ("cmap", "maxp", "post", "name")  # as they are; hints and what editors ask for are left out
_HEADER = 10  # bytes: the number of contours and the box
_ON_CURVE, _SHORT_X, _SHORT_Y, _REPEAT, _SAME_X, _SAME_Y = 1, 2, 4, 8, 16, 32
_WORDS, _XY, _SCALE, _MORE, _TWO, _FOUR, _HINTED = 1, 2, 8, 32, 64, 128, 256
_RUN_MAX = 255


def compact(font: bytes) -> bytes:
    """The same TrueType subset on a grid of `UNITS` to the type size."""
    tables = tables_of(font)
    (units,) = unpack_from(">H", tables["head"], 18)
    glyphs = [on_grid(glyph, units) for glyph in outlines(tables)]
    made = TTFontMaker()
    for tag in _KEPT:
        made.add(tag, tables[tag])
    made.add("head", _head(tables["head"], units))
    made.add("hhea", _scaled(tables["hhea"], units, fields=range(4, 18, 2)))
    made.add("hmtx", _metrics(tables, units, glyphs))
    places = [0]
    for glyph in glyphs:
        places.append(places[-1] + len(glyph))
    made.add("glyf", b"".join(glyphs))
    made.add("loca", pack(f">{len(places)}H", *(place // 2 for place in places)))
    return bytes(made.makeStream())


def embedded_width(width: float) -> int:
    """A width in thousandths of the type size as an embedded font has it: the file has to say the same
    (ISO 32000-1, 9.7.3)."""
    return round(width * UNITS / 1000) * 1000 // UNITS


def tables_of(font: bytes) -> dict[str, bytes]:
    """The tables of a TrueType file by their tags."""
    (count,) = unpack_from(">H", font, 4)
    found = (unpack_from(">4sIII", font, 12 + 16 * n) for n in range(count))
    return {tag.decode(): font[start : start + size] for tag, _sum, start, size in found}


def outlines(tables: dict[str, bytes]) -> list[bytes]:
    """The glyphs of a font's tables, as they are."""
    loca, (long,) = tables["loca"], unpack_from(">h", tables["head"], 50)
    kind, unit = ("I", 1) if long else ("H", 2)
    places = unpack(f">{len(loca) // calcsize(kind)}{kind}", loca)
    return [tables["glyf"][unit * start : unit * end] for start, end in pairwise(places)]


def _head(head: bytes, units: int) -> bytes:
    made = bytearray(_scaled(head, units, fields=range(36, 44, 2)))
    pack_into(">H", made, 18, UNITS)
    pack_into(">h", made, 50, 0)  # short places
    return bytes(made)


def _scaled(table: bytes, units: int, *, fields: Sequence[int]) -> bytes:
    made = bytearray(table)
    for place in fields:
        (value,) = unpack_from(">h", table, place)
        pack_into(">h", made, place, _grid(value, units))
    return bytes(made)


def _metrics(tables: dict[str, bytes], units: int, glyphs: Sequence[bytes]) -> bytes:
    """Advances, and where each outline begins: that of its box, whatever rounding made of it."""
    (full,) = unpack_from(">H", tables["hhea"], 34)
    advances = [unpack_from(">H", tables["hmtx"], 4 * n)[0] for n in range(full)]
    lefts = [unpack_from(">h", glyph, 2)[0] if glyph else 0 for glyph in glyphs]
    pairs = (pack(">Hh", _grid(a, units), left) for a, left in zip(advances, lefts, strict=False))
    return b"".join(pairs) + pack(f">{len(lefts) - full}h", *lefts[full:])


def _grid(value: int, units: int) -> int:
    return round(value * UNITS / units)


@lru_cache(maxsize=4096)  # a year's papers use hardly more characters
def on_grid(glyph: bytes, units: int) -> bytes:
    """The outline on the grid, of `units` before; of even length."""
    if len(glyph) <= _HEADER:
        return b""
    contours = unpack_from(">h", glyph)[0]
    made = _simple(glyph, contours, units) if contours >= 0 else _composed(glyph, units)
    return made + bytes(len(made) % 2)


def _simple(glyph: bytes, contours: int, units: int) -> bytes:
    ends = glyph[_HEADER : _HEADER + 2 * contours]
    place = _HEADER + 2 * contours
    points = unpack_from(">H", glyph, place - 2)[0] + 1 if contours else 0
    place += 2 + unpack_from(">H", glyph, place)[0]  # over the hints
    flags, place = _flags(glyph, place, points)
    across, place = _places(glyph, place, flags, (_SHORT_X, _SAME_X))
    upward, _ = _places(glyph, place, flags, (_SHORT_Y, _SAME_Y))
    across, upward = [_grid(v, units) for v in across], [_grid(v, units) for v in upward]
    xs, x_bytes = _steps(across, _SHORT_X, _SAME_X)
    ys, y_bytes = _steps(upward, _SHORT_Y, _SAME_Y)
    fresh = bytes(f & _ON_CURVE | x | y for f, x, y in zip(flags, xs, ys, strict=True))
    box = (min(across), min(upward), max(across), max(upward)) if points else (0, 0, 0, 0)
    head = pack(">5h", contours, *box)
    return head + ends + b"\0\0" + b"".join(_packed(fresh)) + x_bytes + y_bytes


def _composed(glyph: bytes, units: int) -> bytes:
    """Parts of other glyphs, each moved as far as before."""
    box = (_grid(v, units) for v in unpack_from(">4h", glyph, 2))
    made, place, flags = pack(">5h", -1, *box), _HEADER, _MORE
    while flags & _MORE:
        flags, part = unpack_from(">HH", glyph, place)
        kind = (">hh" if flags & _WORDS else ">bb") if flags & _XY else ">HH"
        moved = unpack_from(kind if flags & _XY or flags & _WORDS else ">BB", glyph, place + 4)
        shape = 2 if flags & _SCALE else 4 if flags & _TWO else 8 if flags & _FOUR else 0
        size = 4 if flags & _WORDS else 2
        if flags & _XY:
            moved = tuple(_grid(v, units) for v in moved)
        rest = glyph[place + 4 + size : place + 4 + size + shape]
        made += pack(">HHhh", (flags | _WORDS) & ~_HINTED, part, *moved) + rest
        place += 4 + size + shape
    return made


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
        found.append(value)
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
