"""How a sheet about many cases leaves the desk: on record, then saved or printed. Any thread."""

from pathlib import Path

from helpdesk.application.audit import record_export
from helpdesk.application.papers import Issue
from helpdesk.application.ports import Session
from helpdesk.bootstrap.files import Save
from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.i18n.words import EXPORTS, word
from helpdesk.printing.spool import Spooler


class SheetOutput:
    """Of one kind of sheet, by the name of its paper."""

    def __init__(
        self, session: Session, paper: str, *, printers: Spooler | None, save: Save
    ) -> None:
        self._session, self._paper = session, paper
        self._printers, self._save = printers, save

    def issue(self) -> Issue:
        """What the sheet says of its own printing, now."""
        return Issue(
            printed_at=self._session.clock.now().local,
            agent=self._session.author.name,
            practice=self._session.desk.practice,
        )

    def save(self, pdf: bytes, *, rows: int, path: str) -> None:
        """Whole or not at all. Raises EnvironmentProblem `file-unwritable`."""
        record_export(self._session, self._paper, rows=rows)
        self._save(Path(path), pdf)

    def print(self, pdf: bytes, *, rows: int, copies: int, printer: str, tray: str) -> None:
        """Raises EnvironmentProblem `printer-*`."""
        if self._printers is None:
            raise EnvironmentProblem("printer-missing", printer=printer)
        record_export(self._session, self._paper, rows=rows)
        title = word(EXPORTS, self._paper)
        for _copy in range(copies):
            self._printers.submit(pdf, printer=printer, title=title, tray=tray)
