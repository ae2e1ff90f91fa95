"""Pages: parts flow down the sheet, heads are repeated after a break, the foot counts the pages."""

import io
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import chain
from math import atan2, degrees, hypot
from typing import Any

from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from helpdesk import __version__
from helpdesk.i18n import language
from helpdesk.printing.fonts import REGULAR, RENDERING, font
from helpdesk.printing.layout import Part
from helpdesk.printing.lines import single
from helpdesk.printing.packing import SEAM, packed
from helpdesk.printing.sizes import Measures
from helpdesk.printing.strips import Strip

rl_config.useA85 = 0  # fonts as they are: a fifth smaller than in letters
_ROWS_STAY = 2
_SLACK = 0.01  # a hundredth of a point, for sums of fractions
_PALE = HexColor(0xE6EAEC)
_sheets: ContextVar[list[int] | None] = ContextVar("sheets", default=None)


@contextmanager
def counting() -> Iterator[list[int]]:
    """While it is entered, gathers how many sheets each document has that is rendered."""
    found: list[int] = []
    token = _sheets.set(found)
    try:
        yield found
    finally:
        _sheets.reset(token)


@dataclass(frozen=True, slots=True)
class Document:
    """One paper before its pages are known.

    `parts` flow; `closing` follows them unparted (if a page holds it), and with `tail`, which is torn
    off and therefore stands below the foot of the last page. `running(page, pages)` heads every page but
    the first and `foot(page, pages)` ends each, both always of one height; `watermark` lies under all.
    """

    m: Measures
    parts: Sequence[Part]
    closing: Sequence[Strip]
    running: Callable[[int, int], Strip]
    foot: Callable[[int, int], Strip]
    tail: Strip | None = None
    watermark: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """A strip and the height of its top edge above the sheet's bottom."""

    strip: Strip
    top: float


def fitted(
    make: Callable[[Measures], Document], m: Measures, *, before: Document | None = None
) -> Document:
    """The document in the roomiest measures that keep it on one page; a long one stays roomy. Those
    of the copy `before` are taken where they give as many pages: copies look alike."""
    if before is not None:
        pages = 1 if before.m != m else len(paginate(before))
        if len(paginate(alike := make(before.m))) == pages:
            return alike
    roomy, *between, tightest = m.tightened()
    first = make(roomy)
    if len(paginate(first)) != 2 or len(paginate(last := make(tightest))) != 1:
        return first  # most that need two pages need them however close they are set
    made = {tightest: last}

    def fits(measures: Measures) -> bool:
        made[measures] = make(measures)
        return len(paginate(made[measures])) == 1

    closest = bisect_left(between, True, key=fits)
    return made[[*between, tightest][closest]]


def paginate(document: Document) -> list[list[Placed]]:
    """The strips of each page at their places, foot and tail included."""
    m, tail = document.m, document.tail
    bottom = m.margin + document.foot(1, 1).height
    room = m.height - m.margin - bottom
    bodies = _flow(document, room=room)
    _close(bodies, document, room=room)
    pages = []
    for n, body in enumerate(bodies):
        if n:
            body[0] = document.running(n + 1, len(bodies))
        page = list(_placed(body, top=m.height - m.margin))
        lift = tail.height if tail and n == len(bodies) - 1 else 0
        page.append(Placed(document.foot(n + 1, len(bodies)), top=bottom + lift))
        if tail and lift:
            page.append(Placed(tail, top=m.margin + lift))
        pages.append(page)
    return pages


def _flow(document: Document, *, room: float) -> list[list[Strip]]:
    pages: list[list[Strip]] = [[]]
    used = 0.0
    for part in document.parts:
        groups = list(_groups((*part.title, *part.head, *part.strips)))
        for n, group in enumerate(groups):
            height = _height(group)
            if used + height > room + _SLACK and used > 0:
                again = part.head if n else ()
                company = _company(groups, n, pages[-1], least=1 + len(again))
                pages.append([document.running(1, 1), *again, *company])
                used = _height(pages[-1])
            for strip in group:
                if used + strip.height > room + _SLACK:  # a group longer than a page
                    pages.append([document.running(1, 1)])
                    used = pages[-1][0].height
                pages[-1].append(strip)
                used += strip.height
    return pages


