"""A line of 100 ms there and back and 1 Mbit/s each way, to the city at `there`.

Bytes queue for the line, then travel: as on a real one, an answer waits for both. A connection is there at
once; in the field each new one costs its 100 ms more, and TLS as many again.
"""

import contextlib
import queue
import socket
import threading
import time
from urllib.parse import urlsplit

TRAVEL_SECONDS = 0.05
BYTES_A_SECOND = 1_000_000 / 8
_PART = 1_460


class SlowLine:
    """Listens at `url` until it is closed."""

    def __init__(self, there: str) -> None:
        city = urlsplit(there)
        self._city = (city.hostname or "", city.port or 0)
        self._listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, name="slow-line", daemon=True).start()

    @property
    def url(self) -> str:
        """Where the desk finds the city."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def close(self) -> None:
        """Nobody else gets through."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            far = socket.create_connection(self._city)
            for one in (near, far):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for source, target in ((near, far), (far, near)):
                travelling: queue.Queue[tuple[float, bytes]] = queue.Queue(maxsize=200)
                for act, end in ((_leave, source), (_arrive, target)):
                    threading.Thread(target=act, args=(end, travelling), daemon=True).start()


def _leave(source: socket.socket, travelling: "queue.Queue[tuple[float, bytes]]") -> None:
    """Each part when the line has carried those before it; an empty one is the end."""
    free, part = 0.0, b"-"
    while part:
        try:
            part = source.recv(_PART)
        except OSError:
            part = b""
        free = max(free, time.perf_counter()) + len(part) / BYTES_A_SECOND
        travelling.put((free + TRAVEL_SECONDS, part))


def _arrive(target: socket.socket, travelling: "queue.Queue[tuple[float, bytes]]") -> None:
    with contextlib.suppress(OSError):
        while True:
            at, part = travelling.get()
            time.sleep(max(0.0, at - time.perf_counter()))
            if not part:
                break
            target.sendall(part)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)
