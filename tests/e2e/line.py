"""The line between desk and city: a real port that passes everything on, until it is told to fail."""

import contextlib
import math
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

_HEAD_END = b"\r\n\r\n"
SECONDS = 70


def _answer(status: str, kind: str, body: bytes, *fields: str) -> bytes:
    head = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *fields]
    return "\r\n".join(head).encode() + _HEAD_END + body


PORTAL = _answer("200 OK", "text/html", "<html><h1>请登录网络</h1></html>".encode())
MEDIA_TYPE = "application/vnd.helpdesk.sync"
# What the line does with the city's answer to one request; None stands for silence.
FAULTS: dict[str, Callable[[bytes], bytes | None]] = {
    "": lambda answer: answer,
    "silent": lambda _answer: None,
    "lost": lambda _answer: b"",
    "cut": lambda answer: answer[: len(answer) - 9],
    "cut head": lambda answer: answer[:20],
    "flipped": lambda answer: answer[:-12] + bytes(b ^ 0xFF for b in answer[-12:]),
    "500": lambda _: _answer("500 Internal Server Error", "text/plain", b"oops"),
    "502": lambda _: _answer("502 Bad Gateway", "text/html", b"<html>nginx</html>"),
    "503": lambda _: _answer("503 Service Unavailable", "text/plain", b"", "Retry-After: 1"),
    "portal": lambda _: PORTAL,
    "redirect": lambda _: _answer("302 Found", "text/html", b"", "Location: http://login.wifi/"),
    "login": lambda _: _answer("511 Network Authentication Required", "text/html", b"login"),
    "garbage": lambda _: os.urandom(4_000),
    "garbage of ours": lambda _: _answer("200 OK", MEDIA_TYPE, os.urandom(4_000)),
    "empty": lambda _: _answer("200 OK", MEDIA_TYPE, b""),
    "lines": lambda _: b"HTTP/1.1 200 OK\r\n" + b"X: " + b"a" * 200_000,
}


class Line:
    """Listens at `url`; every request goes to the city, what comes back is up to `fault`.

    With `reaches` false the city never sees the request. `requests` counts them. A `weather` is asked
    for every request instead: the fault, and which share of the request reaches the city.
    """

    def __init__(
        self, city: str, *, weather: Callable[[], tuple[str, float]] | None = None
    ) -> None:
        self.city = city
        self.fault = ""
        self.reaches = True
        self.weather = weather
        self.requests = 0
        self.arrived = threading.Event()  # set by every request
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._port: int = self._listener.getsockname()[1]
        self._open: set[socket.socket] = set()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._accept, name="line", daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where the desk finds the city."""
        return f"http://127.0.0.1:{self._port}"

    def fail(self, fault: str, *, reaches: bool = False) -> None:
        """From now on this happens to every answer."""
        self.fault, self.reaches = fault, reaches
        self.arrived.clear()

    def close(self) -> None:
        """Nobody listens any more; open connections end."""
        self._over.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for each in tuple(self._open):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        self._thread.join(timeout=5)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._open.add(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            connection.settimeout(SECONDS)
            while request := _message(connection):
                self.requests += 1
                fault, share = self.weather() if self.weather else self._told()
                self.arrived.set()
                answer = FAULTS[fault](self._ask(request, share) if share else b"")
                if answer is None:
                    self._over.wait(SECONDS)
                    return
                connection.sendall(answer)
                if fault:
                    return
        self._open.discard(connection)

    def _told(self) -> tuple[str, float]:
        return self.fault, float(self.reaches or not self.fault)

    def _ask(self, request: bytes, share: float) -> bytes:
        there = urlsplit(self.city)
        with socket.create_connection((there.hostname, there.port), timeout=SECONDS) as city:
            city.sendall(request[: math.ceil(len(request) * share)])
            return _message(city) if share >= 1 else b""


def _message(connection: socket.socket) -> bytes:
    """One whole HTTP message with a Content-Length; nothing when the other side is done."""
    received = b""
    while _HEAD_END not in received:
        part = connection.recv(65_536)
        if not part:
            return b""
        received += part
    head, _, body = received.partition(_HEAD_END)
    fields = dict(line.lower().split(b":", 1) for line in head.split(b"\r\n")[1:] if b":" in line)
    length = int(fields.get(b"content-length", b"0"))
    while len(body) < length:
        part = connection.recv(65_536)
        if not part:
            return b""
        body += part
    return head + _HEAD_END + body


@contextmanager
def line_to(city: str, *, weather: Callable[[], tuple[str, float]] | None = None) -> Iterator[Line]:
    """A line, cut at the end."""
    line = Line(city, weather=weather)
    try:
        yield line
    finally:
        line.close()
