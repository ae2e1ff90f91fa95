"""Papers bound into one PDF for the archive: pages numbered through, a contents page first, PDF/A-2b.

Each part comes with its fonts embedded and without anything that PDF/A forbids; what the binding adds
is the metadata, the colour profile and the numbers. veraPDF is in none of the package registries, so the
tests check the clauses themselves.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import pikepdf
from PIL import ImageCms
from reportlab.pdfgen.canvas import Canvas

from helpdesk import __version__
from helpdesk.i18n import _, language
from helpdesk.printing.fonts import REGULAR, RENDERING, font
from helpdesk.printing.lines import single

_NUMBER_SIZE = 7.5
_TAG = 6  # letters before the name of a font of which a part is embedded
_EDGE = 14.0  # points from the sheet's edges: outside the margin of every paper


@dataclass(frozen=True, slots=True)
class Bound:
    """A part of the archive: its name, and the number of its first page in the whole."""

    name: str
    page: int


def bind(
    parts: Sequence[tuple[str, bytes]], *, contents: Callable[[Sequence[Bound]], bytes], title: str
) -> bytes:
    """The parts (name, PDF) behind a contents page that is made when their places are known.

    `title` is all that the file says about itself: never personal data.
    """
    first = _pages(contents([Bound(name, 0) for name, _pdf in parts]))
    places, page = [], first + 1
    for name, pdf in parts:
        places.append(Bound(name, page))
        page += _pages(pdf)
    whole = pikepdf.new()
    for pdf in (contents(places), *(pdf for _name, pdf in parts)):
        with pikepdf.open(io.BytesIO(pdf)) as part:
            whole.pages.extend(part.pages)
    _number(whole)
    _name_apart(whole)
    _mark(whole, places)
    _declare(whole, title=title)
    out = io.BytesIO()
    whole.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def _name_apart(whole: pikepdf.Pdf) -> None:
    """Each paper brought its own part of a font, all under one name: a reader or printer that goes by names
    would draw one paper with another's letters."""
    for n, part in enumerate(filter(_is_font, whole.objects)):
        digits = (n // 26**place % 26 for place in range(_TAG))
        tag = "".join(chr(ord("A") + digit) for digit in digits)
        name = str(part.BaseFont).rpartition("+")[2]
        part.BaseFont = part.FontDescriptor.FontName = pikepdf.Name(f"/{tag}+{name}")


def _is_font(item: pikepdf.Object) -> bool:
    return isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font"


def _mark(whole: pikepdf.Pdf, places: Sequence[Bound]) -> None:
    """What the contents page lists, for the side bar of a reader, too."""
    with whole.open_outline() as outline:
        outline.root += [pikepdf.OutlineItem(each.name, each.page - 1) for each in places]
    whole.Root.Lang = "en" if language() == "en" else "zh-CN"


def _pages(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as part:
        return len(part.pages)


def _number(whole: pikepdf.Pdf) -> None:
    """The page's number in the whole, in the outer corner of each sheet."""
    sizes = [(float(page.mediabox[2]), float(page.mediabox[3])) for page in whole.pages]
    with pikepdf.open(io.BytesIO(_numbers(sizes))) as numbers:
        for page, number in zip(whole.pages, numbers.pages, strict=True):
            page.add_overlay(number, rect=None)


def _numbers(sizes: Sequence[tuple[float, float]]) -> bytes:
    out = io.BytesIO()
    with RENDERING:
        canvas = Canvas(out, invariant=1, initialFontName=font(REGULAR).fontName)
        for n, (width, height) in enumerate(sizes, start=1):
            canvas.setPageSize((width, height))
            words = _("Archive page {page} of {pages}").format(page=n, pages=len(sizes))
            line = single(words, size=_NUMBER_SIZE)
            line.draw(canvas, width - _EDGE - line.width, height - _EDGE - _NUMBER_SIZE / 2)
            canvas.showPage()
        canvas.save()
    return out.getvalue()


def _declare(whole: pikepdf.Pdf, *, title: str) -> None:
    """What makes it PDF/A-2b (ISO 19005-2): metadata that says so, and a profile for its colours."""
    profile = whole.make_stream(_srgb(), {"/N": 3})
    intent = pikepdf.Dictionary(
        Type=pikepdf.Name.OutputIntent,
        S=pikepdf.Name.GTS_PDFA1,
        OutputConditionIdentifier="sRGB",
        Info="sRGB IEC61966-2.1",
        DestOutputProfile=profile,
    )
    whole.Root.OutputIntents = pikepdf.Array([intent])
    whole.docinfo["/Title"] = title
    whole.docinfo["/Producer"] = f"Helpdesk {__version__}"
    with whole.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["dc:title"] = title
        metadata["pdf:Producer"] = f"Helpdesk {__version__}"
        metadata["pdfaid:part"] = "2"
        metadata["pdfaid:conformance"] = "B"


@cache
def _srgb() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
