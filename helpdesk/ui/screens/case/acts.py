"""What can be logged on a case, and what each act asks for: from typed words to events. Plain Python.

Only what a desk does itself is here; what departments decide arrives by sync.
"""

import re
from datetime import date, datetime

from helpdesk.application.deadlines import current_due
from helpdesk.application.dispatch import offers
from helpdesk.domain import events as ev
from helpdesk.domain.calendar import WorkCalendar
from helpdesk.domain.cases import Case, may, still_missing
from helpdesk.domain.clocks import EXTENSION_LONGEST
from helpdesk.domain.problems import Problem
from helpdesk.domain.stages import PAUSED, CaseKind, Stage
from helpdesk.i18n import N_
from helpdesk.ui.screens.case.act_shapes import Act, Ask, Shape, Values
from helpdesk.ui.screens.case.outcome_acts import OUTCOME_ACTS

_NUMBERING = re.compile(r"^\s*[0-9]{1,2}\s*[.、)）]\s*")


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


def _number(text: str) -> int:
    """Days as they were typed. Raises Problem `extension-days`."""
    text = text.strip()
    if not (text.isascii() and text.isdecimal() and len(text) < 4):
        raise Problem("extension-days", days=text, longest=EXTENSION_LONGEST)
    return int(text)


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
        "ask_extension",
        N_("Ask for more time"),
        N_("Only before the case is due, at most 10 working days in all. Somebody else decides."),
        ev.ExtensionAsked,
        (
            Ask("days", N_("Working days more (1 to 10)"), Shape.LINE, required=True),
            _words("reason", N_("Reason"), required=True),
        ),
        lambda v: ev.ExtensionAsked(_number(v["days"]), v["reason"].strip()),
    ),
    *OUTCOME_ACTS,
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


def allowed(case: Case, *, now: datetime, calendar: WorkCalendar) -> tuple[str, ...]:
    """What the stage allows now, by id, in the order of ACTS; more time only where it can be asked."""
    due, _provisional = current_due(case, calendar)
    in_time = due is not None and now <= due and offers(case, ev.ExtensionAsked)
    return tuple(
        act.id for act in ACTS if may(case, act.body) and (act.id != "ask_extension" or in_time)
    )


def first_values(act: Act, case: Case, *, bring_by: date) -> dict[str, str]:
    """What stands in the fields when an act is chosen: what is known already."""
    known = {
        "department": case.department,
        "items": "\n".join(material.name for material in still_missing(case)),
        "until": bring_by.isoformat(),
        "to": case.registered.applicant.name if case.registered else "",
        "how": "pick_up",
        "refused": "no",
        "way": "phone",
        "document": case.document,
        "valid_until": case.valid_until.isoformat() if case.valid_until else "",
    }
    return {ask.name: known.get(ask.name, "") for ask in act.asks}


STEPS = {
    "correct": N_("Correction"),
    "corrected": N_("Correction complete"),
    "resume": N_("Resume"),
    "delivered": N_("Deliver"),
    "call_back": N_("Call back"),
    "redo": N_("Do again"),
    "close": N_("Close the case"),
}
"""What a button for the next step says."""


def next_step(case: Case) -> str:
    """The act of `STEPS` that the stage asks for next; empty once nothing is left to do."""
    if case.to_put_right:
        return "redo"
    if case.stage in PAUSED:
        return "corrected" if case.stage is Stage.CORRECTION_ASKED else "resume"
    if case.stage is Stage.ANSWERED:
        return "delivered" if case.kind is CaseKind.MATTER else "call_back"
    after = {Stage.DELIVERED: "call_back", Stage.CALLED_BACK: "close"}
    return after.get(case.stage) or ("" if case.ended else "correct")
