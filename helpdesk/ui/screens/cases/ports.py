"""What the table of cases needs beside the workbench."""

from dataclasses import dataclass
from typing import Protocol

from helpdesk.application.case_export import Wanted
from helpdesk.application.case_table import CaseTable, Preferences, Report
from helpdesk.ui.presenting import Settings


class ListPapers(Protocol):
    """Takes lists out of the program; each is on record before. Background work."""

    def export(self, wanted: Wanted, *, path: str, report: Report) -> None:
        """An Excel workbook. What `report` raises leaves no file. Raises EnvironmentProblem
        `file-unwritable`, Problem `export-long` or that of the reason."""
        ...

    def text(self, wanted: Wanted) -> str:
        """All words of the printed list. Raises Problem `list-long`."""
        ...

    def save(self, wanted: Wanted, *, size: str, path: str) -> None:
        """The printed list as PDF. Raises Problem `list-long`, EnvironmentProblem `file-unwritable`."""
        ...

    def print(
        self, wanted: Wanted, *, size: str, copies: int, printer: str, tray: str = ""
    ) -> None:
        """On paper. Raises Problem `list-long`, EnvironmentProblem `printer-*`."""
        ...


@dataclass(frozen=True, slots=True)
class CaseLists:
    """Lists of any length, what the agent set for themselves, and the ways out."""

    table: CaseTable
    preferences: Preferences
    papers: ListPapers
    settings: Settings
