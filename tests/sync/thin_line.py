"""A thin line that is cut after every so many bytes: a TCP proxy that counts what crosses it."""

import contextlib
import socket
import threading
from urllib.parse import urlsplit

_HEAD_END = b"\r\n\r\n"
_SECOND = 0.004  # of the line's time
_PART, _RATE = 1024, 2500  # bytes, bytes in such a second
_REDIAL = 5 * _SECOND


class ThinLine:
    """Listens at `url`. After `window` bytes towards the city the connection is cut, and the next one has
    as many again; 0 never cuts. As with a radio, the city is not told: for it the old one is only silent.

    It is as slow as 20 kbit/s would be if a second were four milliseconds; then the city's own time for a
    request counts as it does on a real one.

    With `collects` the line passes on whole requests only, as many a proxy does: what is cut never
    reaches the city. `up` counts bytes that crossed towards the city, `files` those of them that were
    parts of files, `cuts` the cuts.
    """

    def __init__(self, city: str, *, window: int = 0, collects: bool = False) -> None:
        self.window = window
        self.collects = collects
        self.up = 0
        self.files = 0
        self.cuts = 0
        self.moved = threading.Event()  # set by all that crosses
        there = urlsplit(city)
        self._there = (there.hostname or "", there.port or 0)
        self._left = window
        self._listener = socket.create_server(("127.0.0.1", 0))
        # Small, so that bytes which never crossed are not taken for sent.
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._open: set[socket.socket] = set()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._accept, name="thin-line", daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where the desk finds the city."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> "ThinLine":
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for each in tuple(self._open):
            _end(each)
        self._thread.join(timeout=5)

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            far = socket.create_connection(self._there)
            self._open |= {near, far}
            for target, one, other in ((self._upwards, near, far), (self._downwards, far, near)):
                threading.Thread(target=target, args=(one, other), daemon=True).start()

    def _upwards(self, near: socket.socket, far: socket.socket) -> None:
        held, heads = b"", _Heads()
        with contextlib.suppress(OSError):
            while part := near.recv(min(_PART, self._left) if self.window else _PART):
                self._over.wait(len(part) / _RATE * _SECOND)
                self.up += len(part)
                self.files += heads.bytes_of_files(part)
                self._left -= len(part)
                self.moved.set()
                if self.collects:
                    held += part
                    if _is_whole(held):
                        far.sendall(held)
                        held = b""
                else:
                    far.sendall(part)
                if self.window and self._left <= 0:
                    self._left = self.window
                    self.cuts += 1
                    self._over.wait(_REDIAL)
                    _end(near)
                    return
        _end(near)
        _end(far)

    def _downwards(self, far: socket.socket, near: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while part := far.recv(65_536):
                near.sendall(part)
        _end(near)
        _end(far)


class _Heads:
    """Tells heads from bodies in what one connection carries."""

    def __init__(self) -> None:
        self._head = b""
        self._body = 0
        self._counts = False

    def bytes_of_files(self, part: bytes) -> int:
        """How many of these bytes are of files."""
        counted = 0
        while part:
            if self._body:
                taken = part[: self._body]
                part = part[len(taken) :]
                self._body -= len(taken)
                counted += len(taken) * self._counts
                continue
            self._head += part
            part = b""
            if _HEAD_END in self._head:
                head, _, part = self._head.partition(_HEAD_END)
                self._head, self._body = b"", _length(head)
                self._counts = head.startswith(b"PATCH")
        return counted


def _length(head: bytes) -> int:
    fields = dict(line.lower().split(b":", 1) for line in head.split(b"\r\n")[1:] if b":" in line)
    return int(fields.get(b"content-length", b"0"))


def _is_whole(held: bytes) -> bool:
    head, end, body = held.partition(_HEAD_END)
    return bool(end) and len(body) >= _length(head)


def _end(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
