"""Requests and residents by the thousand: every good row once, every bad one with line and reason."""

import csv
import io
import random
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from helpdesk.application.imports import (
    ImportReport,
    import_requests,
    import_residents,
    parse_time,
    request_column,
    resident_column,
)
from helpdesk.application.ports import Session
from helpdesk.application.queries import CaseFilter
from helpdesk.application.tables import Table, read_table
from helpdesk.bootstrap.folder import OpenDesk
from helpdesk.domain.problems import Problem
from helpdesk.domain.stages import CaseKind, Stage
from helpdesk.i18n.problems import sentence
from tests.desk import desk_in, profile

HEADER = ["留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "一级标签"]
WORDS = [
    *("路灯", "供水", "低保", "养老", "嘎查", "草场", "补贴", "施工", "扬尘", "停电"),
    *("校车", "医保", "道路", "泥泞", "请", "尽快", "处理", "谢谢"),
]


def rows(count: int) -> list[list[str]]:
    """Messages as a city gets them: odd blanks, line breaks, rare characters."""
    rng = random.Random(7)
    made = []
    for number in range(1, count + 1):
        words = "，".join(rng.choices(WORDS, k=rng.randint(5, 60)))
        text = f"\n\t\t\t\t{words}\u3000𠮷先生\u00a0“{number}”\r\n　　再次反映！"
        made.append(
            [
                str(100_000 + number),
                f"A{number:08d}",
                "".join(rng.choices(WORDS, k=3)),
                f"2026/{rng.randint(1, 11)}/{rng.randint(1, 28)} {rng.randint(0, 23)}:05:09",
                text,
                rng.choice(["城乡建设", "民政", ""]),
            ]
        )
    return made


def as_csv(*lines: list[str], encoding: str = "utf-8") -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(lines)
    return buffer.getvalue().encode(encoding)


def as_xlsx(*lines: list[str]) -> bytes:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def requests(content: bytes, suffix: str = ".csv") -> Table:
    return read_table(content, suffix=suffix, column_of=request_column)


def residents(content: bytes, suffix: str = ".csv") -> Table:
    return read_table(content, suffix=suffix, column_of=resident_column)


def reasons(report: ImportReport) -> list[tuple[int, str]]:
    return [(each.line, each.reason.code) for each in report.problems]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_thousands_of_messages(desk: OpenDesk, encoding: str) -> None:
    made = rows(3000)
    table = requests(as_csv(HEADER, *made, encoding=encoding))
    seen: list[tuple[int, int]] = []
    report = import_requests(desk.session, table, progress=lambda *at: seen.append(at))
    assert (report.imported, report.skipped, report.problems) == (3000, 0, [])
    assert seen[0] == (0, 3000)
    assert seen[-1] == (3000, 3000)
    assert desk.queries.count_cases(CaseFilter(kinds=(CaseKind.REQUEST,))) == 3000
    again = import_requests(desk.session, table)
    assert (again.imported, again.skipped, again.problems) == (0, 3000, [])
    assert desk.queries.count_cases(CaseFilter()) == 3000


def test_a_request_keeps_every_character(desk: OpenDesk) -> None:
    message = rows(1)[0]
    message[4] = "\ufeff\n\t 开头\x01\x0b\u2028中\u180e间\x85结尾 \r\n "
    import_requests(desk.session, requests(as_csv(HEADER, message)))
    (row,) = desk.queries.cases(CaseFilter(), offset=0, limit=10)
    file = desk.queries.case_file(row.id)
    assert file is not None
    body = file.case.registered
    assert body is not None
    assert body.text == message[4]
    assert (body.title, body.applicant.name, body.category) == (message[2], message[1], message[5])
    assert (body.outside_number, row.outside_number) == (message[0], message[0])
    assert body.received_at == parse_time(message[3])
    assert (row.kind, row.stage) == (CaseKind.REQUEST, Stage.REGISTERED)
    assert body.respond_by is not None
    assert body.close_by is not None
    assert (body.respond_by.days, body.close_by.days) == (1, 5)
    assert desk.queries.find(message[0], limit=5)[0].number == body.number


def test_bad_rows_are_named_and_the_rest_imported(session: Session) -> None:
    good = rows(9)
    good[1][0] = "  "
    good[2][3] = "2026-02-30 10:00"
    good[3][4] = "\t"
    good[4][4] = "半\0截"
    good[5][2] = "题" * 1001
    good[6][0] = good[0][0]
    good[7] = good[7][:3]
    report = import_requests(session, requests(as_csv(HEADER, *good)))
    assert report.imported == 2
    assert [code for _, code in reasons(report)] == [
        "cell-empty",
        "time-impossible",
        "cell-empty",
        "text-control",
        "text-long",
        "outside-number-twice",
        "cell-empty",
    ]
    # Each message takes three lines of the file: a record's line is its first.
    assert [line for line, _ in reasons(report)][:3] == [5, 8, 11]
    assert all("{" not in sentence(each.reason) for each in report.problems)
    assert all(sentence(each.reason).endswith(("。", ".")) for each in report.problems)


def test_the_same_message_twice_in_one_file_is_taken_once(session: Session) -> None:
    message = rows(1)[0]
    report = import_requests(session, requests(as_csv(HEADER, message, message)))
    assert (report.imported, report.skipped, report.problems) == (1, 1, [])


def test_english_headers_in_another_order(session: Session) -> None:
    header = ["Text", "Time (local)", "Number *", "Subject", "User"]
    line = ["The lamp is dark", "2026-11-20T08:05", "7", "Lamp", "anna"]
    assert import_requests(session, requests(as_csv(header, line))).imported == 1


def test_missing_columns_name_the_headers_found(session: Session) -> None:
    with pytest.raises(Problem) as caught:
        import_requests(session, requests(as_csv(["留言编号", "姓名", "电话"], ["1", "a", "b"])))
    assert caught.value.code == "columns-missing"
    said = sentence(caught.value)
    assert all(word in said for word in ("留言主题", "留言时间", "留言详情", "姓名", "电话"))


def test_a_workbook_of_messages(session: Session) -> None:
    made = [[*row[:4], row[4].replace("\r", "")] for row in rows(300)]
    content = as_xlsx(["2026年留言"], HEADER[:5], *made)
    report = import_requests(session, requests(content, ".xlsx"))
    assert (report.imported, report.problems) == (300, [])


def test_cancelling_keeps_whole_batches(desk: OpenDesk) -> None:
    stops = iter([False, False, True])
    table = requests(as_csv(HEADER, *rows(1600)))
    report = import_requests(desk.session, table, cancelled=lambda: next(stops))
    assert report.cancelled
    assert report.imported == desk.queries.count_cases(CaseFilter()) == 1000
    assert import_requests(desk.session, table).imported == 600


def test_a_desk_without_a_prefix_imports_nothing(tmp_path: Path) -> None:
    with desk_in(tmp_path / "new", desk=profile(prefix="")) as desk:
        with pytest.raises(Problem, match="not-enrolled"):
            import_requests(desk.session, requests(as_csv(HEADER, *rows(1))))
        assert desk.queries.count_cases(CaseFilter()) == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020/1/6 12:09:38", datetime(2020, 1, 6, 12, 9, 38)),
        (" 2020-01-06 ", datetime(2020, 1, 6)),
        ("2020年1月6日 12时9分", datetime(2020, 1, 6, 12, 9)),
        ("２０２０．１．６　８：０５", datetime(2020, 1, 6, 8, 5)),
        ("2020-01-06T23:59:59.123", datetime(2020, 1, 6, 23, 59, 59)),
    ],
)
def test_times(text: str, expected: datetime) -> None:
    assert parse_time(text) == expected


