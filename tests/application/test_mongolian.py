"""A translator's file: read as it comes, refused with its line, lists what is missing."""

import csv
import io
from typing import Any

import pytest

from helpdesk.application.mongolian import LENGTH_MAX, missing, spoken, template, words_in
from helpdesk.domain.problems import Problem
from helpdesk.i18n import set_language
from helpdesk.i18n.paper_texts import paper_texts
from helpdesk.i18n.problems import sentence
from tests.application.test_tables import workbook

HEAD = "键,中文,蒙古文"
TEST_WORD = "\u1820\u1828\u180b \u1820"  # letters of the chart, not a word


def read(*lines: str, head: str = HEAD) -> dict[str, str]:
    return words_in("\n".join((head, *lines)).encode(), suffix=".csv")


def test_the_file_goes_out_and_comes_back() -> None:
    """What the translator left empty stays missing, in the file's own order."""
    rows = list(csv.reader(io.StringIO(template({}).decode("utf-8-sig"))))
    assert rows[0] == HEAD.split(",")
    assert [row[:2] for row in rows[1:]] == [list(pair) for pair in paper_texts().items()]
    rows[1][2] = rows[4][2] = TEST_WORD
    out = io.StringIO(newline="")
    csv.writer(out, delimiter="\t").writerows(rows)
    words = words_in(out.getvalue().encode("utf-16"), suffix=".txt")
    assert words == {rows[1][1]: TEST_WORD, rows[4][1]: TEST_WORD}
    assert words_in(template(words), suffix=".csv") == words
    lacking = missing(words)
    assert len(lacking) == len(paper_texts()) - 2
    assert rows[1][1] not in lacking
    assert missing({}) == tuple(paper_texts().values())


def test_an_excel_file_with_a_title_above() -> None:
    def fill(sheet: Any) -> None:
        for row in (["蒙古文对照表"], [], HEAD.split(","), ["Applicant", "申请人", TEST_WORD]):
            sheet.append(row)

    assert words_in(workbook(fill), suffix=".xlsx") == {"申请人": TEST_WORD}


def test_what_is_known_by_one_text_is_spoken_by_all_of_them() -> None:
    """Two English texts may be one Chinese one; a text that no paper says is not used."""
    words = {"代签人": TEST_WORD, "早已不印的话": TEST_WORD}
    assert spoken(words) == {"代签人": TEST_WORD}
    set_language("en")
    assert set(spoken(words)) == {"Signer for the applicant", "Signer for the principal"}


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        (f"Aplicant,申请人,{TEST_WORD}", "mongolian-key", "Aplicant"),
        (f",申请人,{TEST_WORD}", "mongolian-key", "3"),
        (f"Applicant,申 请 人,{TEST_WORD}", "mongolian-chinese", "申请人"),
        ("Applicant,申请人,Өргөдөл", "mongolian-script", "Ө"),
        ("Applicant,申请人,申请人", "mongolian-script", "申"),
        ("Applicant,申请人,\u1820 name", "mongolian-script", "n"),
        ("Applicant,申请人,60", "mongolian-script", "6"),
        ("Applicant,申请人,\u1820🙂", "mongolian-script", "🙂"),
        ("Applicant,申请人,\u1820\u202e\u1821", "mongolian-control", "U+202E"),
        ("Applicant,申请人,\u1820\u0007", "mongolian-control", "U+0007"),
        ("Applicant,申请人,\u1820\u200b\u1821", "mongolian-control", "U+200B"),
        ('Applicant,申请人,"\u1820\n\u1821"', "mongolian-control", "U+000A"),
        ("Applicant,申请人,\u1820\u181e", "mongolian-control", "U+181E"),
        ("Applicant,申请人," + "\u1820" * (LENGTH_MAX + 1), "mongolian-long", str(LENGTH_MAX)),
        (f"Address,地址,{TEST_WORD}\nAddress,地址,\u1820", "mongolian-twice", "地址"),
    ],
)
def test_a_mistake_is_refused_with_its_line(line: str, code: str, said: str) -> None:
    with pytest.raises(Problem) as caught:
        read(f"Date,日期,{TEST_WORD}", line)
    assert caught.value.code == code
    assert caught.value.params["line"] in (3, 4)
    assert said in sentence(caught.value)


@pytest.mark.parametrize(
    ("content", "suffix", "code"),
    [
        (b"", ".csv", "file-empty"),
        (b"MZ", ".exe", "file-kind"),
        ("键,中文\nDate,日期".encode(), ".csv", "columns-missing"),
        (f"{HEAD}\nDate,日期,".encode(), ".csv", "mongolian-empty"),
        (b"x" * 1_000_001, ".csv", "file-large"),
    ],
)
def test_what_is_no_such_file(content: bytes, suffix: str, code: str) -> None:
    with pytest.raises(Problem, match=code):
        words_in(content, suffix=suffix)
