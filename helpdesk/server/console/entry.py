"""The console's door: setting up, signing in and out, the own password."""

from pathlib import Path
from typing import Any

import segno
from litestar import Response, get, post
from litestar.response import File, Redirect

from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _
from helpdesk.i18n.problems import sentence
from helpdesk.server.city import City
from helpdesk.server.console.kept import brought
from helpdesk.server.console.shared import (
    COOKIE,
    HOME,
    LOGIN,
    SEE_OTHER,
    AnyRequest,
    FormData,
    check_form,
    cookie,
    page_of,
)
from helpdesk.server.people import Person, Role, Visitor
from helpdesk.server.second_factor import address, as_text
from helpdesk.server.views import zoned

_COOKIE_SECONDS = (
    24 * 3600
)  # longer than any session: it vouches for what was typed when that ended
SMALL = 10_000
_WITH_TYPED = 300_000
_STATIC = Path(__file__).with_name("static")
_FILES = frozenset({"console.css", "console.js", "htmx.min.js", "public.css", "plates.css"})


@get("/static/{name:str}", sync_to_thread=False)
def static(name: str) -> File:
    """Style and script."""
    if name not in _FILES:
        raise Problem("page-unknown")
    kind = "text/css" if name.endswith(".css") else "text/javascript"
    return File(
        _STATIC / name,
        media_type=kind,
        content_disposition_type="inline",
        headers={"Cache-Control": "max-age=3600"},
    )


@get("/login", sync_to_thread=False)
def login_page(back: str = "") -> Response[str]:
    """Login, password, and the code of whoever has a second factor; then `back` to a page of ours."""
    values = {"message": "", "login": "", "back": _ours(back), "typed": None}
    return page_of("login.html", values)


@post("/login", sync_to_thread=True, request_max_body_size=_WITH_TYPED)
def login(data: FormData, request: AnyRequest, city: City) -> Response[Any]:
    """Sign in; a session of before is not gone on with, but what was typed in it is shown again."""
    typed = brought(data, city, request.cookies.get(COOKIE, ""))
    back = _ours(data.get("back", ""))
    try:
        token = city.logins.sign_in(
            data.get("login", ""),
            password=data.get("password", ""),
            digits=data.get("digits", ""),
            source=city.source(request.scope),
        )
    except Problem as problem:
        values = {"message": sentence(problem), "login": data.get("login", "")[:40], "back": back}
        return page_of("login.html", values | {"typed": typed}, problem=problem)
    signed_in = cookie(request, token, seconds=_COOKIE_SECONDS)
    if typed is None:
        return Redirect(back or HOME, status_code=SEE_OTHER, cookies=[signed_in])
    visitor = city.logins.visitor(token, kind="console")
    page = page_of("typed.html", {"visitor": visitor, "form": typed})
    page.cookies.append(signed_in)
    return page


@post("/logout", sync_to_thread=True, request_max_body_size=SMALL)
def logout(data: FormData, request: AnyRequest, city: City, visitor: Visitor) -> Redirect:
    """Sign out, here or everywhere."""
    check_form(visitor, data)
    everywhere = bool(data.get("everywhere"))
    city.logins.sign_out(visitor, request.cookies.get(COOKIE, ""), everywhere=everywhere)
    return Redirect(LOGIN, status_code=SEE_OTHER, cookies=[cookie(request, "", seconds=0)])


@get("/setup/{code:str}", sync_to_thread=True)
def setup_page(request: AnyRequest, city: City, code: str) -> Response[str]:
    """The page behind a one-time link."""
    person = city.logins.newcomer(code, source=f"setup {city.source(request.scope)}")
    return _setup(city, code, person)


@post("/setup/{code:str}", sync_to_thread=True, request_max_body_size=SMALL)
def setup(data: FormData, request: AnyRequest, city: City, code: str) -> Response[Any]:
    """Take the password, and the first code of the authenticator."""
    source = f"setup {city.source(request.scope)}"
    person = city.logins.newcomer(code, source=source)
    password = data.get("password", "")
    try:
        if password != data.get("again", ""):
            raise Problem("passwords-differ")
        city.logins.set_up(code, password=password, digits=data.get("digits", ""), source=source)
    except Problem as problem:
        return _setup(city, code, person, problem=problem)
    return Redirect(LOGIN, status_code=SEE_OTHER)


def _ours(path: str) -> str:
    """A page of the console to go back to; nothing else."""
    plain = path.isascii() and path.isprintable() and "\\" not in path
    return path[:300] if plain and path.startswith("/console/") and "//" not in path else ""


def _setup(
    city: City, code: str, person: Person, *, problem: Problem | None = None
) -> Response[str]:
    values = {"message": sentence(problem) if problem else "", "person": person, "code": code}
    values |= {"picture": "", "secret": ""}
    if person.role is Role.ADMINISTRATOR:
        secret = city.logins.authenticator(code)
        qr = segno.make(address(secret, login=person.login, issuer=_("Help desks")), micro=False)
        values["picture"] = qr.svg_data_uri(scale=4, border=2)
        values["secret"] = as_text(secret)
    return page_of("setup.html", values, problem=problem)


@get("/account", sync_to_thread=True)
def account_page(request: AnyRequest, city: City, visitor: Visitor) -> Response[str]:
    """The own password and sessions."""
    return _account(request, city, visitor)


def _account(
    request: AnyRequest, city: City, visitor: Visitor, problem: Problem | None = None
) -> Response[str]:
    sessions = city.logins.open_sessions(visitor, request.cookies.get(COOKIE, ""))
    message = sentence(problem) if problem else ""
    values = {"visitor": visitor, "message": message, "sessions": sessions}
    values |= {"moment": lambda ms: zoned(Moment(ms).local)}
    return page_of("account.html", values, problem=problem)


@post("/account/password", sync_to_thread=True, request_max_body_size=SMALL)
def change_password(
    data: FormData, request: AnyRequest, city: City, visitor: Visitor
) -> Response[Any]:
    """Another password; every other session ends."""
    check_form(visitor, data)
    new = data.get("password", "")
    try:
        if new != data.get("again", ""):
            raise Problem("passwords-differ")
        token = city.logins.change_password(
            visitor, old=data.get("old", ""), new=new, source=city.source(request.scope)
        )
    except Problem as problem:
        return _account(request, city, visitor, problem)
    renewed = cookie(request, token, seconds=_COOKIE_SECONDS)
    return Redirect(HOME, status_code=SEE_OTHER, cookies=[renewed])


HANDLERS = (
    *(static, login_page, login, logout),
    *(setup_page, setup, account_page, change_password),
)
