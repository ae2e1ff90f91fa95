"""For devices: `POST /bundle`, a neighbour's bundle handed on; the answer is the return bundle."""

import asyncio
import io
from http import HTTPStatus

from litestar import Request, Response, post
from litestar.datastructures import State
from litestar.openapi.datastructures import ResponseSpec

from helpdesk.domain.problems import Problem
from helpdesk.protocol.messages import ErrorAnswer
from helpdesk.protocol.signing import SCHEME
from helpdesk.protocol.wire import BUNDLE_TYPE
from helpdesk.server.bundles import receive_bundle
from helpdesk.server.city import City
from helpdesk.server.openapi import OF_DEVICE

BUNDLE_LIMIT = 64_000_000  # bytes; larger ones go on a stick


@post(
    "/bundle",
    request_max_body_size=BUNDLE_LIMIT,
    status_code=HTTPStatus.OK,
    summary="Hand on another device's bundle (see docs/bundles.md)",
    operation_id="bundle",
    security=OF_DEVICE,
    tags=["devices"],
    media_type=BUNDLE_TYPE,
    responses={
        401: ResponseSpec(ErrorAnswer, description="Unknown carrier or wrong signature"),
        413: ResponseSpec(ErrorAnswer, description="Larger than the network may carry"),
        422: ResponseSpec(ErrorAnswer, description="No bundle, a damaged one or another city's"),
    },
)
async def bundle(request: Request[object, object, State], city: City) -> Response[bytes]:
    """The carrier signs the exact bytes; what is in them only the city and their maker can read.

    So much is read of nobody but a device: whoever names none is turned away before.
    """
    header = request.headers.get("authorization", "")
    await asyncio.to_thread(_expect, city, header)
    body = await request.body()
    content = await asyncio.to_thread(_answer, city, header, body)
    return Response(content, media_type=BUNDLE_TYPE)


def _expect(city: City, header: str) -> None:
    """Raises Problem `credentials-missing` or `device-unknown`."""
    scheme, _, rest = header.partition(" ")
    if scheme != SCHEME:
        raise Problem("credentials-missing")
    if city.door.public_key(rest.partition(".")[0]) is None:
        raise Problem("device-unknown")


def _answer(city: City, header: str, body: bytes) -> bytes:
    carrier = city.doorkeeper.device(header, body)
    target = io.BytesIO()
    receive_bundle(city, io.BytesIO(body), target, carrier=carrier)
    return target.getvalue()
