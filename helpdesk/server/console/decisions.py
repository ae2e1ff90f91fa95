"""The console's page of decisions: different values side by side, late work accepted or declined."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Response, post
from litestar.response import Redirect

from helpdesk.application.questions import Question, Reader, questions_of
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _
from helpdesk.i18n.problems import sentence
from helpdesk.server.acts import ZONE_MINUTES
from helpdesk.server.city import City
from helpdesk.server.console.forms import form_of
from helpdesk.server.console.shared import HOME, SEE_OTHER, FormData, check_form, page_of
from helpdesk.server.decisions import Decision
from helpdesk.server.people import DECIDE, SEE_CASES, Visitor
from helpdesk.server.principal import Principal
from helpdesk.server.routes.cases import author_of


def questions(city: City, visitor: Visitor, case: str) -> Sequence[Question]:
    """What is to be decided about a case and its resident."""
    reader = Reader(author_of(visitor), ZONE_MINUTES, city.desk_label)
    asked = city.decisions(Principal.person(visitor.login)).asked(case)
    return [question for each in asked for question in questions_of(each, reader)]


@post("/cases/{case:str}/questions", sync_to_thread=True, request_max_body_size=10_000)
def ask(data: FormData, city: City, visitor: Visitor, case: str) -> Response[Any]:
    """The questions with their full values; the look at them is recorded."""
    check_form(visitor, data)
    visitor.need(SEE_CASES)
    visitor.need_act(DECIDE)
    return _page(city, visitor, case)


@post("/cases/{case:str}/decisions", sync_to_thread=True, request_max_body_size=100_000)
def decide(data: FormData, city: City, visitor: Visitor, case: str) -> Response[Any]:
    """Record a decision; when it cannot be, the questions as they are now."""
    check_form(visitor, data)
    visitor.need(SEE_CASES)
    visitor.need_act(DECIDE)
    decisions = city.decisions(Principal.person(visitor.login))
    try:
        form = form_of({"once": data.get("once", "")})
        decisions.decide(case, _decision(data), author=author_of(visitor), form=form)
    except Problem as problem:
        if problem.code == "case-unknown":
            raise
        if problem.code != "form-repeated":  # the first one did it
            return _page(city, visitor, case, problem=problem)
    return Redirect(f"{HOME}/{case}", status_code=SEE_OTHER)


def _decision(form: Mapping[str, str]) -> Decision:
    take = form.get("take", "")
    other = take == "other"
    if not take and form.get("field"):
        raise Problem("conflict-choice")
    return Decision(
        subject=form.get("subject", ""),
        field=form.get("field", ""),
        between=tuple(form.get("between", "").split()),
        take="" if other else take,
        text=form.get("text", "") if other else "",
        proposal=form.get("proposal", ""),
        accept=form.get("accept", "") == "yes",
        words=form.get("words", ""),
    )


def _page(
    city: City, visitor: Visitor, case: str, *, problem: Problem | None = None
) -> Response[str]:
    """Full values, other than everywhere in the console: the look is recorded before."""
    asked = questions(city, visitor, case)
    if asked:
        city.decisions(Principal.person(visitor.login)).look(
            case, author=author_of(visitor), reason=_("To decide between different entries")
        )
    values = {
        "visitor": visitor,
        "case": case,
        "questions": asked,
        "message": sentence(problem) if problem else "",
        "once": secrets.token_urlsafe(12),
    }
    return page_of("decide.html", values, problem=problem)


HANDLERS = (ask, decide)
