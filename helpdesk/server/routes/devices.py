"""For devices: `POST /sync`, `POST /enrol`, and `GET /status` for whoever watches over the city."""

from http import HTTPStatus
from typing import Any, TypeVar

import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.openapi.datastructures import ResponseSpec
from litestar.response.base import ASGIResponse

from helpdesk.domain.problems import Problem
from helpdesk.protocol.messages import (
    Ability,
    Enrolment,
    EnrolRequest,
    ErrorAnswer,
    SyncAnswer,
    SyncRequest,
)
from helpdesk.protocol.renewal import RenewRequest
from helpdesk.protocol.short import ShortAnswer, ShortRequest, in_short
from helpdesk.protocol.signing import SHORT
from helpdesk.protocol.wire import MEDIA_TYPE, pack, pack_plain, unpack
from helpdesk.server.city import City
from helpdesk.server.openapi import OF_DEVICE
from helpdesk.server.operation import CityStatus, status_of

SYNC_LIMIT = 4_000_000  # bytes of one compressed request

Message = TypeVar("Message", SyncRequest, RenewRequest)

_ERRORS = {
    400: ResponseSpec(ErrorAnswer, description="Not a request of ours, or damaged on its way"),
    401: ResponseSpec(ErrorAnswer, description="Unknown device, wrong signature, or sent before"),
    413: ResponseSpec(ErrorAnswer, description="More than one exchange may hold"),
    415: ResponseSpec(ErrorAnswer, description="Another content type"),
    429: ResponseSpec(ErrorAnswer, description="Too many requests; see Retry-After"),
}


@post(
    "/sync",
    sync_to_thread=True,
    request_max_body_size=SYNC_LIMIT,
    status_code=HTTPStatus.OK,
    summary="Exchange events with a device (msgpack + zstd, see docs/sync.md)",
    operation_id="sync",
    security=OF_DEVICE,
    tags=["devices"],
    media_type=MEDIA_TYPE,
    responses=_ERRORS,
)
def sync(body: bytes, request: Request[object, object, State], city: City) -> Response[bytes]:
    """Authenticate the exact bytes, take what is new, answer receipts and news."""
    if body.startswith(SHORT):
        return _sync_short(body, city)
    device, wanted = _asked(body, request, city, SyncRequest)
    return _packed(_with_words(city, wanted, city.exchange.exchange(device, wanted)), wanted)


def _sync_short(body: bytes, city: City) -> Response[bytes]:
    """The same for a request in short: where nothing is new, so is the answer."""
    device, message = city.doorkeeper.short(body)
    try:
        short = msgspec.msgpack.decode(message, type=ShortRequest)
    except (msgspec.MsgspecError, ValueError) as error:
        raise Problem("request-damaged") from error
    found = city.exchange.exchange_short(device, short)
    if found is None:
        return _Bare(pack_plain(ShortAnswer(city.now_ms())))
    wanted, answer = found
    answer = _with_words(city, wanted, answer)
    brief = in_short(answer)
    return _packed(answer, wanted) if brief is None else _Bare(pack_plain(brief))


def _with_words(city: City, wanted: SyncRequest, answer: SyncAnswer) -> SyncAnswer:
    """With the city's signed words that the device has not got."""
    return msgspec.structs.replace(
        answer,
        tables=city.rules.sent(wanted.tables),
        mongolian=city.mongolian.sent(wanted.mongolian),
    )


def _packed(answer: SyncAnswer, wanted: SyncRequest) -> Response[bytes]:
    known = bool(wanted.abilities & Ability.DICTIONARY)
    return Response(pack(answer, dictionary=known), media_type=MEDIA_TYPE)


class _Bare(Response[bytes]):
    """An answer in short: what it is, its first bytes say, in a twentieth of a content type."""

    def to_asgi_response(self, *args: Any, **given: Any) -> ASGIResponse:
        """Without the type that the framework adds."""
        made = super().to_asgi_response(*args, **given)
        del made.headers["content-type"]
        return made


@post(
    "/renew",
    sync_to_thread=True,
    request_max_body_size=SYNC_LIMIT,
    status_code=HTTPStatus.OK,
    summary="Begin a new log after a loss (msgpack + zstd, see docs/sync.md)",
    operation_id="renew",
    security=OF_DEVICE,
    tags=["devices"],
    media_type=MEDIA_TYPE,
    responses=_ERRORS
    | {
        409: ResponseSpec(ErrorAnswer, description="This log was begun and given up before"),
        422: ResponseSpec(ErrorAnswer, description="More than can be compared at once"),
    },
)
def renew(body: bytes, request: Request[object, object, State], city: City) -> Response[bytes]:
    """Authenticate the exact bytes, begin the log, say where the old ones and the city's part."""
    device, wanted = _asked(body, request, city, RenewRequest)
    return Response(pack(city.renewals.renew(device, wanted)), media_type=MEDIA_TYPE)


def _asked(
    body: bytes, request: Request[object, object, State], city: City, kind: type[Message]
) -> tuple[str, Message]:
    """Who asks, and what. Raises Problem as `Doorkeeper.device` does, `request-foreign`,
    `request-damaged`."""
    device = city.doorkeeper.device(request.headers.get("authorization", ""), body)
    if request.headers.get("content-type", "").split(";")[0].strip() != MEDIA_TYPE:
        raise Problem("request-foreign")
    try:
        return device, unpack(body, kind)
    except Problem as problem:
        raise Problem("request-damaged") from problem


@post(
    "/enrol",
    sync_to_thread=True,
    request_max_body_size=10_000,
    status_code=HTTPStatus.OK,
    summary="Enrol a device by a one-time code",
    operation_id="enrol",
    tags=["devices"],
    responses={
        400: ResponseSpec(ErrorAnswer, description="Not an enrolment"),
        403: ResponseSpec(ErrorAnswer, description="No such code"),
        409: ResponseSpec(ErrorAnswer, description="The code or the incarnation is used"),
        410: ResponseSpec(ErrorAnswer, description="The code is too old"),
        422: ResponseSpec(ErrorAnswer, description="A key that is none"),
        429: ResponseSpec(ErrorAnswer, description="Too many wrong codes; see Retry-After"),
    },
)
def enrol(data: EnrolRequest, request: Request[object, object, State], city: City) -> Enrolment:
    """Make the device the desk's; asked again by the same device, answer the same."""
    welcome = city.enrolments.enrol(data, source=f"enrol {city.source(request.scope)}")
    return msgspec.structs.replace(welcome, standing=city.standings.of(welcome.device))


@get(
    "/status",
    sync_to_thread=True,
    summary="Whether the city works, and what of it is late",
    operation_id="status",
    tags=["operation"],
)
def status(city: City) -> CityStatus:
    """History and schema, rounds of the ladder, backup, devices; an error when the database is away."""
    return status_of(city)
