"""Bilingual papers: HarfBuzz's own glyphs, in columns, complete, and only where there is a translation."""

import ast
import io
import struct
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

import pypdf
import pytest
import uharfbuzz
from pypdf.generic import ContentStream

from helpdesk.application.forms import Form, Words
from helpdesk.application.mongolian import PAPERS, proof_form, spoken
from helpdesk.i18n import _, set_language
from helpdesk.i18n.paper_texts import PAPER_TEXTS, paper_texts
from helpdesk.printing import Size, fonts
from helpdesk.printing.columns import beside_with
from helpdesk.printing.outlines import on_grid, outlines, tables_of
from helpdesk.printing.papers import render_forms
from tests.architecture.sources import ROOT
from tests.printing import reading, samples
from tests.printing.every import Every
from tests.printing.mongolian import STRINGS, WORDS
from tests.printing.test_pages import check_places

SIZES = (Size.A4, Size.A5, Size.A5_LARGE, Size.ROLL80)
SOURCES = (
    *(f"printing/papers/{name}.py" for name in ("parts", "receipt", "receipt_roll", "notice")),
    "printing/filling.py",
    *(f"application/{name}.py" for name in ("paper_copy", "paper_forms", "outcome_forms")),
    "application/joint_forms.py",
)
# Values, marks of a copy and words inside a sentence: printed, but never a text of their own.
_NEVER_ALONE = {
    *("yes", "no", "on paper", "electronic", "to be returned", "may come later", "; ", ", "),
    *("Received", "Missing", "Deferred", "Not needed", "To be corrected", "□ To bring", "Promised"),
    *("Received, to be returned", "for the applicant", "for the desk", "Tear off here"),
    *("as said beside", "{label} {value}"),
    *("Number", "PRACTICE", "Scan to ask, or tell the number"),
}


def form(*texts: str) -> Form:
    return Form(
        title="试",
        issue=samples.issue(),
        desk=samples.desk(),
        sections=tuple(Words(text) for text in texts),
        asking=False,
    )


# -- glyphs


def harfbuzz(text: str) -> list[int]:
    """The glyphs that HarfBuzz itself gives a text, without spaces and what the font lacks (digits)."""
    face = uharfbuzz.Face(
        uharfbuzz.Blob.from_file_path(str(fonts.FOLDER / f"{fonts.MONGOLIAN}.ttf"))
    )
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "ttb"
    font = uharfbuzz.Font(face)
    uharfbuzz.shape(font, buffer)
    space = font.get_nominal_glyph(ord(" "))
    return [info.codepoint for info in buffer.glyph_infos if info.codepoint not in (0, space)]


@cache
def embedded() -> tuple[bytes, ...]:
    """Of every glyph of the font as it is embedded, by its id."""
    tables = tables_of((fonts.FOLDER / f"{fonts.MONGOLIAN}.ttf").read_bytes())
    (units,) = struct.unpack_from(">H", tables["head"], 18)
    return whole([on_grid(glyph, units) for glyph in outlines(tables)])


def whole(shapes: list[bytes]) -> tuple[bytes, ...]:
    """The outlines with those of their components in place of the components' numbers."""
    return tuple(_whole(shape, shapes) for shape in shapes)


def _whole(shape: bytes, shapes: list[bytes]) -> bytes:
    if shape[:2] != b"\xff\xff":
        return shape.rstrip(b"\0")
    made, at, more = shape[:10], 10, True
    while more:
        flags, part = struct.unpack_from(">HH", shape, at)
        wide, scale = (
            4 if flags & 1 else 2,
            2 if flags & 8 else 4 if flags & 64 else 8 if flags & 128 else 0,
        )
        made += shape[at : at + 2] + shape[at + 4 : at + 4 + wide + scale]
        made += _whole(shapes[part], shapes)
        at, more = at + 4 + wide + scale, bool(flags & 32)
    return made


def codes_of(data: bytes) -> dict[int, int]:
    """Code -> glyph in an embedded subset (a trimmed table, format 6)."""
    cmap = tables_of(data)["cmap"]
    (offset,) = struct.unpack_from(">I", cmap, 8)
    kind, _length, _language, first, count = struct.unpack_from(">5H", cmap, offset)
    assert kind == 6
    return {first + n: g for n, g in enumerate(struct.unpack_from(f">{count}H", cmap, offset + 10))}


