"""A year's table of working days from a file or from typed lines: read, checked, and only then kept."""

import re
from datetime import date, timedelta
from itertools import pairwise

from helpdesk.application.tables import read_table
from helpdesk.domain.calendar import CalendarRow, DayKind, YearTable
from helpdesk.domain.problems import Problem
from helpdesk.domain.residents import clean_text

BYTES_MAX = 1_000_000
ROWS_MAX = 400
SOURCE_MAX = 200  # code points
_COLUMNS = {
    "date": ("日期", "date", "天"),
    "kind": ("类型", "kind", "安排", "放假或上班"),
    "name": ("名称", "节日", "name", "说明"),
}
COLUMNS = ("日期", "类型（放假、上班）", "名称")
_KINDS = {
    **dict.fromkeys(("放假", "休息", "节假日", "假", "休", "holiday"), "holiday"),
    **dict.fromkeys(("上班", "调休上班", "补班", "调休", "班", "workday"), "workday"),
}
# Of the solar calendar (全国年节及纪念日放假办法): no year is without them.
_ALWAYS = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
_CHINESE_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]?")
_SATURDAY = 5


def table_in(content: bytes, *, suffix: str, source: str, provisional: bool = False) -> YearTable:
    """The table in a file (CSV, Excel) or in lines `date,kind,name`; its version is given when it is kept.

    The year is that of its last date. Raises Problem as `read_table` and `YearTable.of_rows` do, and
    `columns-missing`, `calendar-source`, `calendar-long`, `calendar-weekday`, `calendar-gap`.
    """
    source = clean_text(source, field_name="source", limit=SOURCE_MAX)
    if not source:
        raise Problem("calendar-source")
    rows = _rows(content, suffix)
    if len(rows) > ROWS_MAX:
        raise Problem("calendar-long", rows=len(rows), most=ROWS_MAX)
    years = [int(row.date[:4]) for row in rows if row.date[:4].isdecimal()]
    table = YearTable.of_rows(
        max(years, default=0), rows, version="", source=source, provisional=provisional
    )
    check_table(table)
    return table


def check_table(table: YearTable) -> None:
    """Contradictions that a typing mistake makes. Raises Problem `calendar-weekday` for a working day that
    is one anyway, and `calendar-gap` for a day that must be off."""
    for day in table.days:
        if day.kind is DayKind.MAKE_UP and day.date.weekday() < _SATURDAY:
            raise Problem("calendar-weekday", date=day.date.isoformat())
    off = {day.date for day in table.days if day.kind is DayKind.HOLIDAY}
    listed = {day.date for day in table.days}
    for month, day_of_month in _ALWAYS:
        needed = date(table.year, month, day_of_month)
        if needed not in off:
            raise Problem("calendar-gap", date=needed.isoformat())
    for before, after in pairwise(sorted(off)):
        between = before + timedelta(days=1)
        is_hole = after - before == timedelta(days=2) and between not in listed
        if is_hole and between.weekday() < _SATURDAY:
            raise Problem("calendar-gap", date=between.isoformat())


def _rows(content: bytes, suffix: str) -> list[CalendarRow]:
    table = read_table(content, suffix=suffix, column_of=_column)
    places = {_column(header): place for place, header in enumerate(table.headers)}
    if not {"date", "kind"} <= set(places):
        found = ", ".join(table.headers)
        raise Problem("columns-missing", missing=", ".join(COLUMNS[:2]), found=found)
    return [
        CalendarRow(
            row.line,
            _date(row.cell(places["date"])),
            _KINDS.get(row.cell(places["kind"]).strip().lower(), row.cell(places["kind"])),
            row.cell(places["name"]).strip()[:40] if "name" in places else "",
        )
        for row in table.rows
    ]


def _date(text: str) -> str:
    """As Excel and people write dates; what is none stays for the message."""
    text = text.strip().removesuffix(" 00:00:00").replace(".", "-")
    found = _CHINESE_DATE.fullmatch(text)
    return "-".join(found.groups()) if found else text


def _column(header: str) -> str:
    plain = header.strip().lower()
    return next((name for name, known in _COLUMNS.items() if plain in known), "")
