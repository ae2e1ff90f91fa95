"""Thermal printers (ESC/POS) by network, USB and serial: our own pictures of the paper, then the cutter.

Nothing is left to the printer's fonts (C27). What is printed goes out as raster bands of a dot a bit.
"""

import contextlib
import errno
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Lock
from typing import Any

from PIL import Image

from helpdesk.application.printers import Capabilities
from helpdesk.application.thermal_printers import ThermalPrinter, thermal_printers
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.printing.preview import PageImage, page_images
from helpdesk.printing.spool import Spooled

DOTS_PER_MM = 8
DPI = DOTS_PER_MM * 25.4
HEADS = {80: 576, 58: 384}  # the roll's millimetres -> the dots that the head prints
BAND = 256  # rows in one go: small buffers take it
_INK = 150  # of 255: greyer is white
_SEND_SECONDS, _ANSWER_SECONDS, _OUT_SECONDS, _LOOK_SECONDS = 8.0, 1.0, 6.0, 0.05
_SLOWEST = 40.0  # millimetres of paper in a second
_CONFIRMED = "thermal/confirmed"  # no print system names a job so

_OFFLINE, _PAPER = b"\x10\x04\x02", b"\x10\x04\x04"  # DLE EOT n: answered at once
_IN_ORDER = b"\x1dr\x01"  # GS r: answered when all before it is done
_FIXED, _FIXED_AS = 0x93, 0x12  # bits of every answer to DLE EOT
_STOPS = {
    _OFFLINE: 0x04 | 0x20,
    _PAPER: 0x60,
}  # cover open, stopped at the end of the paper; no paper
_BROKEN = {_OFFLINE: 0x40}  # an error that stops it
_TRANSFER, _BULK, _INWARDS = 0x03, 0x02, 0x80  # USB: kinds of ends and their direction


class ThermalSpooler:
    """`Spooler` over the printers of a setting, which is read anew each time. A job has a name only when
    the printer itself said that it is well after the last byte."""

    def __init__(self, setting: Callable[[], str]) -> None:
        self._setting = setting
        self._one = Lock()  # such a printer takes one paper at a time

    def names(self) -> tuple[str, ...]:
        """The printers as they stand in the setting."""
        return tuple(each.name for each in thermal_printers(self._setting()))

    def capabilities(self, _printer: str) -> Capabilities:
        """A roll is its only tray."""
        return Capabilities()

    def submit(self, pdf: bytes, *, printer: str, title: str, tray: str = "") -> str:  # noqa: ARG002
        """Print every page and cut after it.

        Raises EnvironmentProblem `printer-missing`, `printer-empty` (no paper, cover open) or
        `printer-failed`, Problem `printer-narrow` for a paper wider than the roll.
        """
        known = (each for each in thermal_printers(self._setting()) if each.name == printer)
        chosen = next(known, None)
        if chosen is None:
            raise EnvironmentProblem("printer-missing", printer=printer)
        pages = [raster(page) for page in page_images(pdf, dpi=DPI)]
        if any(page.width > HEADS[chosen.width] for page in pages):
            raise Problem("printer-narrow", printer=printer)
        with self._one, _opened(chosen) as device:
            return _CONFIRMED if _printed(device, pages, printer=printer) else ""

    def state(self, job: str) -> Spooled:
        """See `Spooler`."""
        return Spooled.PRINTED if self.has(job) else Spooled.GONE

    def cancel(self, job: str) -> None:
        """What was sent is on the paper."""

    def has(self, job: str) -> bool:
        """Whether the job is one of these printers'."""
        return job == _CONFIRMED


def raster(page: PageImage) -> Image.Image:
    """A page as dots, True is ink; as wide as whole bytes."""
    grey = Image.frombuffer(
        "RGB", (page.width, page.height), page.rgb, "raw", "RGB", page.stride, 1
    ).convert("L")
    wide = (round(page.sheet[0] * DPI / 72) + 7) // 8 * 8
    dots = Image.new("1", (wide, page.height))
    dots.paste(grey.point([255 * (level < _INK) for level in range(256)], mode="1"))
    return dots


