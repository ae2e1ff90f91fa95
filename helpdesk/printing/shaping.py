"""From text to glyphs: clusters with their font, Mongolian joined by HarfBuzz, missing ones framed.

A character that no font draws becomes a framed code point (`U+3134A`): visible, and still readable
to whoever has to write it in by hand.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import uharfbuzz

from helpdesk.printing import fonts

FRAME_SIZE = 0.5  # of the text around it
FRAME_MARGIN = 0.12

_MONGOLIAN = re.compile(
    "([\u1800-\u18af\U00011660-\U0001167f][\u1800-\u18af\U00011660-\U0001167f\u202f\u200c\u200d]*)"
)
_LINE_ENDS = re.compile("\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Glyph:
    """One drawn shape: the text it reads as, the character to draw, its font, its width per 1 size.

    With `missing`, `drawn` is the code point to frame, in the ordinary font.
    """

    text: str
    drawn: str
    font: str
    width: float
    missing: bool = False


def clean(text: str) -> str:
    """`text` with one kind of line end, tabs as spaces, and without what cannot be seen on paper.

    Control and formatting characters (bidi overrides, zero-width spaces …) go; joiners and
    variation selectors stay, for they belong to the spelling of a name.
    """
    if text.isprintable():  # nothing of all that, as nearly always
        return text
    text = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    return "".join(c for c in text if c == "\n" or not _is_invisible(c))


def missing_glyphs(text: str) -> tuple[str, ...]:
    """The characters of `text` that no font can draw, each once, in order: warn before printing.

    Marks, joiners, variation selectors, spaces and control characters are never among them.
    """
    return tuple(dict.fromkeys(g.text[0] for g in glyphs(clean(text)) if g.missing))


_noticed: ContextVar[dict[str, None] | None] = ContextVar("noticed", default=None)


@contextmanager
def noticing() -> Iterator[Collection[str]]:
    """Gathers what papers that this thread draws meanwhile show in a frame, for want of a font."""
    found: dict[str, None] = {}
    before = _noticed.set(found)
    try:
        yield found.keys()
    finally:
        _noticed.reset(before)


def notice(glyph: Glyph) -> None:
    """Say that a character is drawn as its framed code point."""
    found = _noticed.get()
    if found is not None:
        found[glyph.text[0]] = None


@lru_cache(maxsize=512)
def glyphs(text: str, *, bold: bool = False) -> tuple[Glyph, ...]:
    """The shapes of a cleaned text in reading order."""
    with fonts.RENDERING:
        return tuple(_glyphs(text.replace("\n", " "), bold=bold))


def _glyphs(text: str, *, bold: bool) -> Iterator[Glyph]:
    for n, piece in enumerate(_MONGOLIAN.split(text)):
        if n % 2:
            yield from _joined(piece)
        else:
            for cluster in _clusters(piece):
                yield _glyph(cluster, bold)


def _clusters(text: str) -> Iterator[str]:
    start = 0
    for n, character in enumerate(text):
        if n > start and not (character > "\u02ff" and fonts.is_mark(character)):
            yield text[start:n]
            start = n
    if text:
        yield text[start:]


@lru_cache(maxsize=8192)
def _glyph(cluster: str, bold: bool) -> Glyph:
    ordinary = fonts.BOLD if bold else fonts.REGULAR
    if fonts.is_mark(cluster[0]):  # a mark with nothing to ride on: kept, drawn as nothing
        return _unseen(cluster, name=ordinary)
    composed = unicodedata.normalize("NFC", cluster)
    for shown in (cluster[0] if len(cluster) == 1 else composed, composed[0], cluster[0]):
        name = fonts.font_for(shown, bold=bold) if len(shown) == 1 else None
        if name is not None:
            face = fonts.font(name)
            drawn = shown if shown == cluster else face.standing_for(shown, text=cluster)
            return Glyph(cluster, drawn=drawn, font=name, width=face.width(drawn) / 1000)
    if unicodedata.category(cluster[0]) == "Zs":
        face = fonts.font(ordinary)
        space = face.standing_for(" ", text=cluster)
        return Glyph(cluster, drawn=space, font=ordinary, width=face.width(space) / 1000)
    return _framed(cluster)


def _unseen(cluster: str, *, name: str) -> Glyph:
    face = fonts.font(name)
    blank = face.standing_for(" ", text=cluster, width=0)
    return Glyph(cluster, drawn=blank, font=name, width=0)


def _framed(cluster: str) -> Glyph:
    shown = f"U+{ord(cluster[0]):04X}"
    face = fonts.font(fonts.REGULAR)
    width = sum(face.width(c) for c in shown) / 1000 * FRAME_SIZE + 3 * FRAME_MARGIN
    return Glyph(cluster, drawn=shown, font=fonts.REGULAR, width=width, missing=True)


def _joined(text: str) -> Iterator[Glyph]:
    """A run of Mongolian script in its positional forms, left to right on a horizontal line."""
    face = fonts.font(fonts.MONGOLIAN)
    buffer = uharfbuzz.Buffer()
    buffer.cluster_level = uharfbuzz.BufferClusterLevel.MONOTONE_CHARACTERS
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(_shaper(), buffer)
    infos, positions = buffer.glyph_infos, buffer.glyph_positions
    starts = sorted({info.cluster for info in infos})
    ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
    read: set[int] = set()
    for info, position in zip(infos, positions, strict=True):
        first = info.cluster
        meant = "" if first in read else text[first : ends[first]]
        read.add(first)
        if info.codepoint == 0:
            yield _framed(meant or text[first])
            continue
        width = float(face.pdfScale(position.x_advance))
        drawn = face.glyph(info.codepoint, width=width, text=meant)
        yield Glyph(meant, drawn=drawn, font=fonts.MONGOLIAN, width=width / 1000)


@cache
def _shaper() -> Any:
    path = fonts.FOLDER / f"{fonts.MONGOLIAN}.ttf"
    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path))))


@cache
def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf") and not fonts.is_mark(character)
