"""The fonts of the papers: which one has a character, opened when first needed, embedded in part.

NotoSansSC writes nearly everything; HanaMinB (30 MB) is opened only for an ideograph that Noto
lacks, NotoSansMongolian only for a name in that script. ReportLab shares fonts between documents:
whoever opens fonts or draws holds `RENDERING`.
"""

import unicodedata
from functools import cache
from pathlib import Path
from struct import unpack_from
from threading import RLock
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFArray
from reportlab.pdfbase.ttfonts import TTFont

from helpdesk.printing.outlines import compact, embedded_width

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "fonts"
RENDERING = RLock()

REGULAR = "NotoSansSC-Regular"
BOLD = "NotoSansSC-Bold"
HAN = "HanaMinB"
MONGOLIAN = "NotoSansMongolian-Regular"

_NO_NAMES = b"\0\0\0\0\0\x06"  # format 0, no records
_PRIVATE = 0xF0000  # first code for glyphs that stand for more than one character
_IDEOGRAPHS = ((0x2E80, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
_JOINERS = frozenset("\u200c\u200d\u180b\u180c\u180d\u180e\u180f")


class _Outlines:
    """The table of outlines, read in place: ReportLab would copy 10 to 30 MB for every paper."""

    def __init__(self, face: Any) -> None:
        start, length = face.get_table_pos("glyf")
        self._view = memoryview(face._ttf_data)[start : start + length]

    def __getitem__(self, part: slice) -> bytes:
        return bytes(self._view[part])


class PaperFont(TTFont):  # type: ignore[misc]  # reportlab has no types
    """A TrueType font whose embedded text can be read back, whatever the character.

    WORKAROUND: ReportLab 5.1 writes code points above U+FFFF as five hexadecimal digits into the
    ToUnicode table, so rare names would extract as something else; here the table is UTF-16.
    A glyph may also stand for several characters (letter and selector, shaped Mongolian): such a
    glyph gets a private code, and the table gives back the characters themselves.
    """

    def __init__(self, name: str) -> None:
        # Not all of ASCII in every font of every paper: only what is used.
        super().__init__(name, str(FOLDER / f"{name}.ttf"), asciiReadable=False)
        read = self.face.get_table
        # Nobody reads an embedded font's names: left out, a paper is some kilobytes smaller.
        replaced = {"glyf": _Outlines(self.face), "name": _NO_NAMES}
        self.face.get_table = lambda tag: replaced[tag] if tag in replaced else read(tag)
        _mend_widths(self.face)
        subset = self.face.makeSubset
        self.face.makeSubset = lambda codes: compact(subset(codes))
        self._texts: dict[int, str] = {}
        self._codes: dict[tuple[int, str], str] = {}

    def has(self, character: str) -> bool:
        """Whether the font draws this character itself."""
        code = ord(character)
        return code < _PRIVATE and self.face.charToGlyph.get(code, 0) != 0

    def width(self, drawn: str) -> float:
        """The advance of a character or private code, in thousandths of the font size."""
        return float(self.face.getCharWidth(ord(drawn)))

    def standing_for(self, drawn: str, *, text: str, width: float | None = None) -> str:
        """A private character that looks like `drawn` and reads as `text`."""
        index = self.face.charToGlyph[ord(drawn)]
        return self.glyph(index, width=self.width(drawn) if width is None else width, text=text)

    def glyph(self, index: int, *, width: float, text: str) -> str:
        """A private character for a glyph of the font that reads as `text`."""
        found = self._codes.get((index, text))
        if found is None:
            code = _PRIVATE + len(self._codes)
            found = self._codes[index, text] = chr(code)
            self._texts[code] = text
            self.face.charToGlyph[code] = index
            self.face.charWidths[code] = width
        return found

    def addObjects(self, doc: Any) -> None:  # noqa: N802  ReportLab's name
        subsets = self.state[doc].subsets
        super().addObjects(doc)
        fonts = doc.idToObject["BasicFonts"].dict
        internal = doc.fontMapping[self.fontName][1:]
        for n, subset in enumerate(subsets):
            made = fonts[f"{internal}+{n}"]
            doc.idToObject[made.ToUnicode.name].content = self._to_unicode(subset)
            widths = (self.face.getCharWidth(code) for code in subset)
            made.Widths = PDFArray([embedded_width(width) for width in widths])

    def _to_unicode(self, subset: list[int]) -> str:
        lines = [
            f"<{n:02X}> <{self._texts.get(code, chr(code)).encode('utf-16-be').hex().upper()}>"
            for n, code in enumerate(subset)
            if code
        ]
        # the format allows a hundred lines in a block
        blocks = [lines[n : n + 100] for n in range(0, len(lines), 100)]
        body = "\n".join(f"{len(b)} beginbfchar\n" + "\n".join(b) + "\nendbfchar" for b in blocks)
        return (
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
            "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
            f"1 begincodespacerange\n<00> <FF>\nendcodespacerange\n{body}\n"
            "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
        )


def _mend_widths(face: Any) -> None:
    """WORKAROUND: ReportLab 5.1 keeps the width that a font gives for all its last glyphs in thousandths, and
    embeds it as one in the font's own units: too narrow where these are others (HanaMinB has 1,024)."""
    start, _length = face.get_table_pos("hhea")
    (told,) = unpack_from(">H", face._ttf_data, start + 34)
    width = face.hmetrics[told - 1][0]
    face.hmetrics[told:] = [(width, left) for _width, left in face.hmetrics[told:]]


def font(name: str) -> PaperFont:
    """The font of this name, opened once."""
    with RENDERING:
        return _loaded(name)


@cache
def _loaded(name: str) -> PaperFont:
    loaded = PaperFont(name)
    pdfmetrics.registerFont(loaded)
    return loaded


def is_mongolian(character: str) -> bool:
    """Whether the character belongs to the traditional script (with its supplement)."""
    return "\u1800" <= character <= "\u18af" or "\U00011660" <= character <= "\U0001167f"


@cache
def is_mark(character: str) -> bool:
    """Whether the character rides on the one before it: accents, joiners, variation selectors."""
    return character in _JOINERS or unicodedata.category(character) in ("Mn", "Me", "Mc")


def font_for(character: str, *, bold: bool = False) -> str | None:
    """The name of the first font that draws `character`, None when no font does."""
    first = BOLD if bold else REGULAR
    if font(first).has(character):
        return first
    if is_mongolian(character):
        return MONGOLIAN if font(MONGOLIAN).has(character) else None
    code = ord(character)
    ideograph = any(low <= code <= high for low, high in _IDEOGRAPHS)
    return HAN if ideograph and font(HAN).has(character) else None
