"""Bringing a table of residents in: guessed columns, every row judged, nothing before it was seen."""

import io
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from helpdesk.ui.screens.resident_import.dialog import ImportDialog
from tests.ui import focus_chain
from tests.ui.screens.village import PEOPLE

HEAD = "序号,姓名,身份证号,性别,出生日期,住址,联系电话\n"
ROWS = (
    "1,王强,,男,1990-01-01,四组,13512345678\n"
    "2,李雷,110105194912310022,男,,,\n"
    "3,赵六,11010519491231002X,男,,,\n"
    f"4,包玉兰,{PEOPLE['包玉兰'][0]},,,,\n"
    f"5,宝玉兰,,,,,{PEOPLE['包玉兰'][1]}\n"
    "6,王强,,男,1990-01-01,四组,13512345678\n"
    "7,孙悟,,男,1990-02-30,,\n"
)


@pytest.fixture
def wizard(qtbot, desk, people, put_up):
    host = put_up(QLabel())
    wizard = ImportDialog(desk.bench, host)
    wizard.open()
    yield wizard
    wizard.done(0)


@pytest.fixture
def brought(tmp_path):
    def bring(content: str | bytes, name: str = "居民.csv") -> str:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("gb18030"))
        return str(path)

    return bring


def said(widget) -> str:
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisible())


def previewed(qtbot, wizard, path: str) -> list[str]:
    wizard._read(path)
    qtbot.waitUntil(lambda: bool(wizard.columns.boxes))
    qtbot.waitUntil(wizard.confirm.isVisible)
    wizard.submit()
    qtbot.waitUntil(wizard.preview.isVisible)
    return judged(wizard)


def judged(wizard) -> list[str]:
    model = wizard.preview.table.model()
    return [model.index(n, 4).data() for n in range(model.rowCount())]


def names(desk) -> set[str]:
    return {row.name for row in desk.store.queries.find_residents("", limit=99)}


def test_columns_are_guessed_rows_judged_and_the_chosen_ones_taken(
    qtbot, desk, people, wizard, brought, tmp_path
) -> None:
    before = names(desk)
    assert previewed(qtbot, wizard, brought(HEAD + ROWS)) == [
        *("可导入", "不能导入", "不能导入", "已有档案", "需核对", "已有档案", "不能导入")
    ]
    assert focus_chain.problems(wizard) == []
    assert wizard.preview.taken == {2}
    assert names(desk) == before
    table = wizard.preview.table
    table.setFocus()
    table.selectRow(4)
    assert "包玉兰" in said(wizard.preview)
    QTest.keyClick(table, Qt.Key.Key_Space)
    table.selectRow(1)
    QTest.keyClick(table, Qt.Key.Key_Space)  # a bad one cannot be taken
    assert wizard.preview.taken == {2, 6}
    wizard.submit()
    qtbot.waitUntil(lambda: "2" in wizard._result.text())
    assert names(desk) == before | {"王强", "宝玉兰"}
    report = tmp_path / "报告.xlsx"
    desk.bench.papers.save_pdf = lambda content, *, path: Path(path).write_bytes(content)
    wizard.presenter.save_report(str(report))
    qtbot.waitUntil(report.exists)
    qtbot.waitUntil(lambda: "报告" in said(wizard._problem))
    book = openpyxl.load_workbook(report)
    texts = [[str(cell or "") for cell in row] for row in book.active.values]
    outcomes = [row[2] for row in texts if row[0].isdigit()]
    assert outcomes == [
        "已导入",
        "不能导入",
        "不能导入",
        "已有档案",
        "已导入",
        "已有档案",
        "不能导入",
    ]


def test_the_same_file_again_takes_nobody(qtbot, desk, wizard, brought) -> None:
    path = brought(HEAD + ROWS.splitlines()[0])
    previewed(qtbot, wizard, path)
    wizard.submit()
    qtbot.waitUntil(lambda: "王强" in names(desk))
    wizard._turn(0)
    assert previewed(qtbot, wizard, path) == ["需核对"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("旧.xls", b"\xd0\xcf\x11\xe0" + bytes(500), "xls"),
        ("改名.xlsx", b"\xd0\xcf\x11\xe0" + bytes(500), "xls"),
        ("图.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, ""),
        ("空.csv", b"  \n", ""),
        ("空.xlsx", b"", ""),
        ("坏.xlsx", b"PK\x03\x04" + bytes(300), ""),
        ("表.docx", b"PK\x03\x04", ""),
        ("只有表头.csv", "姓名,电话\n".encode(), ""),
    ],
)
def test_nonsense_is_a_sentence_and_nothing_is_taken(
    qtbot, desk, wizard, brought, name, content, words
) -> None:
    before = names(desk)
    wizard._read(brought(content, name))
    qtbot.waitUntil(wizard._problem.isVisible)
    assert words in said(wizard._problem)
    assert wizard.file.isVisible()
    assert names(desk) == before


def test_without_a_column_of_names_it_asks_for_one(qtbot, wizard, brought) -> None:
    wizard._read(brought("甲,乙\n王强,1\n"))
    qtbot.waitUntil(lambda: len(wizard.columns.boxes) == 2)
    wizard.submit()
    qtbot.waitUntil(wizard._problem.isVisible)
    assert "姓名" in said(wizard._problem)
    wizard.columns.boxes[0].setCurrentIndex(wizard.columns.boxes[0].findData("name"))
    wizard.submit()
    qtbot.waitUntil(wizard.preview.isVisible)


def test_merged_cells_and_titles_above(qtbot, wizard, brought) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["保安嘎查居民花名册"])
    sheet.merge_cells("A1:C1")
    sheet.append(["姓名", "联系方式", None])
    sheet.merge_cells("B2:C2")
    sheet.append([None, "手机", "住址"])
    sheet.append(["王强", 13512345678, "四组"])
    content = io.BytesIO()
    book.save(content)
    assert previewed(qtbot, wizard, brought(content.getvalue(), "册.xlsx")) == ["可导入"]


def test_stopping_while_rows_are_looked_at_takes_nothing(qtbot, desk, wizard, brought) -> None:
    before = names(desk)
    wizard._read(brought(HEAD + "".join(f"{n},王{n:05d},,,,,\n" for n in range(3_000))))
    qtbot.waitUntil(lambda: wizard.confirm.isVisible() and bool(wizard.columns.boxes))
    wizard.submit()
    wizard.reject()
    assert wizard.columns.isVisible()
    assert names(desk) == before
