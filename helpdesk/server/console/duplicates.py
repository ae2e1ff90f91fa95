"""Cases that may be one, side by side; merging them, and taking that back."""

import secrets
from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect

from helpdesk.domain.problems import Problem
from helpdesk.domain.residents import clean_text
from helpdesk.i18n.problems import sentence
from helpdesk.server.acting import author_of
from helpdesk.server.city import City
from helpdesk.server.console.forms import form_of
from helpdesk.server.console.shared import HOME, SEE_OTHER, FormData, check_form, page_of
from helpdesk.server.people import SEE_CASES, Visitor
from helpdesk.server.principal import Principal
from helpdesk.server.views import case_detail

_REASON_MAX = 1_000  # code points


@get("/cases/{case:str}/duplicates", sync_to_thread=True)
def duplicates(city: City, visitor: Visitor, case: str) -> Response[str]:
    """This case beside each that may be the same."""
    return _page(city, visitor, case)


@post("/cases/{case:str}/merge", sync_to_thread=True, request_max_body_size=10_000)
def merge(data: FormData, city: City, visitor: Visitor, case: str) -> Response[Any]:
    """Join this case to a main case, by its number."""
    check_form(visitor, data)
    visitor.need_act("merge")
    into = data.get("into", "").strip()[:60]
    known = city.duplicates(Principal.person(visitor.login))
    try:
        known.merge(case, into, author=author_of(visitor), form=form_of(data))
    except Problem as problem:
        if problem.code == "case-unknown":
            raise
        if problem.code != "form-repeated":
            return _page(city, visitor, case, problem=problem, typed=into)
    return Redirect(f"{HOME}/{case}", status_code=SEE_OTHER)


@post("/cases/{case:str}/unmerge", sync_to_thread=True, request_max_body_size=10_000)
def unmerge(data: FormData, city: City, visitor: Visitor, case: str) -> Response[Any]:
    """Let a merged case stand by itself again."""
    check_form(visitor, data)
    visitor.need_act("unmerge")
    reason = clean_text(data.get("reason", ""), field_name="reason", limit=_REASON_MAX)
    if not reason:
        raise Problem("act-incomplete", field="reason")
    known = city.duplicates(Principal.person(visitor.login))
    try:
        known.unmerge(case, reason=reason, author=author_of(visitor), form=form_of(data))
    except Problem as problem:
        if problem.code != "form-repeated":
            raise
    return Redirect(f"{HOME}/{case}", status_code=SEE_OTHER)


def _page(
    city: City, visitor: Visitor, case: str, *, problem: Problem | None = None, typed: str = ""
) -> Response[str]:
    visitor.need(SEE_CASES)
    visitor.need_act("merge")
    principal = Principal.person(visitor.login)
    casework = city.casework(principal)
    file = casework.case_file(case)
    if file is None:
        raise Problem("case-unknown")
    found = city.duplicates(principal).candidates(case)
    files = {each.row.id: each for each in casework.case_files([each.case for each in found])}
    values = {
        "visitor": visitor,
        "mine": case_detail(file, desk_name=city.desk_label, visitor=visitor),
        "others": [
            (case_detail(files[each.case], desk_name=city.desk_label, visitor=visitor), each)
            for each in found
            if each.case in files
        ],
        "message": sentence(problem) if problem else "",
        "typed": typed,
        "once": secrets.token_urlsafe(12),
    }
    return page_of("duplicates.html", values, problem=problem)


HANDLERS = (duplicates, merge, unmerge)
