"""Slips in the console: the list, a slip with what was said, its PDF, signatures, a leader's order."""

import secrets
from collections.abc import Callable
from typing import Annotated, Any

from litestar import Response, get, post
from litestar.params import Parameter
from litestar.response import Redirect
from litestar.status_codes import HTTP_200_OK

from helpdesk.application.paper_facts import SLIP
from helpdesk.application.queries import CaseFile
from helpdesk.domain.events import (
    Body,
    PaperPrinted,
    SlipAnswered,
    SlipSignedFor,
    SlipVerified,
    SlipWrittenOff,
)
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import Problem
from helpdesk.domain.slip_events import SlipLevel
from helpdesk.domain.slips import Slip, SlipState, may_act
from helpdesk.domain.stages import BEFORE_ANSWER
from helpdesk.i18n.glyphs import missing_text
from helpdesk.i18n.problems import sentence
from helpdesk.i18n.slip_history import slip_name
from helpdesk.server.city import City
from helpdesk.server.console.forms import form_of, text_of
from helpdesk.server.console.shared import (
    HEADERS,
    HOME,
    SEE_OTHER,
    FormData,
    check_form,
    page_of,
)
from helpdesk.server.ladder import SlipWish
from helpdesk.server.people import SEE_CASES, SIGN_LETTERS, TAKE_SLIPS, VERIFY_SLIPS, Visitor
from helpdesk.server.principal import Principal
from helpdesk.server.routes.cases import author_of

LIST = "/console/slips"
PAGE = 50
_MADE: dict[str, Callable[[str, dict[str, str]], Body]] = {
    "sign_for": lambda key, form: SlipSignedFor(key, form.get("by", "").strip()),
    "answer": lambda key, form: SlipAnswered(key, text_of(form, "words")),
    "verify": lambda key, form: SlipVerified(key, words=text_of(form, "words")),
    "reject": lambda key, form: SlipVerified(key, passed=False, words=text_of(form, "words")),
    "write_off": lambda key, form: SlipWrittenOff(key, text_of(form, "words")),
}
_WHO = {
    "sign_for": TAKE_SLIPS,
    "answer": TAKE_SLIPS,
    "verify": VERIFY_SLIPS,
    "reject": VERIFY_SLIPS,
    "write_off": VERIFY_SLIPS,
}


