"""For devices: `POST /sync`, `POST /enrol`, and `GET /status` for whoever watches over the city."""

from http import HTTPStatus
from typing import TypeVar

import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.openapi.datastructures import ResponseSpec

from helpdesk.domain.problems import Problem
from helpdesk.protocol.messages import (
    Ability,
    Enrolment,
    EnrolRequest,
    ErrorAnswer,
    SyncRequest,
)
from helpdesk.protocol.renewal import RenewRequest
from helpdesk.protocol.wire import MEDIA_TYPE, pack, unpack
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
    device, wanted = _asked(body, request, city, SyncRequest)
    answer = city.exchange.exchange(device, wanted)
    answer = msgspec.structs.replace(
        answer,
        tables=city.rules.sent(wanted.tables),
        mongolian=city.mongolian.sent(wanted.mongolian),
    )
    known = bool(wanted.abilities & Ability.DICTIONARY)
    return Response(pack(answer, dictionary=known), media_type=MEDIA_TYPE)


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
