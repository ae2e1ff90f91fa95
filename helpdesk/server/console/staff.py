"""The city's people in the console: auditors see who has an account; administrators make accounts, give
another role, block, and set back. A one-time link is shown once, to whoever asked for it."""

from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect

from helpdesk.domain.divisions import Level
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import Problem
from helpdesk.i18n.problems import sentence
from helpdesk.server.city import City
from helpdesk.server.console.seals import warnings_of
from helpdesk.server.console.shared import (
    SEE_OTHER,
    AnyRequest,
    FormData,
    check_form,
    page_of,
)
from helpdesk.server.console.typed_places import division_of, prefix_of, within
from helpdesk.server.people import KEEP_PEOPLE, SEE_PEOPLE, Person, Role, Visitor
from helpdesk.server.principal import Principal
from helpdesk.server.views import zoned

HOME = "/console/people"
_SMALL = 10_000  # bytes of a form
_NAMES = ("login", "name", "role", "division", "department")


@get("/people", sync_to_thread=True)
def people(city: City, visitor: Visitor) -> Response[str]:
    """Everybody, and the form for somebody new."""
    visitor.need(SEE_PEOPLE)
    return _list(city, visitor)


@post("/people", sync_to_thread=True, request_max_body_size=_SMALL)
def add(data: FormData, request: AnyRequest, city: City, visitor: Visitor) -> Response[str]:
    """A new account; what was typed stays when it cannot be made."""
    check_form(visitor, data)
    visitor.need(KEEP_PEOPLE)
    typed = _typed(data)
    try:
        person = Person(typed["login"], typed["name"], **_scope(city, typed))
        code = city.people.add(person, by=Principal.person(visitor.login))
    except Problem as problem:
        return _list(city, visitor, problem=problem, typed=typed)
    return _one(city, visitor, typed["login"].strip().lower(), link=_link(request, code))


@get("/people/{login:str}", sync_to_thread=True)
def person(city: City, visitor: Visitor, login: str) -> Response[str]:
    """One account, and what an administrator can do with it."""
    visitor.need(SEE_PEOPLE)
    return _one(city, visitor, login)


@post("/people/{login:str}/role", sync_to_thread=True, request_max_body_size=_SMALL)
def change(
    data: FormData, request: AnyRequest, city: City, visitor: Visitor, login: str
) -> Response[Any]:
    """Another role or scope from the next click on."""
    check_form(visitor, data)
    visitor.need(KEEP_PEOPLE)
    typed = _typed(data)
    try:
        by = Principal.person(visitor.login)
        code = city.people.change(login, **_scope(city, typed), by=by)
    except Problem as problem:
        return _one(city, visitor, login, problem=problem, typed=typed)
    if code:
        return _one(city, visitor, login, link=_link(request, code))
    return Redirect(f"{HOME}/{login}", status_code=SEE_OTHER)


@post("/people/{login:str}/block", sync_to_thread=True, request_max_body_size=_SMALL)
def block(data: FormData, city: City, visitor: Visitor, login: str) -> Response[Any]:
    """Keep somebody out from their next click on, or let them in again."""
    check_form(visitor, data)
    visitor.need(KEEP_PEOPLE)
    disabled = data.get("undo", "") != "1"
    try:
        city.people.disable(login, disabled=disabled, by=Principal.person(visitor.login))
    except Problem as problem:
        return _one(city, visitor, login, problem=problem)
    return Redirect(f"{HOME}/{login}", status_code=SEE_OTHER)


@post("/people/{login:str}/reset", sync_to_thread=True, request_max_body_size=_SMALL)
def reset(
    data: FormData, request: AnyRequest, city: City, visitor: Visitor, login: str
) -> Response[str]:
    """A new link for whoever lost password or phone."""
    check_form(visitor, data)
    visitor.need(KEEP_PEOPLE)
    try:
        code = city.people.reset(login, by=Principal.person(visitor.login))
    except Problem as problem:
        return _one(city, visitor, login, problem=problem)
    return _one(city, visitor, login, link=_link(request, code))


def _typed(form: dict[str, str]) -> dict[str, str]:
    return {name: form.get(name, "").replace("\0", "").strip()[:100] for name in _NAMES}


def _scope(city: City, typed: dict[str, str]) -> dict[str, Any]:
    """Role, division (empty: the city) and department as typed. Raises Problem `role-unknown`, and those
    of `division_of`."""
    if typed["role"] not in list(Role):
        raise Problem("role-unknown")
    place = typed["division"]
    return {
        "role": Role(typed["role"]),
        "division": prefix_of(division_of(city.divisions, place)) if place else "",
        "department": typed["department"],
    }


def _link(request: AnyRequest, code: str) -> str:
    """By the address by which this person reached the city."""
    return f"{str(request.base_url).rstrip('/')}/console/setup/{code}"


def _list(
    city: City,
    visitor: Visitor,
    *,
    problem: Problem | None = None,
    typed: dict[str, str] | None = None,
) -> Response[str]:
    values = _shared(city, visitor, problem) | {
        "people": city.people.everybody(Principal.person(visitor.login)),
        "endings": warnings_of(city),
        "typed": typed or dict.fromkeys(_NAMES, ""),
    }
    return page_of("people.html", values, problem=problem)


def _one(
    city: City,
    visitor: Visitor,
    login: str,
    *,
    problem: Problem | None = None,
    typed: dict[str, str] | None = None,
    link: str = "",
) -> Response[str]:
    everybody = city.people.everybody(Principal.person(visitor.login))
    known = next((each for each in everybody if each.login == login), None)
    if known is None:
        raise Problem("person-unknown", login=login)
    values = _shared(city, visitor, problem) | {
        "person": known,
        "typed": typed or _said(city, known),
        "link": link,
    }
    return page_of("person.html", values, problem=problem)


def _said(city: City, person: Person) -> dict[str, str]:
    """The form as it stands for this account."""
    said = {name: str(getattr(person, name)) for name in _NAMES}
    return said | {"division": said["division"] and _label(city, said["division"])}


def _label(city: City, prefix: str) -> str:
    return city.divisions.label(prefix.ljust(12, "0")) if prefix else ""


def _shared(city: City, visitor: Visitor, problem: Problem | None) -> dict[str, Any]:
    return {
        "visitor": visitor,
        "roles": [each.value for each in Role],
        "divisions": within(city.divisions, "", (Level.COUNTY, Level.TOWNSHIP)),
        "departments": city.casework(Principal.person(visitor.login)).departments(),
        "place": lambda code: _label(city, code),
        "moment": lambda ms: zoned(Moment(ms).local),
        "message": sentence(problem) if problem else "",
    }


HANDLERS = (people, add, person, change, block, reset)
