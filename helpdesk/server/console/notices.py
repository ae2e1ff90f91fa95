"""Words to the people at desks: given with each desk's next exchange, and how many devices have them."""

from collections.abc import Iterator
from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect

from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import Problem
from helpdesk.i18n.problems import sentence
from helpdesk.server.city import City
from helpdesk.server.console.queue import COUNTY, places, places_below
from helpdesk.server.console.shared import SEE_OTHER, FormData, check_form, page_of, place_of
from helpdesk.server.notices import DAYS, DAYS_MAX, WORDS_MAX
from helpdesk.server.people import NOTIFY, Visitor
from helpdesk.server.principal import Principal
from helpdesk.server.views import zoned

HOME = "/console/notices"
_SHOWN = 50
_EMPTY = {"words": "", "division": "", "days": str(DAYS)}


@get("/notices", sync_to_thread=True)
def notices(city: City, visitor: Visitor) -> Response[str]:
    """What was said, and the form for the next."""
    visitor.need(NOTIFY)
    return _page(city, visitor)


@post("/notices", sync_to_thread=True, request_max_body_size=20_000)
def give(data: FormData, city: City, visitor: Visitor) -> Response[Any]:
    """Say something; what was typed stays when it cannot be said."""
    check_form(visitor, data)
    visitor.need(NOTIFY)
    typed = {name: data.get(name, "") for name in _EMPTY}
    days = typed["days"]
    try:
        city.notices.give(
            typed["words"],
            Principal.person(visitor.login),
            division=typed["division"].strip(),
            giver=visitor.name,
            days=int(days) if days.isascii() and days.isdecimal() and len(days) < 5 else 0,
        )
    except Problem as problem:
        return _page(city, visitor, problem=problem, typed=typed)
    return Redirect(HOME, status_code=SEE_OTHER)


def _page(
    city: City,
    visitor: Visitor,
    *,
    problem: Problem | None = None,
    typed: dict[str, str] | None = None,
) -> Response[str]:
    values = {
        "visitor": visitor,
        "rows": city.notices.given(Principal.person(visitor.login), limit=_SHOWN),
        "message": sentence(problem) if problem else "",
        "typed": typed or _EMPTY,
        "places": [each for county in _counties(city, visitor) for each in county],
        "place": lambda code: place_of(city, code),
        "words_max": WORDS_MAX,
        "days_max": DAYS_MAX,
        "moment": lambda ms: zoned(Moment(ms).local),
    }
    return page_of("notices.html", values, problem=problem)


def _counties(city: City, visitor: Visitor) -> Iterator[list[tuple[str, str]]]:
    """Each county with its townships, as far as the visitor may speak to them."""
    for code, name in places(city, visitor, ""):
        if len(code) == COUNTY:
            here = [(code, name), *places_below(city, visitor, code)]
            yield [each for each in here if each[0].startswith(visitor.division)]


HANDLERS = (notices, give)
