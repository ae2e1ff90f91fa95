"""The dispatch catalogue in the console: lines typed, brought as a table, taken out."""

from pathlib import PurePath
from typing import Any

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.response import Redirect

from helpdesk.domain.dispatch_rules import RuleKind
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _
from helpdesk.i18n.problems import sentence
from helpdesk.server.catalogue import COLUMNS, rule_of, rules_in
from helpdesk.server.city import City
from helpdesk.server.console.shared import SEE_OTHER, FormData, Upload, check_form, page_of
from helpdesk.server.people import KEEP_CATALOGUE, SEE_CATALOGUE, Visitor
from helpdesk.server.principal import Principal
from helpdesk.server.views import zoned

HOME = "/console/catalogue"
_TABLE_MAX = 5_000_000  # bytes
_NAMES = ("kind", "words", "department")


@get("/catalogue", sync_to_thread=True)
def catalogue(city: City, visitor: Visitor) -> Response[str]:
    """All lines, and the forms for more."""
    visitor.need(SEE_CATALOGUE)
    return _page(city, visitor)


@post("/catalogue", sync_to_thread=True, request_max_body_size=10_000)
def keep(data: FormData, city: City, visitor: Visitor) -> Response[Any]:
    """A line more, or another department for the same words."""
    check_form(visitor, data)
    visitor.need(KEEP_CATALOGUE)
    typed = {name: data.get(name, "") for name in _NAMES}
    try:
        city.catalogue(Principal.person(visitor.login)).keep([rule_of(**typed)])
    except Problem as problem:
        return _page(city, visitor, problem=problem, typed=typed)
    return Redirect(HOME, status_code=SEE_OTHER)


@post("/catalogue/drop", sync_to_thread=True, request_max_body_size=10_000)
def drop(data: FormData, city: City, visitor: Visitor) -> Response[Any]:
    """Take a line out."""
    check_form(visitor, data)
    visitor.need(KEEP_CATALOGUE)
    kind = RuleKind.MATTER if data.get("kind") == RuleKind.MATTER else RuleKind.WORDS
    city.catalogue(Principal.person(visitor.login)).drop(kind, data.get("words", ""))
    return Redirect(HOME, status_code=SEE_OTHER)


@post("/catalogue/table", sync_to_thread=True, request_max_body_size=_TABLE_MAX + 100_000)
def bring_in(data: Upload, city: City, visitor: Visitor) -> Response[str]:
    """All lines of a table, or none of them."""
    check_form(visitor, {name: each for name, each in data.items() if isinstance(each, str)})
    visitor.need(KEEP_CATALOGUE)
    upload = data.get("table")
    try:
        if not isinstance(upload, UploadFile):
            raise Problem("file-empty")
        suffix = PurePath(upload.filename).suffix
        rules = rules_in(upload.file.read(), suffix=suffix)
        if rules:
            city.catalogue(Principal.person(visitor.login)).keep(rules, imported=True)
    except Problem as problem:
        return _page(city, visitor, problem=problem)
    return _page(city, visitor, taken=len(rules))


def _page(
    city: City,
    visitor: Visitor,
    *,
    problem: Problem | None = None,
    typed: dict[str, str] | None = None,
    taken: int | None = None,
) -> Response[str]:
    principal = Principal.person(visitor.login)
    values = {
        "visitor": visitor,
        "rules": city.catalogue(principal).rules(),
        "departments": city.casework(principal).departments(),
        "moment": lambda ms: zoned(Moment(ms).local),
        "message": sentence(problem) if problem else "",
        "typed": typed or dict.fromkeys(_NAMES, ""),
        "taken": taken,
        "columns": _(", ").join(COLUMNS),
    }
    return page_of("catalogue.html", values, problem=problem)


HANDLERS = (catalogue, keep, drop, bring_in)
