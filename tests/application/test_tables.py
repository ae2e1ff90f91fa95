"""Files as people bring them: encodings, delimiters, quotes, Excel with titles and merged headers."""

import csv
import io
import random
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.application.encodings import decode_text
from helpdesk.application.rows import Row
from helpdesk.application.tables import BYTES_MAX, Table, read_table
from helpdesk.domain.problems import Problem

PNG = b"\x89PNG\r\n\x1a\n" + bytes(random.Random(1).randbytes(4000))
FIELDS = {"编号": "number", "主题": "title", "详情": "text", "number": "number", "text": "text"}


def column_of(header: str) -> str:
    return FIELDS.get(header.strip(), "")


def read(content: bytes, suffix: str = ".csv") -> Table:
    return read_table(content, suffix=suffix, column_of=column_of)


def lines(table: Table) -> list[tuple[int, tuple[str, ...]]]:
    return [(row.line, row.cells) for row in table.rows]


def code_of(content: bytes, suffix: str = ".csv") -> str:
    with pytest.raises(Problem) as caught:
        read(content, suffix)
    return caught.value.code


def workbook(fill: Callable[[Any], None]) -> bytes:
    book = openpyxl.Workbook()
    fill(book.active)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


TEXT = "编号,主题,详情\n1,路灯,三组路灯不亮，𠮷家门口也黑\n2,水,“停水”两天\n"
CELLS = [(2, ("1", "路灯", "三组路灯不亮，𠮷家门口也黑")), (3, ("2", "水", "“停水”两天"))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(encoding: str) -> None:
    table = read(TEXT.encode(encoding))
    assert table.headers == ("编号", "主题", "详情")
    assert lines(table) == CELLS


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "big5", "shift-jis", "latin-1"])
def test_other_encodings_are_refused_and_never_garbled(encoding: str) -> None:
    texts = {
        "big5": "編號,主題\n1,路燈不亮請協助處理，住戶多次反映\n",
        "shift-jis": "番号,件名\n1,電灯がつきませんのでお願いします\n",
        "latin-1": "número,tema\n1,reparación de la farola, señor alcalde, está rota más de un año\n",
    }
    assert code_of(texts.get(encoding, TEXT).encode(encoding)) == "file-encoding"


def test_broken_utf8_is_not_taken_for_gb18030() -> None:
    broken = TEXT.encode().replace("水".encode(), "水".encode()[:2], 1)
    assert code_of(broken * 20) == "file-encoding"


@given(st.text(st.characters(codec="utf-8", exclude_characters="\ufeff"), min_size=1))
def test_utf8_keeps_every_character(text: str) -> None:
    try:
        assert decode_text(text.encode()) == text
    except Problem:
        assert text.count("\0") > len(text.encode()) * 0.2


RARE = st.sampled_from("的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会")


@given(st.text(st.one_of(RARE, st.sampled_from("𠮷㛃嘎查旗，。abc1\n"))))
def test_gb18030_keeps_every_character(text: str) -> None:
    # By themselves a few characters may be UTF-8 as well (为 is Ϊ); a table has headers.
    text = f"编号,主题\n{text}"
    assert decode_text(text.encode("gb18030")) == text


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters(delimiter: str) -> None:
    buffer = io.StringIO()
    rows = [("编号", "详情"), ("1", "一,二;三\t四"), ("2", '他说"好"\n第二行')]
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    assert lines(read(buffer.getvalue().encode())) == [(2, rows[1]), (3, rows[2])]


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff"), min_size=1),
            st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff")),
        ),
        min_size=1,
    )
)
def test_what_csv_writes_comes_back(rows: list[tuple[str, str]]) -> None:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, quoting=csv.QUOTE_ALL).writerows([("编号", "详情"), *rows])
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    assert [row.cells for row in read(buffer.getvalue().encode()).rows] == filled


def test_line_numbers_count_the_lines_of_the_file() -> None:
    table = read('标题\n\n编号,详情\n1,"一\n二\r\n三"\n\n2,末\n'.encode())
    assert lines(table) == [(4, ("1", "一\n二\r\n三")), (8, ("2", "末"))]


def test_one_quote_too_many_swallows_nothing() -> None:
    table = read('编号,详情\n1,"没有收尾\n2,好\n3,"也"好\n4,"好"\n'.encode())
    broken = [row.line for row in table.rows if row.broken]
    assert broken == [2, 4]
    assert [(r.line, r.cells) for r in table.rows if not r.broken] == [
        (3, ("2", "好")),
        (5, ("4", "好")),
    ]
    with pytest.raises(Problem, match="row-quotes"):
        table.rows[0].cell(1)


def test_many_broken_quotes_take_no_quadratic_time() -> None:
    content = ("编号,详情\n" + '1,"没有\n' * 5001).encode()
    assert sum(bool(row.broken) for row in read(content).rows) >= 2500


def test_short_rows_are_empty_behind_their_end() -> None:
    assert Row(1, ("a",)).cell(5) == ""


