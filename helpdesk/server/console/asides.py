"""Records kept aside: why, whose, and what a person says of them; the desk reads it with its next sync."""

from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect

from helpdesk.application.sync_texts import cure_text
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import Problem
from helpdesk.i18n.problems import sentence
from helpdesk.server.city import City
from helpdesk.server.console.shared import SEE_OTHER, FormData, check_form, page_of
from helpdesk.server.people import SEE_ASIDES, SETTLE_ASIDES, Visitor
from helpdesk.server.principal import Principal
from helpdesk.server.routes.cases import author_of
from helpdesk.server.scrutiny import CLAIMS
from helpdesk.server.views import zoned

HOME = "/console/asides"
_MOST, _LOOKED_THROUGH = 500, 10_000
_SAME = "same"  # as the case that has its number


@get("/asides", sync_to_thread=True)
def asides(city: City, visitor: Visitor, number: str = "") -> Response[str]:
    """What nobody has settled first; only what is about a case's `number` where one is named."""
    visitor.need(SEE_ASIDES)
    return _page(city, visitor, number=number)


@post(
    "/asides/{desk:str}/{incarnation:str}/{dseq:int}",
    sync_to_thread=True,
    request_max_body_size=100_000,
)
def settle(
    data: FormData, city: City, visitor: Visitor, desk: str, incarnation: str, dseq: int
) -> Response[Any]:
    """Say what came of one; what was typed stays when it cannot be recorded."""
    check_form(visitor, data)
    visitor.need(SETTLE_ASIDES)
    words, what = data.get("words", ""), data.get("solved", "")
    asides, author = city.asides(Principal.person(visitor.login)), author_of(visitor)
    try:
        if what == _SAME:
            asides.join(desk, incarnation, dseq, words=words, author=author)
        else:
            asides.settle(desk, incarnation, dseq, words=words, solved=what == "1", author=author)
    except Problem as problem:
        if problem.code == "page-unknown":
            raise
        return _page(city, visitor, problem=problem, typed=words, at=f"{incarnation}-{dseq}")
    return Redirect(HOME, status_code=SEE_OTHER)


def _page(
    city: City,
    visitor: Visitor,
    *,
    problem: Problem | None = None,
    typed: str = "",
    at: str = "",
    number: str = "",
) -> Response[str]:
    shown = city.asides(Principal.person(visitor.login))
    found = shown.asides(limit=_LOOKED_THROUGH if number else _MOST)
    found = [each for each in found if number in ("", each.number)]
    values = {
        "visitor": visitor,
        "asides": found,
        "open": sum(each.is_open for each in found),
        "number": number,
        "claims": CLAIMS,
        "why": lambda code: sentence(Problem(code)),
        "cure": cure_text,
        "moment": lambda ms: zoned(Moment(ms).local),
        "message": sentence(problem) if problem else "",
        "typed": typed,
        "at": at,
    }
    return page_of("asides.html", values, problem=problem)


HANDLERS = (asides, settle)
