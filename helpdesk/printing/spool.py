"""The ways onto paper: what a print system is asked, and CUPS, which knows what really came out.

CUPS is reached through its own library, which every system that prints by it has (Qt needs it, too).
"""

import ctypes
import ctypes.util
import os
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from typing import Any, Protocol

from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.printing.preview import page_sheet

_MM = 25.4 / 72
_ALL_JOBS = -1
_CONTINUE = 100  # HTTP: the scheduler takes the document
_OK_MOST = 0x00FF  # IPP status codes up to here are successes
_STOPPED = "5"  # IPP printer-state


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

    def submit(self, pdf: bytes, *, printer: str, title: str) -> str:
        """Hand a paper over; answers the job's name, empty where nobody can tell what becomes of it.

        `title` is what the queue shows: never personal data. Raises EnvironmentProblem
        `printer-missing` or `printer-failed`: nothing is in the queue then.
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

    def submit(self, pdf: bytes, *, printer: str, title: str) -> str:
        """See `Spooler`. The sheet's size goes with the job in the words of PWG 5101.1."""
        known = {name: options for name, _default, options in self._destinations()}
        if printer not in known:
            raise EnvironmentProblem("printer-missing", printer=printer)
        # A stopped queue would take the job and keep it: nothing came out, and nobody would know.
        accepts = known[printer].get("printer-is-accepting-jobs", "true") == "true"
        if not accepts or known[printer].get("printer-state") == _STOPPED:
            raise EnvironmentProblem("printer-failed", printer=printer)
        job = self._sent(pdf, printer.encode(), title.encode())
        if not job:
            raise EnvironmentProblem("printer-failed", printer=printer)
        return f"{printer}-{job}"

    def state(self, job: str) -> Spooled:
        """See `Spooler`."""
        printer, _, number = job.rpartition("-")
        return self._states(printer.encode()).get(int(number), Spooled.GONE)

    def cancel(self, job: str) -> None:
        """See `Spooler`."""
        printer, _, number = job.rpartition("-")
        self._library().cupsCancelJob(printer.encode(), int(number))

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
                options = {o.name.decode(): o.value.decode() for o in each.options[: each.count]}
                yield each.name.decode(errors="replace"), bool(each.is_default), options
        finally:
            library.cupsFreeDests(count, found)

    def _sent(self, pdf: bytes, printer: bytes, title: bytes) -> int:
        """The job's number, 0 if the scheduler did not take all of it."""
        library = self._library()
        size = media(page_sheet(pdf)).encode()
        options = (_Option * 2)(_Option(b"media", size), _Option(b"print-scaling", b"none"))
        job = int(library.cupsCreateJob(None, printer, title, 2, options))
        if not job:
            return 0
        begun = library.cupsStartDocument(None, printer, job, title, b"application/pdf", 1)
        if begun == _CONTINUE:
            library.cupsWriteRequestData(None, pdf, ctypes.c_size_t(len(pdf)))
            if library.cupsFinishDocument(None, printer) <= _OK_MOST:
                return job
        library.cupsCancelJob(printer, job)
        return 0

    def _states(self, printer: bytes) -> dict[int, Spooled]:
        """Every job of a queue that the scheduler remembers. Raises EnvironmentProblem."""
        library, jobs = self._library(), ctypes.POINTER(_Job)()
        count = library.cupsGetJobs(ctypes.byref(jobs), printer, 0, _ALL_JOBS)
        if count < 0:
            raise EnvironmentProblem("printer-failed", printer=printer.decode())
        try:
            return {each.id: _STATES.get(each.state, Spooled.WAITING) for each in jobs[:count]}
        finally:
            library.cupsFreeJobs(count, jobs)


def media(sheet: tuple[float, float]) -> str:
    """A sheet's size (points) in PWG's words: `iso_a5_148x210mm`, else a custom size."""
    width, height = (round(points * _MM) for points in sheet)
    known = {(210, 297): "iso_a4_210x297mm", (148, 210): "iso_a5_148x210mm"}
    return known.get((width, height), f"custom_paper_{width}x{height}mm")
