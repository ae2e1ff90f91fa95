"""The console's page of one case: its history, what can be done with it, and doing it."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.response import Redirect

from helpdesk.application.queries import CaseFile
from helpdesk.domain.cases import Case
from helpdesk.domain.masking import mask_name
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import Problem
from helpdesk.domain.stages import Stage, path_of
from helpdesk.i18n import _
from helpdesk.i18n.callbacks import script
from helpdesk.i18n.counting import day_text
from helpdesk.i18n.problems import sentence
from helpdesk.server.acting import RESULT_MAX, Result, author_of, perform
from helpdesk.server.acts import ACTS, levels
from helpdesk.server.city import City
from helpdesk.server.console import decisions, files
from helpdesk.server.console.forms import form_of, request_of
from helpdesk.server.console.shared import (
    HOME,
    SEE_OTHER,
    FormData,
    Upload,
    check_form,
    page_of,
    place_of,
)
from helpdesk.server.errors import status_of
from helpdesk.server.people import SEE_CASES, Visitor
from helpdesk.server.principal import Principal
from helpdesk.server.views import case_detail, zoned

_WAITED_FOR = ("review", "approve_extension", "decline_extension")
# A stage that is not on the kind's main road stands at this place of it.
_NEAREST = {
    Stage.DISPATCHED: Stage.HANDED_OVER,
    Stage.SIGNED_FOR: Stage.HANDED_OVER,
    Stage.HANDED_OVER: Stage.DISPATCHED,
    Stage.ACCEPTED: Stage.SIGNED_FOR,
    Stage.DELIVERED: Stage.ANSWERED,
}
# What somebody most likely wants at a stage stands first.
_NEXT: dict[Stage, tuple[str, ...]] = {
    Stage.REGISTERED: ("dispatch", "settle_blocked"),
    Stage.DISPATCHED: ("sign_for", "return"),
    Stage.SIGNED_FOR: ("settle_blocked", "answer", "progress"),
    Stage.HANDED_OVER: ("accept", "answer"),
    Stage.ACCEPTED: ("answer", "progress"),
    Stage.IN_PROGRESS: ("settle_blocked", "answer", "progress"),
    Stage.CORRECTION_ASKED: ("correct",),
    Stage.SUSPENDED: ("resume",),
    Stage.ANSWERED: ("called", "not_reached", "would_not_answer"),
    Stage.DELIVERED: ("called", "not_reached", "would_not_answer"),
    Stage.CALLED_BACK: ("close", "redo"),
}
_RESULTS = 5  # files of one answer
_GONE = "case-unknown"


@dataclass(frozen=True, slots=True)
class _Opened:
    """The form that stands open, with what was typed; `calling` shows whom to call."""

    act: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    calling: bool = False


_SHUT = _Opened()


@get("/cases/{case:str}", sync_to_thread=True)
def case_page(city: City, visitor: Visitor, case: str) -> Response[str]:
    """A case with its history, and what can be done with it."""
    return _case_page(city, visitor, case)


@post("/cases/{case:str}/acts/{name:str}", sync_to_thread=True, request_max_body_size=100_000)
def act(data: FormData, city: City, visitor: Visitor, case: str, name: str) -> Response[Any]:
    """Do something with a case; what was typed stays when it cannot be done."""
    return _act(city, visitor, case, name, data)


@post(
    "/cases/{case:str}/answer",
    sync_to_thread=True,
    request_max_body_size=_RESULTS * RESULT_MAX + 100_000,
)
def answer(data: Upload, city: City, visitor: Visitor, case: str) -> Response[Any]:
    """Answer with the result document."""
    typed = {name: each for name, each in data.items() if isinstance(each, str)}
    sent = data.get("results", [])
    uploads = [
        each
        for each in (sent if isinstance(sent, list) else [sent])
        if isinstance(each, UploadFile)
    ]
    results = [Result(each.filename, each.file.read(RESULT_MAX + 1)) for each in uploads[:_RESULTS]]
    return _act(city, visitor, case, "answer", typed, [each for each in results if each.content])


@post("/cases/{case:str}/telephone", sync_to_thread=True)
def telephone(data: FormData, city: City, visitor: Visitor, case: str) -> Response[Any]:
    """The applicant's number, for whoever calls back; that it was looked at is recorded."""
    check_form(visitor, data)
    visitor.need_act("called")
    city.decisions(Principal.person(visitor.login)).look(
        case, author=author_of(visitor), reason=_("Callback")
    )
    return _case_page(city, visitor, case, opened=_Opened("called", calling=True))


def _act(
    city: City,
    visitor: Visitor,
    case: str,
    name: str,
    typed: dict[str, str],
    results: list[Result] | None = None,
) -> Response[Any]:
    check_form(visitor, typed)
    visitor.need_act(name)
    try:
        request, form = request_of(name, typed), form_of(typed)
        perform(city, visitor, case, request, form=form, results=results or ())
    except Problem as problem:
        if problem.code == _GONE:
            raise
        if problem.code != "form-repeated":  # the first one did it
            return _case_page(city, visitor, case, problem=problem, opened=_Opened(name, typed))
    return Redirect(_after(city, visitor, case), status_code=SEE_OTHER)


