"""The city's queue: which cases wait for whom, in what order. Pages go on where the last one ended, so
the millionth case is as near as the first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from helpdesk.application.queries import CaseRow
from helpdesk.domain.stages import CaseKind, Stage

COUNT_MOST = 1000
"""Above it a list says "more than 1000": counting on would cost more than anybody learns from it."""


class View(StrEnum):
    """One list of the rail."""

    TO_DISPATCH = "to_dispatch"
    TO_SIGN = "to_sign"
    WORKING = "working"
    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    PAUSED = "paused"
    ANSWERED = "answered"
    TO_CALL = "to_call"
    TO_PUT_RIGHT = "to_put_right"
    DISPUTED = "disputed"
    EXTENSIONS = "extensions"
    TO_RAISE = "to_raise"
    IN_DOUBT = "in_doubt"
    BLOCKED = "blocked"
    SECRET = "secret"
    OPEN = "open"
    ALL = "all"


class Sort(StrEnum):
    """`urgency`: urgent ones first, then by due time; `newest` is that of search and of all cases."""

    URGENCY = "urgency"
    DUE = "due"
    AGE = "age"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class QueueWish:
    """Which cases are asked for; empty fields let all through. `division` is the beginning of one;
    `mark` is urgent, returned or a special seat; `after` where the page before ended. A `text` is
    looked for among all cases, whatever the view; a `stage` narrows whichever it is."""

    view: View = View.OPEN
    text: str = ""
    division: str = ""
    department: str = ""
    kind: CaseKind | None = None
    category: str = ""
    mark: str = ""
    sort: Sort = Sort.URGENCY
    after: str = ""
    stage: Stage | None = None


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A case in the queue: the row that desks have, too, and what only the city asks; `aside` says that a
    record of it is put aside and needs a person."""

    row: CaseRow
    urgent: bool
    secret: bool
    special: str
    came_by: str
    category: str
    level: str
    disputed: bool
    extension_asked: bool
    raise_proposed: bool
    in_doubt: bool
    returned: bool
    merged_into: str
    outcome: str
    words: str
    attempts: int
    to_put_right: bool
    aside: bool = False


@dataclass(frozen=True, slots=True)
class QueuePage:
    """`after` leads to the next page, empty on the last; `total` counts up to COUNT_MOST + 1."""

    rows: Sequence[QueueRow]
    total: int
    after: str = ""


class Queue(Protocol):
    """The queue as one principal sees it."""

    def page(self, wish: QueueWish, *, limit: int) -> QueuePage:
        """A page of a list."""
        ...

    def counts(self, views: Sequence[View], wish: QueueWish) -> Mapping[View, int]:
        """How many cases each list has with the wish's filters, up to COUNT_MOST + 1."""
        ...
