"""Lists of cases as workbooks and on paper, for the window: on record, then written. Any thread."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from helpdesk.application.case_export import (
    EXPORT,
    PAPER,
    Value,
    Wanted,
    columns_of,
    heads_of,
    list_form,
    table_rows,
)
from helpdesk.application.case_table import CaseTable, Report
from helpdesk.application.paper_text import text_lines
from helpdesk.application.ports import Session
from helpdesk.bootstrap.drawing import check_size
from helpdesk.bootstrap.files import SaveWritten
from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.i18n import _
from helpdesk.printing import Size
from helpdesk.printing.papers.form import render_form
from helpdesk.printing.spool import Spooler

_REPORTED = 500  # cases from one report to the next


class CaseListPapers:
    """`ui.screens.cases.ports.ListPapers` of an open desk."""

    def __init__(
        self,
        session: Session,
        table: CaseTable,
        *,
        save: SaveWritten,
        printers: Spooler | None = None,
    ) -> None:
        self._session, self._table = session, table
        self._save, self._printers = save, printers

    def export(self, wanted: Wanted, *, path: str, report: Report) -> None:
        """An Excel workbook, which says of each case whether the city has it, whatever columns are wanted.
        What `report` raises leaves no file. Raises EnvironmentProblem
        `file-unwritable`, Problem `export-long` or that of the reason."""
        # Loading openpyxl takes a quarter of a second of the window's start.
        from helpdesk.application.workbook_writing import write_workbook

        wanted.record(self._session, EXPORT)
        full = bool(wanted.reason)
        ids = tuple(dict.fromkeys((*wanted.columns, "city")))
        columns = columns_of(self._session, ids, full=full)

        def write(file: BinaryIO) -> None:
            rows = _counted(table_rows(self._table, wanted, columns), len(wanted.rows), report)
            heads = heads_of(columns, full=full)
            write_workbook(file, _("Cases"), heads, rows, count=len(wanted.rows))

        self._save(Path(path), write)

    def text(self, wanted: Wanted) -> str:
        """All words of the printed list. Raises Problem `list-long`."""
        return "\n".join(text_lines(list_form(self._session, self._table, wanted)))

    def pdf(self, wanted: Wanted, *, size: str) -> bytes:
        """The printed list. Raises Problem `list-long` or `size-unknown`."""
        check_size(size, paper=PAPER)
        return render_form([list_form(self._session, self._table, wanted)], size=Size[size])

    def save(self, wanted: Wanted, *, size: str, path: str) -> None:
        """As PDF; on record. Raises what `pdf` does, and EnvironmentProblem `file-unwritable`."""
        pdf = self.pdf(wanted, size=size)
        wanted.record(self._session, PAPER)
        self._save(Path(path), lambda file: file.write(pdf))

    def print(
        self, wanted: Wanted, *, size: str, copies: int, printer: str, tray: str = ""
    ) -> None:
        """On paper; on record, too. Raises what `pdf` does, and EnvironmentProblem `printer-*`."""
        pdf = self.pdf(wanted, size=size)
        if self._printers is None:
            raise EnvironmentProblem("printer-missing", printer=printer)
        wanted.record(self._session, PAPER)
        for _copy in range(copies):
            self._printers.submit(pdf, printer=printer, title=_("List of cases"), tray=tray)


def _counted(
    rows: Iterator[Sequence[Value]], total: int, report: Callable[[int, int], object]
) -> Iterator[Sequence[Value]]:
    for done, row in enumerate(rows):
        if done % _REPORTED == 0:
            report(done, total)
        yield row
