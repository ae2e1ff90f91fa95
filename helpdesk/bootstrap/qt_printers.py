"""The system's printers, through Qt."""

from collections.abc import Iterable

from helpdesk.printing.preview import PageImage
from helpdesk.ui import printer as qt


class QtPrinters:
    """`bootstrap.papers.Printers` for a program that has a QGuiApplication. Background threads."""

    def names(self) -> tuple[str, ...]:
        """The system's printers, the default one first."""
        return qt.printer_names()

    def print_pages(self, pages: Iterable[PageImage], *, printer: str, title: str) -> None:
        """Print pages in order. Raises EnvironmentProblem `printer-missing`, `printer-failed`."""
        qt.print_pages(pages, printer=printer, title=title)
