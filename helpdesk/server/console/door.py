"""The page behind a door plate's code: a request is left there. No script, no cookie, no login."""

from http import HTTPStatus
from typing import Any

from litestar import Response, Router, get, post
from litestar.exceptions import HTTPException

from helpdesk.application.plates import LEFT_MAX, LeftRequest
from helpdesk.domain.masking import mask_name
from helpdesk.domain.problems import Problem
from helpdesk.i18n.problems import sentence
from helpdesk.server.city import City
from helpdesk.server.console.shared import AnyRequest, FormData, page_of
from helpdesk.server.errors import HTTP_CODES
from helpdesk.server.plates import Plate, check_form, new_form

_BODY_MAX = 120_000  # bytes: more than may be left, so that too much is told with what was typed
_SHOWN_MAX = 20_000


@get("/{address:str}", sync_to_thread=True, include_in_schema=False)
def door(city: City, address: str) -> Response[str]:
    """The form of this plate."""
    try:
        plate = city.plates.find(address)
    except Problem as problem:
        return _gone(problem)
    return _form(city, plate, {})


@post(
    "/{address:str}",
    sync_to_thread=True,
    include_in_schema=False,
    status_code=HTTPStatus.OK,
    request_max_body_size=_BODY_MAX,
)
def leave(request: AnyRequest, city: City, address: str, data: FormData) -> Response[str]:
    """Leave it; what was typed stays when it cannot be taken."""
    try:
        plate = city.plates.find(address)
    except Problem as problem:
        return _gone(problem)
    typed = {name: value[:_SHOWN_MAX] for name, value in data.items()}
    try:
        if typed.get("website"):  # nobody sees this field
            raise Problem("left-form")
        now_ms = city.now_ms()
        once = check_form(plate, typed.get("form", ""), now_ms=now_ms, sign=city.credentials.sign)
        left = LeftRequest(
            category=typed.get("category", ""),
            words=typed.get("words", "").replace("\r\n", "\n"),
            name=typed.get("name", ""),
            phone=typed.get("phone", ""),
            place=plate.place,
            secret=typed.get("secret", "") == "1",
            agreed=typed.get("agreed", "") == "1",
        )
        done = city.plates.leave(plate, left, once=once, source=city.source(request.scope))
    except Problem as problem:
        return _form(city, plate, typed, problem=problem)
    values = {
        "plate": plate,
        "done": done,
        "name": "" if left.secret else mask_name(left.name.strip()),
        "secret": left.secret,
    }
    return page_of("door_done.html", values)


def _form(
    city: City, plate: Plate, typed: dict[str, Any], *, problem: Problem | None = None
) -> Response[str]:
    values = {
        "plate": plate,
        "desk": city.desk_label(plate.stream),
        "typed": typed,
        "message": sentence(problem) if problem else "",
        "form": new_form(plate, now_ms=city.now_ms(), sign=city.credentials.sign),
        "words_max": LEFT_MAX,
    }
    return page_of("door.html", values, problem=problem)


def _gone(problem: Problem) -> Response[str]:
    return page_of("door_gone.html", {"message": sentence(problem)}, problem=problem)


def _refused(_request: AnyRequest, error: HTTPException) -> Response[str]:
    """What the framework found wrong with a request, as a page."""
    problem = Problem(HTTP_CODES.get(HTTPStatus(error.status_code), "request-invalid"))
    values = {"message": sentence(problem)}
    return page_of("door_gone.html", values, status=error.status_code)


router = Router(
    path="/p", route_handlers=[door, leave], exception_handlers={HTTPException: _refused}
)
