"""Which characters can be printed, and that what is printed reads back as it was typed."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.printing import missing_glyphs
from helpdesk.printing.fonts import BOLD, HAN, MONGOLIAN, REGULAR
from helpdesk.printing.layout import Part, text
from helpdesk.printing.pages import Document, render
from helpdesk.printing.shaping import clean, glyphs
from helpdesk.printing.sizes import Size
from helpdesk.printing.strips import space
from tests.printing import reading
from tests.printing.samples import MONGOLIAN_NAME, NO_GLYPH, RARE_NAME

M = Size.A5.value
EXTENSIONS = {"B": "𠀀𠮷𡈽", "C": "𪜀𫜴", "D": "𫝀𫠝", "E": "𫠠𬺡", "F": "𬺰𮯠"}
MARKED = ["葛\U000e0100飾", "ᠮᠣᠩᠭᠣᠯ\u180eᠠ", "Ne\u0301e", "\ufe00独", "ᠰᠠᠷ\u180bᠠ"]


def printed(words: str, *, bold: bool = False) -> str:
    strips = text(words, width=M.inner, size=M.body, bold=bold)
    document = Document(
        m=M,
        parts=[Part(tuple(strips))],
        closing=[],
        running=lambda *_: space(1),
        foot=lambda *_: space(1),
    )
    return reading.text(render([document], title="Sample"))


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("name", [*EXTENSIONS.values(), RARE_NAME, "㛃䶮", "斯琴·高娃", "Ünal"])
def test_names_read_back(name: str, bold: bool) -> None:
    assert missing_glyphs(name) == ()
    assert printed(f"申请人{name}先生", bold=bold) == f"申请人{name}先生"


@pytest.mark.parametrize("name", [MONGOLIAN_NAME, *MARKED])
def test_marks_and_selectors_are_kept_and_not_missing(name: str) -> None:
    assert missing_glyphs(name) == ()
    assert printed(name) == reading.squeezed(name)


def test_mongolian_letters_are_joined() -> None:
    alone = [g.drawn for letter in "ᠪᠠᠶᠠᠷ" for g in glyphs(letter)]
    joined = glyphs("ᠪᠠᠶᠠᠷ")
    assert {g.font for g in joined} == {MONGOLIAN}
    assert [g.drawn for g in joined] != alone
    assert "".join(g.text for g in joined) == "ᠪᠠᠶᠠᠷ"


def test_each_character_from_the_first_font_that_has_it() -> None:
    assert [g.font for g in glyphs("包𠮷ᠠ")] == [REGULAR, HAN, MONGOLIAN]
    assert [g.font for g in glyphs("包𠮷", bold=True)] == [BOLD, HAN]


def test_missing_characters_are_named_once_in_order() -> None:
    assert missing_glyphs(f"王{NO_GLYPH}😀{NO_GLYPH}") == (NO_GLYPH, "😀")


@pytest.mark.parametrize("words", ["", "包玉兰", "a\tb\r\n\x00\u202e\u200b", "\u00a0\u2003\u202f"])
def test_nothing_missing_in_ordinary_text(words: str) -> None:
    assert missing_glyphs(words) == ()


def test_a_missing_character_is_framed_with_its_code_point() -> None:
    assert printed(f"王{NO_GLYPH}兰") == "王U+3134A兰"
    assert printed("\ud800") == "U+D800"


def test_control_characters_are_dropped_and_line_ends_are_one_kind() -> None:
    assert clean("甲\x07乙\u202e丙\ufeff\r\n丁\u2028戊\t己") == "甲乙丙\n丁\n戊 己"


@given(st.text(st.characters(min_codepoint=0x20000, max_codepoint=0x2A6D6), max_size=30))
@settings(max_examples=12)
def test_any_extension_b_name_reads_back(name: str) -> None:
    kept = "".join(c for c in name if c not in missing_glyphs(name))
    assert printed(f"甲{kept}") == f"甲{kept}"


def test_the_large_font_is_opened_only_for_a_rare_character() -> None:
    script = (
        "from helpdesk.printing import fonts, missing_glyphs\n"
        "opened = lambda: fonts._loaded.cache_info().currsize\n"
        "missing_glyphs('包玉兰 BA-1505 😀 Ünal'); first = opened()\n"
        "missing_glyphs('𠮷'); print(first, opened())"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["1", "2"]
