"""The console's addresses: sign in, list, case, acts. Every form carries a token (CSRF)."""

from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any, Literal

from litestar import Request, Response, Router, get, post
from litestar.datastructures import Cookie
from litestar.di import Provide
from litestar.enums import RequestEncodingType
from litestar.params import Body, Parameter
from litestar.response import File, Redirect

from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import Problem
from helpdesk.domain.stages import Stage, path_of
from helpdesk.i18n.problems import sentence
from helpdesk.server.acts import ACTS
from helpdesk.server.city import City
from helpdesk.server.console.forms import act_of
from helpdesk.server.console.rendering import render
from helpdesk.server.errors import status_of
from helpdesk.server.ports import CaseWish
from helpdesk.server.routes.cases import author_of, detail_of
from helpdesk.server.sessions import COOKIE, HOURS, Clerk
from helpdesk.server.views import case_view, zoned

HOME = "/console/cases"
LOGIN = "/console/login"
PAGE = 50
SEE_OTHER: Literal[303] = 303
NAME_MAX = 40
_STATIC = Path(__file__).with_name("static")
_FILES = frozenset({"console.css", "htmx.min.js"})
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self';"
    " img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
AnyRequest = Request[Any, Any, Any]
Form = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]


def visitor_of(request: AnyRequest, city: City) -> Clerk:
    """Who is at the console, by the cookie. Raises Problem `session-missing` or `session-over`."""
    return city.sessions.read(request.cookies.get(COOKIE, ""), now_ms=city.now_ms())


def to_login(_request: AnyRequest, problem: Problem) -> Response[Any]:
    """Nobody signed in goes to the login page; other problems are a page of their own."""
    if problem.code in ("session-missing", "session-over"):
        return Redirect(LOGIN, status_code=SEE_OTHER)
    return _page("problem.html", {"message": sentence(problem)}, status=status_of(problem))


@get("/", sync_to_thread=False, include_in_schema=False)
def home() -> Redirect:
    """The console is what a person looks for here."""
    return Redirect(HOME, status_code=SEE_OTHER)


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
def login_page() -> Response[str]:
    """Name and password."""
    return _page("login.html", {"message": "", "name": ""})


@post("/login", sync_to_thread=True, request_max_body_size=10_000)
def login(data: Form, request: AnyRequest, city: City) -> Response[Any]:
    """Sign in: the name is what the history will show."""
    source = f"login {request.client.host if request.client else ''}"
    name = " ".join(data.get("name", "").split())[:NAME_MAX]
    try:
        city.guesses.check(source)
        if not name:
            raise Problem("name-empty")
        if not city.credentials.password_fits(data.get("password", "")):
            city.guesses.count(source)
            raise Problem("password-wrong")
    except Problem as problem:
        values = {"message": sentence(problem), "name": name}
        return _page("login.html", values, status=status_of(problem))
    token = city.sessions.issue(name, until_ms=city.now_ms() + HOURS * 3_600_000)
    return Redirect(HOME, status_code=SEE_OTHER, cookies=[_cookie(request, token, HOURS * 3600)])


@post("/logout", sync_to_thread=False, request_max_body_size=10_000)
def logout(data: Form, request: AnyRequest, city: City, visitor: Clerk) -> Redirect:
    """Sign out."""
    _check_form(city, visitor, data)
    return Redirect(LOGIN, status_code=SEE_OTHER, cookies=[_cookie(request, "", 0)])


@get("/cases", sync_to_thread=True)
def cases(  # noqa: PLR0913  the questions of a URL
    request: AnyRequest,
    city: City,
    visitor: Clerk,
    stage: str = "",
    desk: str = "",
    text: str = "",
    page: Annotated[int, Parameter(ge=1, le=100_000)] = 1,
) -> Response[str]:
    """The list; htmx asks for the part that changes."""
    chosen = Stage(stage) if stage in list(Stage) else None
    wish = CaseWish(stage=chosen, desk=desk, text=text)
    found = city.casework.cases(wish, offset=(page - 1) * PAGE, limit=PAGE)
    values = {
        "visitor": visitor,
        "now": zoned(Moment(city.now_ms()).local),
        "cases": [case_view(row, desk_name=city.desk_label) for row in found.rows],
        "total": found.total,
        "everything": sum(found.stages.values()),
        "stages": [(each, found.stages.get(each, 0)) for each in Stage],
        "desks": city.casework.desks(),
        "stage": chosen.value if chosen else "",
        "desk": desk,
        "text": text,
        "page": page,
        "pages": max(1, -(-found.total // PAGE)),
    }
    part = request.headers.get("hx-request") and not request.headers.get("hx-boosted")
    return _page("list.html" if part else "cases.html", values)


@get("/cases/{case:str}", sync_to_thread=True)
def case_page(city: City, visitor: Clerk, case: str) -> Response[str]:
    """A case with its history, and what can be done with it."""
    return _case_page(city, visitor, case)


@post("/cases/{case:str}/acts/{name:str}", sync_to_thread=True, request_max_body_size=100_000)
def act(data: Form, city: City, visitor: Clerk, case: str, name: str) -> Response[Any]:
    """Do something with a case; what was typed stays when it cannot be done."""
    _check_form(city, visitor, data)
    try:
        city.casework.act(case, act_of(name, data), author=author_of(visitor))
    except Problem as problem:
        if problem.code == "case-unknown":
            raise
        return _case_page(city, visitor, case, problem=problem, name=name, typed=data)
    return Redirect(f"{HOME}/{case}", status_code=SEE_OTHER)


def _case_page(
    city: City,
    visitor: Clerk,
    case: str,
    *,
    problem: Problem | None = None,
    name: str = "",
    typed: dict[str, str] | None = None,
) -> Response[str]:
    detail = detail_of(city, case)
    path = path_of(detail.case.kind)
    here = detail.case.stage
    values = {
        "visitor": visitor,
        "now": zoned(Moment(city.now_ms()).local),
        "detail": detail,
        "case": detail.case,
        "path": path,
        "reached": path.index(here) if here in path else -1,
        "acts": [ACTS[each] for each in detail.acts],
        "open_act": name,
        "typed": typed or {},
        "message": sentence(problem) if problem else "",
        "departments": city.casework.departments(),
    }
    return _page("case.html", values, status=status_of(problem) if problem else HTTPStatus.OK)


def _check_form(city: City, visitor: Clerk, form: dict[str, str]) -> None:
    if not city.sessions.form_fits(visitor, form.get("form_token", "")):
        raise Problem("form-foreign")


def _cookie(request: AnyRequest, token: str, seconds: int) -> Cookie:
    return Cookie(
        key=COOKIE,
        value=token,
        max_age=seconds,
        path="/console",
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


def _page(template: str, values: dict[str, Any], *, status: int = HTTPStatus.OK) -> Response[str]:
    return Response(
        render(template, values), status_code=status, media_type="text/html", headers=_HEADERS
    )


router = Router(
    path="/console",
    route_handlers=[static, login_page, login, logout, cases, case_page, act],
    dependencies={"visitor": Provide(visitor_of, sync_to_thread=False)},
    exception_handlers={Problem: to_login},
    include_in_schema=False,
)
