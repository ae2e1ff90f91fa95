"""`helpdesk import`: the good rows in, the bad ones named on stderr, nonsense refused in a sentence."""

import signal
from pathlib import Path

import openpyxl
import pytest

from tests.bootstrap.conftest import Run

HEADER = "留言编号,留言用户,留言主题,留言时间,留言详情,一级标签"
ROWS = [f'{n},A{n},路灯{n},2026/1/6 12:09,"第{n}盏\n不亮",城建' for n in range(1, 41)]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "留言.csv"
    path.write_bytes("\n".join([HEADER, *ROWS]).encode("gb18030"))
    return path


def test_requests(folder: Path, run: Run, table: Path) -> None:
    said = run("import", "requests", table, "--json")
    assert (said.code, said.err) == (0, "")
    assert (said.json["rows"], said.json["imported"], said.json["problems"]) == (40, 40, [])
    found = run("list", "--search", "路灯17", "--json").json
    assert [case["outside_number"] for case in found["cases"]] == ["17"]
    shown = run("show", found["cases"][0]["number"], "--json").json
    assert (shown["text"], shown["category"]) == ("第17盏\n不亮", "城建")
    again = run("import", "requests", table)
    assert again.code == 0
    assert "40" in again.out
    assert run("list", "--json").json["total"] == 40


def test_bad_rows_are_named_and_fail_the_command(folder: Path, run: Run, table: Path) -> None:
    table.write_text(
        "\n".join([HEADER, ROWS[0], "9,A,水,昨天,停水,", ",A,水,2026/1/6,停水,", ROWS[1]]),
        encoding="utf-8-sig",
    )
    said = run("import", "requests", table, "--json")
    assert said.code == 1
    assert said.json["imported"] == 2
    assert [(p["line"], p["code"]) for p in said.json["problems"]] == [
        (4, "time-impossible"),
        (5, "cell-empty"),
    ]
    lines = said.err.splitlines()
    assert len(lines) == 2
    assert "4" in lines[0]
    assert "昨天" in lines[0]


def test_residents_out_of_a_workbook(folder: Path, run: Run, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (
        ["保安嘎查居民名册"],
        ["姓名", "身份证号", "联系电话", "住址"],
        ["包玉兰", "15230119580612242X", 13847516701, "三组"],
        ["王德福", 152301194303050351, "", "一组"],
        ["𠮷桂兰", "", "", "六组"],
    ):
        book.active.append(row)
    path = tmp_path / "名册.xlsx"
    book.save(path)
    said = run("import", "residents", path, "--json")
    assert (said.code, said.json["imported"]) == (1, 2)
    assert [(p["line"], p["code"]) for p in said.json["problems"]] == [(4, "cell-digits")]
    again = run("import", "residents", path, "--json").json
    assert (again["imported"], again["skipped"]) == (0, 2)
    assert all("包玉兰" not in each["reason"] for each in again["repeats"])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("picture.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(range(256))),
        ("empty.csv", b""),
        ("other.csv", b"a,b\n1,2\n"),
        ("table.pdf", b"%PDF"),
        ("utf16.csv", HEADER.encode("utf-16-le")),
    ],
)
def test_nonsense_is_refused(
    folder: Path, run: Run, tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    said = run("import", "requests", path)
    assert (said.code, said.out) == (1, "")
    assert said.err.count("\n") == 1


def test_only_headers_and_no_file(folder: Path, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "headers.csv"
    path.write_text(HEADER, encoding="utf-8")
    assert run("import", "requests", path, "--json").json["imported"] == 0
    assert run("import", "requests", tmp_path / "none.csv").code == 3


def test_ctrl_c_stops_between_two_transactions(
    folder: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "many.csv"
    rows = [f"{n},A,路灯,2026/1/6,不亮," for n in range(1200)]
    path.write_text("\n".join([HEADER, *rows]), encoding="utf-8")

    def press(done: int, _total: int) -> None:
        if done == 500:
            signal.raise_signal(signal.SIGINT)

    before = signal.getsignal(signal.SIGINT)
    with monkeypatch.context() as patched:
        patched.setattr("helpdesk.bootstrap.commands_import.show_progress", press)
        said = run("import", "requests", path, "--json")
    assert said.code == 130
    assert (said.json["cancelled"], said.json["imported"]) == (True, 500)
    assert signal.getsignal(signal.SIGINT) is before
    assert run("import", "requests", path, "--json").json["imported"] == 700
