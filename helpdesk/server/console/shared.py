"""What the console's pages share: who is there, their forms, headers, and the way to the login."""

import hmac
from http import HTTPStatus
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from litestar import Request, Response
from litestar.concurrency import sync_to_thread
from litestar.datastructures import Cookie
from litestar.enums import RequestEncodingType
from litestar.exceptions import ClientException, HTTPException
from litestar.params import Body
from litestar.response import Redirect

from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.i18n.problems import sentence
from helpdesk.server.city import City
from helpdesk.server.console import kept
from helpdesk.server.console.rendering import render
from helpdesk.server.errors import HTTP_CODES, NO_ROOM, bug_answer, headers_of, status_of
from helpdesk.server.people import Visitor

SIGNED_OUT = ("session-missing", "session-over")
HOME = "/console/cases"
LOGIN = "/console/login"
SEE_OTHER: Literal[303] = 303
COOKIE = "helpdesk-city"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self';"
    " img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none';"
    " base-uri 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
AnyRequest = Request[Any, Any, Any]
Upload = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.MULTI_PART)]
FormData = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]


async def visitor_of(request: AnyRequest, city: City) -> Visitor:
    """Who is at the console, by the cookie. Raises Problem `session-missing` or `session-over`; what was
    typed into a form of a session that has ended goes on to the login (`kept`)."""
    token = request.cookies.get(COOKIE, "")
    try:
        return await sync_to_thread(city.logins.visitor, token, kind="console")
    except Problem as problem:
        if problem.code in SIGNED_OUT:
            await kept.keep(request, city, token, known=problem.code == "session-over")
        raise


def check_form(visitor: Visitor, form: dict[str, str]) -> None:
    """Raises Problem `form-foreign` for a form that is not from a page of this session (CSRF)."""
    if not hmac.compare_digest(visitor.form_token.encode(), form.get("form_token", "").encode()):
        raise Problem("form-foreign")


def to_login(request: AnyRequest, problem: Problem) -> Response[Any]:
    """Nobody signed in goes to the login page; other problems are a page of their own."""
    if problem.code in SIGNED_OUT:
        return _login_again(request)
    said = Problem("case-elsewhere") if problem.code == "case-unknown" else problem
    return page_of("problem.html", {"message": sentence(said)}, problem=problem)


def _login_again(request: AnyRequest) -> Response[Any]:
    """The login, with the way back, and with what was typed."""
    if typed := kept.kept(request):
        values = {"message": "", "login": "", "back": "", "typed": typed}
        return page_of("login.html", values, status=HTTPStatus.UNAUTHORIZED)
    there = LOGIN
    if request.method == "GET" and request.url.path not in (HOME, LOGIN):
        there = f"{LOGIN}?{urlencode({'back': request.url.path})}"
    if request.headers.get("hx-request"):  # a part of a page: the whole one has to go there
        return Response("", headers={"HX-Redirect": LOGIN})
    return Redirect(there, status_code=SEE_OTHER)


def http_page(_request: AnyRequest, error: HTTPException) -> Response[Any]:
    """What the framework found wrong with a request, as a page."""
    code = HTTP_CODES.get(HTTPStatus(error.status_code), "request-invalid")
    problem = Problem("upload-large" if code == "request-large" else code)
    return _problem_page(problem, error.status_code)


def letters_page(request: AnyRequest, _error: UnicodeDecodeError) -> Response[Any]:
    """Bytes that are no text in an upload's fields."""
    return http_page(request, ClientException(status_code=HTTPStatus.BAD_REQUEST))


def disk_page(request: AnyRequest, error: OSError) -> Response[Any]:
    """No room to lay an upload on the disk."""
    if error.errno in NO_ROOM:
        return to_login(request, EnvironmentProblem("server-full"))
    return bug_page(request, error)


def bug_page(request: AnyRequest, error: Exception) -> Response[Any]:
    """A mistake of ours, told as a page; logged as everywhere."""
    bug_answer(request, error)
    return _problem_page(Problem("server-error"), HTTPStatus.INTERNAL_SERVER_ERROR)


def _problem_page(problem: Problem, status: int) -> Response[Any]:
    answer = page_of("problem.html", {"message": sentence(problem)}, problem=problem)
    answer.status_code = status
    return answer


def page_of(
    template: str,
    values: dict[str, Any],
    *,
    status: int = HTTPStatus.OK,
    problem: Problem | None = None,
) -> Response[str]:
    """A page, with the status of the problem that it tells of."""
    headers = HEADERS | (headers_of(problem) if problem else {})
    return Response(
        render(template, values),
        status_code=status_of(problem) if problem else status,
        media_type="text/html",
        headers=headers,
    )


def place_of(city: City, code: str) -> str:
    """The name of a division by its beginning."""
    known = city.divisions.find(code.ljust(12, "0"))
    return known.place if known else code


def cookie(request: AnyRequest, token: str, *, seconds: int) -> Cookie:
    """The session's cookie; 0 seconds take it away."""
    return Cookie(
        key=COOKIE,
        value=token,
        max_age=seconds,
        path="/console",
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
