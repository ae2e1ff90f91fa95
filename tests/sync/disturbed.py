"""Lines that fail: servers that are none of ours, and a wire that loses answers."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.protocol.messages import SyncRequest
from helpdesk.protocol.renewal import RenewAnswer, RenewRequest
from helpdesk.protocol.short import ShortRequest
from helpdesk.sync.transport import Reply, Transport


class _Quiet(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what is being tested."""


@contextmanager
def answering(
    status: int, body: bytes, *, tls: ssl.SSLContext | None = None, **headers: str
) -> Iterator[str]:
    """A server that answers everything with the same; `content_length` and `date` may lie."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response_only(status)
            fields = {"content_length": str(len(body)), **headers}
            for name, value in fields.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body)
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = _Quiet(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        scheme, host = ("https", "localhost") if tls else ("http", "127.0.0.1")
        yield f"{scheme}://{host}:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def silent() -> Iterator[str]:
    """A port that takes connections and never says anything."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def closed_port() -> str:
    """Where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    return f"http://127.0.0.1:{port}"


class Line:
    """A line to the real city on which `fault(n)` decides what happens to exchange number n:
    "" nothing, "request" it is lost on the way there, "answer" on the way back, "double" it is
    sent twice."""

    def __init__(self, fault: Callable[[int], str]) -> None:
        self.fault = fault
        self.count = 0
        self.requests: list[SyncRequest] = []

    def __call__(self, server: str) -> "Line":
        self._transport = Transport(server)
        return self

    def __enter__(self) -> "Line":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._transport.close()

    def exchange(
        self,
        request: SyncRequest,
        *,
        device: str,
        sent_ms: int,
        sign: Callable[[bytes], bytes],
        short: ShortRequest | None = None,
    ) -> Reply:
        """One exchange, as the line lets it."""
        self.count += 1
        self.requests.append(request)
        fault = self.fault(self.count)
        if fault == "request":
            raise EnvironmentProblem("network-cut")
        for _ in range(2 if fault == "double" else 1):
            reply = self._transport.exchange(
                request, device=device, sent_ms=sent_ms, sign=sign, short=short
            )
        if fault == "answer":
            raise EnvironmentProblem("network-cut")
        return reply

    def renew(
        self,
        request: RenewRequest,
        *,
        device: str,
        sent_ms: int,
        sign: Callable[[bytes], bytes],
    ) -> RenewAnswer:
        """One renewal, with the same faults."""
        self.count += 1
        fault = self.fault(self.count)
        if fault == "request":
            raise EnvironmentProblem("network-cut")
        answer = self._transport.renew(request, device=device, sent_ms=sent_ms, sign=sign)
        if fault == "double":
            answer = self._transport.renew(request, device=device, sent_ms=sent_ms, sign=sign)
        if fault == "answer":
            raise EnvironmentProblem("network-cut")
        return answer
