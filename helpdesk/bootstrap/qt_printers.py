"""The ways onto paper of this computer: CUPS where there is one, else the system's printers through Qt,
and the thermal printers of the settings."""

from collections.abc import Callable

from helpdesk.application.printers import Capabilities
from helpdesk.domain.problems import Problem
from helpdesk.printing.preview import page_images, page_sheet
from helpdesk.printing.spool import CupsSpooler, Spooled, Spooler, has_cups, sheet_name
from helpdesk.printing.thermal import ThermalSpooler
from helpdesk.ui import printer as qt

PRINT_DPI = 300


class QtPrinters:
    """`printing.spool.Spooler` for a program that has a QGuiApplication; Qt tells nothing of a job
    once the system has it. Background threads."""

    def names(self) -> tuple[str, ...]:
        """The system's printers, the default one first."""
        return qt.printer_names()

    def capabilities(self, printer: str) -> Capabilities:
        """What the printer's driver says."""
        return qt.capabilities(printer)

    def submit(self, pdf: bytes, *, printer: str, title: str, tray: str = "") -> str:
        """Print the pages as pictures. Raises EnvironmentProblem `printer-missing`, `printer-failed`,
        Problem `printer-sheet` for a size that its driver does not take."""
        if not self.capabilities(printer).takes(size := sheet_name(page_sheet(pdf))):
            raise Problem("printer-sheet", printer=printer, size=size)
        qt.print_pages(page_images(pdf, dpi=PRINT_DPI), printer=printer, title=title, tray=tray)
        return ""

    def state(self, _job: str) -> Spooled:
        """Nobody knows."""
        return Spooled.GONE

    def cancel(self, _job: str) -> None:
        """Nothing can be taken back."""


class AllPrinters:
    """`printing.spool.Spooler` over the system's printers and the thermal ones. Background threads."""

    def __init__(self, system: Spooler, thermal: ThermalSpooler) -> None:
        self._system = system
        self._thermal = thermal

    def names(self) -> tuple[str, ...]:
        """The system's, the default one first, then the thermal ones; one name is one printer."""
        return tuple(dict.fromkeys((*self._system.names(), *self._thermal.names())))

    def capabilities(self, printer: str) -> Capabilities:
        """Of whichever it is."""
        return self._named(printer).capabilities(printer)

    def submit(self, pdf: bytes, *, printer: str, title: str, tray: str = "") -> str:
        """To whichever it is. Raises EnvironmentProblem `printer-*`, Problem `printer-narrow`,
        `printer-sheet`."""
        return self._named(printer).submit(pdf, printer=printer, title=title, tray=tray)

    def _named(self, printer: str) -> Spooler:
        return self._thermal if printer in self._thermal.names() else self._system

    def state(self, job: str) -> Spooled:
        """See `Spooler`."""
        return self._of(job).state(job)

    def cancel(self, job: str) -> None:
        """See `Spooler`."""
        self._of(job).cancel(job)

    def _of(self, job: str) -> Spooler:
        return self._thermal if self._thermal.has(job) else self._system


def system_printers(thermal: Callable[[], str]) -> Spooler:
    """What this computer prints with; `thermal` answers the setting with its thermal printers."""
    system: Spooler = CupsSpooler() if has_cups() else QtPrinters()
    return AllPrinters(system, ThermalSpooler(thermal))
