"""Monthly bulletins of an open desk, for the window and the command line: read, drawn, printed, saved."""

from datetime import date

from helpdesk.application.bulletin import Bulletin, Histories, bulletin
from helpdesk.application.bulletin_form import bulletin_form
from helpdesk.application.paper_data import paper_desk
from helpdesk.application.ports import Session
from helpdesk.bootstrap.drawing import check_size
from helpdesk.bootstrap.files import Save, write_whole
from helpdesk.bootstrap.sheet_output import SheetOutput
from helpdesk.printing.papers import render_forms
from helpdesk.printing.spool import Spooler

PAPER = "bulletin"


class Bulletins:
    """Any thread."""

    def __init__(
        self,
        session: Session,
        histories: Histories,
        *,
        printers: Spooler | None = None,
        save: Save = write_whole,
    ) -> None:
        self._session = session
        self._histories = histories
        self._output = SheetOutput(session, PAPER, printers=printers, save=save)

    def read(self, month: date) -> Bulletin:
        """The bulletin of the month that has this day. Raises Problem `month-ahead`."""
        return bulletin(self._session, self._histories, month=month)

    def pdf(self, found: Bulletin, *, size: str) -> bytes:
        """The paper. Raises Problem `size-unknown`."""
        sheet = check_size(size, paper=PAPER)
        desk = paper_desk(self._session.desk)
        return render_forms(
            [bulletin_form(found, issue=self._output.issue(), desk=desk)], size=sheet
        )

    def save(self, found: Bulletin, *, size: str, path: str) -> None:
        """As PDF, whole or not at all; it is on record. Raises EnvironmentProblem `file-unwritable`."""
        self._output.save(self.pdf(found, size=size), rows=_rows(found), path=path)

    def print(
        self, found: Bulletin, *, size: str, copies: int, printer: str, tray: str = ""
    ) -> None:
        """On paper; that is on record, too. Raises EnvironmentProblem `printer-*`."""
        pdf = self.pdf(found, size=size)
        self._output.print(pdf, rows=_rows(found), copies=copies, printer=printer, tray=tray)


def _rows(found: Bulletin) -> int:
    return len(found.places) + len(found.departments)
