"""Templates into pages, with the program's texts."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from helpdesk.domain.stages import PAUSED, Stage
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.counting import day_text, minute_text
from helpdesk.server.console.wording import WORDING
from helpdesk.server.views import CaseView

TEMPLATES = Path(__file__).with_name("templates")
_GREEN = frozenset({Stage.ACCEPTED, Stage.IN_PROGRESS, Stage.CLOSED, Stage.CALLED_BACK})
_BLUE = frozenset({Stage.ANSWERED, Stage.DELIVERED, Stage.DISPATCHED, Stage.SIGNED_FOR})


def render(template: str, values: Mapping[str, Any]) -> str:
    """The page."""
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(_=_, ngettext=ngettext, tone=_tone, due_tone=_due_tone, **WORDING)
    environment.filters.update(minute=minute_text, day=day_text, mark=_mark)
    return environment


def _tone(stage: Stage) -> str:
    """The colour of a stage; the word always stands with it."""
    if stage in PAUSED:
        return "amber"
    if stage in _GREEN:
        return "green"
    return "blue" if stage in _BLUE else "grey"


def _due_tone(case: CaseView, now: datetime) -> str:
    """Red when the promise is broken, amber on its last day."""
    if case.due is None or case.ended_at is not None:
        return ""
    if case.due < now:
        return "red"
    return "amber" if case.due.date() == now.date() else ""


def _mark(kind: str) -> str:
    """The colour of an event's dot: what the city did, what the desk did, what merely happened."""
    if kind.startswith("paper."):
        return "grey"
    return "green" if kind in ("case.registered", "case.closed") else "blue"
