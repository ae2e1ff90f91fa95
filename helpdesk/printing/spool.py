"""The ways onto paper: what a print system is asked, and CUPS, which knows what really came out.

CUPS is reached through its own library, which every system that prints by it has (Qt needs it, too).
"""

import ctypes
import ctypes.util
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from functools import cache
from typing import Any, Protocol

from helpdesk.application.printers import Capabilities
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.printing import cups_printer
from helpdesk.printing.cups_history import Printer, printer_behind
from helpdesk.printing.preview import page_count, page_sheet

_MM = 25.4 / 72
_ALL_JOBS = -1
_CONTINUE = 100  # HTTP: the scheduler takes the document
_OK_MOST = 0x00FF  # IPP status codes up to here are successes
_NOT_FOUND = 0x0406  # IPP: no such queue
_LIFE, _PAGE_LIFE = 600, 180  # seconds
_STOPPED = "5"  # IPP printer-state
_MARK = re.compile(r"[0-9a-f]{8}$")  # at the end of a job's title


class Spooled(StrEnum):
    """What the print system says of a job. `GONE`: it does not know it (any more)."""

    WAITING = "waiting"
    PRINTED = "printed"
    FAILED = "failed"
    GONE = "gone"


class Spooler(Protocol):
    """A way onto paper. Background threads only."""

    def names(self) -> tuple[str, ...]:
        """The printers, the default one first."""
        ...

    def capabilities(self, printer: str) -> Capabilities:
        """What the printer tells of its trays and sheets."""
        ...

    def submit(self, pdf: bytes, *, printer: str, title: str, tray: str = "") -> str:
        """Hand a paper over; answers the job's name, empty where nobody can tell what becomes of it.

        `title` is what the queue shows: never personal data; `tray` one of the printer's, or empty: as
        it thinks right. Raises EnvironmentProblem `printer-missing` or `printer-failed`, Problem
        `printer-sheet` for a size that it does not take: nothing is in the queue then.
        """
        ...

    def state(self, job: str) -> Spooled:
        """What became of a job. Raises EnvironmentProblem `printer-failed` when nobody answers."""
        ...

    def cancel(self, job: str) -> None:
        """Take a job out of the queue; one that is gone is fine."""
        ...


class _Option(ctypes.Structure):
    _fields_ = (("name", ctypes.c_char_p), ("value", ctypes.c_char_p))


class _Destination(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("instance", ctypes.c_char_p),
        ("is_default", ctypes.c_int),
        ("count", ctypes.c_int),
        ("options", ctypes.POINTER(_Option)),
    )


class _Job(ctypes.Structure):
    _fields_ = (
        ("id", ctypes.c_int),
        ("destination", ctypes.c_char_p),
        ("title", ctypes.c_char_p),
        ("user", ctypes.c_char_p),
        ("format", ctypes.c_char_p),
        ("state", ctypes.c_int),
        ("size", ctypes.c_int),
        ("priority", ctypes.c_int),
        ("completed", ctypes.c_long),
        ("created", ctypes.c_long),
        ("processed", ctypes.c_long),
    )


# RFC 8011, job-state. A printer that stopped in the middle may go on when somebody gives it paper.
_STATES = {
    **dict.fromkeys((3, 4, 5, 6), Spooled.WAITING),
    **dict.fromkeys((7, 8), Spooled.FAILED),
    9: Spooled.PRINTED,
}


@cache
def _cups() -> Any:
    """CUPS' library, or None where there is none."""
    name = ctypes.util.find_library("cups") if os.name == "posix" else None
    try:
        return ctypes.CDLL(name) if name else None
    except OSError:
        return None


def has_cups() -> bool:
    """Whether this system prints by CUPS."""
    return _cups() is not None