def _close(bodies: list[list[Strip]], document: Document, *, room: float) -> None:
    """What ends a paper, unparted unless no page holds all of it; the tail needs its room on the last."""
    tail = document.tail.height if document.tail else 0
    last = _height(document.closing) + tail
    whole = document.running(1, 1).height + last <= room + _SLACK
    groups = [list(document.closing)] if whole else list(_groups(document.closing))
    for n, group in enumerate(groups):
        needed = _height(group) + (tail if n == len(groups) - 1 else 0)
        if _height(bodies[-1]) + needed > room + _SLACK:
            bodies.append([document.running(1, 1)])
        bodies[-1] += group


def _company(
    groups: Sequence[list[Strip]], n: int, page: list[Strip], *, least: int
) -> list[Strip]:
    """A last row is not alone on its page: the row before comes from `page`, where enough rows stay."""
    if n < _ROWS_STAY or n != len(groups) - 1:
        return []
    before = groups[n - 1]
    if len(page) <= least + len(before) or page[-1] is not before[-1]:
        return []
    del page[-len(before) :]
    return before


def _groups(strips: Sequence[Strip]) -> Iterator[list[Strip]]:
    group: list[Strip] = []
    for strip in strips:
        group.append(strip)
        if not strip.keep:
            yield group
            group = []
    if group:
        yield group


def _height(strips: Sequence[Strip]) -> float:
    return sum(strip.height for strip in strips)


def _placed(strips: Sequence[Strip], *, top: float) -> Iterator[Placed]:
    for strip in strips:
        yield Placed(strip, top=top)
        top -= strip.height


def render(documents: Iterable[Document], *, title: str) -> bytes:
    """The documents, one after the other, as a PDF with `title`; same input, same bytes. At least one.

    The title is all that the file says about itself: no name, no number, no time.
    """
    with RENDERING:
        out = io.BytesIO()
        documents = iter(documents)
        first = next(documents)
        canvas = Canvas(
            out,
            pagesize=(first.m.width, first.m.height),
            invariant=1,
            lang="en" if language() == "en" else "zh-CN",
            initialFontName=font(
                REGULAR
            ).fontName,  # else every page names a font it does not embed
        )
        canvas.setTitle(title)
        canvas.setAuthor("")
        canvas.setCreator(f"Helpdesk {__version__}")
        sheets = _sheets.get()
        for document in chain([first], documents):
            pages = paginate(document)
            if sheets is not None:
                sheets.append(len(pages))
            for n, page in enumerate(pages):
                _draw(canvas, page, document, own=1 if n else _heads(document))
        canvas.save()
        return packed(out.getvalue())


def _heads(document: Document) -> int:
    """How many strips of the first page say which copy it is."""
    return len(document.parts[0].strips) if document.parts else 0


def _draw(canvas: Any, page: Sequence[Placed], document: Document, *, own: int) -> None:
    """The page; what follows its first `own` strips may be the same on another copy."""
    m = document.m
    canvas.setPageSize((m.width, m.height))
    if document.watermark:
        _draw_watermark(canvas, document.watermark, m)
    for n, placed in enumerate(page):
        if own and n == own:
            canvas.addLiteral(SEAM)
        placed.strip.draw(canvas, m.margin, placed.top)
    canvas.showPage()


def _draw_watermark(canvas: Any, words: str, m: Measures) -> None:
    diagonal = hypot(m.width, m.height)
    per_point = single(words, size=1, bold=True).width
    line = single(words, size=min(diagonal * 0.5 / per_point, m.width * 0.32), bold=True)
    canvas.saveState()
    canvas.setFillColor(_PALE)
    canvas.translate(m.width / 2, m.height / 2)
    canvas.rotate(degrees(atan2(m.height, m.width)))
    line.draw(canvas, -line.width / 2, -line.size * 0.38)
    canvas.restoreState()
