"""Door plates in the console: made for a desk, printed as a sheet, taken out of use."""

from typing import Any

import segno
from litestar import Response, get, post
from litestar.response import Redirect

from helpdesk.domain.problems import Problem
from helpdesk.i18n.problems import sentence
from helpdesk.server.city import City
from helpdesk.server.console.shared import SEE_OTHER, AnyRequest, FormData, check_form, page_of
from helpdesk.server.people import PLATES, Visitor
from helpdesk.server.plates import AT_ONCE, Plate
from helpdesk.server.principal import Principal

HOME = "/console/plates"
_PER_SHEET = 10  # labels of 95 x 54 mm on A4


@get("/plates", sync_to_thread=True)
def plates(city: City, visitor: Visitor, desk: str = "") -> Response[str]:
    """The desks with their plates, one desk's in full, and the form for more."""
    visitor.need(PLATES)
    return _page(city, visitor, desk)


@post("/plates", sync_to_thread=True, request_max_body_size=100_000)
def make(data: FormData, city: City, visitor: Visitor) -> Response[Any]:
    """Make them; what was typed stays when it cannot be done."""
    check_form(visitor, data)
    visitor.need(PLATES)
    desk, places = data.get("desk", "").replace("\0", ""), data.get("places", "")
    try:
        city.plates.make(desk, places.splitlines(), Principal.person(visitor.login))
    except Problem as problem:
        return _page(city, visitor, desk, problem=problem, typed=places)
    return Redirect(f"{HOME}?desk={desk}", status_code=SEE_OTHER)


@post("/plates/{desk:str}/{code:str}", sync_to_thread=True, request_max_body_size=10_000)
def revoke(data: FormData, city: City, visitor: Visitor, desk: str, code: str) -> Redirect:
    """Out of use, or back."""
    check_form(visitor, data)
    visitor.need(PLATES)
    revoked = data.get("undo", "") != "1"
    city.plates.revoke(desk, code, Principal.person(visitor.login), revoked=revoked)
    return Redirect(f"{HOME}?desk={desk}", status_code=SEE_OTHER)


@get("/plates/{desk:str}/sheet", sync_to_thread=True)
def sheet(request: AnyRequest, city: City, visitor: Visitor, desk: str) -> Response[str]:
    """All plates of a desk that are in use, to be printed on A4 and cut."""
    visitor.need(PLATES)
    found = city.plates.of_desk(desk, Principal.person(visitor.login))
    labels = [_label(request, each) for each in found if not each.revoked]
    if not labels:
        raise Problem("page-unknown")
    values = {
        "desk": city.desk_label(desk),
        "back": f"{HOME}?desk={desk}",
        "sheets": [labels[at : at + _PER_SHEET] for at in range(0, len(labels), _PER_SHEET)],
    }
    return page_of("plate_sheet.html", values)


def _label(request: AnyRequest, plate: Plate) -> dict[str, str]:
    """The address is the one by which this person reached the city."""
    address = f"{str(request.base_url).rstrip('/')}/p/{plate.address}"
    code = segno.make(address, error="m", micro=False)
    return {"place": plate.place, "code": plate.code, "picture": code.svg_data_uri(border=2)}


def _page(
    city: City, visitor: Visitor, desk: str, *, problem: Problem | None = None, typed: str = ""
) -> Response[str]:
    principal = Principal.person(visitor.login)
    counts = city.plates.counts(principal)
    desks = [(each.code, each.name) for each in city.casework(principal).desks()]
    known = dict(desks)
    values = {
        "visitor": visitor,
        "desks": [(code, name, counts.get(code, 0)) for code, name in desks],
        "desk": desk if desk in known else "",
        "desk_name": known.get(desk, ""),
        "rows": city.plates.of_desk(desk, principal) if desk in known else [],
        "message": sentence(problem) if problem else "",
        "typed": typed,
        "most": AT_ONCE,
    }
    return page_of("plates.html", values, problem=problem)


HANDLERS = (plates, make, revoke, sheet)
