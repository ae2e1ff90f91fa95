"""Printing through Qt: pictures of pages onto a system printer. Background threads only."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from helpdesk.application.printers import Capabilities
from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.ui.presenting import PageImage

DPI = 300
# A stopped queue would take the job and keep it: nothing came out, and nobody would know.
_DOWN = (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted)


def printer_names() -> tuple[str, ...]:
    """The system's printers, the default one first. Asks the print system: may take a while."""
    default = QPrinterInfo.defaultPrinterName()
    names = [name for name in QPrinterInfo.availablePrinterNames() if name != default]
    return (default, *names) if default else tuple(names)


def capabilities(printer: str) -> Capabilities:
    """The sheets of a printer, and its trays where Qt tells them (on Windows)."""
    info = QPrinterInfo.printerInfo(printer)
    sheets = (size.size(QPageSize.Unit.Millimeter) for size in info.supportedPageSizes())
    return Capabilities(
        trays=tuple(source.name for source in _sources(info)),
        sheets=tuple(f"{round(s.width())}x{round(s.height())}mm" for s in sheets),
    )


def _sources(info: QPrinterInfo) -> Sequence[QPrinter.PaperSource]:
    ask = getattr(QPrinter, "supportedPaperSources", None)
    return ask(QPrinter(info)) if ask and not info.isNull() else ()


def print_pages(pages: Iterable[PageImage], *, printer: str, title: str, tray: str = "") -> None:
    """Print the pages in order, each on a sheet of its own size.

    `title` is what the print queue shows: never personal data. Raises EnvironmentProblem
    `printer-missing` when there is no such printer and `printer-failed` when it stands still or does
    not take the job.
    """
    info = QPrinterInfo.printerInfo(printer)
    if info.isNull():
        raise EnvironmentProblem("printer-missing", printer=printer)
    if info.state() in _DOWN:
        raise EnvironmentProblem("printer-failed", printer=printer)
    device = QPrinter(info, QPrinter.PrinterMode.HighResolution)
    device.setDocName(title)
    device.setCreator(title)
    if tray in QPrinter.PaperSource.__members__:
        device.setPaperSource(QPrinter.PaperSource[tray])
    paint_pages(device, pages)


def paint_pages(device: QPrinter, pages: Iterable[PageImage]) -> None:
    """Paint the pages on a prepared device; see `print_pages` for what it raises."""
    device.setFullPage(True)
    painter = QPainter()
    try:
        for number, page in enumerate(pages):
            sheet = QPageSize(QSizeF(*page.sheet), QPageSize.Unit.Point)
            margins = QMarginsF(0, 0, 0, 0)
            device.setPageLayout(QPageLayout(sheet, QPageLayout.Orientation.Portrait, margins))
            started = device.newPage() if number else painter.begin(device)
            if not started:
                raise EnvironmentProblem("printer-failed", printer=device.printerName())
            _paint(painter, device, page)
    finally:
        if painter.isActive() and not painter.end():
            raise EnvironmentProblem("printer-failed", printer=device.printerName())
    if device.printerState() is QPrinter.PrinterState.Error:
        raise EnvironmentProblem("printer-failed", printer=device.printerName())


def _paint(painter: QPainter, device: QPrinter, page: PageImage) -> None:
    image = QImage(page.rgb, page.width, page.height, page.stride, QImage.Format.Format_RGB888)
    dots = device.resolution() / 72
    painter.drawImage(QRectF(0, 0, page.sheet[0] * dots, page.sheet[1] * dots), image)
