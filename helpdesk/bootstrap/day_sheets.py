"""Day sheets of an open desk, for the window and the command line: read, drawn, printed, saved."""

from datetime import datetime

from helpdesk.application.day_sheet import DaySheet, Reconciliation, day_sheet
from helpdesk.application.paper_data import paper_desk
from helpdesk.application.ports import Session
from helpdesk.bootstrap.drawing import check_size
from helpdesk.bootstrap.files import Save, write_whole
from helpdesk.bootstrap.sheet_output import SheetOutput
from helpdesk.printing import Size
from helpdesk.printing.papers.day_sheet import DaySheetPaper, render_day_sheet
from helpdesk.printing.spool import Spooler

PAPER = "day_sheet"


class DaySheets:
    """Any thread."""

    def __init__(
        self,
        session: Session,
        reconciliation: Reconciliation,
        *,
        printers: Spooler | None = None,
        save: Save = write_whole,
    ) -> None:
        self._session = session
        self._reconciliation = reconciliation
        self._output = SheetOutput(session, PAPER, printers=printers, save=save)

    def read(self, since: datetime, until: datetime) -> DaySheet:
        """The sheet of a span of local time. Raises Problem `span-empty`."""
        return day_sheet(self._session, self._reconciliation, since=since, until=until)

    def pdf(self, sheet: DaySheet, *, size: str) -> bytes:
        """The paper. Raises Problem `size-unknown`."""
        check_size(size, paper=PAPER)
        paper = DaySheetPaper(self._output.issue(), paper_desk(self._session.desk), sheet)
        return render_day_sheet(paper, size=Size[size])

    def save(self, sheet: DaySheet, *, size: str, path: str) -> None:
        """As PDF, whole or not at all; it is on record. Raises EnvironmentProblem `file-unwritable`."""
        self._output.save(self.pdf(sheet, size=size), rows=len(sheet.lines), path=path)

    def print(
        self, sheet: DaySheet, *, size: str, copies: int, printer: str, tray: str = ""
    ) -> None:
        """On paper; that is on record, too. Raises EnvironmentProblem `printer-*`."""
        pdf = self.pdf(sheet, size=size)
        self._output.print(pdf, rows=len(sheet.lines), copies=copies, printer=printer, tray=tray)
