"""One act on several cases of the queue: chosen, filled in once, done one by one, told row by row."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from litestar import Response, post

from helpdesk.domain.problems import Problem
from helpdesk.i18n.problems import sentence
from helpdesk.server.acting import perform
from helpdesk.server.acts import ACTS, body_of
from helpdesk.server.city import City
from helpdesk.server.console.forms import form_of, request_of
from helpdesk.server.console.queue import BATCH
from helpdesk.server.console.shared import FormData, check_form, page_of
from helpdesk.server.people import Visitor
from helpdesk.server.principal import Principal
from helpdesk.server.views import case_view

MOST = 100  # rows at once
_ROW = "row-"


@dataclass(frozen=True, slots=True)
class _Batch:
    """An act on the `chosen` cases, each with how many events it had; `results` once it was done."""

    name: str
    chosen: dict[str, str]
    typed: Mapping[str, str]
    results: dict[str, Problem | None] = field(default_factory=dict)


@post("/batch", sync_to_thread=True, request_max_body_size=100_000)
def choose(data: FormData, city: City, visitor: Visitor) -> Response[str]:
    """What was chosen, and the act's fields to be filled in once."""
    check_form(visitor, data)
    name = _name(visitor, data)
    return _page(city, visitor, _Batch(name, _chosen(data), data))


@post("/batch/{name:str}", sync_to_thread=True, request_max_body_size=100_000)
def do(data: FormData, city: City, visitor: Visitor, name: str) -> Response[str]:
    """Do it; each row by itself, so that one that cannot be done stops no other."""
    check_form(visitor, data)
    name = _name(visitor, {"act": name})
    batch = _Batch(name, _chosen(data), data)
    try:
        request = request_of(name, data)
        body_of(request, visitor)
    except Problem as problem:  # the same for each of them
        return _page(city, visitor, batch, problem=problem)
    for case, events in batch.chosen.items():
        once = f"{data.get('once', '')[:40]}-{case}"
        form = form_of({"once": once, "events": events})
        try:
            perform(city, visitor, case, request, form=form)
            batch.results[case] = None
        except Problem as problem:
            batch.results[case] = None if problem.code == "form-repeated" else problem
    return _page(city, visitor, batch)


def _name(visitor: Visitor, data: Mapping[str, str]) -> str:
    name = data.get("act", "")
    if name not in BATCH:
        raise Problem("page-unknown")
    visitor.need_act(name)
    return name


def _chosen(data: Mapping[str, str]) -> dict[str, str]:
    """The cases, with how many events each had when it was looked at. Raises Problem `rows-none`."""
    found = {
        name.removeprefix(_ROW)[:32]: events
        for name, events in data.items()
        if name.startswith(_ROW)
    }
    if not found:
        raise Problem("rows-none")
    return dict(list(found.items())[:MOST])


def _page(
    city: City, visitor: Visitor, batch: _Batch, *, problem: Problem | None = None
) -> Response[str]:
    casework = city.casework(Principal.person(visitor.login))
    files = {each.row.id: each.row for each in casework.case_files(list(batch.chosen))}
    values: dict[str, Any] = {
        "visitor": visitor,
        "act": ACTS[batch.name],
        "rows": [
            (
                case,
                events,
                case_view(files[case], desk_name=city.desk_label) if case in files else None,
            )
            for case, events in batch.chosen.items()
        ],
        "results": {case: sentence(each) if each else "" for case, each in batch.results.items()},
        "done": sum(each is None for each in batch.results.values()),
        "typed": batch.typed,
        "message": sentence(problem) if problem else "",
        "departments": casework.departments(),
        "once": secrets.token_urlsafe(12),
    }
    return page_of("batch.html", values, problem=problem)


HANDLERS = (choose, do)
