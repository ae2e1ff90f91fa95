"""What can be logged on a case, and what each act asks for: from typed words to events. Plain Python.

Only what a desk does itself is here; what departments decide arrives by sync.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from helpdesk.domain import events as ev
from helpdesk.domain.cases import Case, may, still_missing
from helpdesk.i18n import N_
from helpdesk.i18n.words import DELIVERY

_NUMBERING = re.compile(r"^\s*[0-9]{1,2}\s*[.、)）]\s*")
YES, NO = "yes", "no"
YES_NO = ((YES, N_("Yes")), (NO, N_("No")))
RATINGS = (
    ("5", N_("Very satisfied")),
    ("4", N_("Satisfied")),
    ("3", N_("Fairly satisfied")),
    ("2", N_("Dissatisfied")),
    ("1", N_("Very dissatisfied")),
)

Values = Mapping[str, str]


class Shape(StrEnum):
    """How something is asked."""

    TEXT = "text"  # several lines
    LINE = "line"
    ITEMS = "items"  # several lines, each an item
    CHOICE = "choice"
    DAY = "day"  # an ISO date


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing an act asks for. `only` names another field and the value that makes this one count."""

    name: str
    words: str
    shape: Shape
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    only: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """Something to log: `words` names it, `hint` says what it does to the case."""

    id: str
    words: str
    hint: str
    body: type[ev.Body]
    asks: tuple[Ask, ...]
    build: Callable[[Values], ev.Body]

    def counts(self, ask: Ask, values: Values) -> bool:
        """Whether this question matters, given the other answers."""
        return ask.only is None or values.get(ask.only[0]) == ask.only[1]

    def lacking(self, values: Values) -> tuple[str, ...]:
        """Names of what must be filled in and is not."""
        return tuple(
            ask.name
            for ask in self.asks
            if ask.required and self.counts(ask, values) and not values.get(ask.name, "").strip()
        )


def items_of(text: str) -> tuple[str, ...]:
    """The lines of a list, without empty ones and without numbering that was typed."""
    lines = (_NUMBERING.sub("", line).strip() for line in text.split("\n"))
    return tuple(line for line in lines if line)


def _words(name: str, words: str, *, required: bool = False) -> Ask:
    return Ask(name, words, Shape.TEXT, required=required)


def _correction(values: Values) -> ev.Body:
    until = values.get("until", "")
    return ev.CorrectionAsked(
        items=items_of(values["items"]), until=date.fromisoformat(until) if until else None
    )


def _delivered(values: Values) -> ev.Body:
    how = values["how"]
    number = values.get("post_number", "").strip() if how == "post" else ""
    return ev.Delivered(how=how, to=values.get("to", "").strip(), post_number=number)


def _called_back(values: Values) -> ev.Body:
    words = values.get("words", "").strip()
    if values["reached"] == NO:
        return ev.CalledBack(reached=False, solved=False, words=words)
    rating = int(values.get("rating") or 0)
    return ev.CalledBack(solved=values.get("solved") == YES, rating=rating, words=words)


