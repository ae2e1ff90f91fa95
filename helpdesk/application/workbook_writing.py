"""An Excel workbook of one sheet, written row by row straight into its package: any length in the same
memory, and no half of it in a folder for temporary files, as libraries leave them there."""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import BinaryIO
from xml.sax.saxutils import escape

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from helpdesk.application.workbooks import ROWS_MAX
from helpdesk.domain.problems import Problem

Value = str | int | datetime | date | None

_SHEET = "xl/worksheets/sheet1.xml"
_EPOCH = date(1899, 12, 30)
_DAY_SECONDS = 86_400
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_HEAD = PatternFill("solid", fgColor="E3F0F0")


def write_workbook(
    file: BinaryIO,
    title: str,
    heads: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[Value]],
    *,
    count: int,
) -> None:
    """A sheet named `title` with `heads` (words, width in characters) that stay in sight, and `count`
    rows at most. Texts stay texts, whatever they begin with. Raises Problem `export-long`."""
    if count >= ROWS_MAX:
        raise Problem("export-long", most=ROWS_MAX - 1)
    template, styles = _template(title, heads, count)
    with (
        zipfile.ZipFile(template) as made,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as package,
    ):
        for entry in made.namelist():
            if entry != _SHEET:
                package.writestr(entry, made.read(entry))
        before, after = _cut(made.read(_SHEET))
        with package.open(_SHEET, "w", force_zip64=True) as sheet:
            sheet.write(before)
            for row in rows:
                cells = "".join([_cell(value, styles) for value in row])
                sheet.write(f"<row>{cells}</row>".encode())
            sheet.write(after)


def _template(
    title: str, heads: Sequence[tuple[str, int]], count: int
) -> tuple[io.BytesIO, tuple[int, int]]:
    """A workbook with everything but its rows, and the styles of moments and days."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for place, (words, width) in enumerate(heads, start=1):
        cell = sheet.cell(1, place, words)
        cell.font, cell.fill = Font(bold=True), _HEAD
        cell.alignment = Alignment(vertical="center")
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{count + 1}"
    sheet.print_title_rows = "1:1"
    styles = []
    for place, shown in enumerate(("yyyy-mm-dd hh:mm", "yyyy-mm-dd"), start=1):
        cell = sheet.cell(2, place, 0)
        cell.number_format = shown
        styles.append(cell.style_id)
    made = io.BytesIO()
    book.save(made)
    return made, (styles[0], styles[1])


def _cut(sheet: bytes) -> tuple[bytes, bytes]:
    """What stands before and behind the rows; the template's second row is left out."""
    first = sheet.index(b'<row r="2"')
    return sheet[:first], sheet[sheet.index(b"</sheetData>") :]


def _cell(value: Value, styles: tuple[int, int]) -> str:
    match value:
        case None | "":
            return "<c/>"
        case datetime():
            seconds = (value.hour * 60 + value.minute) * 60 + value.second
            serial = (value.date() - _EPOCH).days + seconds / _DAY_SECONDS
            return f'<c s="{styles[0]}"><v>{serial!r}</v></c>'
        case date():
            return f'<c s="{styles[1]}"><v>{(value - _EPOCH).days}</v></c>'
        case int():
            return f"<c><v>{value}</v></c>"
        case _:
            words = escape(_FORBIDDEN.sub("", value))
            return f'<c t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>'
