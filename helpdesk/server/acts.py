"""What the city's people can do with a case: one table for the console's forms and for the API."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Annotated, Any, Literal

import msgspec

from helpdesk.application.dispatch import offers
from helpdesk.application.progress import WORDS_MAX
from helpdesk.domain import events as ev
from helpdesk.domain.cases import Case
from helpdesk.domain.event import CITY
from helpdesk.domain.problems import Problem
from helpdesk.domain.residents import clean_text
from helpdesk.i18n import N_
from helpdesk.server.people import OF_TOWNSHIP, Role, Visitor

EVENTS_MAX = 2**31  # of one case
ITEM_MAX = 200  # code points of one missing material
ZONE_MINUTES = 8 * 60  # from UTC
ZONE = timezone(timedelta(minutes=ZONE_MINUTES))  # the country has one
LEVEL_DIGITS = (4, 6, 9, 12)  # city, county, township, village

ActName = Literal[
    "dispatch",
    "sign_for",
    "accept",
    "contact",
    "progress",
    "answer",
    "settle_blocked",
    "ask_correction",
    "correct",
    "suspend",
    "resume",
    "ask_extension",
    "approve_extension",
    "decline_extension",
    "return",
    "contest",
    "review",
    "reassign",
    "raise",
    "pass_up",
    "pass_down",
    "called",
    "not_reached",
    "would_not_answer",
    "redo",
    "refuse",
    "close",
    "note",
]


class ActRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An act with what it says; fields that the act does not know are not used.

    `items` is everything a correction asks for, named once; a `due` without a zone is local; `to` is
    the beginning of a division. `events` is how many events the case had when it was looked at: with
    others nothing is recorded.
    """

    act: ActName
    department: str = ""
    number: str = ""
    words: str = ""
    document: str = ""
    reason: str = ""
    right_authority: str = ""
    outcome: str = ""
    to: str = ""
    days: int = 0
    solved: bool | None = None
    rating: Annotated[int, msgspec.Meta(ge=0, le=5)] = 0
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
    fields: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    says: dict[str, Any] = field(default_factory=dict)


_REASON = ("reason",), ("reason",)
_WORDS = ("words",), ("words",)
ACTS: dict[str, Act] = {
    act.name: act
    for act in (
        Act("dispatch", ev.Dispatched, N_("Dispatch"), ("department", "words"), ("department",)),
        Act("sign_for", ev.SignedFor, N_("Sign for"), ("department",)),
        Act(
            "review",
            ev.ReturnReviewed,
            N_("Decide the dispute"),
            ("department", "words"),
            _WORDS[1],
        ),
        Act("accept", ev.Accepted, N_("Accept"), ("department", "number", "due")),
        Act("contact", ev.Contacted, N_("Applicant contacted"), ("words",)),
        Act("progress", ev.Progressed, N_("Log progress"), *_WORDS),
        Act("answer", ev.Answered, N_("Answer"), ("words", "document"), ("words",)),
        Act(
            "settle_blocked",
            ev.BlockedSettled,
            N_("Settle the blocked matter"),
            ("outcome", "words"),
            ("outcome", "words"),
        ),
        Act(
            "ask_correction",
            ev.CorrectionAsked,
            N_("Ask for correction"),
            ("items", "until"),
            ("items",),
        ),
        Act("correct", ev.Corrected, N_("Correction is complete"), ("words",)),
        Act("suspend", ev.Suspended, N_("Suspend"), *_REASON),
        Act("resume", ev.Resumed, N_("Resume"), *_WORDS),
        Act(
            "ask_extension",
            ev.ExtensionAsked,
            N_("Ask for more time"),
            ("days", "reason"),
            ("days", "reason"),
        ),
        Act(
            "approve_extension",
            ev.ExtensionDecided,
            N_("Approve the extension"),
            ("words",),
            says={"approved": True},
        ),
        Act(
            "decline_extension",
            ev.ExtensionDecided,
            N_("Do not approve the extension"),
            *_WORDS,
            says={"approved": False},
        ),
        Act("return", ev.Returned, N_("Return as wrong department"), *_REASON),
        Act("contest", ev.ReturnDisputed, N_("Contest the return"), *_REASON),
        Act(
            "reassign",
            ev.Reassigned,
            N_("Reassign"),
            ("department", "reason"),
            ("department", "reason"),
        ),
        Act("raise", ev.Raised, N_("Raise to a higher level"), ("to", "reason"), ("to", "reason")),
        Act("pass_up", ev.PassedUp, N_("Pass up"), ("to", "reason"), ("to", "reason")),
        Act("pass_down", ev.PassedDown, N_("Pass down"), ("to", "words"), ("to",)),
        Act(
            "called",
            ev.CalledBack,
            N_("Callback: reached"),
            ("solved", "rating", "words"),
            ("rating",),
            says={"way": "phone"},
        ),
        Act(
            "not_reached",
            ev.CalledBack,
            N_("Callback: not reached"),
            ("words",),
            says={"reached": False, "solved": False, "way": "phone"},
        ),
        Act(
            "would_not_answer",
            ev.CalledBack,
            N_("Callback: did not want to answer"),
            ("words",),
            says={"refused": True, "solved": False, "way": "phone"},
        ),
        Act("redo", ev.Redone, N_("Have it done again"), *_REASON),
        Act("refuse", ev.Refused, N_("Do not accept"), ("reason", "right_authority"), ("reason",)),
        Act("close", ev.Closed, N_("Close the case"), ("words",)),
        Act("note", ev.Noted, N_("Write a note"), *_WORDS),
    )
}

