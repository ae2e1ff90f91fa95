"""One of several serving processes: its own City and pool, the parent's socket, an end with the parent."""

import contextlib
import multiprocessing
import os
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from litestar import Litestar
from litestar.types import ASGIApp

from helpdesk.bootstrap import memory
from helpdesk.bootstrap.city_ladder import LadderThread
from helpdesk.bootstrap.city_logs import log_to_stderr
from helpdesk.bootstrap.city_parts import open_city
from helpdesk.bootstrap.city_quiet import quiet_work
from helpdesk.server.app import create_app


@dataclass(frozen=True, slots=True)
class Work:
    """What a worker is told. `url` is the database owner's; it travels over a pipe, not in the
    environment."""

    data: Path
    url: str
    behind_proxy: bool
    json_logs: bool
    ladder: bool = True


def load(work: Work) -> ASGIApp:
    """The application, with a city that opens and closes with it."""
    log_to_stderr(json_lines=work.json_logs)
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()

    @contextlib.asynccontextmanager
    async def opened(_app: Litestar) -> AsyncIterator[None]:
        try:
            yield
        finally:
            stack.close()

    stack = contextlib.ExitStack()
    city = stack.enter_context(open_city(work.data, work.url, behind_proxy=work.behind_proxy))
    stack.enter_context(quiet_work(city, threading.Event()))
    if work.ladder:
        stack.enter_context(LadderThread.of(city).running())
    memory.settle()
    return create_app(city, lifespan=[opened])


def _end_with_parent() -> None:
    """A worker without its parent would keep the port from the next start."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