class CupsSpooler:
    """`Spooler` over CUPS; `server` names another scheduler than the system's (host:port)."""

    def __init__(self, *, server: str = "") -> None:
        self._server = server.encode()

    def names(self) -> tuple[str, ...]:
        """The queues, the default one first; none when no scheduler runs."""
        found = {name: default for name, default, _options in self._destinations()}
        return tuple(sorted(found, key=lambda name: (not found[name], name)))

    def capabilities(self, printer: str) -> Capabilities:
        """See `Spooler`; nothing is known of a queue without a driver."""
        return cups_printer.capabilities(self._library(), printer)

    def submit(self, pdf: bytes, *, printer: str, title: str, tray: str = "") -> str:
        """See `Spooler`. The sheet's size goes with the job in the words of PWG 5101.1."""
        known = {name: options for name, _default, options in self._destinations()}
        if printer not in known:
            raise EnvironmentProblem("printer-missing", printer=printer)
        # A stopped queue would take the job and keep it: nothing came out, and nobody would know.
        accepts = known[printer].get("printer-is-accepting-jobs", "true") == "true"
        if not accepts or known[printer].get("printer-state") == _STOPPED:
            raise EnvironmentProblem("printer-failed", printer=printer)
        sheet, known_of_it = page_sheet(pdf), self.capabilities(printer)
        if not known_of_it.takes(size := sheet_name(sheet)):
            raise Problem("printer-sheet", printer=printer, size=size)
        where = media_options(sheet, tray if tray in known_of_it.trays else "")
        # The mark tells the printer's own jobs apart: another computer prints receipts on it, too.
        job = self._sent(pdf, printer.encode(), f"{title} {secrets.token_hex(4)}".encode(), where)
        if not job:
            raise EnvironmentProblem("printer-failed", printer=printer)
        return f"{printer}-{job}"

    def state(self, job: str) -> Spooled:
        """See `Spooler`. What CUPS calls completed is what the printer says of it, where it says anything."""
        state, mark = self._known(job)
        if state is Spooled.PRINTED:
            with self._printer(job) as printer:
                found = printer.job(mark) if printer and mark else None
            if found is not None:
                return _STATES.get(found.state, Spooled.WAITING)
        return state

    def cancel(self, job: str) -> None:
        """See `Spooler`. Where CUPS is done with it, the printer may still have it."""
        queue, _, number = job.rpartition("-")
        if self._library().cupsCancelJob(queue.encode(), int(number)):
            return
        with suppress(EnvironmentProblem):
            state, mark = self._known(job)
            if state is Spooled.PRINTED and mark:
                with self._printer(job) as printer:
                    if printer:
                        printer.take_back(mark)

    def _library(self) -> Any:
        """The library, set to our scheduler on this thread."""
        library = _cups()
        if self._server:
            library.cupsSetServer(self._server)
        return library

    def _destinations(self) -> Iterator[tuple[str, bool, dict[str, str]]]:
        library, found = self._library(), ctypes.POINTER(_Destination)()
        count = library.cupsGetDests(ctypes.byref(found))
        try:
            for each in found[:count]:
                yield each.name.decode(errors="replace"), bool(each.is_default), _options(each)
        finally:
            library.cupsFreeDests(count, found)

    def _sent(self, pdf: bytes, printer: bytes, title: bytes, where: tuple[bytes, bytes]) -> int:
        """The job's number, 0 if the scheduler did not take all of it."""
        library = self._library()
        given = (where, (b"print-scaling", b"none"), (b"job-cancel-after", _life(pdf)))
        options = (_Option * len(given))(*(_Option(*each) for each in given))
        job = int(library.cupsCreateJob(None, printer, title, len(given), options))
        if not job:
            return 0
        begun = library.cupsStartDocument(None, printer, job, title, b"application/pdf", 1)
        if begun == _CONTINUE:
            library.cupsWriteRequestData(None, pdf, ctypes.c_size_t(len(pdf)))
            if library.cupsFinishDocument(None, printer) <= _OK_MOST:
                return job
        library.cupsCancelJob(printer, job)
        return 0

    def _known(self, job: str) -> tuple[Spooled, str]:
        """What the scheduler remembers of a job, and the mark that its title ends with. Raises
        EnvironmentProblem."""
        queue, _, number = job.rpartition("-")
        library, jobs = self._library(), ctypes.POINTER(_Job)()
        count = library.cupsGetJobs(ctypes.byref(jobs), queue.encode(), 0, _ALL_JOBS)
        if count < 0 and library.cupsLastError() == _NOT_FOUND:  # the queue was deleted
            return Spooled.GONE, ""
        if count < 0:
            raise EnvironmentProblem("printer-failed", printer=queue)
        try:
            for each in jobs[:count]:
                if each.id == int(number):
                    mark = _MARK.search((each.title or b"").decode(errors="replace"))
                    return _STATES.get(each.state, Spooled.WAITING), mark[0] if mark else ""
            return Spooled.GONE, ""
        finally:
            library.cupsFreeJobs(count, jobs)

    @contextmanager
    def _printer(self, job: str) -> Iterator[Printer | None]:
        """The printer that a job went to, if it can be asked."""
        library, queue = self._library(), job.rpartition("-")[0]
        library.cupsGetNamedDest.restype = ctypes.POINTER(_Destination)
        found = library.cupsGetNamedDest(None, queue.encode(), None)
        if not found:
            yield None
            return
        try:
            device = _options(found[0]).get("device-uri", "")
            with printer_behind(library, found, device=device) as printer:
                yield printer
        finally:
            library.cupsFreeDests(1, found)


def _options(of: _Destination) -> dict[str, str]:
    return {o.name.decode(): o.value.decode() for o in of.options[: of.count]}


def _life(pdf: bytes) -> bytes:
    """After so many seconds CUPS itself gives a job up, also when this program is closed: a printer that is
    switched on the next morning prints nothing of the day before (C28). Long lists have longer."""
    return str(max(_LIFE, _PAGE_LIFE * page_count(pdf))).encode()


def media_options(sheet: tuple[float, float], tray: str) -> tuple[bytes, bytes]:
    """How a job names its sheet, and the tray to take it from where one was chosen."""
    if not tray:
        return b"media", media(sheet).encode()
    across, down = (round(points * _MM * 100) for points in sheet)  # hundredths of a millimetre
    size = f"media-size={{x-dimension={across} y-dimension={down}}}"
    return b"media-col", f"{{media-source={tray} {size}}}".encode()


def sheet_name(sheet: tuple[float, float]) -> str:
    """A4 or A5, else nothing that a printer could be asked about."""
    known = {(210, 297): "A4", (148, 210): "A5"}
    width, height = (round(points * _MM) for points in sheet)
    return known.get((width, height), "")


def media(sheet: tuple[float, float]) -> str:
    """A sheet's size (points) in PWG's words: `iso_a5_148x210mm`, else a custom size."""
    width, height = (round(points * _MM) for points in sheet)
    known = {(210, 297): "iso_a4_210x297mm", (148, 210): "iso_a5_148x210mm"}
    return known.get((width, height), f"custom_paper_{width}x{height}mm")
