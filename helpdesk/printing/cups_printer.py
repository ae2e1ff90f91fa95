"""What CUPS knows of a printer, asked with IPP (RFC 8011, Get-Printer-Attributes) through its library."""

import ctypes
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from helpdesk.application.printers import Capabilities, unweighted

_GET_PRINTER_ATTRIBUTES = 0x000B
_OPERATION, _URI, _ANY = 0x01, 0x45, 0x00
_OK_MOST = 0x00FF


def capabilities(library: Any, printer: str) -> Capabilities:
    """Of a queue of the scheduler that this thread talks to; nothing where it does not answer."""
    library.ippNewRequest.restype = ctypes.c_void_p
    library.cupsDoRequest.restype = ctypes.c_void_p
    request = ctypes.c_void_p(library.ippNewRequest(_GET_PRINTER_ATTRIBUTES))
    uri = f"ipp://localhost/printers/{quote(printer)}".encode()
    library.ippAddString(request, _OPERATION, _URI, b"printer-uri", None, uri)
    answer = ctypes.c_void_p(library.cupsDoRequest(None, request, b"/"))
    if not answer:
        return Capabilities()
    try:
        if library.ippGetStatusCode(answer) > _OK_MOST:
            return Capabilities()
        return Capabilities(
            trays=tuple(_values(library, answer, b"media-source-supported")),
            sheets=tuple(_values(library, answer, b"media-supported")),
            loaded=tuple(_values(library, answer, b"media-ready")),
            troubles=unweighted(_values(library, answer, b"printer-state-reasons")),
        )
    finally:
        library.ippDelete(answer)


def _values(library: Any, answer: ctypes.c_void_p, name: bytes) -> Iterator[str]:
    library.ippFindAttribute.restype = ctypes.c_void_p
    library.ippGetString.restype = ctypes.c_char_p
    found = ctypes.c_void_p(library.ippFindAttribute(answer, name, _ANY))
    if found:
        for n in range(library.ippGetCount(found)):
            if value := library.ippGetString(found, n, None):
                yield value.decode(errors="replace")
