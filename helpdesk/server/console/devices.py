"""Devices in the console: blocking a lost one, what was on it, and its papers recorded again."""

from datetime import date
from typing import Any

import segno
from litestar import Response, get, post
from litestar.response import Redirect

from helpdesk.application.enrolment_text import enrolment_text
from helpdesk.application.reentry import Stub
from helpdesk.domain.divisions import Level
from helpdesk.domain.masking import mask_name
from helpdesk.domain.moments import Moment
from helpdesk.domain.numbering import CaseNumber
from helpdesk.domain.problems import Problem
from helpdesk.domain.residents import clean_text
from helpdesk.i18n.problems import sentence
from helpdesk.server.city import City
from helpdesk.server.console.queue import COUNTY
from helpdesk.server.console.shared import SEE_OTHER, AnyRequest, FormData, check_form, page_of
from helpdesk.server.console.typed_places import division_of, within
from helpdesk.server.losses import missing
from helpdesk.server.people import ENROL, REENTER, REVOKE, SEE_CASES, SEE_DEVICES, Visitor
from helpdesk.server.ports import Desk
from helpdesk.server.principal import Principal
from helpdesk.server.routes.cases import author_of
from helpdesk.server.views import zoned

HOME = "/console/devices"
_DESK = ("desk", "phone", "address")
_NAMES = ("number", "name", "received", "matter", "title", "phone")


@get("/devices", sync_to_thread=True)
def devices(city: City, visitor: Visitor) -> Response[str]:
    """Every device that the visitor may see."""
    visitor.need(SEE_DEVICES)
    return _devices(city, visitor)


@post("/devices", sync_to_thread=True, request_max_body_size=10_000)
def enrol(data: FormData, request: AnyRequest, city: City, visitor: Visitor) -> Response[str]:
    """A one-time code for a desk of the own division, shown once."""
    check_form(visitor, data)
    visitor.need(ENROL)
    typed = {name: data.get(name, "") for name in _DESK}
    try:
        desk = _desk(city, visitor, typed, practice=data.get("practice", "") == "1")
        code = city.enrolments.issue(desk, by=Principal.person(visitor.login))
    except Problem as problem:
        return _devices(city, visitor, problem=problem, typed=typed)
    server = str(request.base_url).rstrip("/")
    picture = segno.make(enrolment_text(server, code), error="m", micro=False)
    issued = {
        "desk": city.desk_label(desk.code),
        "code": code,
        "server": server,
        "picture": picture.svg_data_uri(scale=4, border=2),
    }
    return _devices(city, visitor, issued=issued)


def _desk(city: City, visitor: Visitor, typed: dict[str, str], *, practice: bool) -> Desk:
    """Raises Problem `desk-scope` outside the division, and those of `division_of` and `clean_text`."""
    phone = clean_text(typed["phone"], field_name="phone", limit=40)
    address = clean_text(typed["address"], field_name="address", limit=100)
    own = visitor.division
    code = division_of(city.divisions, typed["desk"].strip()[:100], near=own).code
    if not code.startswith(own):
        raise Problem("desk-scope")
    return Desk(code, phone=phone, address=address, practice=practice)


def _devices(
    city: City,
    visitor: Visitor,
    *,
    problem: Problem | None = None,
    typed: dict[str, str] | None = None,
    issued: dict[str, str] | None = None,
) -> Response[str]:
    own = visitor.division
    values = {
        "visitor": visitor,
        "devices": city.losses.devices(Principal.person(visitor.login)),
        "desk_label": city.desk_label,
        "moment": lambda ms: zoned(Moment(ms).local),
        "may_enrol": ENROL,
        # For a whole city the list would be longer than anybody reads: there the name is typed.
        "places": within(city.divisions, own, list(Level)) if len(own) > COUNTY else [],
        "message": sentence(problem) if problem else "",
        "typed": typed or dict.fromkeys(_DESK, ""),
        "issued": issued,
    }
    return page_of("devices.html", values, problem=problem)


@get("/devices/{device:str}", sync_to_thread=True)
def device_page(city: City, visitor: Visitor, device: str) -> Response[str]:
    """What was on a device, and what of it arrived."""
    return _page(city, visitor, device)


@post("/devices/{device:str}/block", sync_to_thread=True, request_max_body_size=10_000)
def block(data: FormData, city: City, visitor: Visitor, device: str) -> Response[Any]:
    """Block a device, or take that back; its prefix must be typed, so that it is the right one."""
    check_form(visitor, data)
    visitor.need(REVOKE)
    principal = Principal.person(visitor.login)
    loss = city.losses.of(device, principal)
    typed = data.get("prefix", "").strip().upper()
    if typed not in loss.prefixes:
        problem = Problem("prefix-differs", prefix=loss.device.prefix)
        return _page(city, visitor, device, problem=problem)
    blocked = data.get("undo", "") != "1"
    city.standings.revoke_device(loss.device.id, principal, revoked=blocked)
    return Redirect(f"{HOME}/{loss.device.id}", status_code=SEE_OTHER)


@post("/devices/{device:str}/stubs", sync_to_thread=True, request_max_body_size=10_000)
def reenter(data: FormData, city: City, visitor: Visitor, device: str) -> Response[Any]:
    """Record a stub's case; what was typed stays when it cannot be done."""
    check_form(visitor, data)
    visitor.need(REENTER)
    typed = {name: data.get(name, "") for name in _NAMES}
    try:
        principal = Principal.person(visitor.login)
        case = city.losses.reenter(_stub(typed), author=author_of(visitor), principal=principal)
    except Problem as problem:
        return _page(city, visitor, device, problem=problem, typed=typed)
    return Redirect(f"/console/cases/{case}", status_code=SEE_OTHER)


def _stub(typed: dict[str, str]) -> Stub:
    """Raises the problems of a number, and `date-wrong`."""
    try:
        text = typed["received"]
        received = date.fromisoformat(text) if text else CaseNumber.parse(typed["number"]).on
    except ValueError as error:
        raise Problem("date-wrong", text=typed["received"]) from error
    return Stub(**(typed | {"received": received}))  # type: ignore[arg-type]


def _page(
    city: City,
    visitor: Visitor,
    device: str,
    *,
    problem: Problem | None = None,
    typed: dict[str, str] | None = None,
) -> Response[str]:
    visitor.need(SEE_DEVICES)
    loss = city.losses.of(device, Principal.person(visitor.login))
    holes = missing(loss.known)
    values = {
        "visitor": visitor,
        "loss": loss,
        "desk": city.desk_label(loss.device.desk),
        "desk_label": city.desk_label,
        "holes": holes,
        "aside": [(each, mask_name(each.applicant)) for each in loss.aside],
        "sees_cases": visitor.role in SEE_CASES,
        "may_block": visitor.role in REVOKE,
        "may_reenter": visitor.role in REENTER,
        "why": lambda code: sentence(Problem(code)),
        "moment": lambda ms: zoned(Moment(ms).local),
        "matters": city.losses.matters(),
        "message": sentence(problem) if problem else "",
        "typed": typed or dict.fromkeys(_NAMES, ""),
    }
    return page_of("device.html", values, problem=problem)


HANDLERS = (devices, enrol, device_page, block, reenter)
