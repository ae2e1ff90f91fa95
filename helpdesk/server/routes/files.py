"""Files of devices, by tus 1.0: `POST /files`, `HEAD`, `PATCH` and `GET /files/{sha256}`.

Each request is signed by the device over method, path and numbers (protocol/files.py).
"""

import asyncio
import base64
import binascii
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Request, Response, get, head, patch, post
from litestar.exceptions import InternalServerException
from litestar.openapi.datastructures import ResponseSpec

from helpdesk.domain.problems import Problem
from helpdesk.protocol.files import (
    KNOWN_MAX,
    KNOWN_TYPE,
    OFFSET_TYPE,
    PIECE_MAX,
    TUS_VERSION,
    Known,
    is_hash,
    said,
)
from helpdesk.protocol.messages import ErrorAnswer
from helpdesk.server.city import City
from helpdesk.server.openapi import OF_DEVICE

AnyRequest = Request[Any, Any, Any]
_BYTES = "application/octet-stream"
_TUS = {"Tus-Resumable": TUS_VERSION, "Cache-Control": "no-store"}
_ERRORS = {
    401: ResponseSpec(ErrorAnswer, description="Unknown device or wrong signature"),
    404: ResponseSpec(ErrorAnswer, description="No case of this device has such a file"),
}


@post(
    "/files",
    sync_to_thread=True,
    request_max_body_size=0,
    status_code=HTTPStatus.CREATED,
    summary="Announce a file (tus creation); answers how much of it is here",
    operation_id="announce",
    security=OF_DEVICE,
    tags=["files"],
    responses=_ERRORS,
)
def announce(request: AnyRequest, city: City) -> Response[None]:
    """`Upload-Length` and `Upload-Metadata: sha256 <base64>`."""
    sha256, size = _named(request), _number(request, "upload-length")
    device = _device(request, city, sha256, size)
    offset = city.files.announce(device, sha256, size)
    headers = {"Location": f"/files/{sha256}", "Upload-Offset": str(offset)}
    return Response(None, status_code=HTTPStatus.CREATED, headers=_TUS | headers)


@head(
    "/files/{sha256:str}",
    summary="How much of a file is here (tus)",
    operation_id="offset",
    security=OF_DEVICE,
    tags=["files"],
    responses=_ERRORS,
)
async def offset(sha256: str, request: AnyRequest, city: City) -> Response[None]:
    """`Upload-Offset` and `Upload-Length`."""
    # Not sync_to_thread: litestar 2 does not await such a HEAD handler.
    device = await asyncio.to_thread(_device, request, city)
    await city.files.let_end(device, _hash(sha256))
    here, size = await asyncio.to_thread(city.files.offset, device, sha256)
    headers = {"Upload-Offset": str(here), "Upload-Length": str(size)}
    return Response(None, headers=_TUS | headers)


@patch(
    "/files/{sha256:str}",
    request_max_body_size=PIECE_MAX,
    status_code=HTTPStatus.NO_CONTENT,
    summary="Append a piece at the offset (tus); what came before a cut stays",
    operation_id="append",
    security=OF_DEVICE,
    tags=["files"],
    responses={
        **_ERRORS,
        409: ResponseSpec(ErrorAnswer, description="Another piece is due; ask for the offset"),
        423: ResponseSpec(ErrorAnswer, description="This file is being written right now"),
        422: ResponseSpec(ErrorAnswer, description="The whole file has another hash"),
    },
)
async def append(sha256: str, request: AnyRequest, city: City) -> Response[None]:
    """`Upload-Offset` and the piece."""
    if request.headers.get("content-type", "").split(";")[0].strip() != OFFSET_TYPE:
        raise Problem("request-foreign")
    at, length = _number(request, "upload-offset"), _number(request, "content-length")
    device = await asyncio.to_thread(_device, request, city, at, length)
    reached = await city.files.append(device, _hash(sha256), at, _until_cut(request))
    headers = {"Upload-Offset": str(reached)}
    return Response(None, status_code=HTTPStatus.NO_CONTENT, headers=_TUS | headers)


