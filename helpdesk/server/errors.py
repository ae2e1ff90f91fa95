"""Every error over HTTP in one shape: a stable code, a sentence for people, the right status."""

import errno
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from litestar import Request, Response
from litestar.exceptions import ClientException, HTTPException

from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.i18n.problems import sentence
from helpdesk.protocol.messages import ErrorAnswer
from helpdesk.protocol.signing import NUMBER_HEADER
from helpdesk.server.bugs import whereabouts

log = logging.getLogger(__name__)

_STATUS = {
    "case-changed": HTTPStatus.CONFLICT,
    "case-unknown": HTTPStatus.NOT_FOUND,
    "changed-meanwhile": HTTPStatus.CONFLICT,
    "code-used": HTTPStatus.CONFLICT,
    "code-expired": HTTPStatus.GONE,
    "code-wrong": HTTPStatus.FORBIDDEN,
    "conflict-changed": HTTPStatus.CONFLICT,
    "credentials-missing": HTTPStatus.UNAUTHORIZED,
    "device-unknown": HTTPStatus.UNAUTHORIZED,
    "dispute-none": HTTPStatus.CONFLICT,
    "dispute-open": HTTPStatus.CONFLICT,
    "extension-open": HTTPStatus.CONFLICT,
    "attachment-busy": HTTPStatus.LOCKED,
    "attachment-not-here": HTTPStatus.NOT_FOUND,
    "attachment-offset": HTTPStatus.CONFLICT,
    "attachment-unknown": HTTPStatus.NOT_FOUND,
    "attachment-unreferenced": HTTPStatus.NOT_FOUND,
    "changed-by-other": HTTPStatus.CONFLICT,
    "proposal-over": HTTPStatus.CONFLICT,
    "signed-already": HTTPStatus.CONFLICT,
    "slip-settled": HTTPStatus.CONFLICT,
    "form-foreign": HTTPStatus.FORBIDDEN,
    "form-repeated": HTTPStatus.CONFLICT,
    "guessed-often": HTTPStatus.TOO_MANY_REQUESTS,
    "checked-often": HTTPStatus.TOO_MANY_REQUESTS,
    "extension-own": HTTPStatus.FORBIDDEN,
    "incarnation-known": HTTPStatus.CONFLICT,
    "login-wrong": HTTPStatus.FORBIDDEN,
    "not-owner": HTTPStatus.FORBIDDEN,
    "owner-same": HTTPStatus.CONFLICT,
    "left-often": HTTPStatus.TOO_MANY_REQUESTS,
    "page-unknown": HTTPStatus.NOT_FOUND,
    "plate-unknown": HTTPStatus.NOT_FOUND,
    "proposal-decided": HTTPStatus.CONFLICT,
    "request-damaged": HTTPStatus.BAD_REQUEST,
    "request-foreign": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "request-replayed": HTTPStatus.UNAUTHORIZED,
    "requests-many": HTTPStatus.TOO_MANY_REQUESTS,
    "review-own": HTTPStatus.FORBIDDEN,
    "role-lacks": HTTPStatus.FORBIDDEN,
    "person-own": HTTPStatus.CONFLICT,
    "person-unknown": HTTPStatus.NOT_FOUND,
    "session-missing": HTTPStatus.UNAUTHORIZED,
    "session-over": HTTPStatus.UNAUTHORIZED,
    "setup-code-wrong": HTTPStatus.FORBIDDEN,
    "signature-wrong": HTTPStatus.UNAUTHORIZED,
    "snapshot-gone": HTTPStatus.NOT_FOUND,
    "stage-forbids": HTTPStatus.CONFLICT,
    "status-unknown": HTTPStatus.NOT_FOUND,
}
HTTP_CODES = {
    HTTPStatus.BAD_REQUEST: "request-invalid",
    HTTPStatus.NOT_FOUND: "page-unknown",
    HTTPStatus.METHOD_NOT_ALLOWED: "method-not-allowed",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "request-large",
    HTTPStatus.REQUEST_TIMEOUT: "request-slow",
}
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
_UNREAD = frozenset({"request-large", "upload-large", "request-slow"})

AnyRequest = Request[Any, Any, Any]


def status_of(problem: Problem) -> HTTPStatus:
    """The status of a problem: what the city itself is guilty of is 503."""
    if isinstance(problem, EnvironmentProblem):
        return HTTPStatus.SERVICE_UNAVAILABLE
    return _STATUS.get(problem.code, HTTPStatus.UNPROCESSABLE_ENTITY)


def headers_of(problem: Problem, *, status: int | None = None) -> dict[str, str]:
    """When to come back, for whoever came too often or at a bad time; from where to go on counting, for
    a device whose request's number is used; that the line ends here, where a body was not read."""
    if problem.code in _UNREAD:
        return {"Connection": "close"}
    if problem.code == "request-replayed":
        return {NUMBER_HEADER: str(problem.params["number"])}
    if (status or status_of(problem)) not in (
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.TOO_MANY_REQUESTS,
    ):
        return {}
    seconds = int(str(problem.params.get("seconds", 0)))
    minutes = int(str(problem.params.get("minutes", 0)))
    return {"Retry-After": str(seconds or minutes * 60 or 10)}


def problem_answer(_request: AnyRequest, problem: Problem) -> Response[ErrorAnswer]:
    """A problem that a person can put right."""
    return _answer(problem, status_of(problem))


def http_answer(_request: AnyRequest, error: HTTPException) -> Response[ErrorAnswer]:
    """What the framework found wrong with the request."""
    code = HTTP_CODES.get(HTTPStatus(error.status_code), "request-invalid")
    return _answer(Problem(code), error.status_code, headers=error.headers)


def letters_answer(request: AnyRequest, _error: UnicodeDecodeError) -> Response[ErrorAnswer]:
    """Bytes that are no text, where the framework expects some (multipart)."""
    return http_answer(request, ClientException(status_code=HTTPStatus.BAD_REQUEST))


def disk_answer(request: AnyRequest, error: OSError) -> Response[ErrorAnswer]:
    """No room to lay an upload on the disk; whatever else the system refuses is a mistake of ours."""
    if error.errno in NO_ROOM:
        return problem_answer(request, EnvironmentProblem("server-full"))
    return bug_answer(request, error)


def bug_answer(_request: AnyRequest, error: Exception) -> Response[ErrorAnswer]:
    """A mistake of ours: logged without its words, which may hold personal data."""
    log.error("A request failed: %s", whereabouts(error))
    return _answer(Problem("server-error"), HTTPStatus.INTERNAL_SERVER_ERROR)


def _answer(
    problem: Problem, status: int, *, headers: Mapping[str, str] | None = None
) -> Response[ErrorAnswer]:
    headers = {**(headers or {}), **headers_of(problem, status=status)}
    return Response(
        ErrorAnswer(code=problem.code, message=sentence(problem)),
        status_code=status,
        media_type="application/json",
        headers=headers,
    )
