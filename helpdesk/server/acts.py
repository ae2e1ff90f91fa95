"""What the city's people can do with a case: one table for the console's forms and for the API."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Annotated, Any, Literal

import msgspec

from helpdesk.application.progress import WORDS_MAX
from helpdesk.domain import events as ev
from helpdesk.domain.cases import Case, may
from helpdesk.domain.problems import Problem
from helpdesk.domain.residents import clean_text
from helpdesk.i18n import N_

EVENTS_MAX = 2**31  # of one case
ITEM_MAX = 200  # code points of one missing material
ZONE_MINUTES = 8 * 60  # from UTC
ZONE = timezone(timedelta(minutes=ZONE_MINUTES))  # the country has one

ActName = Literal[
    "dispatch",
    "sign_for",
    "accept",
    "progress",
    "answer",
    "ask_correction",
    "return",
    "refuse",
    "reassign",
]


class ActRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An act with what it says; fields that the act does not know are not used.

    `items` is everything a correction asks for, named once; a `due` without a zone is local.
    `events` is how many events the case had when it was looked at: with others nothing is recorded.
    """

    act: ActName
    department: str = ""
    number: str = ""
    words: str = ""
    document: str = ""
    reason: str = ""
    right_authority: str = ""
    due: datetime | None = None
    until: date | None = None
    items: list[str] = []
    events: Annotated[int, msgspec.Meta(ge=0, le=EVENTS_MAX)] | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """One kind of act: what it records, how it is called, which fields it asks for."""

    name: ActName
    body: type[ev.Body]
    label: str
    fields: tuple[str, ...]
    needs: tuple[str, ...] = ()


ACTS: dict[str, Act] = {
    act.name: act
    for act in (
        Act("dispatch", ev.Dispatched, N_("Dispatch"), ("department", "words"), ("department",)),
        Act("sign_for", ev.SignedFor, N_("Sign for"), ("department",)),
        Act("accept", ev.Accepted, N_("Accept"), ("department", "number", "due")),
        Act("progress", ev.Progressed, N_("Log progress"), ("words",), ("words",)),
        Act("answer", ev.Answered, N_("Answer"), ("words", "document"), ("words",)),
        Act(
            "ask_correction",
            ev.CorrectionAsked,
            N_("Ask for correction"),
            ("items", "until"),
            ("items",),
        ),
        Act("return", ev.Returned, N_("Return as wrong department"), ("reason",), ("reason",)),
        Act(
            "reassign",
            ev.Reassigned,
            N_("Reassign"),
            ("department", "reason"),
            ("department", "reason"),
        ),
        Act("refuse", ev.Refused, N_("Do not accept"), ("reason", "right_authority"), ("reason",)),
    )
}

LABELS = {
    "department": N_("Department"),
    "number": N_("Department's number"),
    "words": N_("Words"),
    "document": N_("Document issued"),
    "reason": N_("Reason"),
    "right_authority": N_("Right authority"),
    "due": N_("Department's due time"),
    "until": N_("Until"),
    "items": N_("What is missing, one per line"),
}


def allowed(case: Case) -> tuple[Act, ...]:
    """The acts that the case's stage allows now."""
    return tuple(act for act in ACTS.values() if may(case, act.body))


def body_of(request: ActRequest) -> ev.Body:
    """The event's body. Raises Problem `act-incomplete`, `text-control` or `text-long`, each naming
    its field."""
    act = ACTS[request.act]
    said = {name: _cleaned(name, getattr(request, name)) for name in act.fields}
    for name in act.needs:
        if not said[name]:
            raise Problem("act-incomplete", field=name)
    if request.due is not None and "due" in said:
        said["due"] = _local(request.due)
    return act.body(**said)


def _cleaned(name: str, value: Any) -> Any:
    if isinstance(value, str):
        return clean_text(value, field_name=name, limit=WORDS_MAX)
    if isinstance(value, list):
        items = (clean_text(item, field_name=name, limit=ITEM_MAX) for item in value)
        return tuple(item for item in items if item)
    return value


def _local(moment: datetime) -> datetime:
    """Wall time as events have it; a moment without a zone is meant so. Raises Problem `date-wrong`."""
    if moment.tzinfo is None:
        return moment
    try:
        return moment.astimezone(ZONE).replace(tzinfo=None)
    except OverflowError as error:  # no such day here
        raise Problem("date-wrong", text=moment.isoformat()) from error