@pytest.mark.parametrize(
    ("content", "suffix", "code"),
    [
        (b"", ".csv", "file-empty"),
        (b" \r\n \n", ".csv", "file-empty"),
        (b"\xef\xbb\xbf", ".csv", "file-empty"),
        (PNG, ".xlsx", "file-not-xlsx"),
        (PNG, ".csv", "file-encoding"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), ".xlsx", "file-xls"),
        (b"PK\x03\x04 and then nothing", ".xlsx", "file-damaged"),
        (b"PK\x03\x04 and then nothing", ".csv", "file-not-csv"),
        (b"a,b", ".pdf", "file-kind"),
        (b"a,b", "", "file-kind"),
    ],
)
def test_nonsense_is_named(content: bytes, suffix: str, code: str) -> None:
    assert code_of(content, suffix) == code


def test_too_large() -> None:
    assert code_of(b"a" * (BYTES_MAX + 1)) == "file-large"


def test_a_zip_that_is_no_workbook() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("letter.txt", "x")
    assert code_of(buffer.getvalue(), ".xlsx") == "file-not-xlsx"


def test_a_damaged_workbook() -> None:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(lambda s: s.append(["编号"])))) as whole,
        zipfile.ZipFile(buffer, "w") as damaged,
    ):
        for entry in whole.infolist():
            content = whole.read(entry)
            half = entry.filename.startswith("xl/worksheets/")
            damaged.writestr(entry, content[: len(content) // 2] if half else content)
    assert code_of(buffer.getvalue(), ".xlsx") == "file-damaged"


def test_titles_and_merged_headers_of_a_workbook() -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"] = "2026年1月市民留言汇总表"
        sheet.merge_cells("A1:C1")
        sheet["A3"], sheet["B3"] = "编号", "留言"
        sheet.merge_cells("A3:A4")
        sheet.merge_cells("B3:C3")
        sheet["B4"], sheet["C4"] = "主题", "详情"
        sheet.append([1, "路灯", "不亮"])
        sheet.append([])
        sheet.append([2, "水", "停"])
        for _ in range(50):
            sheet.append([None, "", None])

    table = read(workbook(fill), ".xlsx")
    assert table.headers == ("编号", "主题", "详情")
    assert lines(table) == [(5, ("1", "路灯", "不亮")), (7, ("2", "水", "停"))]


def test_cells_of_a_workbook_as_text() -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["编号", "主题", "详情"])
        sheet.append([20260001, datetime(2026, 1, 6, 12, 9, 38), date(2026, 1, 6)])
        sheet.append(["00123", 3.5, True])
        sheet.append([123456789012345, "  两头有空格  ", "一_x000D_\n二"])
        sheet.append([1.5e17, "=1/0", "x"])
        sheet["B5"].data_type = "e"
        sheet["B5"].value = "#DIV/0!"

    rows = read(workbook(fill), ".xlsx").rows
    assert rows[0].cells == ("20260001", "2026-01-06 12:09:38", "2026-01-06")
    assert rows[1].cells == ("00123", "3.5", "True")
    assert rows[2].cells == ("123456789012345", "  两头有空格  ", "一\r\n二")
    for column, code in ((0, "cell-digits"), (1, "cell-error")):
        with pytest.raises(Problem, match=code):
            rows[3].cell(column)
    assert rows[3].cell(2) == "x"


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("152301195806122428", "152301195806122428"),
        ("152301195806122000", None),
        ("1.52301195806122E+17", None),
        ("2.0", "2"),
    ],
)
def test_a_long_number_keeps_its_digits_or_is_named(stored: str, text: str | None) -> None:
    whole = workbook(lambda sheet: [sheet.append(row) for row in (["编号", "主题"], [777, "x"])])
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(buffer, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            new.writestr(entry, content.replace(b"<v>777</v>", f"<v>{stored}</v>".encode()))
    row = read(buffer.getvalue(), ".xlsx").rows[0]
    if text is None:
        with pytest.raises(Problem, match="cell-digits"):
            row.cell(0)
    else:
        assert row.cell(0) == text


def test_the_sheet_with_the_best_headers_counts() -> None:
    book = openpyxl.Workbook()
    book.active.append(["说明", "请勿改动"])
    book.create_sheet("数据").append(["编号", "主题"])
    book["数据"].append(["1", "路灯"])
    buffer = io.BytesIO()
    book.save(buffer)
    assert lines(read(buffer.getvalue(), ".xlsx")) == [(2, ("1", "路灯"))]


def test_header_only() -> None:
    table = read("编号,主题\n".encode())
    assert (table.headers, table.rows) == (("编号", "主题"), ())


def test_unknown_headers_are_those_of_the_first_line() -> None:
    assert read("甲,乙\n1,2\n".encode()).headers == ("甲", "乙")


@given(st.binary(max_size=300), st.sampled_from([".csv", ".xlsx"]))
def test_any_bytes_give_a_table_or_a_problem(content: bytes, suffix: str) -> None:
    try:
        table = read(content, suffix)
    except Problem:
        return
    assert table.headers
