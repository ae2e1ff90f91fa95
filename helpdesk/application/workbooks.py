"""Excel workbooks as rows of text, read as a stream by openpyxl: what the cells show, nothing run."""

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl

from helpdesk.application.rows import Row
from helpdesk.domain.problems import Problem

UNPACKED_MAX = 600_000_000  # bytes; a small file that unpacks to more than this is a trap
ROWS_MAX, COLUMNS_MAX = 1_048_576, 256
_EXACT_DIGITS = 15  # as many as Excel keeps of a number
_ESCAPED = re.compile(r"_x00([01][0-9A-Fa-f])_")


def sheet_rows(
    content: bytes,
    *,
    top: int,
    score: Callable[[Sequence[Row]], int],
    check: Callable[[], object] = lambda: None,
) -> list[Row]:
    """The rows of the sheet whose `top` rows score best, empty ones left out.

    Formulas give the value that was saved with them; `check` is called for every row and may raise
    `EnvironmentProblem` to give up. Raises Problem `file-xls`, `file-not-xlsx`,
    `file-large` or `file-damaged`.
    """
    _check_package(content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and features that do not concern the text
        try:
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            try:
                sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
                best = max(sheets, key=lambda each: score(list(_rows(each, top))))
                rows = []
                for row in _rows(best, ROWS_MAX):
                    check()
                    if not row.empty:
                        rows.append(row)
                return rows
            finally:
                book.close()
        except Problem:
            raise
        except Exception as error:  # openpyxl fails in every way on damaged parts
            raise Problem("file-damaged") from error


def _check_package(content: bytes) -> None:
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Problem("file-xls")  # Excel 97, or locked with a password
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
    except zipfile.BadZipFile as error:
        code = "file-damaged" if content.startswith(b"PK") else "file-not-xlsx"
        raise Problem(code) from error
    if not any(entry.filename == "xl/workbook.xml" for entry in entries):
        raise Problem("file-not-xlsx")
    if sum(entry.file_size for entry in entries) > UNPACKED_MAX:
        raise Problem("file-large", megabytes=UNPACKED_MAX // 1_000_000)


def _rows(sheet: Any, until: int) -> Iterator[Row]:
    # Some programs write a wrong size into the sheet; what is there counts.
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_row=until, max_col=COLUMNS_MAX)
    for line, cells in enumerate(rows, start=1):
        texts: list[str] = []
        broken: dict[int, Problem] = {}
        for column, cell in enumerate(cells):
            try:
                texts.append(_text(cell.value, is_error=getattr(cell, "data_type", "") == "e"))
            except Problem as problem:
                texts.append("")
                broken[column] = problem
        while texts and not texts[-1] and len(texts) - 1 not in broken:
            texts.pop()
        yield Row(line, tuple(texts), broken)


def _text(value: object, *, is_error: bool) -> str:
    if is_error:
        raise Problem("cell-error", text=str(value))
    match value:
        case None:
            return ""
        case str():
            return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
        case datetime():
            return value.isoformat(" ") if value.time() != time() else value.date().isoformat()
        case date() | time():
            return value.isoformat()
        case bool() | timedelta():
            return str(value)
        case int() | float():
            return _digits(value)
        case _:
            return str(value)


def _digits(number: int | float) -> str:
    """A number as its digits. Excel keeps 15 of them: a longer one that lost its end is not a text
    that anybody wrote. Raises Problem `cell-digits`."""
    if isinstance(number, float) and not number.is_integer():
        return repr(number)
    text = str(int(number))
    digits = text.lstrip("-")
    if len(digits) > _EXACT_DIGITS:
        lost = isinstance(number, float) or not digits[_EXACT_DIGITS:].strip("0")
        if lost:
            raise Problem("cell-digits")
    return text