@get("/slips", sync_to_thread=True)
def slips(  # noqa: PLR0913  the questions of a URL
    city: City,
    visitor: Visitor,
    level: str = "",
    how: str = "",
    late: bool = False,
    text: str = "",
    page: Annotated[int, Parameter(ge=1, le=100_000)] = 1,
) -> Response[str]:
    """The newest first; those whose answer is late stand out."""
    visitor.need(SEE_CASES)
    now = Moment(city.now_ms()).local
    wish = SlipWish(level=level, state=how, late=late, text=text)
    found = city.slips(Principal.person(visitor.login)).page(
        wish, now=now, offset=(page - 1) * PAGE, limit=PAGE
    )
    values = {
        "visitor": visitor,
        "found": found,
        "wish": wish,
        "now": now,
        "levels": [
            (each.value, sum(n for (at, _), n in found.counts.items() if at == each))
            for each in SlipLevel
        ],
        "states": [each.value for each in SlipState] + ["proposed", "signed", "declined"],
        "page": page,
        "pages": max(1, -(-found.total // PAGE)),
    }
    return page_of("slips.html", values)


@get("/cases/{case:str}/slips/{level:str}/{year:int}/{n:int}", sync_to_thread=True)
def slip(city: City, visitor: Visitor, case: str, level: str, year: int, n: int) -> Response[str]:
    """A slip, what was said of it, and what can be done."""
    return _page(city, visitor, case, f"{level}/{year}/{n}")


@post(
    "/cases/{case:str}/slips/{level:str}/{year:int}/{n:int}/pdf",
    sync_to_thread=True,
    status_code=HTTP_200_OK,
)
def pdf(  # noqa: PLR0913  the parts of an address
    data: FormData, city: City, visitor: Visitor, case: str, level: str, year: int, n: int
) -> Response[Any]:
    """The slip as it is printed, signed by the city; who printed it when is on record. Characters that no
    font has are said first, and it comes out when they were seen."""
    check_form(visitor, data)
    visitor.need(SEE_CASES)
    key = f"{level}/{year}/{n}"
    file, found = _found(city, visitor, case, key)
    size = "A5" if data.get("size") == "A5" else "A4"
    made = city.slip_pdf(file.case, found, visitor.name, size)
    if made.missing and data.get("seen") != made.missing:
        return _page(city, visitor, case, key, typed={"missing": made.missing})
    printed = PaperPrinted(SLIP, size, copies=1, copy=1, output="file", facts=made.facts)
    who = Principal.person(visitor.login)
    city.slips(who).came_out(case, printed, author=author_of(visitor))
    headers = HEADERS | {"Content-Disposition": f'inline; filename="{level}-{year}-{n}.pdf"'}
    return Response(made.pdf, media_type="application/pdf", headers=headers)


@post(
    "/cases/{case:str}/slips/{level:str}/{year:int}/{n:int}/{act:str}",
    sync_to_thread=True,
    request_max_body_size=100_000,
)
def act(  # noqa: PLR0913  the parts of an address
    data: FormData,
    city: City,
    visitor: Visitor,
    case: str,
    level: str,
    year: int,
    n: int,
    act: str,
) -> Response[Any]:
    """Sign for, answer, verify or write off; what was typed stays when it cannot be done."""
    check_form(visitor, data)
    if act not in _MADE:
        raise Problem("page-unknown")
    visitor.need(_WHO[act])
    key = f"{level}/{year}/{n}"
    try:
        city.slips(Principal.person(visitor.login)).act(
            case, _MADE[act](key, data), author=author_of(visitor), form=form_of(data)
        )
    except Problem as problem:
        if problem.code in ("case-unknown", "slip-unknown"):
            raise
        if problem.code != "form-repeated":
            return _page(city, visitor, case, key, problem=problem, typed=data)
    return Redirect(f"{HOME}/{case}/slips/{key}", status_code=SEE_OTHER)


@get("/cases/{case:str}/ladder", sync_to_thread=True)
def ladder(city: City, visitor: Visitor, case: str) -> Response[str]:
    """All slips of a case, what waits for signatures, and the order of a leader."""
    return _ladder(city, visitor, case)


@post("/cases/{case:str}/ladder/{act:str}", sync_to_thread=True, request_max_body_size=100_000)
def decide(data: FormData, city: City, visitor: Visitor, case: str, act: str) -> Response[Any]:
    """Order a supervision, sign what waits, or decline it."""
    check_form(visitor, data)
    visitor.need(SIGN_LETTERS)
    known = city.slips(Principal.person(visitor.login))
    author, form, proposal = author_of(visitor), form_of(data), data.get("proposal", "")
    words = text_of(data, "words")
    try:
        if act == "order":
            known.order(case, words=words, author=author, form=form)
        elif act == "sign":
            known.sign(case, proposal, author=author, form=form)
        elif act == "decline":
            known.decline(case, proposal, reason=words, author=author, form=form)
        else:
            raise Problem("page-unknown")
    except Problem as problem:
        if problem.code in ("case-unknown", "page-unknown"):
            raise
        if problem.code != "form-repeated":
            return _ladder(city, visitor, case, problem=problem, typed=data)
    return Redirect(f"{HOME}/{case}/ladder", status_code=SEE_OTHER)


def _found(city: City, visitor: Visitor, case: str, key: str) -> tuple[CaseFile, Slip]:
    file = city.casework(Principal.person(visitor.login)).case_file(case)
    found = file.case.escalation.slip(key) if file else None
    if file is None or found is None:
        raise Problem("page-unknown")
    return file, found


def _page(
    city: City,
    visitor: Visitor,
    case: str,
    key: str,
    *,
    problem: Problem | None = None,
    typed: dict[str, str] | None = None,
) -> Response[str]:
    visitor.need(SEE_CASES)
    file, found = _found(city, visitor, case, key)
    bodies = {name: type(make(key, {})) for name, make in _MADE.items()}
    values = {
        "visitor": visitor,
        "case": file.row,
        "slip": found,
        "said": [
            (label, each)
            for label, each in (
                ("signed_for", found.signed_for),
                ("answered", found.answered),
                ("verified", found.verified),
                ("written_off", found.written_off),
            )
            if each
        ],
        "acts": [
            name
            for name, body in bodies.items()
            if visitor.role in _WHO[name] and may_act(found, body)
        ],
        "late": _is_late(found, city),
        "message": sentence(problem) if problem else "",
        "typed": typed or {},
        "glyphs": missing_text((typed or {}).get("missing", "")),
        "once": secrets.token_urlsafe(12),
        "slip_name": slip_name,
    }
    return page_of("slip.html", values, problem=problem)


def _ladder(
    city: City,
    visitor: Visitor,
    case: str,
    *,
    problem: Problem | None = None,
    typed: dict[str, str] | None = None,
) -> Response[str]:
    visitor.need(SEE_CASES)
    file = city.casework(Principal.person(visitor.login)).case_file(case)
    if file is None:
        raise Problem("case-unknown")
    author = author_of(visitor)
    known = file.case.escalation
    free = file.case.stage in BEFORE_ANSWER and not any(
        each.level.step >= SlipLevel.SUPERVISION.step and each.round == file.case.redone
        for each in known.slips
    )
    values = {
        "visitor": visitor,
        "case": file.row,
        "slips": known.slips,
        "proposals": known.proposals,
        "may_sign": [
            each.id
            for each in known.proposals
            if visitor.role in SIGN_LETTERS and each.may_sign(author)
        ],
        "may_order": free
        and visitor.role in SIGN_LETTERS
        and not any(each.is_open for each in known.proposals),
        "message": sentence(problem) if problem else "",
        "typed": typed or {},
        "once": secrets.token_urlsafe(12),
        "slip_name": slip_name,
    }
    return page_of("ladder.html", values, problem=problem)


def _is_late(found: Slip, city: City) -> bool:
    due = found.issued.answer_by
    return not found.is_answered and due is not None and due < Moment(city.now_ms()).local


HANDLERS = (slips, slip, pdf, act, ladder, decide)