ACTS: tuple[Act, ...] = (
    Act(
        "hand_over",
        N_("Handed over to the department"),
        N_("The papers were passed on. The promised time goes on running."),
        ev.HandedOver,
        (Ask("department", N_("Department"), Shape.LINE, required=True),),
        lambda v: ev.HandedOver(v["department"].strip()),
    ),
    Act(
        "contacted",
        N_("Resident contacted"),
        N_("This is what the response limit asks for. It moves no deadline."),
        ev.Contacted,
        (_words("words", N_("What was said")),),
        lambda v: ev.Contacted(v.get("words", "").strip()),
    ),
    Act(
        "progressed",
        N_("Progress"),
        N_("The case is being worked on."),
        ev.Progressed,
        (_words("words", N_("How far it is"), required=True),),
        lambda v: ev.Progressed(v["words"].strip()),
    ),
    Act(
        "correct",
        N_("Ask for a correction"),
        N_("Name everything that is missing at once. The clock stands still until it is here."),
        ev.CorrectionAsked,
        (
            Ask("items", N_("What is missing, one item in each line"), Shape.ITEMS, required=True),
            Ask("until", N_("To be brought by"), Shape.DAY, required=True),
        ),
        _correction,
    ),
    Act(
        "corrected",
        N_("Correction complete"),
        N_("Everything asked for is here. The clock runs again."),
        ev.Corrected,
        (_words("words", N_("Remark")),),
        lambda v: ev.Corrected(v.get("words", "").strip()),
    ),
    Act(
        "resume",
        N_("Resumed"),
        N_("The suspended case goes on with a new authorisation. The clock runs again."),
        ev.Resumed,
        (_words("words", N_("Remark")),),
        lambda v: ev.Resumed(v.get("words", "").strip()),
    ),
    Act(
        "answered",
        N_("Answered: the result is out"),
        N_("Next, the resident gets the result."),
        ev.Answered,
        (
            _words("words", N_("The result in words"), required=True),
            Ask("document", N_("Document and its number"), Shape.LINE),
        ),
        lambda v: ev.Answered(v["words"].strip(), v.get("document", "").strip()),
    ),
    Act(
        "delivered",
        N_("Delivered to the resident"),
        N_("The callback is due on the next working day."),
        ev.Delivered,
        (
            Ask("how", N_("How"), Shape.CHOICE, required=True, choices=tuple(DELIVERY.items())),
            Ask("to", N_("Received by"), Shape.LINE),
            Ask(
                "post_number",
                N_("Number of the postal item"),
                Shape.LINE,
                required=True,
                only=("how", "post"),
            ),
        ),
        _delivered,
    ),
    Act(
        "call_back",
        N_("Callback"),
        N_("Three attempts; who was not reached is counted and stays to be called back."),
        ev.CalledBack,
        (
            Ask("reached", N_("Reached?"), Shape.CHOICE, required=True, choices=YES_NO),
            Ask(
                "solved",
                N_("Solved?"),
                Shape.CHOICE,
                required=True,
                choices=YES_NO,
                only=("reached", YES),
            ),
            Ask("rating", N_("Rating"), Shape.CHOICE, choices=RATINGS, only=("reached", YES)),
            _words("words", N_("In the resident's words")),
        ),
        _called_back,
    ),
    Act(
        "redo",
        N_("Do again"),
        N_("The resident is not served yet: the case goes back to work."),
        ev.Redone,
        (_words("reason", N_("Reason"), required=True),),
        lambda v: ev.Redone(v["reason"].strip()),
    ),
    Act(
        "close",
        N_("Close the case"),
        N_("Nothing more is expected."),
        ev.Closed,
        (_words("words", N_("Remark")),),
        lambda v: ev.Closed(v.get("words", "").strip()),
    ),
    Act(
        "note",
        N_("Note"),
        N_("Notes are only ever added and move no deadline."),
        ev.Noted,
        (_words("words", N_("Note"), required=True),),
        lambda v: ev.Noted(v["words"].strip()),
    ),
    Act(
        "suspend",
        N_("Suspend"),
        N_("The clock stands still until the case is resumed."),
        ev.Suspended,
        (_words("reason", N_("Reason"), required=True),),
        lambda v: ev.Suspended(v["reason"].strip()),
    ),
    Act(
        "withdraw",
        N_("Withdrawn by the resident"),
        N_("The case ends at the resident's wish."),
        ev.Withdrawn,
        (_words("reason", N_("Reason")),),
        lambda v: ev.Withdrawn(v.get("reason", "").strip()),
    ),
    Act(
        "terminate",
        N_("Terminate"),
        N_("The case ends without a result."),
        ev.Terminated,
        (_words("reason", N_("Reason"), required=True),),
        lambda v: ev.Terminated(v["reason"].strip()),
    ),
)

_BY_ID = {act.id: act for act in ACTS}


def act_of(act_id: str) -> Act:
    """The act of this id. Raises KeyError."""
    return _BY_ID[act_id]


def allowed(case: Case) -> tuple[str, ...]:
    """What the stage allows now, by id, in the order of ACTS."""
    return tuple(act.id for act in ACTS if may(case, act.body))


def first_values(act: Act, case: Case, *, bring_by: date) -> dict[str, str]:
    """What stands in the fields when an act is chosen: what is known already."""
    known = {
        "department": case.department,
        "items": "\n".join(material.name for material in still_missing(case)),
        "until": bring_by.isoformat(),
        "to": case.registered.applicant.name if case.registered else "",
        "how": "pick_up",
    }
    return {ask.name: known.get(ask.name, "") for ask in act.asks}
