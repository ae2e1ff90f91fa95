"""Where lines break."""

from hypothesis import given
from hypothesis import strategies as st

from helpdesk.printing.lines import wrap
from helpdesk.printing.shaping import clean
from tests.printing.reading import squeezed

SIZE = 10.0
CLOSING = "，。、；：？！）》”"
OPENING = "（《“"


def broken(words: str, *, width: float) -> list[str]:
    return [line.text for line in wrap(words, width=width, size=SIZE)]


def test_no_closing_mark_begins_a_line_and_no_opening_mark_ends_one() -> None:
    lines = broken("一二三四，五六（七八）。九", width=41)
    assert lines == ["一二三", "四，五六", "（七", "八）。九"]


def test_words_and_numbers_stay_whole() -> None:
    assert broken("编号 BA-1505-021 已登记", width=64) == ["编号", "BA-1505-021", "已登记"]


def test_a_word_longer_than_the_line_is_cut() -> None:
    lines = broken("a" * 100, width=50)
    assert len(lines) > 5
    assert "".join(lines) == "a" * 100


def test_line_ends_are_kept_and_blank_lines_become_one() -> None:
    assert broken("甲\r\n乙\n\n\n\n丙\n", width=100) == ["甲", "乙", "", "丙"]


def test_there_is_always_a_line() -> None:
    assert broken("", width=100) == [""]


mixed = st.text(st.sampled_from("一二三，。（）《》“”·ab1 -/ᠮᠣᠩ𠮷\U0003134a…—\n"), max_size=120)


@given(mixed, st.floats(min_value=35, max_value=200))
def test_nothing_is_lost_and_nothing_sticks_out(words: str, width: float) -> None:
    lines = wrap(words, width=width, size=SIZE)
    assert squeezed("".join(line.text for line in lines)) == squeezed(clean(words))
    assert all(line.width <= width + 0.001 for line in lines)


phrases = st.lists(st.sampled_from(["一", "二，", "（三）", "“四”", "ab", "五。》", "六……", " "]))


@given(phrases.map("".join), st.floats(min_value=40, max_value=90))
def test_marks_stand_where_they_may(words: str, width: float) -> None:
    for line in broken(words, width=width):
        assert not line.startswith(tuple(CLOSING))
        assert not line.endswith(tuple(OPENING))
