"""The least of a TrueType font that its use in a PDF is held against: codes, glyphs, widths."""

from struct import unpack, unpack_from

from helpdesk.printing.outlines import tables_of


class TrueType:
    """A font program as it is embedded. Raises struct.error or KeyError where it is damaged."""

    def __init__(self, program: bytes) -> None:
        self._tables = tables_of(program)
        (self._units,) = unpack_from(">H", self._tables["head"], 18)
        (self._long,) = unpack_from(">H", self._tables["hhea"], 34)
        cmap = self._tables["cmap"]
        (count,) = unpack_from(">H", cmap, 2)
        records = [unpack_from(">HHI", cmap, 4 + 8 * n) for n in range(count)]
        self.encodings = [(platform, encoding) for platform, encoding, _place in records]
        self._maps = [_codes(cmap[place:]) for _platform, _encoding, place in records]

    def glyph(self, code: int) -> int:
        """The glyph of a code in the file's own encoding; 0 where it has none."""
        found = (each.get(code) or each.get(0xF000 + code) for each in self._maps)
        return next((glyph for glyph in found if glyph), 0)

    def width(self, glyph: int) -> float:
        """In thousandths of the type size."""
        (advance,) = unpack_from(">H", self._tables["hmtx"], 4 * min(glyph, self._long - 1))
        return float(advance * 1000 / self._units)


def _codes(table: bytes) -> dict[int, int]:
    (kind,) = unpack_from(">H", table)
    if kind == 0:
        return dict(enumerate(table[6:262]))
    if kind == 6:
        first, count = unpack_from(">HH", table, 6)
        return dict(enumerate(unpack_from(f">{count}H", table, 10), start=first))
    assert kind == 4, kind
    (twice,) = unpack_from(">H", table, 6)
    n = twice // 2
    ends, starts, deltas, offsets = (
        unpack(f">{n}H", table[at : at + twice])
        for at in (14, 16 + twice, 16 + 2 * twice, 16 + 3 * twice)
    )
    found = {}
    for segment in range(n):
        for code in range(starts[segment], min(ends[segment], 0xFFFE) + 1):
            glyph = code
            if offsets[segment]:
                place = 16 + 3 * twice + 2 * segment + offsets[segment]
                (glyph,) = unpack_from(">H", table, place + 2 * (code - starts[segment]))
            found[code] = (glyph + deltas[segment]) & 0xFFFF
    return found