def bands(dots: Image.Image) -> Iterator[bytes]:
    """The commands that print the dots (GS v 0)."""
    for top in range(0, dots.height, BAND):
        rows = min(BAND, dots.height - top)
        head = b"\x1dv0\x00" + (dots.width // 8).to_bytes(2, "little") + rows.to_bytes(2, "little")
        yield head + dots.crop((0, top, dots.width, top + rows)).tobytes()


def _printed(device: Any, pages: list[Image.Image], *, printer: str) -> bool:
    """Send all; whether the printer said that all is done, and afterwards that nothing stopped it.

    One that answers how it stands, but not in time that it is done, may run out of paper yet: what it has
    taken is not confirmed. Raises EnvironmentProblem.
    """
    told = _well(device, printer)
    device.hw("INIT")
    for dots in pages:
        for band in bands(dots):
            device._raw(band)
        device.cut()
    if _is_serial(device):
        _drain(device.device)
    rows = sum(dots.height for dots in pages)
    seconds = max(_OUT_SECONDS, rows / DOTS_PER_MM / _SLOWEST)
    ended = told and _answer(device, _IN_ORDER, seconds=seconds) is not None
    well = _well(device, printer)
    if told and not well:
        raise EnvironmentProblem("printer-failed", printer=printer)
    return well and ended


def _drain(line: Any) -> None:
    """Wait until a serial line is rid of everything. Raises TimeoutError."""
    until = time.monotonic() + line.write_timeout
    while line.out_waiting:
        if time.monotonic() >= until:
            raise TimeoutError(errno.ETIMEDOUT, "the printer takes no more")
        Event().wait(_LOOK_SECONDS)


def _well(device: Any, printer: str) -> bool:
    """Whether the printer says that it has paper, is closed and works; False when it says nothing.

    Raises EnvironmentProblem `printer-empty` or `printer-failed` when it says that it does not.
    """
    for question in (_PAPER, _OFFLINE):
        said = _answer(device, question, seconds=_ANSWER_SECONDS)
        if said is None or said & _FIXED != _FIXED_AS:
            return False
        if said & _STOPS[question]:
            raise EnvironmentProblem("printer-empty", printer=printer)
        if said & _BROKEN.get(question, 0):
            raise EnvironmentProblem("printer-failed", printer=printer)
    return True


def _answer(device: Any, question: bytes, *, seconds: float) -> int | None:
    """What the printer answers, None if it says nothing in time. Raises OSError when it is gone."""
    _patience(device, seconds)
    try:
        device._raw(question)
        said = device.device.read(1) if _is_serial(device) else device._read()
    except TimeoutError:
        return None
    except OSError as error:
        if error.errno == errno.ETIMEDOUT:  # as USB says it
            return None
        raise
    finally:
        _patience(device, _SEND_SECONDS)
    if not said and hasattr(device, "host"):
        raise ConnectionResetError("the printer hung up")
    return int(said[-1]) if said else None


def _is_serial(device: Any) -> bool:
    return hasattr(device, "baudrate")


def _patience(device: Any, seconds: float) -> None:
    """How long the line waits for something to read; a socket also to be rid of something."""
    line = device.device
    if hasattr(line, "settimeout"):
        line.settimeout(seconds)
    elif hasattr(line, "default_timeout"):
        line.default_timeout = int(seconds * 1000)
    else:
        line.timeout = seconds


@contextmanager
def _opened(printer: ThermalPrinter) -> Iterator[Any]:
    """The way to a printer. What breaks on it is said as EnvironmentProblem."""
    from escpos.exceptions import Error

    try:
        device = _device(printer.address)
        if hasattr(device, "host"):  # the library would leave a socket open that found nobody
            where = (device.host, device.port)
            device.device = socket.create_connection(where, timeout=_SEND_SECONDS)
        else:
            device.open()
    except (Error, OSError, ValueError) as error:  # ValueError: no USB library on this system
        raise EnvironmentProblem("printer-missing", printer=printer.name) from error
    try:
        _prepare(device)
        yield device
    except OSError as error:
        raise EnvironmentProblem("printer-failed", printer=printer.name) from error
    finally:
        _close(device)


def _device(address: str) -> Any:
    from escpos.printer import Network, Serial, Usb

    kind, _, rest = address.partition(":")
    place, _, number = rest.rpartition(":")
    if kind == "network":
        return Network(place, int(number), timeout=_SEND_SECONDS)
    if kind == "serial":
        return Serial(place, int(number), timeout=_SEND_SECONDS, xonxoff=True)
    return Usb(int(place, 16), int(number, 16), timeout=int(_SEND_SECONDS * 1000))


def _prepare(device: Any) -> None:
    """What the library leaves open: a serial line that stands still must not hold us for ever, and the
    ends of a USB printer are where it says they are."""
    if _is_serial(device):
        device.device.write_timeout = _SEND_SECONDS + BAND * HEADS[80] // 8 * 10 / device.baudrate
    elif hasattr(device, "out_ep"):
        for end in device.device.get_active_configuration()[(0, 0)]:
            if end.bmAttributes & _TRANSFER != _BULK:
                continue
            if end.bEndpointAddress & _INWARDS:
                device.in_ep = end.bEndpointAddress
            else:
                device.out_ep = end.bEndpointAddress


def _close(device: Any) -> None:
    """End it. The library would wait for a serial printer that stands still, and trips over one that is
    gone: what has not gone out by now never will."""
    if _is_serial(device):
        with contextlib.suppress(Exception):  # the system's own error, of no common kind
            device.device.reset_output_buffer()
        device.device.close()
        device._device = False
    else:
        device.close()
