"""The only HTTP client: sends a message, brings back an answer or says in one code what is wrong.

Any thread, one request at a time each. A line that is away, a proxy's login page, a cut body or a
server in trouble are all met here, and become EnvironmentProblems.
"""

import os
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import urlsplit

import httpx
import msgspec

from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.protocol.files import said
from helpdesk.protocol.messages import SyncAnswer, SyncRequest
from helpdesk.protocol.renewal import RenewAnswer, RenewRequest
from helpdesk.protocol.short import ShortAnswer, ShortRequest
from helpdesk.protocol.signing import RequestNumbers, authorization, sign_short
from helpdesk.protocol.wire import (
    BUNDLE_TYPE,
    MEDIA_TYPE,
    M,
    pack,
    unpack,
    unpack_plain,
)
from helpdesk.sync.refusals import JSON, check
from helpdesk.sync.requests import PieceWanted

ANSWER_LIMIT = 8_000_000  # bytes; an answer of ours stays far below
BUNDLE_LIMIT = 64_000_000  # bytes of a bundle either way
TIMEOUT = httpx.Timeout(60.0, connect=15.0)
AUTHORITY = "HELPDESK_CA"  # a certificate of an authority, PEM
T = TypeVar("T")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer and what it cost: bytes on the wire, headers included, TLS not."""

    answer: SyncAnswer | ShortAnswer
    bytes_out: int
    bytes_in: int


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """An answer that is a success; names of `headers` in lower case. `bytes` is what request and answer
    weighed on the wire, heads included, TLS not."""

    status: int
    headers: dict[str, str]
    content: bytes
    bytes: int


@dataclass(frozen=True, slots=True)
class _Signer:
    device: str
    sent_ms: int
    sign: Callable[[bytes], bytes]


class Transport:
    """HTTP to the city at `server`. Close it, or use it as a context.

    Raises Problem `server-address` for an address that is none and `server-insecure` for http to
    another machine: personal data travels encrypted.
    """

    def __init__(self, server: str, *, timeout: httpx.Timeout = TIMEOUT) -> None:
        self.server = normal_address(server)
        secure = self.server.startswith("https")
        self._client = httpx.Client(
            verify=_trusted() if secure else False, timeout=timeout, follow_redirects=False
        )
        self._numbers = RequestNumbers()
        self._client.headers.clear()  # a third of an empty sync would be politeness

    def __enter__(self) -> "Transport":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def exchange(
        self,
        request: SyncRequest,
        *,
        device: str,
        sent_ms: int,
        sign: Callable[[bytes], bytes],
        short: ShortRequest | None = None,
    ) -> Reply:
        """One `POST /sync`; `short` says the same as `request`, and is sent instead.

        Raises EnvironmentProblem `network-unreachable`, `network-slow`, `network-cut`,
        `network-login`, `server-certificate`, `server-not-ours`, `answer-foreign`,
        `answer-damaged`, `server-busy`, `city-full` or `city-away` (`seconds`) or `server-error`, and
        Problem `device-unknown` or `signature-wrong`.
        """
        signer = _Signer(device, sent_ms, sign)
        if short is not None:
            return self._exchange_short(msgspec.msgpack.encode(short), signer)
        frame = pack(request, dictionary=True)
        response, sizes = self._signed("/sync", frame, MEDIA_TYPE, signer=signer)
        return Reply(_unpacked(response, SyncAnswer), *sizes)

    def _exchange_short(self, message: bytes, signer: _Signer) -> Reply:
        def ask(number: int) -> tuple[bytes, tuple[int, int]]:
            body = sign_short(signer.device, message, sent_ms=number, sign=signer.sign)
            return self._send("/sync", body, {}, accept=MEDIA_TYPE)

        response, sizes = self.numbered(signer.sent_ms, ask)
        brief = _damage_is_the_lines(lambda: unpack_plain(response, ShortAnswer))
        return Reply(brief or _unpacked(response, SyncAnswer), *sizes)

    def renew(
        self, request: RenewRequest, *, device: str, sent_ms: int, sign: Callable[[bytes], bytes]
    ) -> RenewAnswer:
        """One `POST /renew`. Raises what `exchange` raises, and Problem `incarnation-known` or
        `sync-revoked`."""
        frame = pack(request, dictionary=True)
        signer = _Signer(device, sent_ms, sign)
        response, _ = self._signed("/renew", frame, MEDIA_TYPE, signer=signer)
        return _unpacked(response, RenewAnswer)

    def piece(
        self, wanted: PieceWanted, *, device: str, sent_ms: int, sign: Callable[[bytes], bytes]
    ) -> HttpAnswer:
        """A piece of a part of a snapshot (`GET /snapshots/…`).

        Raises what `exchange` raises, and Problem `snapshot-gone`.
        """
        path, last = f"/snapshots/{wanted.part.hex()}", wanted.offset + wanted.count - 1
        to_sign = said("GET", path, wanted.offset, wanted.count)

        def ask(number: int) -> HttpAnswer:
            signed = authorization(device, to_sign, sent_ms=number, sign=sign)
            fields = {"Authorization": signed, "Range": f"bytes={wanted.offset}-{last}"}
            return self.request("GET", path, headers=fields)

        answer = self.numbered(sent_ms, ask)
        if (
            answer.status != HTTPStatus.PARTIAL_CONTENT
            or not 0 < len(answer.content) <= wanted.count
        ):
            raise EnvironmentProblem("server-not-ours")
        return answer

    def carry(
        self, bundle: bytes, *, device: str, sent_ms: int, sign: Callable[[bytes], bytes]
    ) -> bytes:
        """Hand on a neighbour's bundle (`POST /bundle`); answers the return bundle.

        Raises what `exchange` raises, and Problem with the city's code for one that it cannot take.
        """
        signer = _Signer(device, sent_ms, sign)
        response, _ = self._signed(
            "/bundle", bundle, BUNDLE_TYPE, signer=signer, limit=BUNDLE_LIMIT
        )
        return response

    def post_json(self, path: str, body: bytes) -> bytes:
        """A JSON request; answers the JSON of a success.

        Raises what `exchange` raises, and Problem with the server's own code for a refusal.
        """
        response, _ = self._send(path, body, {"Content-Type": JSON}, accept=JSON)
        return response

    def request(
        self, method: str, path: str, *, headers: dict[str, str], body: bytes = b""
    ) -> HttpAnswer:
        """One request with an answer that may have no body.

        Raises what `exchange` raises, and Problem with the server's own code for a refusal.
        """
        response, content, sizes = self._exchange(method, path, body, headers)
        if not HTTPStatus.OK <= response.status_code < HTTPStatus.MULTIPLE_CHOICES:
            if method == "HEAD" and response.status_code == HTTPStatus.NOT_FOUND:
                raise Problem("attachment-unreferenced")  # there is no body that could say so
            check(response, content, accept="")
            raise EnvironmentProblem("server-not-ours")
        fields = {name.lower(): value for name, value in response.headers.items()}
        return HttpAnswer(response.status_code, fields, content, sum(sizes))

    def numbered(self, now_ms: int, ask: Callable[[int], T]) -> T:
        """What `ask` brings with a request's number that was not used; where the clock went back, the city
        says from which on to count, and it is asked once more."""
        try:
            return ask(self._numbers.next(now_ms))
        except Problem as problem:
            if problem.code != "request-replayed":
                raise
            self._numbers.go_on_from(int(str(problem.params.get("number", 0))))
        return ask(self._numbers.next(now_ms))

    def _signed(
        self, path: str, body: bytes, kind: str, *, signer: _Signer, limit: int = ANSWER_LIMIT
    ) -> tuple[bytes, tuple[int, int]]:
        def ask(number: int) -> tuple[bytes, tuple[int, int]]:
            signed = authorization(signer.device, body, sent_ms=number, sign=signer.sign)
            headers = {"Authorization": signed, "Content-Type": kind}
            return self._send(path, body, headers, accept=kind, limit=limit)

        return self.numbered(signer.sent_ms, ask)

    def _send(
        self,
        path: str,
        body: bytes,
        headers: dict[str, str],
        *,
        accept: str,
        limit: int = ANSWER_LIMIT,
    ) -> tuple[bytes, tuple[int, int]]:
        response, content, sizes = self._exchange("POST", path, body, headers, limit=limit)
        check(response, content, accept=accept)
        return content, sizes

    def _exchange(
        self,
        method: str,
        path: str,
        body: bytes,
        headers: dict[str, str],
        *,
        limit: int = ANSWER_LIMIT,
    ) -> tuple[httpx.Response, bytes, tuple[int, int]]:
        """The answer, whatever it says, its body, and the bytes out and in."""
        request = self._client.build_request(
            method, self.server + path, content=body or None, headers=headers
        )
        try:
            response = self._client.send(request, stream=True)
            try:
                content = _read(response, limit=limit)
            finally:
                response.close()
        except httpx.HTTPError as error:
            raise _network_problem(error) from error
        sent = _head_size(request.headers, len(f"{method} {request.url.raw_path.decode()}"))
        sizes = (sent + len(body), _head_size(response.headers, 6) + len(content))
        return response, content, sizes


@cache
def _trusted() -> ssl.SSLContext:
    """The system's authorities, and the county's own one where `HELPDESK_CA` names it; read once.

    Raises EnvironmentProblem `authority-file`.
    """
    context, own = ssl.create_default_context(), os.environ.get(AUTHORITY, "")
    if own:
        try:
            context.load_verify_locations(own)
        except (OSError, ssl.SSLError) as error:
            raise EnvironmentProblem("authority-file", path=own) from error
    return context


def normal_address(server: str) -> str:
    """The city's address as `https://host[:port][/path]`; without a scheme https is meant."""
    text = server.strip()
    if "://" not in text:
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
        httpx.URL(text).host.encode("idna")  # as it will be looked up: no empty or endless part
    except (ValueError, httpx.InvalidURL) as error:
        raise Problem("server-address", address=server) from error
    if parts.scheme not in ("http", "https") or not host or parts.query or parts.fragment:
        raise Problem("server-address", address=server)
    if parts.scheme == "http" and host not in _LOOPBACK:
        raise Problem("server-insecure", address=server)
    return text.rstrip("/")