@get(
    "/files/{sha256:str}",
    sync_to_thread=True,
    media_type=_BYTES,
    status_code=HTTPStatus.PARTIAL_CONTENT,
    summary="A piece of a file that is whole here, by `Range: bytes=from-to`",
    operation_id="file",
    security=OF_DEVICE,
    tags=["files"],
    responses=_ERRORS,
)
def read(sha256: str, request: AnyRequest, city: City) -> Response[bytes]:
    """At most one piece at a time."""
    start, stop = _range(request)
    device = _device(request, city, start, stop - start)
    content, size = city.files.read(device, _hash(sha256), start, min(stop - start, PIECE_MAX))
    return _piece(content, start, size)


def _piece(content: bytes, start: int, size: int) -> Response[bytes]:
    if not content:
        raise Problem("request-invalid")
    end = start + len(content) - 1
    return Response(
        content,
        status_code=HTTPStatus.PARTIAL_CONTENT,
        media_type=_BYTES,
        headers=_TUS | {"Content-Range": f"bytes {start}-{end}/{size}"},
    )


@get(
    "/snapshots/{part:str}",
    sync_to_thread=True,
    media_type=_BYTES,
    status_code=HTTPStatus.PARTIAL_CONTENT,
    summary="A piece of a part of a stream's snapshot, by `Range: bytes=from-to`",
    operation_id="snapshot",
    security=OF_DEVICE,
    tags=["devices"],
    responses={
        401: _ERRORS[401],
        404: ResponseSpec(ErrorAnswer, description="No such part any more, or not for this device"),
    },
)
def snapshot(part: str, request: AnyRequest, city: City) -> Response[bytes]:
    """What an answer of `POST /sync` offered; at most one piece at a time."""
    start, stop = _range(request)
    device = _device(request, city, start, stop - start)
    count = min(stop - start, PIECE_MAX)
    content, size = city.snapshots.piece(device, bytes.fromhex(_hash(part)), start, count)
    return _piece(content, start, size)


@post(
    "/files/known",
    sync_to_thread=True,
    status_code=HTTPStatus.OK,
    request_max_body_size=100_000,
    media_type=KNOWN_TYPE,
    summary="Which of these files the city has whole (msgpack)",
    operation_id="known",
    security=OF_DEVICE,
    tags=["files"],
    responses=_ERRORS,
)
def known(body: bytes, request: AnyRequest, city: City) -> Response[bytes]:
    """Only those of cases in the device's own streams."""
    device = _device(request, city, body.hex())
    try:
        asked = msgspec.msgpack.decode(body, type=Known).hashes[:KNOWN_MAX]
    except msgspec.MsgspecError as error:
        raise Problem("request-damaged") from error
    found = Known(city.files.known(device, asked))
    return Response(msgspec.msgpack.encode(found), media_type=KNOWN_TYPE, headers=_TUS)


def _device(request: AnyRequest, city: City, *values: int | str) -> str:
    """Who asks, by the signature over method, path and `values`."""
    signed = said(request.method, request.url.path, *values)
    return city.doorkeeper.device(request.headers.get("authorization", ""), signed)


async def _until_cut(request: AnyRequest) -> AsyncIterator[bytes]:
    """The body as it comes; a line that breaks is the end of it."""
    try:
        async for piece in request.stream():
            if piece:
                yield piece
    except InternalServerException:
        return


def _named(request: AnyRequest) -> str:
    fields = dict(
        part.strip().partition(" ")[::2]
        for part in request.headers.get("upload-metadata", "").split(",")
    )
    try:
        return _hash(base64.b64decode(fields.get("sha256", ""), validate=True).decode("ascii"))
    except (binascii.Error, ValueError) as error:
        raise Problem("request-invalid") from error


def _hash(text: str) -> str:
    if not is_hash(text):
        raise Problem("request-invalid")
    return text


def _number(request: AnyRequest, name: str) -> int:
    text = request.headers.get(name, "")
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        raise Problem("request-invalid")
    return int(text)


def _range(request: AnyRequest) -> tuple[int, int]:
    unit, _, rest = request.headers.get("range", "").partition("=")
    first, _, last = rest.partition("-")
    plain = first.isascii() and first.isdigit() and last.isascii() and last.isdigit()
    if unit != "bytes" or not plain or len(first + last) > 24 or int(last) < int(first):
        raise Problem("request-invalid")
    return int(first), int(last) + 1


handlers = [announce, offset, append, read, known, snapshot]