@pytest.mark.parametrize(
    "text", ["", "昨天", "2026-02-30", "06/01/2020", "2020-01-06 25:00", "0020-01-06", "43836.5"]
)
def test_impossible_times(text: str) -> None:
    with pytest.raises(Problem, match="time-impossible"):
        parse_time(text)


PEOPLE = ["姓名", "身份证号", "性别", "民族", "所属嘎查村", "家庭住址", "联系电话"]


def test_residents(desk: OpenDesk) -> None:
    lines = [
        ["包玉兰", "15230119580612242x", "女", "蒙古族", "", "三组 12 号", "13847516701"],
        ["王德福", "152301194303050352", "男", "汉族", "", "一组 4 号", ""],
        ["𠮷桂兰", "", "女", "汉族", "150502100217", "六组", "0475-8301234"],
        ["白长命", "152301197109190514", "女", "", "", "", ""],
        ["斯琴高娃", "152301198507140242", "", "", "没有的村", "", ""],
        ["", "", "", "", "", "", "13847516701"],
        ["李秀英", "", "甲", "", "", "", ""],
    ]
    report = import_residents(desk.session, desk.queries, residents(as_csv(PEOPLE, *lines)))
    assert report.imported == 2
    assert reasons(report) == [
        (3, "id-check"),
        (5, "sex-contradicts"),
        (6, "division-unknown"),
        (7, "name-empty"),
        (8, "cell-unknown"),
    ]
    (bao,) = desk.queries.find_residents("包玉兰", limit=5)
    assert (bao.document_number, bao.sex) == ("15230119580612242X", "female")
    assert bao.birth == datetime(1958, 6, 12).date()


def test_residents_who_are_here_are_skipped_and_named(desk: OpenDesk) -> None:
    lines = [
        ["包玉兰", "15230119580612242X", "", "", "", "三组 12 号", "13847516701"],
        ["包玉兰", "15230119580612242x", "", "", "", "别处", ""],
        ["巴特尔", "", "男", "", "", "二组", "13847516702"],
    ]
    table = residents(as_csv(PEOPLE, *lines))
    first = import_residents(desk.session, desk.queries, table)
    assert (first.imported, [each.line for each in first.repeats]) == (2, [3])
    assert "152301********242X" in sentence(first.repeats[0].reason)
    second = import_residents(desk.session, desk.queries, table)
    assert (second.imported, second.skipped, second.problems) == (0, 3, [])


def test_a_village_name_that_repeats_is_not_guessed(desk: OpenDesk) -> None:
    table = residents(as_csv(["姓名", "村"], ["包玉兰", "新发村"]))
    report = import_residents(desk.session, desk.queries, table)
    assert reasons(report) == [(2, "division-ambiguous")]


def test_a_village_of_the_desks_own_township_is_meant(desk: OpenDesk) -> None:
    table = residents(as_csv(["姓名", "村"], ["包玉兰", "保安嘎查"]))
    assert import_residents(desk.session, desk.queries, table).imported == 1
    (bao,) = desk.queries.find_residents("包玉兰", limit=5)
    assert bao.division == "150502100217"
