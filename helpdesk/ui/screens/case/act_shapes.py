"""What an act asks for, and how: the shapes of the forms. Plain Python."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from helpdesk.domain import events as ev
from helpdesk.domain.problems import Problem
from helpdesk.i18n import N_

YES, NO = "yes", "no"
YES_NO = ((YES, N_("Yes")), (NO, N_("No")))

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
    """One thing an act asks for. `only` names another field and the value that makes this one count;
    `beside` puts it next to the one before."""

    name: str
    words: str
    shape: Shape
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    only: tuple[str, str] | None = None
    beside: bool = False


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


def moment_of(text: str) -> datetime | None:
    """A typed local time, None for an empty one. Raises Problem `time-impossible`."""
    text = text.strip()
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError as error:
        raise Problem("time-impossible", text=text) from error


def day_of(text: str) -> date | None:
    """A typed day, None for an empty one. Raises Problem `date-wrong`."""
    text = text.strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Problem("date-wrong", text=text) from error
