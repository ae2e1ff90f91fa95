"""The city's HTTP server, in this process or in several: granian, and the line that says it is ready."""

import asyncio
import contextlib
import json
import multiprocessing
import os
import signal
import socket
import ssl
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server

from helpdesk.bootstrap import memory
from helpdesk.bootstrap.city_quiet import STOP_SECONDS
from helpdesk.bootstrap.city_worker import Work, load
from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.server.app import create_app
from helpdesk.server.city import City

BACKLOG = 1024  # connections that wait, and requests in work, of all processes together
HEADER_MS = 30_000  # for the head of a request to come
_ENDS = (signal.SIGTERM, signal.SIGINT)
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

    def settings(self) -> dict[str, Any]:
        """For granian. Raises EnvironmentProblem `port-taken` or `certificate-wrong`."""
        _check_certificate(self)
        return {
            "address": self.host,
            "port": _port(self),
            "interface": Interfaces.ASGI,
            "backlog": BACKLOG,
            "websockets": False,
            "http1_settings": HTTP1Settings(header_read_timeout=HEADER_MS),
            "ssl_cert": self.certificate,
            "ssl_key": self.key,
        }


def serve(city: City, listen: Listen, over: threading.Event) -> None:
    """Serve in this process until SIGTERM or SIGINT, which sets `over`. Requests in work are finished then,
    for STOP_SECONDS at most; who was only slow, or does not read, is left.

    Raises EnvironmentProblem `port-taken` or `certificate-wrong`.
    """
    settings = listen.settings()
    server = Server(create_app(city), **settings)
    memory.settle()
    # Not asyncio.run: at its end it waits for every thread, also for one that the database leaves waiting.
    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(_run(server, listen, settings["port"], over))
    finally:
        loop.close()
        for name in _ENDS:  # somebody is impatient: what follows ends by itself
            signal.signal(name, lambda *_: None)


def serve_in_workers(work: Work, listen: Listen, *, processes: int) -> None:
    """Serve in several processes behind one socket until SIGTERM or SIGINT; one that dies is replaced.

    This process takes no requests. Raises EnvironmentProblem `port-taken` or `certificate-wrong`.
    """
    settings = listen.settings()
    multiprocessing.set_start_method("spawn", force=True)  # a forked one would share our threads
    server = Granian(
        "helpdesk.bootstrap.city_worker:load",
        workers=processes,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        log_enabled=False,
        **settings,
    )
    stopping = threading.Event()
    said = threading.Thread(
        target=_announce_from_thread, args=(listen, settings["port"], stopping), name="ready"
    )
    said.start()
    if listen.with_parent:
        threading.Thread(target=_stop_with_parent, name="parent", daemon=True).start()
    try:
        server.serve(target_loader=partial(load, work), wrap_loader=False)
    finally:
        stopping.set()
        said.join()


def _announce_from_thread(listen: Listen, port: int, stopping: threading.Event) -> None:
    host = _reachable(listen)
    while not stopping.is_set():
        if _lives(listen, host, port):
            _say_ready(listen, host, port)
            return
        stopping.wait(_RETRY_SECONDS * 5)


def _lives(listen: Listen, host: str, port: int) -> bool:
    """Whether a worker answers: the socket is there before them."""
    try:
        if listen.certificate:
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            link: HTTPConnection = HTTPSConnection(host, port, timeout=5, context=context)
        else:
            link = HTTPConnection(host, port, timeout=5)
        with contextlib.closing(link):
            link.request("GET", "/healthz")
            return link.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False


def _stop_with_parent() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


async def _run(server: Server, listen: Listen, port: int, over: threading.Event) -> None:
    loop, stopping = asyncio.get_running_loop(), asyncio.Event()
    halt: Callable[[], object] = server.stop

    def stop() -> None:
        over.set()
        stopping.set()
        halt()

    for name in _ENDS:
        # A loop that only learns of it by being interrupted sleeps on where the signal came just before it
        # began to wait, or reached another thread.
        try:
            loop.add_signal_handler(name, stop)
        except NotImplementedError:  # Windows, whose loop wakes for signals by itself
            signal.signal(name, lambda *_: _tell(loop, stop))
    if listen.with_parent:
        threading.Thread(
            target=_await_parent, args=(loop, stop), name="parent", daemon=True
        ).start()
    announcing = asyncio.create_task(_announce(listen, port, stopping))
    serving, told = asyncio.create_task(server.serve()), asyncio.create_task(stopping.wait())
    await asyncio.wait({serving, told}, return_when=asyncio.FIRST_COMPLETED)
    stopping.set()
    # granian waits for every connection: for a client that sends half of something, or does not read, too.
    await asyncio.wait({serving}, timeout=STOP_SECONDS)
    await announcing
    if serving.done():
        serving.result()


def _await_parent(loop: asyncio.AbstractEventLoop, stop: Callable[[], object]) -> None:
    sys.stdin.buffer.read()
    _tell(loop, stop)


def _tell(loop: asyncio.AbstractEventLoop, stop: Callable[[], object]) -> None:
    with contextlib.suppress(RuntimeError):  # the loop has ended already: somebody is impatient
        loop.call_soon_threadsafe(stop)


async def _announce(listen: Listen, port: int, stopping: asyncio.Event) -> None:
    """Say the URL as soon as somebody answers there."""
    host = _reachable(listen)
    while not await _answers(host, port):
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), _RETRY_SECONDS)
            return
    _say_ready(listen, host, port)


def _reachable(listen: Listen) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(listen.host, listen.host)


def _say_ready(listen: Listen, host: str, port: int) -> None:
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
