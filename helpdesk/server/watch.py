"""Each request in a log line, and their sum each minute: by route, never by address or content."""

import logging
import time
from collections import Counter
from dataclasses import dataclass, field

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

log = logging.getLogger(__name__)

MINUTE = 60.0
_MOST = 10_000  # times of one minute that are kept for the percentiles


@dataclass(slots=True)
class Tally:
    """What happened since `since`."""

    since: float = field(default_factory=time.monotonic)
    statuses: Counter[str] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)

    def add(self, status: int, seconds: float) -> None:
        """One more request."""
        self.statuses[f"{status // 100}xx"] += 1
        if len(self.times) < _MOST:
            self.times.append(seconds)

    def said(self) -> dict[str, object]:
        """The sum as a log line's fields."""
        ordered = sorted(self.times) or [0.0]
        return {
            "requests": sum(self.statuses.values()),
            **self.statuses,
            "p50_ms": _ms(ordered[len(ordered) // 2]),
            "p99_ms": _ms(ordered[len(ordered) * 99 // 100]),
        }


class Watch:
    """ASGI middleware. Without anybody who reads lines of level INFO it only passes on."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._tally = Tally()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and note how it went."""
        if scope["type"] != ScopeType.HTTP or not log.isEnabledFor(logging.INFO):
            await self._app(scope, receive, send)
            return
        status, start = 0, time.monotonic()

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            self._note(scope, status, time.monotonic() - start)

    def _note(self, scope: HTTPScope, status: int, seconds: float) -> None:
        route = scope.get("path_template") or "-"  # a path that is none may hold anything
        fields = {"method": scope["method"], "route": route, "status": status, "ms": _ms(seconds)}
        log.info("request", extra={"fields": fields})
        self._tally.add(status, seconds)
        if time.monotonic() - self._tally.since >= MINUTE:
            log.info("minute", extra={"fields": self._tally.said()})
            self._tally = Tally()


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)
