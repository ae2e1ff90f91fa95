"""The JSON API for the city's own systems: cases and what is done with them."""

from http import HTTPStatus
from typing import Annotated, Any

import msgspec
from litestar import Request, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import HeaderParameter, Parameter

from helpdesk.domain.problems import Problem
from helpdesk.domain.residents import clean_text
from helpdesk.domain.stages import Stage
from helpdesk.protocol.messages import ErrorAnswer
from helpdesk.server.acting import author_of as author_of
from helpdesk.server.acting import perform
from helpdesk.server.acts import ActRequest
from helpdesk.server.city import City
from helpdesk.server.people import SEE_CASES, Visitor
from helpdesk.server.ports import Form
from helpdesk.server.principal import Principal
from helpdesk.server.queue import QueueWish, View
from helpdesk.server.views import CaseDetail, CaseList, case_detail, case_view

OnceKey = Annotated[str, HeaderParameter(name="Idempotency-Key", max_length=100)]
_SECURITY: list[dict[str, list[str]]] = [{"token": []}]
_UNKNOWN = {
    400: ResponseSpec(ErrorAnswer, description="Not a question or not an act"),
    401: ResponseSpec(ErrorAnswer, description="No token, a wrong one or one that is over"),
    403: ResponseSpec(ErrorAnswer, description="Not for the role of whoever has this token"),
    404: ResponseSpec(ErrorAnswer, description="No such case"),
}


def clerk_of(request: Request[Any, Any, Any], city: City) -> Visitor:
    """Who asks, by `Authorization: Bearer`. Raises Problem `session-missing` or `session-over`."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise Problem("session-missing")
    return city.logins.visitor(token.strip(), kind="api")


@get(
    "/api/cases",
    sync_to_thread=True,
    summary="Cases, newest first",
    operation_id="cases",
    tags=["cases"],
    security=_SECURITY,
    responses={code: _UNKNOWN[code] for code in (400, 401, 403)},
)
def cases(  # noqa: PLR0913  the questions of a URL
    clerk: Visitor,
    city: City,
    stage: Stage | None = None,
    desk: Annotated[str, Parameter(pattern="^[0-9]{0,12}$")] = "",
    text: Annotated[str, Parameter(max_length=200)] = "",
    after: Annotated[str, Parameter(max_length=300)] = "",
    limit: Annotated[int, Parameter(ge=1, le=500)] = 100,
) -> CaseList:
    """The cases of a stage, of desks (a code or the beginning of one), with words in name or title, or with a
    number or telephone. `after` is what the page before said."""
    clerk.need(SEE_CASES)
    if not (desk.startswith(clerk.division) or clerk.division.startswith(desk)):
        return CaseList(cases=[], total=0, after="")
    wish = QueueWish(view=View.ALL, text=text, division=desk, after=after, stage=stage)
    page = city.queue(Principal.person(clerk.login)).page(wish, limit=limit)
    return CaseList(
        cases=[case_view(row.row, desk_name=city.desk_label) for row in page.rows],
        total=page.total,
        after=page.after,
    )


@get(
    "/api/cases/{case:str}",
    sync_to_thread=True,
    summary="A case with its history",
    operation_id="case",
    tags=["cases"],
    security=_SECURITY,
    responses=_UNKNOWN,
)
def case(clerk: Visitor, city: City, case: str) -> CaseDetail:
    """The case with this id or number."""
    return detail_of(city, clerk, case)


@post(
    "/api/cases/{case:str}/acts",
    sync_to_thread=True,
    status_code=HTTPStatus.OK,
    request_max_body_size=100_000,
    summary="Do something with a case",
    operation_id="act",
    tags=["cases"],
    security=_SECURITY,
    responses={
        **_UNKNOWN,
        409: ResponseSpec(ErrorAnswer, description="The case's stage does not allow it"),
        422: ResponseSpec(ErrorAnswer, description="Something is missing or wrong"),
    },
)
def act(
    clerk: Visitor,
    city: City,
    case: str,
    data: ActRequest,
    once: OnceKey = "",
) -> CaseDetail:
    """Record the act; the desk learns of it with its next sync. The same key does it once."""
    clerk.need_act(data.act)
    before = detail_of(city, clerk, case)
    known = before.case.id
    form = Form(once=once, events=data.events)
    try:
        perform(city, clerk, known, data, form=form)
    except Problem as problem:
        if problem.code != "form-repeated":  # the first one did it
            raise
    try:
        return detail_of(city, clerk, known)
    except Problem as problem:  # it went to another department, which is not the clerk's to see
        if problem.code != "case-unknown":
            raise
        return before


class MergeRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`into` is the number of the main case."""

    into: Annotated[str, msgspec.Meta(max_length=60)]


class UnmergeRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why the case stands by itself after all."""

    reason: Annotated[str, msgspec.Meta(max_length=1_000)]


@post(
    "/api/cases/{case:str}/merge",
    sync_to_thread=True,
    status_code=HTTPStatus.OK,
    request_max_body_size=10_000,
    summary="Join a case to the main case that it duplicates",
    operation_id="merge",
    tags=["cases"],
    security=_SECURITY,
    responses={**_UNKNOWN, 409: ResponseSpec(ErrorAnswer, description="Not at its stage")},
)
def merge(
    clerk: Visitor, city: City, case: str, data: MergeRequest, once: OnceKey = ""
) -> CaseDetail:
    """Both desks see it; it can be taken back at any time."""
    clerk.need_act("merge")
    known = detail_of(city, clerk, case).case.id
    mine = city.duplicates(Principal.person(clerk.login))
    mine.merge(known, data.into.strip(), author=author_of(clerk), form=Form(once=once))
    return detail_of(city, clerk, known)


@post(
    "/api/cases/{case:str}/unmerge",
    sync_to_thread=True,
    status_code=HTTPStatus.OK,
    request_max_body_size=10_000,
    summary="Let a merged case stand by itself again",
    operation_id="unmerge",
    tags=["cases"],
    security=_SECURITY,
    responses={**_UNKNOWN, 409: ResponseSpec(ErrorAnswer, description="It is not merged")},
)
def unmerge(
    clerk: Visitor, city: City, case: str, data: UnmergeRequest, once: OnceKey = ""
) -> CaseDetail:
    """The main case is told, too."""
    clerk.need_act("unmerge")
    known = detail_of(city, clerk, case).case.id
    reason = clean_text(data.reason, field_name="reason", limit=1_000)
    if not reason:
        raise Problem("act-incomplete", field="reason")
    mine = city.duplicates(Principal.person(clerk.login))
    try:
        mine.unmerge(known, reason=reason, author=author_of(clerk), form=Form(once=once))
    except Problem as problem:
        if problem.code != "form-repeated":  # the first one did it
            raise
    return detail_of(city, clerk, known)


def detail_of(city: City, clerk: Visitor, case: str) -> CaseDetail:
    """The case with this id or number. Raises Problem `role-lacks` or `case-unknown`."""
    clerk.need(SEE_CASES)
    casework = city.casework(Principal.person(clerk.login))
    file = casework.case_file(casework.case_id(case) or case)
    if file is None:
        raise Problem("case-unknown")
    return case_detail(file, desk_name=city.desk_label, visitor=clerk)
