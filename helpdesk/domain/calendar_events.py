"""Deadlines as promised, and counted again because another working-day table came."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from helpdesk.domain.event import Body


@dataclass(frozen=True, slots=True)
class Clock:
    """A deadline as it was promised, with what it was counted by.

    `due` is local wall time; `table` the version of the working-day table; `provisional` says that a
    year without a table was crossed.
    """

    due: datetime
    days: int
    unit: str
    counted_from: date
    table: str
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class CaseRecounted(Body):
    """A deadline of the case was counted again with another table: `was` became `due` (local wall time,
    pauses and extensions in), which was and is provisional or not.

    `clock` is the promise that counts from now on: that to respond if `response`, else that to close.
    `source` names the document that moved it. The table of before stays in the history.
    """

    KIND: ClassVar[str] = "case.recounted"
    clock: Clock
    was: datetime
    due: datetime
    was_provisional: bool = False
    was_table: str = ""
    response: bool = False
    source: str = ""


CALENDAR_KINDS: tuple[type[Body], ...] = (CaseRecounted,)
