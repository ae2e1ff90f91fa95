"""Which columns an agent sees, in which order and how wide. Plain Python."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from helpdesk.application.case_table import Preferences

COLUMNS = "cases.columns"
_WIDTHS = range(30, 3_000)  # pixels


@dataclass(frozen=True, slots=True)
class Columns:
    """Ids of columns, those shown in their order; empty: as the program has them. Widths in pixels."""

    shown: tuple[str, ...] = ()
    widths: Mapping[str, int] = field(default_factory=dict)


def read_columns(preferences: Preferences, agent: str) -> Columns:
    """As they were left; what cannot be read counts as never set."""
    try:
        kept = json.loads(preferences.get(agent, COLUMNS) or "{}")
        shown = tuple(str(each) for each in kept.get("shown", ()))
        widths = {str(k): int(v) for k, v in kept.get("widths", {}).items() if int(v) in _WIDTHS}
    except (ValueError, TypeError, AttributeError):
        return Columns()
    return Columns(shown, widths)


def keep_columns(preferences: Preferences, agent: str, columns: Columns) -> None:
    """Remember them. Raises EnvironmentProblem."""
    kept = {"shown": columns.shown, "widths": dict(columns.widths)}
    preferences.set(agent, COLUMNS, json.dumps(kept))