def _read(response: httpx.Response, *, limit: int) -> bytes:
    """The body, as long as it is not absurd."""
    content = bytearray()
    for piece in response.iter_raw():
        content += piece
        if len(content) > limit:
            raise EnvironmentProblem("server-not-ours")
    return bytes(content)


def _unpacked(frame: bytes, kind: type[M]) -> M:
    """The message in an answer; one that is none is the line's fault."""
    return _damage_is_the_lines(lambda: unpack(frame, kind))


def _damage_is_the_lines(read: Callable[[], T]) -> T:
    try:
        return read()
    except Problem as problem:
        raise EnvironmentProblem(problem.code) from problem


def _network_problem(error: httpx.HTTPError) -> EnvironmentProblem:
    if _caused_by(error, ssl.SSLCertVerificationError):
        return EnvironmentProblem("server-certificate")
    if isinstance(error, httpx.ConnectError) and _is_no_greeting(error):
        return EnvironmentProblem("server-not-ours")
    if isinstance(error, httpx.ConnectTimeout | httpx.ConnectError):
        return EnvironmentProblem("network-unreachable")
    if isinstance(error, httpx.TimeoutException):
        return EnvironmentProblem("network-slow")
    if isinstance(error, httpx.ProxyError):
        return EnvironmentProblem("network-login")
    return EnvironmentProblem("network-cut")


def _is_no_greeting(error: BaseException) -> bool:
    """Whether something answered that speaks no TLS, or none that we do; a line that breaks on the way is
    the line's fault."""
    return _caused_by(error, ssl.SSLError) and not _caused_by(error, ssl.SSLEOFError)


def _caused_by(error: BaseException | None, kind: type[BaseException]) -> bool:
    while error is not None:
        if isinstance(error, kind):
            return True
        error = error.__cause__ or error.__context__
    return False


def _head_size(headers: httpx.Headers, first: int) -> int:
    """Bytes of a message's head: the first line (`first` beside " HTTP/1.1" and its end), fields."""
    lines = sum(len(name) + len(value) + 4 for name, value in headers.raw)
    return first + len(" HTTP/1.1\r\n") + lines + 2
