"""People out of a pasted list, whatever order the columns stand in."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.application.people_list import column_of, people_in, people_of
from helpdesk.application.tables import read_table
from helpdesk.domain.problems import Problem
from tests.desk import MONDAY

TODAY = MONDAY.date()
BAO = ("包玉兰", "15230119580612242X", "13847516701")


@pytest.mark.parametrize(
    "line",
    [
        "包玉兰\t15230119580612242X\t13847516701\t三组12号",
        "1，15230119580612242x，包玉兰，13847516701，三组12号",
        "包玉兰 15230119580612242X 13847516701 三组12号",
        "12\t包玉兰\t三组12号\t１３８４７５１６７０１\t１５２３０１１９５８０６１２２４２Ｘ",
    ],
)
def test_columns_are_told_by_what_they_look_like(line: str) -> None:
    (person,) = people_in(line, today=TODAY)
    said = person.fields
    assert person.problem is None
    assert (said["name"], said["document_number"].upper(), said["phone"]) == BAO
    assert said["address"] == "三组12号"


def test_headers_and_empty_lines_are_nobody() -> None:
    text = "序号\t姓名\t身份证号\t联系电话\n\n1\t包玉兰\t15230119580612242X\n   \n2\t斯琴 \n"
    assert [each.fields["name"] for each in people_in(text, today=TODAY)] == ["包玉兰", "斯琴"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("李秀英 15230119660228128", "id-length"),
        ("李秀英 152301196602281289", "id-check"),
        ("13847516701", "name-empty"),
        ("李", "name-short"),
        ("李秀英 15230119660228128 13644758830", "id-length"),
    ],
)
def test_what_is_wrong_with_a_line_is_said(line: str, code: str) -> None:
    (person,) = people_in(line, today=TODAY)
    assert person.problem is not None
    assert person.problem.code == code


def test_a_table_becomes_such_a_text() -> None:
    content = "村民小组,户主姓名,身份证号码,联系电话\n三组,包玉兰,15230119580612242X,13847516701\n"
    table = read_table(content.encode("gb18030"), suffix=".csv", column_of=column_of)
    (person,) = people_in(people_of(table), today=TODAY)
    assert tuple(person.fields[name] for name in ("name", "document_number", "phone")) == BAO
    with pytest.raises(Problem, match="people-columns"):
        people_of(read_table(b"a,b\n1,2\n", suffix=".csv", column_of=column_of))


@given(st.text(max_size=200))
def test_any_text_is_read_to_its_end(text: str) -> None:
    people = people_in(text, today=date(2026, 1, 1))
    assert all(1 <= each.line <= len(text.splitlines()) for each in people)
