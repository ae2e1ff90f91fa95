"""What became of every row of a table that was brought in, as an Excel workbook."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from helpdesk.i18n import _

_WIDTHS = (8, 24, 18, 90)


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A row: `line` as the file counts it, what became of it, and why."""

    line: int
    name: str
    outcome: str
    reason: str = ""


def report_workbook(rows: Sequence[ReportRow], *, counts: Sequence[tuple[str, int]]) -> bytes:
    """The workbook: counts above, then a row for each row of the file. Texts are never formulas."""
    import openpyxl  # loading it takes a quarter of a second of the window's start

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(_("Import"))
    for letter, width in zip("ABCD", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    for words, n in counts:
        sheet.append([None, words, n])
    sheet.append([])
    heads = (_("Line"), _("Name"), _("What became of it"), _("Why"))
    sheet.append([_cell(sheet, head, bold=True) for head in heads])
    for row in rows:
        texts = (row.name, row.outcome, row.reason)
        sheet.append([row.line, *(_cell(sheet, text) for text in texts)])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _cell(sheet: object, text: str, *, bold: bool = False) -> object:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cell = WriteOnlyCell(sheet, value=_printable(text))
    cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell


def _printable(text: str) -> str:
    """Excel takes no control characters."""
    return "".join(c for c in text if c >= " ")
