"""From the fields of a console form to an act."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from helpdesk.domain.problems import Problem
from helpdesk.server.acts import ACTS, ActRequest
from helpdesk.server.ports import Form

_RATINGS = frozenset("12345")


def request_of(name: str, form: Mapping[str, str]) -> ActRequest:
    """The act `name` as filled in.

    Raises Problem `page-unknown` or `date-wrong`.
    """
    act = ACTS.get(name)
    if act is None:
        raise Problem("page-unknown")
    texts: dict[str, Any] = {field: text_of(form, field) for field in act.fields}
    typed = ("due", "until", "items", "days", "solved", "rating")
    return ActRequest(
        act=act.name,
        **{field: text for field, text in texts.items() if field not in typed},
        due=_moment(texts.get("due", "")),
        until=_day(texts.get("until", "")),
        items=texts.get("items", "").splitlines(),
        days=_days(texts.get("days", "")),
        solved={"yes": True, "no": False}.get(texts.get("solved", "")),
        rating=int(rating) if (rating := texts.get("rating", "")) in _RATINGS else 0,
    )


def text_of(form: Mapping[str, str], name: str) -> str:
    """What was typed into a field; browsers send CR LF for a line's end, texts have LF."""
    return form.get(name, "").replace("\r\n", "\n")


def form_of(form: Mapping[str, str]) -> Form:
    """What the form says of itself."""
    events = form.get("events", "")
    plain = events.isascii() and events.isdigit() and len(events) < 10
    return Form(once=form.get("once", "")[:100], events=int(events) if plain else None)


def _days(text: str) -> int:
    """0 for nothing; what is no number counts as too many, and is told with the range."""
    text = text.strip()
    if not text:
        return 0
    plain = text.isascii() and text.isdigit() and len(text) < 4
    return int(text) if plain else 999


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
