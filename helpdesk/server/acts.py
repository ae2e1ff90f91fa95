"""What the city's people can do with a case: one table for the console's forms and for the API."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import msgspec

from helpdesk.domain import events as ev
from helpdesk.domain.cases import Case, may
from helpdesk.domain.problems import Problem
from helpdesk.i18n import N_

ActName = Literal[
    "dispatch",
    "sign_for",
    "accept",
    "progress",
    "answer",
    "ask_correction",
    "return",
    "refuse",
]


class ActRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An act with what it says; fields that the act does not know are not used.

    `due` and `until` are local; `items` is everything a correction asks for, named once.
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
    """The event's body. Raises Problem `act-incomplete` naming the field that is missing."""
    act = ACTS[request.act]
    items = tuple(item.strip() for item in request.items if item.strip())
    said = {name: getattr(request, name) for name in act.fields} | (
        {"items": items} if "items" in act.fields else {}
    )
    said = {
        name: value.strip() if isinstance(value, str) else value for name, value in said.items()
    }
    for name in act.needs:
        if not said[name]:
            raise Problem("act-incomplete", field=name)
    if request.due is not None and request.due.tzinfo is not None:
        raise Problem("act-zone")
    return act.body(**said)
