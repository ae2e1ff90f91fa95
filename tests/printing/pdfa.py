"""What ISO 19005-2 (PDF/A-2, level b) asks of a file, as far as one of ours could ever break it.

veraPDF, which knows every clause, is in no package registry that this project uses. Each check names the
clause that it stands for.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream, String

from tests.printing.truetype import TrueType

_FILTERS = {"FlateDecode", "DCTDecode", "RunLengthDecode", "ASCIIHexDecode", "ASCII85Decode"}
_FILTERS |= {"CCITTFaxDecode", "JBIG2Decode", "JPXDecode"}
_CATALOG = {"AA", "OpenAction", "Perms", "Requirements", "OCProperties", "AcroForm", "Collection"}
_NAMES = {"JavaScript", "EmbeddedFiles", "AlternatePresentations"}
_ACTIONS = {"GoTo", "GoToR", "URI", "Named", "Thread", "SubmitForm"}
_ANNOTATIONS = {"Link", "Text", "FreeText", "Stamp", "Highlight", "Widget", "Popup"}
_BLENDS = {"Normal", "Compatible", "Multiply", "Screen", "Overlay", "Darken", "Lighten"}
_OPERATORS = re.compile(
    r"[bBfW]\*?|BDC|BI|BMC|BT|BX|c|cm|CS|cs|d|d0|d1|Do|DP|EI|EMC|ET|EX|F|[gG]|gs|h|i|ID|j|J|[kK]|l|m|M|MP|n"
    r"|[qQ]|re|RG|rg|ri|s|S|SC|sc|SCN|scn|sh|T[*cdDfjJLmrswz]|v|w|y|'|\""
)
_INLINE = "INLINE IMAGE"  # as pikepdf gives it
_RESOURCES = {"Tf": "Font", "Do": "XObject", "gs": "ExtGState", "sh": "Shading"}
_INTEGER, _STRING, _NAME, _NESTED, _OBJECTS = 2**31 - 1, 32_767, 127, 28, 8_388_607
_XMP = "{http://ns.adobe.com/xap/1.0/}"
_PDF, _DC = "{http://ns.adobe.com/pdf/1.3/}", "{http://purl.org/dc/elements/1.1/}"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_AID = "{http://www.aiim.org/pdfa/ns/id/}"
_IN_STEP = {
    "Title": f"{_DC}title",
    "Author": f"{_DC}creator",
    "Subject": f"{_DC}description",
    "Keywords": f"{_PDF}Keywords",
    "Creator": f"{_XMP}CreatorTool",
    "Producer": f"{_PDF}Producer",
    "CreationDate": f"{_XMP}CreateDate",
    "ModDate": f"{_XMP}ModifyDate",
}


def problems(raw: bytes) -> list[str]:
    """What hinders the file from being PDF/A-2b, each with its clause; empty when nothing does."""
    with pikepdf.open(BytesIO(raw)) as pdf:
        found = [*_of_file(raw, pdf), *_of_catalog(pdf), *_of_metadata(pdf), *_of_intent(pdf)]
        for item in _everything(pdf):
            found += _of_object(item)
        ink = _Ink()
        for page in pdf.pages:
            found += [*_of_page(page.obj), *ink.of(page.obj, page.obj.Resources)]
        for key, font in ink.fonts.items():
            found += _of_font(font, ink.used[key])
        found += _of_names(ink.fonts.values())
    return sorted(set(found))


def _of_file(raw: bytes, pdf: pikepdf.Pdf) -> Iterator[str]:
    if not re.match(rb"%PDF-1\.[0-7][\r\n]{1,2}%[\x80-\xff]{4}", raw):
        yield "6.1.2 header, and a line of four bytes above 127"
    if not re.search(rb"%%EOF[\r\n]{0,2}\Z", raw):
        yield "6.1.3 something behind the end"
    if len(pdf.trailer.get("/ID", ())) != 2:
        yield "6.1.3 ID in the trailer"
    if pdf.is_encrypted or "/Encrypt" in pdf.trailer:
        yield "6.1.3 encrypted"
    if re.search(rb"endobj[^\r\n%]|[^\r\n]endobj", raw) or re.search(rb"[^\r\n]endstream", raw):
        yield "6.1.7, 6.1.9 keywords on lines of their own"
    if len(pdf.objects) > _OBJECTS:
        yield "6.1.13 too many objects"


def _of_catalog(pdf: pikepdf.Pdf) -> Iterator[str]:
    for key in _CATALOG & _keys(pdf.Root):
        yield f"6.1, 6.5, 6.9, 6.11 {key} in the catalogue"
    for key in _NAMES & _keys(pdf.Root.get("/Names", Dictionary())):
        yield f"6.5, 6.8, 6.10 {key} among the names"


def _of_metadata(pdf: pikepdf.Pdf) -> Iterator[str]:
    stream = pdf.Root.get("/Metadata")
    if stream is None or (stream.get("/Type"), stream.get("/Subtype")) != ("/Metadata", "/XML"):
        yield "6.6.2 metadata"
        return
    if "/Filter" in stream:
        yield "6.6.2 metadata that not everybody can read"
    said = _xmp(stream.read_bytes())
    if (said.get(f"{_AID}part"), said.get(f"{_AID}conformance")) != ("2", "B"):
        yield "6.6.4 says that it is PDF/A-2b"
    for name, value in pdf.docinfo.items():
        if said.get(_IN_STEP.get(name[1:], "")) != str(value):
            yield f"6.6.3 {name} differs from the metadata"
    if not said.get(f"{_DC}title"):
        yield "6.6.2 title"


def _xmp(packet: bytes) -> dict[str, str]:
    tree = ElementTree.fromstring(packet.decode("utf-8"))
    found: dict[str, str] = {}
    for described in tree.iter(f"{_RDF}Description"):
        found |= described.attrib
        found |= {each.tag: "".join(each.itertext()).strip() for each in described}
    return found


def _of_intent(pdf: pikepdf.Pdf) -> Iterator[str]:
    intents = list(pdf.Root.get("/OutputIntents", ()))
    if [each.get("/S") for each in intents] != ["/GTS_PDFA1"]:
        yield "6.2.3 one output intent"
        return
    profile = intents[0].DestOutputProfile
    icc = profile.read_bytes()
    if len(icc) != int.from_bytes(icc[:4], "big") or icc[36:40] != b"acsp" or icc[8] > 4:
        yield "6.2.3 a whole ICC profile of version 4 at most"
    if icc[12:16] not in (b"mntr", b"prtr") or icc[16:20] != b"RGB " or profile.N != 3:
        yield "6.2.3 a profile of a device in RGB"


def _everything(pdf: pikepdf.Pdf) -> Iterator[Object]:
    """Every object, also those within others."""
    waiting = list(pdf.objects)
    while waiting:
        item = waiting.pop()
        yield item
        inner = list(item) if isinstance(item, Array) else []
        if isinstance(item, Dictionary | Stream):
            inner = [value for _key, value in item.items()]
        waiting += [each for each in inner if not getattr(each, "is_indirect", False)]


def _of_object(item: Any) -> Iterator[str]:
    if isinstance(item, String) and len(bytes(item)) > _STRING:
        yield "6.1.13 a string too long"
    if isinstance(item, Name) and len(str(item).encode()) > _NAME + 1:
        yield "6.1.13 a name too long"
    if isinstance(item, int | Decimal) and abs(item) > _INTEGER:
        yield "6.1.13 a number too large"
    if isinstance(item, Stream):
        yield from _of_stream(item)
    if isinstance(item, Dictionary | Stream):
        yield from _of_dictionary(item)


def _of_stream(item: Stream) -> Iterator[str]:
    for key in {"F", "FFilter", "FDecodeParms"} & _keys(item):
        yield f"6.1.7 {key}: a stream in another file"
    filters = item.get("/Filter", Array())
    for each in filters if isinstance(filters, Array) else [filters]:
        if str(each)[1:] not in _FILTERS:
            yield f"6.1.7.2 the filter {each}"
    kind = item.get("/Subtype")
    if kind == "/PS" or {"PS", "Ref", "OPI", "Alternates"} & _keys(item):
        yield "6.2.8, 6.2.9 PostScript, references, OPI or alternates"
    if kind == "/Image":
        yield from _of_image(item)


def _of_image(item: Stream) -> Iterator[str]:
    if item.get("/Interpolate", False):
        yield "6.2.8 interpolated"
    if item.get("/BitsPerComponent", 1) not in (1, 2, 4, 8, 16):
        yield "6.2.8 bits of a colour"
    space = item.get("/ColorSpace", Name.DeviceGray)
    base = space[1] if isinstance(space, Array) and space[0] == "/Indexed" else space
    if not isinstance(base, Array) and base not in ("/DeviceRGB", "/DeviceGray"):
        yield f"6.2.4 {base} without a profile of its own"
    if item.get("/Filter") == "/DCTDecode" and item.get("/ColorSpace") == "/DeviceRGB":
        head = item.read_raw_bytes()
        if not (head.startswith(b"\xff\xd8") and head.rstrip(b"\0\r\n").endswith(b"\xff\xd9")):
            yield "6.1.7 a JPEG that ends too early"


def _of_dictionary(item: Any) -> Iterator[str]:
    if "/AA" in item:
        yield "6.5.2 additional actions"
    if item.get("/Type") == "/Action" and str(item.get("/S"))[1:] not in _ACTIONS:
        yield f"6.5.1 the action {item.get('/S')}"
    if item.get("/S") in ("/JavaScript", "/Launch", "/Sound", "/Movie", "/Rendition", "/Hide"):
        yield f"6.5.1 the action {item.get('/S')}"
    if item.get("/Type") == "/ExtGState" or {"ca", "CA", "BM", "SMask"} & _keys(item):
        yield from _of_state(item)


def _of_state(item: Any) -> Iterator[str]:
    if {"TR", "HTP"} & _keys(item) or item.get("/TR2", "/Default") != "/Default":
        yield "6.2.5 transfer functions"
    if str(item.get("/BM", "/Normal"))[1:] not in _BLENDS:
        yield "6.2.10 a blend mode of no standard"
    clear = float(item.get("/ca", 1)) < 1 or float(item.get("/CA", 1)) < 1
    if clear or item.get("/SMask", Name("/None")) != "/None":
        yield "6.2.10 transparent, and no page of ours says how it is blended"


def _of_page(page: Dictionary) -> Iterator[str]:
    for box in ("/MediaBox", "/CropBox", "/TrimBox", "/ArtBox", "/BleedBox"):
        left, low, right, top = (float(each) for each in page.get(box, (0, 0, 3, 3)))
        if not all(3 <= each <= 14_400 for each in (right - left, top - low)):
            yield f"6.1.13 {box} too small or too large"
    if "/PresSteps" in page:
        yield "6.10 a presentation"
    if "/Group" in page:
        yield "6.2.10 a page that says it is transparent"
    for each in page.get("/Annots", ()):
        flags = int(each.get("/F", 0))
        if str(each.Subtype)[1:] not in _ANNOTATIONS:
            yield f"6.3.1 {each.Subtype}"
        if each.Subtype != "/Popup" and (not flags & 4 or flags & 0b100100011):
            yield "6.3.2 an annotation that is not printed or hides"
        if each.Subtype not in ("/Popup", "/Link") and set(_keys(each.get("/AP", {}))) != {"N"}:
            yield "6.3.3 an annotation without one appearance"


@dataclass
class _Ink:
    """What is drawn with: which codes of which font are shown."""

    fonts: dict[Any, Dictionary] = field(default_factory=dict)
    used: dict[Any, set[int]] = field(default_factory=lambda: defaultdict(set))

    def of(self, holder: Any, resources: Dictionary) -> Iterator[str]:
        """Follow the content of a page or form."""
        depth, font = 0, None
        for operands, operator in pikepdf.parse_content_stream(holder):
            name = str(operator)
            yield from _of_inline(operands[0]) if name == _INLINE else _of_operator(name)
            depth += (name == "q") - (name == "Q")
            if not 0 <= depth <= _NESTED:
                yield "6.1.13 q and Q"
            kind = _RESOURCES.get(name)
            if kind and str(operands[0]) not in resources.get(f"/{kind}", Dictionary()):
                yield f"6.2.2 {operands[0]} is no resource here"
            elif name == "Tf":
                font = resources.Font[str(operands[0])]
                self.fonts[font.objgen] = font
            elif name == "Do":
                yield from self._form(resources.XObject[str(operands[0])], resources)
            elif name in ("Tj", "TJ", "'", '"') and font is not None:
                self.used[font.objgen] |= set(b"".join(_shown(operands)))
        if depth:
            yield "6.1.13 q without Q"

    def _form(self, inner: Stream, resources: Dictionary) -> Iterator[str]:
        if inner.get("/Subtype") != "/Form":
            return
        if "/Group" in inner:
            yield "6.2.10 a form that says it is transparent"
        yield from self.of(inner, inner.get("/Resources", resources))


def _of_inline(image: Any) -> Iterator[str]:
    for each in image.filters:
        if str(each).removeprefix("/") not in _FILTERS:
            yield f"6.1.7.2 the filter {each}"


def _of_operator(name: str) -> Iterator[str]:
    if not _OPERATORS.fullmatch(name):
        yield f"6.2.2 the operator {name}"
    if name in ("k", "K"):
        yield "6.2.4 CMYK"


def _shown(operands: Any) -> Iterator[bytes]:
    for each in operands:
        if isinstance(each, Array):
            yield from (bytes(part) for part in each if isinstance(part, String))
        elif isinstance(each, String):
            yield bytes(each)


def _of_font(font: Dictionary, codes: set[int]) -> Iterator[str]:
    name = str(font.get("/BaseFont"))
    if font.get("/Subtype") != "/TrueType" or "/FontFile2" not in font.get("/FontDescriptor", {}):
        yield f"6.2.11.4 {name} is not embedded"
        return
    descriptor = font.FontDescriptor
    program = TrueType(descriptor.FontFile2.read_bytes())
    if descriptor.FontName != font.BaseFont:
        yield f"6.2.11.2 {name} has two names"
    if not int(descriptor.Flags) & 4 or "/Encoding" in font or len(program.encodings) != 1:
        yield f"6.2.11.6 {name} is symbolic, without another encoding than its own"
    first, last, widths = int(font.FirstChar), int(font.LastChar), list(font.Widths)
    if len(widths) != last - first + 1:
        yield f"6.2.11.5 {name} lacks widths"
    for code in codes:
        glyph = program.glyph(code)
        if not first <= code <= last or not glyph:
            yield f"6.2.11.8 {name} shows a character that it does not have"
        elif abs(float(widths[code - first]) - program.width(glyph)) > 1:
            yield f"6.2.11.5 {name} is as wide in the file as in the font"
    if "/ToUnicode" not in font:
        yield f"6.2.11.7 {name} cannot be read as text"


def _of_names(fonts: Any) -> Iterator[str]:
    """Subsets of a font in one file have tags of their own (ISO 32000-1, 9.6.4): caches go by the name."""
    programs: dict[str, set[Any]] = defaultdict(set)
    for font in fonts:
        if "/FontFile2" in font.get("/FontDescriptor", {}):
            programs[str(font.BaseFont)].add(font.FontDescriptor.FontFile2.objgen)
    for name, found in programs.items():
        if len(found) > 1:
            yield f"9.6.4 {len(found)} fonts are called {name}"


def _keys(item: Any) -> set[str]:
    return {str(key)[1:] for key in item}
