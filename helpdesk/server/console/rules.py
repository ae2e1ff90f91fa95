"""The ladder's limits and the year tables in the console: what is in force, since when, by whom; rounds."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import time
from pathlib import PurePath
from typing import Any

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.response import Redirect

from helpdesk.domain.ladder import BOUNDS, LIMITS, LadderLimits
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import Problem
from helpdesk.domain.residents import clean_text
from helpdesk.i18n import _
from helpdesk.i18n.problems import sentence
from helpdesk.i18n.words import LIMITS as WORDS
from helpdesk.server.city import City
from helpdesk.server.console.shared import SEE_OTHER, FormData, Upload, check_form, page_of
from helpdesk.server.ladder import Editor
from helpdesk.server.people import SEE_RULES, SET_RULES, Visitor
from helpdesk.server.views import zoned
from helpdesk.server.year_tables import BYTES_MAX, COLUMNS, table_in

HOME = "/console/rules"
_CLOCKS = ("opens", "closes")
_TYPED_HEADER = "日期,类型,名称\n"
_EXAMPLE = "2027-01-01,放假,元旦"
_STALE_MS = 180_000  # without a round for so long somebody should look


@get("/rules", sync_to_thread=True)
def rules(city: City, visitor: Visitor) -> Response[str]:
    """Limits, year tables, the last round."""
    visitor.need(SEE_RULES)
    return _page(city, visitor)


@post("/rules/limits", sync_to_thread=True, request_max_body_size=20_000)
def set_limits(data: FormData, city: City, visitor: Visitor) -> Response[Any]:
    """Other limits from the next round on."""
    check_form(visitor, data)
    visitor.need(SET_RULES)
    try:
        shown = data.get("shown", "")
        city.rules.set_limits(
            limits_of(data),
            editor=_editor(city, visitor),
            shown=int(shown) if shown.isascii() and shown.isdecimal() and len(shown) < 10 else -1,
        )
    except Problem as problem:
        return _page(city, visitor, problem=problem, typed=data)
    return Redirect(HOME, status_code=SEE_OTHER)


@post("/rules/tables", sync_to_thread=True, request_max_body_size=BYTES_MAX + 100_000)
def bring_in(data: Upload, city: City, visitor: Visitor) -> Response[str]:
    """A year's table, from a file or typed; kept as a whole or not at all."""
    typed = {name: each for name, each in data.items() if isinstance(each, str)}
    check_form(visitor, typed)
    visitor.need(SET_RULES)
    upload = data.get("table")
    file = upload if isinstance(upload, UploadFile) and upload.filename else None
    try:
        content, suffix = _TYPED_HEADER.encode() + typed.get("lines", "").encode(), ".csv"
        if file is not None:
            content, suffix = file.file.read(BYTES_MAX + 1), PurePath(file.filename).suffix
        if len(content) > BYTES_MAX:
            raise Problem("file-large", megabytes=BYTES_MAX // 1_000_000)
        table = table_in(
            content,
            suffix=suffix,
            source=typed.get("source", ""),
            provisional=typed.get("provisional") == "1",
        )
        kept = city.rules.keep_table(table, editor=_editor(city, visitor))
    except Problem as problem:
        told = _without_header(problem) if file is None else problem
        return _page(city, visitor, problem=told, typed=typed)
    said = _("Table {year}/{version} is in force: {days} days. Open deadlines are counted again.")
    return _page(
        city, visitor, done=said.format(year=kept.year, version=kept.version, days=len(kept.days))
    )


def limits_of(form: Mapping[str, str]) -> LadderLimits:
    """The limits as typed. Raises Problem `limit-range`, `text-control` or `text-long`."""
    values: dict[str, Any] = {
        "issuer": clean_text(form.get("issuer", ""), field_name="issuer", limit=60)
    }
    for name, (low, high) in BOUNDS.items():
        text = form.get(name, "").strip()
        if not (text.isascii() and text.isdecimal() and len(text) < 5):
            raise Problem("limit-range", field=name, low=low, high=high)
        values[name] = int(text)
    for name in _CLOCKS:
        try:
            values[name] = time.fromisoformat(form.get(name, "").strip()[:5])
        except ValueError as error:
            raise Problem("limit-range", field=name, low="00:00", high="23:59") from error
    return LadderLimits(**values)


def _editor(city: City, visitor: Visitor) -> Editor:
    return Editor(visitor.login, visitor.name, city.now_ms())


def _shown(limits: LadderLimits) -> dict[str, str]:
    said = {spec.name: getattr(limits, spec.name) for spec in fields(limits)}
    return {name: f"{v:%H:%M}" if name in _CLOCKS else str(v) for name, v in said.items()}


def _without_header(problem: Problem) -> Problem:
    """The lines as they were counted by whoever typed them."""
    line = problem.params.get("line")
    return (
        Problem(problem.code, **problem.params | {"line": line - 1})
        if isinstance(line, int)
        else problem
    )


def _lacking(city: City) -> list[int]:
    """This year and the next, where they have no table or only a draft: deadlines there are provisional."""
    year = Moment(city.now_ms()).local.year
    tables = {each.table.year: each.table.provisional for each in city.rules.table_editions()[::-1]}
    return [each for each in (year, year + 1) if tables.get(each, True)]


def _page(
    city: City,
    visitor: Visitor,
    *,
    problem: Problem | None = None,
    typed: Mapping[str, str] | None = None,
    done: str = "",
) -> Response[str]:
    editions = city.rules.limits_editions()
    state = city.runner.state()
    values = {
        "visitor": visitor,
        "limits": _shown(editions[0].limits),
        "defaults": _shown(LIMITS),
        "words": {name: _(text) for name, text in WORDS.items()},
        "editions": [(each, _shown(each.limits)) for each in editions[:20]],
        "tables": city.rules.table_editions(),
        "lacking": _lacking(city),
        "columns": _(", ").join(COLUMNS),
        "example": _EXAMPLE,
        "state": state,
        "stale": city.now_ms() - state.last.began_ms > _STALE_MS,
        "moment": lambda ms: zoned(Moment(ms).local),
        "message": sentence(problem) if problem else "",
        "typed": typed or {},
        "told": done,
    }
    return page_of("rules.html", values, problem=problem)


HANDLERS = (rules, set_limits, bring_in)