LABELS = {
    "department": N_("Department"),
    "number": N_("Department's number"),
    "words": N_("Words"),
    "document": N_("Document issued"),
    "reason": N_("Reason"),
    "right_authority": N_("Right authority"),
    "outcome": N_("What came of it"),
    "to": N_("Level"),
    "days": N_("Working days (1 to 10)"),
    "solved": N_("Is it solved?"),
    "rating": N_("How satisfied?"),
    "due": N_("Department's due time"),
    "until": N_("Until"),
    "items": N_("What is missing, one per line"),
}


def allowed(case: Case, visitor: Visitor) -> tuple[Act, ...]:
    """The acts that somebody's role, the case's stage and the rules allow now."""
    return tuple(
        act
        for act in ACTS.values()
        if visitor.may(act.name) and offers(case, act.body) and _fits(case, act, visitor)
    )


def check_level(case: Case, act: str, visitor: Visitor) -> None:
    """Raises Problem `level-department` for a township's act on a case that a department has."""
    has_it = case.dispatching.dispatched_at is not None
    if visitor.role is Role.TOWNSHIP_LEAD and act in OF_TOWNSHIP and has_it:
        raise Problem("level-department")


def levels(case: Case, act: str, visitor: Visitor) -> list[str]:
    """The divisions, by their beginning, to which somebody can raise or pass the case."""
    own = len(visitor.division)
    line = [case.stream[:digits] for digits in LEVEL_DIGITS]
    here = case.dispatching.level
    if act == "pass_down":
        return [each for each in line if len(each) > max(own, len(here), LEVEL_DIGITS[0])]
    above = [each for each in line if not here or len(each) < len(here)]
    return [each for each in above if len(each) < max(own, LEVEL_DIGITS[-1])][::-1]


def body_of(request: ActRequest, visitor: Visitor) -> ev.Body:
    """The event's body; a department handler always speaks for their own department.

    Raises Problem `act-incomplete`, `text-control` or `text-long`, each naming its field.
    """
    act = ACTS[request.act]
    said = {name: _cleaned(name, getattr(request, name)) for name in act.fields}
    if visitor.role is Role.DEPARTMENT_HANDLER and act.name in ("sign_for", "accept"):
        said["department"] = visitor.department
    for name in act.needs:
        if not said[name]:
            raise Problem("act-incomplete", field=name)
    if "solved" in said and said["solved"] is None:
        raise Problem("act-incomplete", field="solved")
    if request.due is not None and "due" in said:
        said["due"] = _local(request.due)
    return act.body(**said, **act.says)


def _fits(case: Case, act: Act, visitor: Visitor) -> bool:
    if "to" in act.fields and not levels(case, act.name, visitor):
        return False
    asked = case.dispatching.extension
    if act.body is ev.ExtensionDecided and asked is not None:
        return asked.author.id != f"{CITY}{visitor.login}"
    try:
        check_level(case, act.name, visitor)
    except Problem:
        return False
    return True


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