def _after(city: City, visitor: Visitor, case: str) -> str:
    """Back to the case, or to the list where it is not this department's any more."""
    seen = city.casework(Principal.person(visitor.login)).case_file(case)
    return f"{HOME}/{case}" if seen else HOME


def _case_page(
    city: City,
    visitor: Visitor,
    case: str,
    *,
    problem: Problem | None = None,
    opened: _Opened = _SHUT,
) -> Response[str]:
    visitor.need(SEE_CASES)
    casework = city.casework(Principal.person(visitor.login))
    file = casework.case_file(casework.case_id(case) or case)
    if file is None:
        raise Problem(_GONE)
    values = {
        **_shown(city, visitor, file),
        **_beside(city, visitor, file),
        "visitor": visitor,
        "open_act": opened.act,
        "typed": opened.typed,
        "message": sentence(problem) if problem else "",
        "departments": casework.departments(),
        "once": secrets.token_urlsafe(12),
        "telephone": _telephone(file.case) if opened.calling else "",
    }
    return page_of("case.html", values, status=status_of(problem) if problem else HTTPStatus.OK)


def _shown(city: City, visitor: Visitor, file: CaseFile) -> Mapping[str, Any]:
    """What the page shows of the case."""
    detail = case_detail(file, desk_name=city.desk_label, visitor=visitor)
    path = path_of(detail.case.kind)
    attached = files.file_views(city, visitor, detail.case.id)
    asides = city.asides(Principal.person(visitor.login))
    return {
        "now": zoned(Moment(city.now_ms()).local),
        "detail": detail,
        "case": detail.case,
        "registered": file.case.registered,
        "held": file.case.dispatching,
        "redone": file.case.redone,
        "respond_by": _respond_by(file.case),
        "path": path,
        "reached": _reached(file.case, path),
        "files": attached,
        "files_line": files.files_line(attached),
        "questions": decisions.questions(city, visitor, detail.case.id),
        "aside": asides.concern(file.row.stream, file.row.id),
        "claimed": file.claimed,
    }


def _beside(city: City, visitor: Visitor, file: CaseFile) -> Mapping[str, Any]:
    """What somebody can do, and what is proposed to them."""
    principal, case = Principal.person(visitor.login), file.case
    detail = case_detail(file, desk_name=city.desk_label, visitor=visitor)
    should_rise = not case.ended and case.dispatching.should_rise(case.redone)
    urgent = (*_WAITED_FOR, *(("raise",) if should_rise else ()), *_NEXT.get(case.stage, ()))
    order = {name: place for place, name in enumerate(urgent)}
    may_send = {"dispatch", "review"} & set(detail.acts)
    may_merge = visitor.may("merge") and not case.ended
    return {
        "acts": [
            ACTS[each] for each in sorted(detail.acts, key=lambda name: order.get(name, len(order)))
        ],
        "levels": {each: levels(case, each, visitor) for each in ("raise", "pass_up", "pass_down")},
        "place": lambda code: place_of(city, code),
        "proposals": city.catalogue(principal).proposals(case.id) if may_send else [],
        "duplicates": len(city.duplicates(principal).candidates(case.id)) if may_merge else 0,
        "should_rise": should_rise,
        "rounds": case.redone + case.dispatching.forwards,
        "may_merge": may_merge,
        "may_unmerge": visitor.may("unmerge") and case.stage is Stage.MERGED,
        "megabytes": RESULT_MAX // 1_000_000,
        "script": _script(city, visitor, case) if "called" in detail.acts else (),
        "attempts": case.attempts,
    }


def _script(city: City, visitor: Visitor, case: Case) -> tuple[str, ...]:
    """What to say on the telephone; whom one calls stands beside it, masked until it is asked for."""
    return script(
        agent=visitor.name,
        desk=city.desk_label(case.stream),
        name=mask_name(case.registered.applicant.name) if case.registered else "",
        title=case.title,
        answered=day_text(case.answered_at.date()) if case.answered_at else "—",
    )


def _telephone(case: Case) -> str:
    person = case.registered.applicant if case.registered else None
    return f"{person.name} {person.phone or '—'}" if person else "—"


def _respond_by(case: Case) -> datetime | None:
    """Until when the applicant must have been contacted, while nobody has."""
    clock = case.registered.respond_by if case.registered else None
    waits = clock is not None and case.responded_at is None and not case.ended
    return zoned(clock.due) if clock is not None and waits else None


def _reached(case: Case, path: Sequence[Stage]) -> int:
    """How far along its road a case is; -1 for one that left it."""
    here = case.stage_before_pause or case.stage
    here = here if here in path else _NEAREST.get(here, here)
    return path.index(here) if here in path else -1


HANDLERS = (case_page, act, answer, telephone)
