"""What somebody wants to see in the table of cases: chips, text and order. Plain Python.

A wish can be kept (as JSON), so every value in it is a word or a code, and what this program does not
know in it counts as no wish.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, time, timedelta
from typing import Any

from helpdesk.application.case_table import SortBy, Sorting
from helpdesk.application.queries import CaseFilter
from helpdesk.domain.calendar import WorkCalendar
from helpdesk.domain.stages import ENDED, CaseKind, Stage
from helpdesk.i18n import N_
from helpdesk.ui.models.case_lines import day_end, soon_end

ME = "me"
"""In `agent`: whoever looks, so that a view means the same to everybody."""

STATES: dict[str, str] = {
    "open": N_("Under way"),
    "correct": N_("To correct"),
    "deliver": N_("To deliver"),
    "call_back": N_("To call back"),
    "anomalies": N_("Out of order"),
    "aside": N_("Put aside"),
    "ended": N_("Ended"),
}
"""States that are no stage, in front of the stages themselves."""

DUES: dict[str, str] = {
    "due": N_("Due or overdue"),
    "overdue": N_("Overdue"),
    "today": N_("Due today"),
    "soon": N_("Due within two working days"),
    "week": N_("Due this week"),
    "materials": N_("Deferred materials due"),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """Empty fields let all cases through. `place` is `desk:` or `village:` with the division's code;
    `name` is the name of the one `resident`."""

    state: str = ""
    due: str = ""
    department: str = ""
    matter: str = ""
    agent: str = ""
    place: str = ""
    kind: str = ""
    missing: bool = False
    in_doubt: bool = False
    unsent: bool = False
    text: str = ""
    resident: str = ""
    name: str = ""
    sort: str = SortBy.REGISTERED.value
    backwards: bool = False

    @property
    def sorting(self) -> Sorting:
        """Its order."""
        return Sorting(SortBy(self.sort), self.backwards)

    @property
    def filters(self) -> bool:
        """Whether it leaves any case out."""
        return replace(self, sort=SortBy.REGISTERED.value, backwards=False) != Wish()

    def as_json(self) -> dict[str, Any]:
        """What differs from no wish at all."""
        nothing = asdict(Wish())
        return {name: value for name, value in asdict(self).items() if value != nothing[name]}


def wish_of(kept: object) -> Wish:
    """A wish that was kept; what is strange in it is left out."""
    known = kept if isinstance(kept, dict) else {}
    right = {
        field.name: known[field.name]
        for field in fields(Wish)
        if type(known.get(field.name)) is type(field.default)
    }
    if right.get("sort") not in set(SortBy):
        right.pop("sort", None)
    return Wish(**right)


def read_wish(text: str) -> Wish:
    """The same from JSON."""
    try:
        return wish_of(json.loads(text))
    except ValueError:
        return Wish()


def case_filter(wish: Wish, now: datetime, calendar: WorkCalendar, *, me: str) -> CaseFilter:
    """What a wish lets through at local time `now`, for the agent `me`."""
    place, _colon, code = wish.place.partition(":")
    found = CaseFilter(
        text=wish.text.strip(),
        resident=wish.resident,
        department=wish.department,
        matter=wish.matter,
        agent=me if wish.agent == ME else wish.agent,
        desk=code if place == "desk" else "",
        village=code if place == "village" else "",
        kinds=(CaseKind(wish.kind),) if wish.kind in set(CaseKind) else (),
        missing_only=wish.missing,
        in_doubt=wish.in_doubt,
        unsent_only=wish.unsent,
    )
    return _due(_state(found, wish.state), wish.due, now, calendar)


def _state(found: CaseFilter, state: str) -> CaseFilter:
    if state in set(Stage):
        return replace(found, stages=(Stage(state),))
    changes: dict[str, dict[str, Any]] = {
        "open": {"open_only": True},
        "correct": {"stages": (Stage.CORRECTION_ASKED,)},
        "deliver": {"stages": (Stage.ANSWERED,), "kinds": (CaseKind.MATTER,)},
        "call_back": {"call_back": True},
        "anomalies": {"anomalies_only": True},
        "aside": {"aside_only": True},
        "ended": {"stages": tuple(sorted(ENDED))},
    }
    return replace(found, **changes.get(state, {}))


def _due(found: CaseFilter, due: str, now: datetime, calendar: WorkCalendar) -> CaseFilter:
    today = datetime.combine(now.date(), time.min)
    week = today + timedelta(days=7 - now.weekday())
    spans: dict[str, Callable[[], dict[str, Any]]] = {
        "due": lambda: {"due_before": day_end(now)},
        "overdue": lambda: {"due_before": now},
        "today": lambda: {"due_from": today, "due_before": day_end(now)},
        "soon": lambda: {"due_from": day_end(now), "due_before": soon_end(now, calendar)},
        "week": lambda: {"due_from": today, "due_before": week},
        "materials": lambda: {"deferred_before": soon_end(now, calendar).date()},
    }
    return replace(found, **spans[due]()) if due in spans else found


LISTS: dict[str, Wish] = {
    "all": Wish(),
    "open": Wish(state="open"),
    "overdue": Wish(due="due", sort=SortBy.LIMIT.value),
    "soon": Wish(due="soon", sort=SortBy.LIMIT.value),
    "correct": Wish(state="correct"),
    "deliver": Wish(state="deliver"),
    "call_back": Wish(state="call_back"),
    "requests": Wish(kind=CaseKind.REQUEST.value),
    "unsent": Wish(unsent=True),
    "anomalies": Wish(state="anomalies"),
    "aside": Wish(state="aside"),
    "in_doubt": Wish(in_doubt=True),
    "ended": Wish(state="ended"),
}
"""The lists that other screens lead to; `overdue` to `call_back` are those behind Today's figures."""
