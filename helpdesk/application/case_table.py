"""The table of all cases: how it is sorted, what a line holds, what can be filtered by.

A list of any length is an `Order`: the numbers of its rows, eight bytes each. Lines are read for what is
in sight; half a million cases are therefore four megabytes, and any place among them is as near as the
first.
"""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from helpdesk.application.queries import CaseFilter, CaseRow, Refusal

FOUND_MOST = 10_000
"""Cases that a text shows, the newest: nobody reads further, and asking for more costs time."""


class SortBy(StrEnum):
    """What an index serves; each has its natural direction (`Sorting.backwards` turns it round)."""

    REGISTERED = "registered"  # the last one first
    NUMBER = "number"  # the highest first
    LIMIT = "limit"  # open ones, the soonest first, then the others
    STATE = "state"  # along the life of a case
    DEPARTMENT = "department"
    AGENT = "agent"


@dataclass(frozen=True, slots=True)
class Sorting:
    """The order of a list."""

    by: SortBy = SortBy.REGISTERED
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """The rows of a list in their order; `more`: a text found more than `FOUND_MOST`."""

    rows: "array[int]"
    more: bool = False


@dataclass(frozen=True, slots=True)
class TableLine:
    """A case as the table shows it: `agent` works on it, `missing` materials have not come;
    `to_put_right` after a bad callback; `aside` is a record of it that was put aside."""

    entry: int
    case: CaseRow
    agent: str
    missing: int
    to_put_right: bool = False
    aside: Refusal | None = None


@dataclass(frozen=True, slots=True)
class PersonLine:
    """What an export adds: the applicant's data as the resident has them now, in the clear."""

    document_number: str = ""
    phone: str = ""
    division: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the cases here can be filtered by: (value, name) each; names of desks and villages are codes."""

    departments: Sequence[str] = ()
    agents: Sequence[tuple[str, str]] = ()
    matters: Sequence[tuple[str, str]] = ()
    desks: Sequence[str] = ()
    villages: Sequence[str] = ()


class CaseTable(Protocol):
    """Reads lists of cases. Read-only; may be called from any thread."""

    def order(self, wanted: CaseFilter, sorting: Sorting) -> Order:
        """The whole list."""
        ...

    def top(self, wanted: CaseFilter, sorting: Sorting, *, most: int) -> Order:
        """Its beginning, at once, whatever its length."""
        ...

    def lines(self, rows: Sequence[int]) -> Sequence[TableLine]:
        """The lines of these rows, in this order; those that are gone are left out."""
        ...

    def people(self, residents: Sequence[str]) -> dict[str, PersonLine]:
        """The residents of these ids, as far as they are here."""
        ...

    def entries(self, cases: Sequence[str]) -> Sequence[int]:
        """The rows of these cases, in this order; those that are gone are left out."""
        ...

    def choices(self) -> Choices:
        """What occurs in the cases of this desk."""
        ...


class Preferences(Protocol):
    """What each agent set for themselves; kept in the encrypted store, since names may stand in it."""

    def get(self, agent: str, name: str) -> str:
        """What was set last, or nothing."""
        ...

    def set(self, agent: str, name: str, value: str) -> None:
        """Remember a value. Raises EnvironmentProblem."""
        ...


Report = Callable[[int, int], object]
