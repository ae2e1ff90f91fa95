"""The ways onto paper of this computer: CUPS where there is one, else the system's printers through Qt."""

from helpdesk.printing.preview import page_images
from helpdesk.printing.spool import CupsSpooler, Spooled, Spooler, has_cups
from helpdesk.ui import printer as qt

PRINT_DPI = 300


class QtPrinters:
    """`printing.spool.Spooler` for a program that has a QGuiApplication; Qt tells nothing of a job
    once the system has it. Background threads."""

    def names(self) -> tuple[str, ...]:
        """The system's printers, the default one first."""
        return qt.printer_names()

    def submit(self, pdf: bytes, *, printer: str, title: str) -> str:
        """Print the pages as pictures. Raises EnvironmentProblem `printer-missing`, `printer-failed`."""
        qt.print_pages(page_images(pdf, dpi=PRINT_DPI), printer=printer, title=title)
        return ""

    def state(self, _job: str) -> Spooled:
        """Nobody knows."""
        return Spooled.GONE

    def cancel(self, _job: str) -> None:
        """Nothing can be taken back."""


def system_printers() -> Spooler:
    """What this system prints with."""
    return CupsSpooler() if has_cups() else QtPrinters()
