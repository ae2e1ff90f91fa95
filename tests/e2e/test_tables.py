"""Tables that people bring, through the real `helpdesk import`: read whole, or refused in a sentence."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.e2e.programs import Desk, sentence

HEADERS = ("留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "一级标签")
ROWS = (
    (
        "188006",
        "A0002",
        "路灯“不亮”",
        "2020/1/6 12:09:38",
        "半个月了，\n老人出行不便。",
        "城乡建设",
    ),
    ("188007", "A0003", "道路,塌陷", "2020年1月7日 8时5分", "请“尽快”修。㐀𠮷", ""),
    ("188008", "", "噪音", "2020-01-08", "夜里施工\t到两点。", "环境保护"),
)
TEXTS = {row[2]: row[4] for row in ROWS}


def as_csv(encoding: str) -> Callable[[Path], Path]:
    """The rows as Excel and WPS write them."""

    def write(folder: Path) -> Path:
        lines = [",".join(f'"{cell}"' for cell in row) for row in (HEADERS, *ROWS)]
        path = folder / "留言.csv"
        path.write_bytes("\r\n".join(lines).encode(encoding))
        return path

    return write


def as_workbook(folder: Path) -> Path:
    """A title over everything, headers in two lines with cells merged across and downwards."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["某市群众留言汇总表"])
    sheet.append(["留言编号", "来信人", None, "来信", None, "一级标签"])
    sheet.append([None, "留言用户", "留言主题", "留言时间", "留言详情", None])
    for merged in ("A1:F1", "A2:A3", "F2:F3", "B2:C2", "D2:E2"):
        sheet.merge_cells(merged)
    for row in ROWS:
        sheet.append(list(row))
    path = folder / "留言.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize(
    "write",
    [as_csv("gb18030"), as_csv("utf-8-sig"), as_csv("utf-16"), as_workbook],
    ids=["gb18030", "utf-8-sig", "utf-16", "merged headers"],
)
def test_every_character_comes_in(
    desk: Desk, tmp_path: Path, write: Callable[[Path], Path]
) -> None:
    path = write(tmp_path)
    ran = desk.run("import", "requests", path, "--json")
    assert (ran.code, ran.err, ran.json["imported"], ran.json["problems"]) == (0, "", 3, [])
    for case in desk.run("list", "--json").json["cases"]:
        shown = desk.run("show", case["number"], "--json").json
        assert shown["text"] == TEXTS[shown["title"]]
    again = desk.run("import", "requests", path, "--json").json
    assert (again["imported"], again["skipped"]) == (0, 3)


def test_bad_rows_are_named_by_line_and_the_others_come_in(desk: Desk, tmp_path: Path) -> None:
    rows = (
        ("1", "甲", "好的一行", "2020/1/6", "内容"),
        ("2", "乙", "不可能的日期", "2020/2/30 8:00", "内容"),
        ("3", "丙", "没有内容", "2020/1/6", ""),
        ("4", "丁", "太长", "2020/1/6", "字" * 100_001),
        ("5", "戊", "零\x00字符", "2020/1/6", "内容"),
        ("", "己", "没有编号", "2020/1/6", "内容"),
        ("1", "庚", "同号不同文", "2020/1/6", "别的内容"),
        ("7", "辛", "控制\x07字符", "2020/1/6", "响\x07铃"),
    )
    path = tmp_path / "rows.csv"
    path.write_text("\n".join(map(",".join, (HEADERS[:5], *rows))), encoding="utf-8")
    ran = desk.run("import", "requests", path, "--json")
    assert (ran.code, ran.json["imported"]) == (1, 2)
    lines = [problem["line"] for problem in ran.json["problems"]]
    assert lines == [3, 4, 5, 6, 7, 8]
    for line, said in zip(lines, ran.err.splitlines(), strict=True):
        sentence(said, f"第 {line} 行")
    assert len(desk.numbers()) == 2


def test_residents_are_checked_like_those_typed_at_the_counter(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "名册.csv"
    rows = (
        "姓名,身份证号,出生日期,所属嘎查村,联系电话",
        "包玉兰,15230119580612242X,,150502100217,13847516701",
        "王德福,152301194303050352,,,",
        "白长命,,1971-02-30,,",
        "李秀英,,,150502999999,",
        ",,,,13847516701",
    )
    path.write_bytes("\n".join(rows).encode("gb18030"))
    ran = desk.run("import", "residents", path, "--json")
    assert (ran.code, ran.json["imported"]) == (1, 1)
    words = ("身份证号", "1971-02-30", "150502999999", "姓名为空")
    for said, word in zip(ran.err.splitlines(), words, strict=True):
        sentence(said, word)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", "空"),
        ("a.csv", b"\xff\xfe\xfd\x80\x81" * 99, "编码"),
        ("a.csv", "编号,主题\n1,二".encode(), "留言用户"),
        ("a.xls", b"\xd0\xcf\x11\xe0" + bytes(600), "xls"),
        ("a.xlsx", b"PK\x03\x04 cut short", "损坏"),
        ("a.xlsx", b"<html>", "Excel"),
        ("a.pdf", b"%PDF-1.7", ".pdf"),
        ("none.csv", None, "none.csv"),
    ],
)
def test_what_is_no_table(
    desk: Desk, tmp_path: Path, name: str, content: bytes | None, words: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    desk.run("import", "requests", path).refused(3 if content is None else 1, words)