def drawn(pdf: bytes) -> list[bytes]:
    """The outlines of all Mongolian glyphs on the pages, in the order in which they are drawn."""
    found: list[bytes] = []
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    for page in reader.pages:
        subsets: dict[str, tuple[dict[int, int], tuple[bytes, ...]]] = {}
        for name, reference in page["/Resources"]["/Font"].items():
            font = reference.get_object()
            if fonts.MONGOLIAN in str(font["/BaseFont"]):
                data = font["/FontDescriptor"]["/FontFile2"].get_data()
                subsets[name] = (codes_of(data), whole(outlines(tables_of(data))))
        chosen = ""
        for operands, operator in ContentStream(page.get_contents(), reader).operations:
            if operator == b"Tf":
                chosen = operands[0]
            elif operator == b"Tj" and chosen in subsets:
                codes, shapes = subsets[chosen]
                found += [shapes[codes[code]] for code in operands[0].original_bytes]
    return found


def test_the_glyphs_in_the_file_are_those_of_harfbuzz() -> None:
    texts = [f"第{n}条" for n in range(len(STRINGS))]
    with beside_with(dict(zip(texts, STRINGS, strict=True))):
        shapes = drawn(render_forms([form(*texts)], size=Size.A4))
    expected = [glyph for text in STRINGS for glyph in harfbuzz(text)]
    blank = {n for n, outline in enumerate(embedded()) if not outline}
    seen = [shape for shape in shapes if shape]
    wanted = [embedded()[glyph] for glyph in expected if glyph not in blank]
    assert len(seen) == len(wanted) > 2000
    assert seen == wanted


def test_columns_go_down_and_to_the_right() -> None:
    """Turned by a quarter, the first column leftmost, each at the same height, digits with their row."""
    with beside_with({"甲": "\u1820\u1821 60 \u1828\u1829\u182a\u182b\u182c \u1823\u1824"}):
        pdf = render_forms([form("甲")], size=Size.A4)
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    found: list[tuple[float, float]] = []
    at: list[tuple[float, ...]] = []
    for operands, operator in ContentStream(reader.pages[0].get_contents(), reader).operations:
        if operator == b"cm":
            at.append(tuple(float(value) for value in operands))
        turned = operator == b"cm" and [round(v) for v in at[-1][:4]] == [0, -1, 1, 0]
        if turned:
            found.append(at[-1][4:])
    assert len(found) >= 2
    lefts, tops = zip(*found, strict=True)
    assert list(lefts) == sorted(lefts)
    assert len(set(tops)) == 1


# -- papers


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
def test_every_paper_of_residents_carries_columns_in_place(every: Every, size: Size) -> None:
    for name, (sizes, draw) in every.draws.items():
        if size not in sizes or name not in PAPERS:
            continue
        with every.bilingual():
            pdf = draw(size, 1)
        check_places(pdf, size)
        assert any("Mongolian" in font for font in reading.fonts(pdf)), name


def test_office_papers_and_a_matters_own_form_stay_chinese(every: Every) -> None:
    for name, (_sizes, draw) in every.draws.items():
        with every.bilingual():
            pdf = draw(Size.A4, 1)
        mongolian = any("Mongolian" in font for font in reading.fonts(pdf))
        assert mongolian == (name in PAPERS), name


def test_a_text_without_a_translation_leaves_the_chinese_alone(every: Every) -> None:
    papers = every.cases.forms("authorisation")
    plain = render_forms(papers, size=Size.A4)
    with beside_with(spoken({"委托人": "\u1820\u1828"})):
        one = render_forms(papers, size=Size.A4)
    with beside_with(spoken({"早已不印的话": "\u1820\u1828"})):
        assert render_forms(papers, size=Size.A4) == plain
    assert reading.text(one).replace("\u1820\u1828", "") == reading.text(plain)
    assert reading.text(one).count("\u1820\u1828") == 2  # the title and who signs


def test_english_papers_carry_it_too() -> None:
    set_language("en")
    text = _("Principal")
    with beside_with(spoken({"委托人": "\u1820\u1828"})):
        assert "\u1820\u1828" in reading.text(render_forms([form(text)], size=Size.A4))


def test_the_list_is_what_papers_say() -> None:
    """A text that papers gain is on the list, or is named here as one that never stands alone."""
    said: set[str] = set()
    for source in SOURCES:
        tree = ast.parse((Path(ROOT) / "helpdesk" / source).read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                text = node.args[0]
                if node.func.id in ("_", "N_") and isinstance(text, ast.Constant):
                    said.add(str(text.value))
    alone = {text for text in said if "{" not in text} - _NEVER_ALONE
    assert alone - set(PAPER_TEXTS) == set()
    assert len(PAPER_TEXTS) == len(set(PAPER_TEXTS))


def test_the_proof_shows_every_text_with_its_mongolian() -> None:
    issue = replace(samples.issue(), printed_at=datetime(2026, 11, 26, 9, 0))
    with beside_with(spoken(WORDS)):
        pdf = render_forms([proof_form(issue=issue, desk=samples.desk())], size=Size.A4)
    check_places(pdf, Size.A4)
    text = reading.text(pdf)
    assert [zh for zh in paper_texts().values() if reading.squeezed(zh) not in text] == []
