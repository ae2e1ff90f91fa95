"""Cases that may be one, as the console needs them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from helpdesk.domain.events import Author
from helpdesk.domain.similarity import Likeness
from helpdesk.server.ports import Form


@dataclass(frozen=True, slots=True)
class Candidate:
    """Another open case, by its id, with why it may be the same, and how alike the texts are (0 to 1)."""

    case: str
    likenesses: tuple[Likeness, ...]
    alike: float


class Duplicates(Protocol):
    """Duplicates as one principal sees them."""

    def candidates(self, case_id: str) -> Sequence[Candidate]:
        """What may be the same as this case, the likest first. Raises Problem `case-unknown`."""
        ...

    def merge(self, case_id: str, into: str, *, author: Author, form: Form) -> None:
        """Join a case to a main case, by its number. Raises Problem `case-unknown`, `duplicate-self`,
        `duplicate-unknown`, `duplicate-ended`, and those of `Casework.act`."""
        ...

    def unmerge(self, case_id: str, *, reason: str, author: Author, form: Form) -> None:
        """Let a merged case stand by itself again. Raises as `merge` does."""
        ...
