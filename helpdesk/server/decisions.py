"""What the city's people decide: different values of a field, late work at a reassigned case."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from helpdesk.application.queries import Disputed
from helpdesk.domain.events import Author
from helpdesk.server.ports import Form


@dataclass(frozen=True, slots=True)
class Decision:
    """On `proposal` (accepted or not, with words), or on a `field` of `subject`: one of the values
    (`take`, an event's id) or another one (`text`). `between` is what was shown."""

    subject: str
    field: str = ""
    between: tuple[str, ...] = ()
    take: str = ""
    text: str = ""
    proposal: str = ""
    accept: bool = False
    words: str = ""


class Decisions(Protocol):
    """Decisions at the cases that somebody sees."""

    def asked(self, case_id: str) -> Sequence[Disputed]:
        """What is to be decided about a case and its resident. Raises Problem `case-unknown`."""
        ...

    def look(self, case_id: str, *, author: Author, reason: str) -> None:
        """Record that the full values are about to be shown."""
        ...

    def decide(self, case_id: str, decision: Decision, *, author: Author, form: Form) -> None:
        """Decide through the use cases; raises their Problems, and those of `Casework.act`."""
        ...
