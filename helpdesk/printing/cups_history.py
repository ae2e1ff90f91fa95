"""What a printer itself remembers of a job, asked with IPP (RFC 8011, Get-Jobs) through CUPS' library.

CUPS asks a printer how a job goes from two threads, of which only one notices that it was cancelled at the
printer's panel. Where the other one is the first to find the job ended, CUPS says "completed"; likewise
where a printer keeps a job until somebody releases it, and where a queue does not wait for the end.
"""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

_GET_JOBS, _CANCEL_JOB = 0x000A, 0x0008
_OPERATION, _JOB = 0x01, 0x02  # groups of attributes
_INTEGER, _NAME, _KEYWORD, _URI = 0x21, 0x42, 0x44, 0x45
_WANTED = (b"job-id", b"job-name", b"job-state")
_OK_MOST = 0x00FF
_DEVICE = 0x80  # CUPS_DEST_FLAGS_DEVICE: the printer, not its queue
_CONNECT_MS, _ANSWER_SECONDS = 3_000, 5.0
_PATH_MOST = 1024
_CANCELLABLE_MOST = 6  # job-state: what follows has ended


@dataclass(frozen=True, slots=True)
class Remembered:
    """A job as the printer has it: its own number, and RFC 8011's job-state."""

    number: int
    state: int


@dataclass(frozen=True, slots=True)
class Printer:
    """A printer that answered the call."""

    library: Any
    line: ctypes.c_void_p
    path: bytes
    uri: bytes

    def job(self, mark: str) -> Remembered | None:
        """The newest job whose name ends with this mark; None where it has or tells none."""
        for which in (b"completed", b"not-completed"):
            jobs = [job for job in self._jobs(which) if str(job.get("job-name")).endswith(mark)]
            if jobs:
                newest = max(jobs, key=lambda job: job["job-id"])
                return Remembered(newest["job-id"], newest["job-state"])
        return None

    def take_back(self, mark: str) -> None:
        """Cancel what it still has of a job."""
        found = self.job(mark)
        if found is not None and found.state <= _CANCELLABLE_MOST:
            request = self._request(_CANCEL_JOB)
            self.library.ippAddInteger(
                request, _OPERATION, _INTEGER, b"job-id", ctypes.c_int(found.number)
            )
            self.library.ippDelete(self._answer(request))

    def _jobs(self, which: bytes) -> Iterator[dict[str, Any]]:
        library, request = self.library, self._request(_GET_JOBS)
        library.ippAddString(request, _OPERATION, _KEYWORD, b"which-jobs", None, which)
        wanted = (ctypes.c_char_p * len(_WANTED))(*_WANTED)
        library.ippAddStrings(
            *(request, _OPERATION, _KEYWORD, b"requested-attributes", len(_WANTED), None, wanted)
        )
        answer = self._answer(request)
        try:
            if answer and library.ippGetStatusCode(answer) <= _OK_MOST:
                yield from _groups(library, answer)
        finally:
            library.ippDelete(answer)

    def _request(self, operation: int) -> ctypes.c_void_p:
        library = self.library
        request = ctypes.c_void_p(library.ippNewRequest(operation))
        library.ippAddString(request, _OPERATION, _URI, b"printer-uri", None, self.uri)
        us = library.cupsUser()
        library.ippAddString(request, _OPERATION, _NAME, b"requesting-user-name", None, us)
        return request

    def _answer(self, request: ctypes.c_void_p) -> ctypes.c_void_p:
        return ctypes.c_void_p(self.library.cupsDoRequest(self.line, request, self.path))


@contextmanager
def printer_behind(library: Any, queue: Any, *, device: str) -> Iterator[Printer | None]:
    """The printer of a queue (a pointer to CUPS' `cups_dest_t`, its device-uri in words).

    None where it does not speak IPP or does not answer within seconds.
    """
    if not _speaks_ipp(device):
        yield None
        return
    _declare(library)
    path = ctypes.create_string_buffer(_PATH_MOST)
    size = ctypes.c_size_t(_PATH_MOST)
    line = ctypes.c_void_p(
        library.cupsConnectDest(queue, _DEVICE, _CONNECT_MS, None, path, size, None, None)
    )
    if not line:
        yield None
        return
    library.httpSetTimeout(line, ctypes.c_double(_ANSWER_SECONDS), None, None)
    where = path.value.partition(b"?")[0]  # the rest is meant for CUPS
    uri = device.partition("?")[0].encode()
    if uri.startswith(b"dnssd"):  # a name, by which it was found
        host = ctypes.create_string_buffer(_PATH_MOST)
        library.httpGetHostname(line, host, _PATH_MOST)
        uri = b"ipp://%b%b" % (host.value, where)
    try:
        yield Printer(library, line, where, uri)
    finally:
        library.httpClose(line)


def _speaks_ipp(device: str) -> bool:
    scheme = device.partition(":")[0]
    return scheme in {"ipp", "ipps"} or (scheme == "dnssd" and "._ipp" in device)


def _groups(library: Any, answer: ctypes.c_void_p) -> Iterator[dict[str, Any]]:
    """The jobs of an answer; a nameless attribute stands between two."""
    job: dict[str, Any] = {}
    each = ctypes.c_void_p(library.ippFirstAttribute(answer))
    while each:
        name = library.ippGetName(each)
        if name is None:
            yield from _whole(job)
            job = {}
        elif library.ippGetGroupTag(each) == _JOB and name in _WANTED:
            text = library.ippGetString(each, 0, None)
            value = text.decode(errors="replace") if text else library.ippGetInteger(each, 0)
            job[name.decode()] = value
        each = ctypes.c_void_p(library.ippNextAttribute(answer))
    yield from _whole(job)


def _whole(job: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if len(job) == len(_WANTED):
        yield job


def _declare(library: Any) -> None:
    """ctypes takes every answer for a number of 32 bits."""
    pointers = ("ippNewRequest", "cupsDoRequest", "cupsConnectDest")
    for name in (*pointers, "ippFirstAttribute", "ippNextAttribute"):
        getattr(library, name).restype = ctypes.c_void_p
    for name in ("cupsUser", "ippGetName", "ippGetString"):
        getattr(library, name).restype = ctypes.c_char_p
