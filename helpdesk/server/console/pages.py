"""The console's addresses: list, case, acts. Every form carries a token (CSRF); see also `entry`."""

import secrets
from http import HTTPStatus
from typing import Annotated, Any

from litestar import Response, Router, get, post
from litestar.di import Provide
from litestar.params import Parameter
from litestar.response import Redirect

from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import Problem
from helpdesk.domain.stages import Stage, path_of
from helpdesk.i18n.problems import sentence
from helpdesk.server.acts import ACTS
from helpdesk.server.city import City
from helpdesk.server.console import asides, bundles, decisions, devices, entry, files, staff
from helpdesk.server.console.forms import act_of, form_of
from helpdesk.server.console.shared import (
    HOME,
    SEE_OTHER,
    AnyRequest,
    FormData,
    check_form,
    page_of,
    to_login,
    visitor_of,
)
from helpdesk.server.errors import status_of
from helpdesk.server.people import SEE_CASES, Visitor
from helpdesk.server.ports import CaseWish
from helpdesk.server.principal import Principal
from helpdesk.server.routes.cases import author_of, detail_of
from helpdesk.server.views import case_view, zoned

PAGE = 50


@get("/", sync_to_thread=False, include_in_schema=False)
def home() -> Redirect:
    """The console is what a person looks for here."""
    return Redirect(HOME, status_code=SEE_OTHER)


@get("/cases", sync_to_thread=True)
def cases(  # noqa: PLR0913  the questions of a URL
    request: AnyRequest,
    city: City,
    visitor: Visitor,
    stage: str = "",
    desk: str = "",
    text: str = "",
    page: Annotated[int, Parameter(ge=1, le=100_000)] = 1,
) -> Response[Any]:
    """The list; htmx asks for the part that changes."""
    if visitor.role not in SEE_CASES:
        return Redirect(staff.HOME, status_code=SEE_OTHER)
    casework = city.casework(Principal.person(visitor.login))
    chosen = Stage(stage) if stage in list(Stage) else None
    wish = CaseWish(stage=chosen, desk=desk, text=text)
    found = casework.cases(wish, offset=(page - 1) * PAGE, limit=PAGE)
    values = {
        "visitor": visitor,
        "now": zoned(Moment(city.now_ms()).local),
        "cases": [case_view(row, desk_name=city.desk_label) for row in found.rows],
        "total": found.total,
        "everything": sum(found.stages.values()),
        "stages": [(each, found.stages.get(each, 0)) for each in Stage],
        "desks": casework.desks(),
        "stage": chosen.value if chosen else "",
        "desk": desk,
        "text": text,
        "page": page,
        "pages": max(1, -(-found.total // PAGE)),
    }
    part = request.headers.get("hx-request") and not request.headers.get("hx-boosted")
    return page_of("list.html" if part else "cases.html", values)


@get("/cases/{case:str}", sync_to_thread=True)
def case_page(city: City, visitor: Visitor, case: str) -> Response[str]:
    """A case with its history, and what can be done with it."""
    return _case_page(city, visitor, case)


@post("/cases/{case:str}/acts/{name:str}", sync_to_thread=True, request_max_body_size=100_000)
def act(data: FormData, city: City, visitor: Visitor, case: str, name: str) -> Response[Any]:
    """Do something with a case; what was typed stays when it cannot be done."""
    check_form(visitor, data)
    visitor.need_act(name)
    casework = city.casework(Principal.person(visitor.login))
    try:
        casework.act(case, act_of(name, data), author=author_of(visitor), form=form_of(data))
    except Problem as problem:
        if problem.code == "case-unknown":
            raise
        if problem.code == "form-repeated":  # the first one did it
            return Redirect(f"{HOME}/{case}", status_code=SEE_OTHER)
        return _case_page(city, visitor, case, problem=problem, name=name, typed=data)
    return Redirect(f"{HOME}/{case}", status_code=SEE_OTHER)


def _case_page(
    city: City,
    visitor: Visitor,
    case: str,
    *,
    problem: Problem | None = None,
    name: str = "",
    typed: dict[str, str] | None = None,
) -> Response[str]:
    visitor.need(SEE_CASES)
    detail = detail_of(city, visitor, case)
    path = path_of(detail.case.kind)
    here = detail.case.stage
    attached = files.file_views(city, visitor, detail.case.id)
    values = {
        "visitor": visitor,
        "now": zoned(Moment(city.now_ms()).local),
        "detail": detail,
        "case": detail.case,
        "path": path,
        "reached": path.index(here) if here in path else -1,
        "acts": [ACTS[each] for each in detail.acts],
        "files": attached,
        "files_line": files.files_line(attached),
        "questions": decisions.questions(city, visitor, detail.case.id),
        "open_act": name,
        "typed": typed or {},
        "message": sentence(problem) if problem else "",
        "departments": city.casework(Principal.person(visitor.login)).departments(),
        "once": secrets.token_urlsafe(12),
    }
    return page_of("case.html", values, status=status_of(problem) if problem else HTTPStatus.OK)


router = Router(
    path="/console",
    route_handlers=[
        *entry.HANDLERS,
        *staff.HANDLERS,
        *asides.HANDLERS,
        *bundles.HANDLERS,
        *decisions.HANDLERS,
        *devices.HANDLERS,
        *files.HANDLERS,
        *(cases, case_page, act),
    ],
    dependencies={"visitor": Provide(visitor_of, sync_to_thread=True)},
    exception_handlers={Problem: to_login},
    include_in_schema=False,
)
