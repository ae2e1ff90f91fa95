"""What an answer over HTTP says when it is none of ours, or a refusal: one code for each."""

from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import NoReturn

import httpx
import msgspec

from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.protocol.messages import ErrorAnswer
from helpdesk.protocol.signing import NUMBER_HEADER
from helpdesk.protocol.wire import is_plain

JSON = "application/json"
_BUSY = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
# What a city says of itself that cannot take anything just now, as a desk says it.
_UNABLE = {
    "database-away": "city-away",
    "files-away": "city-files-away",
    "files-full": "city-full",
    "server-full": "city-full",
}


def check(response: httpx.Response, content: bytes, *, accept: str) -> None:
    """Whether this is an answer of ours; else the problem that it tells of."""
    kind = response.headers.get("content-type", "").split(";")[0].strip().lower()
    status = response.status_code
    if status == HTTPStatus.OK:
        if kind != accept and (kind or not is_plain(content)):
            raise EnvironmentProblem("server-not-ours")
        return
    if status in (HTTPStatus.NETWORK_AUTHENTICATION_REQUIRED, 407):
        raise EnvironmentProblem("network-login")
    refusal = _refusal(content) if kind == JSON else None
    if status in _BUSY:
        code = _busy(refusal.code if refusal else "", status)
        seconds = _seconds(response.headers.get("retry-after", ""), response)
        raise EnvironmentProblem(code, seconds=seconds, minutes=-(-seconds // 60))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise EnvironmentProblem("server-error", status=status)
    number = response.headers.get(NUMBER_HEADER, "")
    if number.removeprefix("-").isdecimal():  # a HEAD has no body that could say so
        raise Problem("request-replayed", number=int(number))
    _refused(refusal)


def _busy(code: str, status: int) -> str:
    if code and status == HTTPStatus.TOO_MANY_REQUESTS:
        return code
    return _UNABLE.get(code, "server-busy")


def _refused(refusal: ErrorAnswer | None) -> NoReturn:
    if refusal is None:
        raise EnvironmentProblem("server-not-ours")
    raise Problem(refusal.code)


def _refusal(content: bytes) -> ErrorAnswer | None:
    try:
        return msgspec.json.decode(content, type=ErrorAnswer)
    except msgspec.MsgspecError:
        return None


def _seconds(text: str, response: httpx.Response) -> int:
    """Retry-After: seconds, or a date which is compared with the server's own."""
    if text.isascii() and text.isdigit():
        return int(text)
    try:
        at = parsedate_to_datetime(text)
        now = parsedate_to_datetime(response.headers["date"])
        return max(0, round((at - now).total_seconds()))
    except (ValueError, TypeError, KeyError):
        return 0
