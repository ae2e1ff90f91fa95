"""Pages onto paper: through Qt's own PDF device, and what happens where there is no printer."""

from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from helpdesk.application.printers import Capabilities
from helpdesk.bootstrap.qt_printers import QtPrinters
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.printing import Size
from helpdesk.printing.papers import PAPERS
from helpdesk.printing.preview import page_images
from helpdesk.ui import printer
from helpdesk.ui.printer import paint_pages, print_pages, printer_names
from tests.printing import samples

DPI = 100


def pages_of(size: Size):
    pdf = PAPERS["receipt"](samples.receipt(), size=size)
    return tuple(page_images(pdf, dpi=DPI))


def pdf_device(target: Path) -> QPrinter:
    device = QPrinter(QPrinter.PrinterMode.HighResolution)
    device.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    device.setOutputFileName(str(target))
    return device


@pytest.mark.parametrize("size", list(Size), ids=lambda size: size.name)
def test_a_page_fills_its_own_sheet(qapp: QApplication, tmp_path: Path, size: Size) -> None:
    pages = pages_of(size)
    target = tmp_path / "out.pdf"
    paint_pages(pdf_device(target), pages)
    printed = pypdfium2.PdfDocument(target)
    assert len(printed) == len(pages)
    width, height = printed[0].get_size()
    assert (width, height) == pytest.approx(pages[0].sheet, abs=1.5)
    again = printed[0].render(scale=DPI / 72).to_pil().convert("L")
    drawn = pages[0]
    original = drawn.rgb[: drawn.stride * drawn.height]
    dark = sum(value < 128 for value in again.tobytes()) / (again.width * again.height)
    wanted = sum(v < 128 for v in original[::3]) / (drawn.width * drawn.height)
    assert dark == pytest.approx(wanted, rel=0.25)
    printed.close()


def test_sheets_of_different_sizes_follow_each_other(qapp: QApplication, tmp_path: Path) -> None:
    pages = (*pages_of(Size.A4)[:1], *pages_of(Size.A5)[:1])
    target = tmp_path / "out.pdf"
    paint_pages(pdf_device(target), pages)
    printed = pypdfium2.PdfDocument(target)
    heights = [printed[number].get_size()[1] for number in range(len(printed))]
    printed.close()
    assert heights == [pytest.approx(page.sheet[1], abs=1.5) for page in pages]


def test_a_printer_that_is_gone_is_a_sentence(qapp: QApplication) -> None:
    with pytest.raises(EnvironmentProblem) as caught:
        print_pages(pages_of(Size.A5), printer="no such printer", title="receipt")
    assert caught.value.code == "printer-missing"
    assert caught.value.params == {"printer": "no such printer"}


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_device_that_takes_no_job_is_a_sentence(qapp: QApplication, tmp_path: Path) -> None:
    device = pdf_device(tmp_path / "no such folder" / "out.pdf")
    with pytest.raises(EnvironmentProblem) as caught:
        paint_pages(device, pages_of(Size.A5))
    assert caught.value.code == "printer-failed"


def test_a_size_that_the_driver_does_not_take_is_never_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Through Qt as through CUPS; what a driver does not tell is not refused."""
    tells, sent = Capabilities(sheets=("210x297mm",)), []
    monkeypatch.setattr(printer, "capabilities", lambda _name: tells)
    monkeypatch.setattr(printer, "print_pages", lambda *_pages, **ways: sent.append(ways))
    small, large = (
        PAPERS["receipt"](samples.receipt(), size=size) for size in samples.SHEETS[::-1]
    )
    with pytest.raises(Problem, match="printer-sheet"):
        QtPrinters().submit(small, printer="HP", title="回执")
    assert QtPrinters().submit(large, printer="HP", title="回执", tray="Manual") == ""
    tells = Capabilities()
    QtPrinters().submit(small, printer="HP", title="回执")
    assert [ways["tray"] for ways in sent] == ["Manual", ""]


def test_the_default_printer_comes_first(qapp: QApplication) -> None:
    names = printer_names()
    assert len(set(names)) == len(names)
