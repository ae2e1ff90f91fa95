"""The city's HTTP server in this process: granian's loop, and the line that says it is ready."""

import asyncio
import contextlib
import json
import logging
import signal
import socket
import ssl
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from granian.constants import Interfaces
from granian.server.embed import Server

from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.server.app import create_app
from helpdesk.server.city import City

BACKLOG = 1024
_RETRY_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class Listen:
    """Where to listen: port 0 takes a free one. `ready_file` gets {"url": …} once it answers.

    With `certificate` and `key` (PEM files) it speaks TLS 1.3, else plain HTTP. `with_parent` ends it
    when standard input closes: with the program that started it, however that ends.
    """

    host: str
    port: int
    ready_file: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    with_parent: bool = False


def serve(city: City, listen: Listen) -> None:
    """Serve until SIGTERM or SIGINT.

    Raises EnvironmentProblem `port-taken` or `certificate-wrong`.
    """
    port = _port(listen)
    _check_certificate(listen)
    server = Server(
        create_app(city),
        address=listen.host,
        port=port,
        interface=Interfaces.ASGI,
        backlog=BACKLOG,
        websockets=False,
        ssl_cert=listen.certificate,
        ssl_key=listen.key,
    )
    # It would talk on stdout, where programs read the URL.
    logging.getLogger("_granian").setLevel(logging.ERROR)
    asyncio.run(_run(server, listen, port))


async def _run(server: Server, listen: Listen, port: int) -> None:
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        # Not loop.add_signal_handler: Windows has none.
        signal.signal(name, lambda *_: loop.call_soon_threadsafe(server.stop))
    if listen.with_parent:
        threading.Thread(
            target=_await_parent, args=(loop, server.stop), name="parent", daemon=True
        ).start()
    stopping = asyncio.Event()
    announcing = asyncio.create_task(_announce(listen, port, stopping))
    await server.serve()
    stopping.set()
    await announcing


def _await_parent(loop: asyncio.AbstractEventLoop, stop: Callable[[], object]) -> None:
    sys.stdin.buffer.read()
    with contextlib.suppress(RuntimeError):  # the loop has ended already
        loop.call_soon_threadsafe(stop)


async def _announce(listen: Listen, port: int, stopping: asyncio.Event) -> None:
    """Say the URL as soon as somebody answers there."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(listen.host, listen.host)
    while not await _answers(host, port):
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), _RETRY_SECONDS)
            return
    scheme, name = "https" if listen.certificate else "http", f"[{host}]" if ":" in host else host
    url = f"{scheme}://{name}:{port}"
    if listen.ready_file is not None:
        part = listen.ready_file.with_suffix(".part")
        part.write_text(json.dumps({"url": url}), encoding="utf-8")
        part.replace(listen.ready_file)
    print(url, flush=True)


async def _answers(host: str, port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    writer.close()
    return True


def _check_certificate(listen: Listen) -> None:
    """Certificate and key belong together; granian would only say so in its own words."""
    if listen.certificate is None:
        return
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(listen.certificate, listen.key)
    except OSError as error:
        raise EnvironmentProblem("certificate-wrong", path=str(listen.certificate)) from error


def _port(listen: Listen) -> int:
    """A port that is free now."""
    family = socket.AF_INET6 if ":" in listen.host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((listen.host, listen.port))
            port: int = probe.getsockname()[1]
    except OSError as error:
        raise EnvironmentProblem("port-taken", port=listen.port, host=listen.host) from error
    return port
