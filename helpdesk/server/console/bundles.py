"""Bundles in the console: somebody brings one in and takes the return bundle away, or one that no desk asked
for."""

import tempfile
from datetime import datetime
from http import HTTPStatus
from typing import Any, BinaryIO, cast

from litestar import Response, get, post
from litestar.datastructures import UploadFile

from helpdesk.application.sync_texts import city_problem
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import Problem
from helpdesk.i18n.problems import sentence
from helpdesk.protocol.bundle import SUFFIX, BundleReader, Kind
from helpdesk.protocol.wire import BUNDLE_TYPE
from helpdesk.server.bundles import Received, export_bundle, receive_bundle
from helpdesk.server.carried import CarriedRow
from helpdesk.server.city import City
from helpdesk.server.console.shared import HEADERS, FormData, Upload, check_form, page_of
from helpdesk.server.people import CARRY, Visitor
from helpdesk.server.principal import Principal
from helpdesk.server.views import zoned

UPLOAD_LIMIT = 64_000_000  # bytes
_SHOWN = 50
_MEGA = 1_000_000


@get("/bundles", sync_to_thread=True)
def bundles(city: City, visitor: Visitor) -> Response[str]:
    """What came, and the form for the next one."""
    visitor.need(CARRY)
    return _page(city, visitor)


@post("/bundles", sync_to_thread=True, request_max_body_size=UPLOAD_LIMIT + 100_000)
def take_in(data: Upload, city: City, visitor: Visitor) -> Response[str]:
    """Take a bundle in, the same way as the network would bring it."""
    visitor.need(CARRY)
    check_form(visitor, {name: each for name, each in data.items() if isinstance(each, str)})
    upload = data.get("bundle")
    try:
        if not isinstance(upload, UploadFile):
            raise Problem("bundle-none")
        received = _received(city, visitor, cast("BinaryIO", upload.file))
    except Problem as problem:
        return _page(city, visitor, problem=problem)
    return _page(city, visitor, received=received)


@post("/bundles/export", sync_to_thread=True, request_max_body_size=10_000)
def give_out(data: FormData, city: City, visitor: Visitor) -> Response[Any]:
    """A bundle that no desk asked for: its receipts, and the news since it last sent one."""
    check_form(visitor, data)
    visitor.need(CARRY)
    name, principal = data.get("device", "").strip().upper(), Principal.person(visitor.login)
    try:
        known = next((row for row in city.losses.devices(principal) if row.prefix == name), None)
        if known is None:
            raise Problem("device-missing", name=name)
        with tempfile.TemporaryFile() as file:
            export_bundle(city, known.id, file, principal=principal)
            file.seek(0)
            content = file.read()
    except Problem as problem:
        return _page(city, visitor, problem=problem, device=name)
    moment = f"{zoned(Moment(city.now_ms()).local):%Y%m%d-%H%M%S}"
    return _file(content, f"{Kind.TO_DESK}-{known.prefix}-{moment}{SUFFIX}")


def _file(content: bytes, name: str) -> Response[bytes]:
    named = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(
        content, media_type=BUNDLE_TYPE, headers=HEADERS | named, status_code=HTTPStatus.OK
    )


@get("/bundles/{bundle:str}/return", sync_to_thread=True)
def fetch(city: City, visitor: Visitor, bundle: str) -> Response[bytes]:
    """The return bundle as a file."""
    visitor.need(CARRY)
    try:
        kept = city.bundles.reply(bytes.fromhex(bundle), Principal.person(visitor.login))
    except ValueError:
        kept = None
    if kept is None:
        raise Problem("page-unknown")
    prefix, reply = kept
    return _file(reply, f"{Kind.TO_DESK}-{prefix}-{bundle[:8]}{SUFFIX}")


def _received(city: City, visitor: Visitor, source: BinaryIO) -> Received:
    """A bundle of a desk that the visitor may see. Raises Problem `bundle-scope` for another one."""
    reader = BundleReader(source)
    sender = reader.header.sender
    if reader.header.kind == Kind.TO_CITY and city.door.public_key(sender) is not None:
        try:
            city.bundles.asked(sender, Principal.person(visitor.login))
        except Problem as problem:
            raise Problem("bundle-scope") from problem
    with tempfile.TemporaryFile() as back:
        received = receive_bundle(city, source, back, carrier=visitor.name)
        back.seek(0)
        city.bundles.keep_reply(received.carried, back.read())
    return received


def _page(
    city: City,
    visitor: Visitor,
    *,
    problem: Problem | None = None,
    received: Received | None = None,
    device: str = "",
) -> Response[str]:
    principal = Principal.person(visitor.login)
    found = city.bundles.recent(principal, limit=_SHOWN)
    rows = [_row(city, each) for each in found]
    came = received.carried.id.hex() if received else ""
    values = {
        "visitor": visitor,
        "message": sentence(problem) if problem else "",
        "done": next((row for row in rows if row["id"] == came), None),
        "taken": received.carried.taken if received else 0,
        "news": received.news if received else 0,
        "rows": rows,
        "devices": [
            (row.prefix, f"{city.desk_label(row.desk)} {row.name}".strip())
            for row in city.losses.devices(principal)
            if not row.revoked
        ],
        "device": device,
        "megabytes": UPLOAD_LIMIT // _MEGA,
    }
    return page_of("bundles.html", values, problem=problem)


def _row(city: City, each: CarriedRow) -> dict[str, Any]:
    carried = each.carried
    return {
        "id": carried.id.hex(),
        "prefix": each.prefix,
        "desk": city.desk_label(each.desk),
        "carrier": city.desk_label(each.carrier_desk) if each.carrier_desk else carried.carrier,
        "made": _local(carried.made_ms),
        "received": _local(carried.received_ms),
        "records": carried.records,
        "taken": carried.taken,
        "kept": each.kept,
        "problem": sentence(city_problem(carried.problem)) if carried.problem else "",
    }


def _local(ms: int) -> datetime | None:
    """None for a clock outside the calendar."""
    try:
        return zoned(Moment(ms).local)
    except (OverflowError, ValueError):
        return None


HANDLERS = (bundles, take_in, give_out, fetch)
