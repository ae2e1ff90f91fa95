"""How much one sender may ask for, and how slowly: outermost, before anything is read or decided."""

import asyncio
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec
from litestar.enums import ScopeType
from litestar.exceptions import HTTPException
from litestar.types import ASGIApp, Receive, Scope, Send
from litestar.types.asgi_types import ReceiveMessage

from helpdesk.domain.problems import Problem
from helpdesk.i18n.problems import sentence
from helpdesk.protocol.messages import ErrorAnswer

LOOPBACK = frozenset({"127.0.0.1", "::1", ""})  # a proxy on this machine, or its administrator
SILENCE_SECONDS = 30.0  # within a body
GRACE_SECONDS, SLOWEST = 60.0, 200.0  # then bytes a second, on the average; a bad line has 1,000
_REMEMBERED = 50_000


@dataclass(slots=True)
class Buckets:
    """A token bucket for each sender: `burst` at once, `rate` a second after that.

    Each serving process has its own, so the bound of all together is as many times as high.
    """

    rate: float
    burst: float
    clock: Callable[[], float] = time.monotonic
    _left: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def take(self, sender: str) -> int:
        """0 if one more may come, else after how many whole seconds."""
        now = self.clock()
        left, before = self._left.pop(sender, (self.burst, now))
        left = min(self.burst, left + (now - before) * self.rate)
        taken = left >= 1
        self._left[sender] = (left - 1 if taken else left, now)
        if len(self._left) > _REMEMBERED:
            self._left.popitem(last=False)  # whoever was silent longest has a full one again
        return 0 if taken else math.ceil((1 - left) / self.rate)


# A whole county may come from one address: 5,000 desks every five minutes are 17 requests a second.
def address_buckets() -> Buckets:
    """For each address."""
    return Buckets(rate=100, burst=2000)


def device_buckets() -> Buckets:
    """For each device: a first sync asks hundreds of times, one after the other."""
    return Buckets(rate=20, burst=1000)


class Limits:
    """ASGI middleware: 429 for an address that asks too often, 408 for a body that trickles."""

    def __init__(self, app: ASGIApp, *, source: Callable[[Scope], str]) -> None:
        self._app = app
        self._source = source
        self._buckets = address_buckets()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, refuse, or read with patience that ends."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        source = self._source(scope)
        wait = 0 if source in LOOPBACK else self._buckets.take(source)
        if wait:
            await _refuse(send, Problem("requests-many", seconds=wait))
            return
        await self._app(scope, _patient(receive), send)


def _patient(receive: Receive) -> Receive:
    """Raises HTTPException 408 for a sender who is silent for long, or too slow on the whole."""
    start, got, whole = time.monotonic(), 0, False

    async def received() -> ReceiveMessage:
        nonlocal got, whole
        if whole:  # what now comes is the end of the connection, whenever
            ending: ReceiveMessage = await receive()
            return ending
        left = GRACE_SECONDS + got / SLOWEST - (time.monotonic() - start)
        try:
            async with asyncio.timeout(max(0.0, min(left, SILENCE_SECONDS))):
                message: ReceiveMessage = await receive()
        except TimeoutError as error:
            raise HTTPException(status_code=408) from error
        if message["type"] == "http.request":
            got += len(message["body"])
            whole = not message["more_body"]
        return message

    return received


async def _refuse(send: Send, problem: Problem) -> None:
    body = msgspec.json.encode(ErrorAnswer(code=problem.code, message=sentence(problem)))
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"retry-after", str(problem.params["seconds"]).encode()),
    ]
    await send({"type": "http.response.start", "status": 429, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
