"""The page for residents: how does my case stand, is this paper genuine? No script, no cookie, no login."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Any

from litestar import Response, get, post
from litestar.params import QueryParameter

from helpdesk.application.paper_proof import of_print
from helpdesk.domain.numbering import CaseNumber
from helpdesk.domain.problems import Problem
from helpdesk.i18n.paper_check import fact_rows, minute_words, printer_words
from helpdesk.i18n.problems import sentence
from helpdesk.protocol.evidence import is_sealed
from helpdesk.server.city import City
from helpdesk.server.console.shared import AnyRequest, FormData, page_of
from helpdesk.server.public import by_paper, by_telephone
from helpdesk.server.views import zoned

_CODE_MAX = 1_000  # characters of a code in an address
SealText = Annotated[str, QueryParameter(name="s", max_length=_CODE_MAX)]


@get("/q", sync_to_thread=False, include_in_schema=False)
def ask() -> Response[str]:
    """Asks for a number and the end of the telephone."""
    return page_of("public.html", _form(""))


@get("/q/{number:str}", sync_to_thread=True, include_in_schema=False)
def scanned(request: AnyRequest, city: City, number: str, s: SealText = "") -> Response[str]:
    """A paper's code was scanned: with its seal the answer, without it the question."""
    number = number[:_CODE_MAX]
    return _paper(request, city, f"{number}?s={s}") if s else page_of("public.html", _form(number))


@post("/q", sync_to_thread=True, include_in_schema=False, status_code=HTTPStatus.OK)
def typed(request: AnyRequest, city: City, data: FormData) -> Response[str]:
    """Number and digits were typed, or a whole code was pasted into the first field."""
    number, digits = data.get("number", "")[:_CODE_MAX], data.get("phone", "")[:20]
    if is_sealed(number):
        return _paper(request, city, number)
    return _answered(request, city, number, lambda: _status(city, number, digits))


def _status(city: City, number: str, digits: str) -> Response[str]:
    status = by_telephone(city.public, number=number, digits=digits, calendar=city.calendar)
    return page_of("public_status.html", {"status": status, "zoned": zoned})


def _paper(request: AnyRequest, city: City, text: str) -> Response[str]:
    return _answered(request, city, "", lambda: _checked(city, text))


def _checked(city: City, text: str) -> Response[str]:
    paper = by_paper(
        city.public, text=text, city_key=city.credentials.public_key, calendar=city.calendar
    )
    desk = paper.evidence.desk
    by_city = paper.evidence.public_key == city.credentials.public_key
    values: dict[str, Any] = {
        "paper": paper,
        "desk": printer_words(desk and city.desk_label(desk), genuine=by_city),
        "printed": minute_words(paper.evidence.minute),
        "facts": fact_rows(paper.facts),
        "every_word": "text" in of_print(paper.facts),
        "status": paper.status,
        "zoned": zoned,
    }
    return page_of("public_paper.html", values)


def _answered(
    request: AnyRequest, city: City, number: str, answer: Callable[[], Response[str]]
) -> Response[str]:
    """The answer, or the form again with what was wrong; wrong guesses are counted for the sender and
    for the number, in all processes together."""
    places = [f"status {city.source(request.scope)}", *_place_of(number)]
    try:
        for place in places:
            city.guesses.check(place)
        return answer()
    except Problem as problem:
        if problem.code in ("status-unknown", "status-code"):
            for place in places:
                city.guesses.count(place)
        values = _form(number) | {"message": sentence(problem)}
        return page_of("public.html", values, problem=problem)


def _place_of(number: str) -> list[str]:
    try:
        return [f"status {CaseNumber.parse(number)}"]
    except Problem:
        return []  # nothing to guess at


def _form(number: str) -> dict[str, Any]:
    return {"number": number, "message": ""}


handlers = [ask, scanned, typed]
