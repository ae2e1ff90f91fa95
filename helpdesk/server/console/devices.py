"""Devices in the console: blocking a lost one, what was on it, and its papers recorded again."""

from datetime import date
from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect

from helpdesk.application.reentry import Stub
from helpdesk.domain.masking import mask_name
from helpdesk.domain.moments import Moment
from helpdesk.domain.numbering import CaseNumber
from helpdesk.domain.problems import Problem
from helpdesk.i18n.problems import sentence
from helpdesk.server.city import City
from helpdesk.server.console.shared import SEE_OTHER, FormData, check_form, page_of
from helpdesk.server.losses import missing
from helpdesk.server.people import REENTER, REVOKE, SEE_CASES, SEE_DEVICES, Visitor
from helpdesk.server.principal import Principal
from helpdesk.server.routes.cases import author_of
from helpdesk.server.views import zoned

HOME = "/console/devices"
_NAMES = ("number", "name", "received", "matter", "title", "phone")


@get("/devices", sync_to_thread=True)
def devices(city: City, visitor: Visitor) -> Response[str]:
    """Every device that the visitor may see."""
    visitor.need(SEE_DEVICES)
    values = {
        "visitor": visitor,
        "devices": city.losses.devices(Principal.person(visitor.login)),
        "desk_label": city.desk_label,
        "moment": lambda ms: zoned(Moment(ms).local),
    }
    return page_of("devices.html", values)


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


HANDLERS = (devices, device_page, block, reenter)
