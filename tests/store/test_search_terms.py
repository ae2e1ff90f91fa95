"""How texts are cut, and how whatever is typed becomes a question that cannot be wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlcipher3 import dbapi2 as sqlcipher

from helpdesk.store.search_terms import fold, number_key, question, terms

NOISE = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\"'*()^:-+{}[]~\\/%_;,.?! \n\0ANDORNOTNEAR包玉兰低保019az"),
        st.sampled_from("\U00020000\U0002a6d6\u180b\u180e\u1820\ue000·"),
    ),
    max_size=300,
)


def test_ideographs_stand_alone_and_words_together() -> None:
    assert terms("农村低保 ABC-12号") == "农 村 低 保 abc 12 号"


def test_full_width_and_compatibility_forms_are_found_as_usual_ones() -> None:
    assert terms("ＡＢ１２ ㈱ 豈") == terms("ab12 (株) 豈")


def test_rare_characters_are_terms_like_others() -> None:
    assert terms("\U00020000\U0002a6d6\U00030000〇々") == "\U00020000 \U0002a6d6 \U00030000 〇 々"


def test_mongolian_is_found_with_or_without_variation_selectors() -> None:
    assert fold("ᠮᠣᠩᠭᠣᠯ\u180b") == fold("ᠮᠣᠩᠭᠣᠯ")
    assert fold("ᠠ\u180eᠡ") == fold("ᠠᠡ")


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("", ""),
        (" \t", ""),
        ('"*()^:', ""),
        ("低保", '"低 保"'),
        ("byl", '"byl" *'),
        ("包yl", '"包" AND "yl" *'),
        ("王 3楼", '"王" AND "3" * AND "楼"'),
        ("a AND b", '"a" * AND "and" * AND "b" *'),
        ("138 4750", '("138" * AND "4750" *) OR "1384750" *'),
    ],
)
def test_questions(typed: str, asked: str) -> None:
    assert question(typed) == asked


def test_long_questions_are_cut() -> None:
    assert len(question("包 " * 50_000)) < 200


@given(NOISE)
def test_no_question_is_ever_a_syntax_error(typed: str) -> None:
    expression = question(typed)
    if not expression:
        return
    connection = sqlcipher.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE t USING fts5(a, content='', tokenize='ascii')")
    connection.execute("INSERT INTO t (rowid, a) VALUES (1, ?)", (terms(typed),))
    found = connection.execute("SELECT rowid FROM t WHERE t MATCH ?", (expression,)).fetchall()
    connection.close()
    assert found == [(1,)], "what was indexed is found by its own text"


@pytest.mark.parametrize(
    "typed",
    [
        "BA-1505-021-261123-0008-M",
        "ba 1505 o2l 261123 0008 m",
        "ＢＡ１５０５０２１２６１１２３０００８Ｍ",
    ],
)
def test_a_number_is_the_same_however_it_is_written(typed: str) -> None:
    assert number_key(typed) == "BA15050212611230008M"
