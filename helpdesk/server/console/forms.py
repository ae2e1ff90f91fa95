"""From the fields of a console form to an act."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from helpdesk.domain.events import Body
from helpdesk.domain.problems import Problem
from helpdesk.server.acts import ACTS, ActRequest, body_of
from helpdesk.server.ports import Form


def act_of(name: str, form: Mapping[str, str]) -> Body:
    """The body of the act `name` as filled in.

    Raises Problem `page-unknown`, `act-incomplete` or `date-wrong`.
    """
    act = ACTS.get(name)
    if act is None:
        raise Problem("page-unknown")
    texts: dict[str, Any] = {field: form.get(field, "") for field in act.fields}
    return body_of(
        ActRequest(
            act=act.name,
            **{n: v for n, v in texts.items() if n not in ("due", "until", "items")},
            due=_moment(texts.get("due", "")),
            until=_day(texts.get("until", "")),
            items=texts.get("items", "").splitlines(),
        )
    )


def form_of(form: Mapping[str, str]) -> Form:
    """What the form says of itself."""
    events = form.get("events", "")
    plain = events.isascii() and events.isdigit() and len(events) < 10
    return Form(once=form.get("once", "")[:100], events=int(events) if plain else None)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError as error:
        raise Problem("date-wrong", text=text) from error


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Problem("date-wrong", text=text) from error
