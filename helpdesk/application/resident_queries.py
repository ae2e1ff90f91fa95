"""The questions about residents: the list, the page of one, who looks alike, who may act for whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from helpdesk.application.list_rows import CaseRow, ResidentRow
from helpdesk.application.lookalikes import Alike, Traits
from helpdesk.domain.events import Event
from helpdesk.domain.resident_links import Links
from helpdesk.domain.residents import Authorisation, Resident


class ResidentGroup(StrEnum):
    """Which residents a list shows."""

    ALL = "all"
    NEEDS = "needs"
    BARE = "bare"  # without a document number


@dataclass(frozen=True, slots=True)
class ResidentPage:
    """Part of a list; `count` is how many it has in all, `more` that the search stopped there."""

    rows: Sequence[ResidentRow]
    count: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a household, or at the same address; `relation` is a code, `open_cases` how many."""

    row: ResidentRow
    relation: str = ""
    open_cases: int = 0


@dataclass(frozen=True, slots=True)
class ResidentFile:
    """Everything about one person.

    `resident` is the record that is shown, `merged` those that were merged into it, `links` how;
    `events` are those of all records, in the order in which they came. `cases` are the person's own
    newest, of `case_count`; `household_cases` the newest of the other members; `to_put_right` has the ids
    of those among both after a bad callback. `neighbours` live at the same address and belong to no
    household or another one.
    """

    resident: Resident
    row: ResidentRow
    events: Sequence[Event] = ()
    merged: Sequence[Resident] = ()
    links: Links | None = None
    cases: Sequence[CaseRow] = ()
    case_count: int = 0
    members: Sequence[Member] = ()
    household_cases: Sequence[CaseRow] = ()
    to_put_right: frozenset[str] = frozenset()
    neighbours: Sequence[Member] = ()
    authorisations: Sequence[Authorisation] = ()


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A resident who may be the one meant, and why."""

    row: ResidentRow
    reasons: Sequence[Alike]


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Two records that may be one person, the surest reason first."""

    one: ResidentRow
    other: ResidentRow
    reasons: Sequence[Alike]


class Residents(Protocol):
    """Read-only; may be called from any thread. A record that was merged answers as the one shown."""

    def page(self, text: str, *, group: ResidentGroup, offset: int, limit: int) -> ResidentPage:
        """Residents for what was typed; all, the last taken down first, when nothing was."""
        ...

    def file(self, resident_id: str) -> ResidentFile | None:
        """Everything about one person; None while nothing is known."""
        ...

    def shown(self, resident_id: str) -> str:
        """The record that stands for this one: mostly itself."""
        ...

    def lookalikes(self, traits: Traits, *, limit: int) -> Sequence[Lookalike]:
        """Residents who may be somebody with these traits, the surest first. A record whose resident ID
        is another one is somebody else."""
        ...

    def suspicions(self, *, limit: int) -> Sequence[Suspicion]:
        """Pairs of records that may be one person, the surest first, without those told apart."""
        ...

    def proxies(self, resident_id: str, *, on: date, matter: str = "") -> Sequence[Authorisation]:
        """The authorisations that hold on a day, for a matter's code or for any: who may come for this
        resident."""
        ...
