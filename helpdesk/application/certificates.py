"""Certificates known from earlier cases, as questions ask for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Expiring:
    """A document from an earlier case with its last day; names in the clear: screens decide."""

    case: str
    number: str
    resident: str
    applicant: str
    matter: str
    title: str
    document: str
    valid_until: date


class Certificates(Protocol):
    """Certificates of this desk's cases. Read-only; may be called from any thread."""

    def expiring(self, *, since: date, until: date, limit: int) -> Sequence[Expiring]:
        """Those whose last day lies in the span, the first one first; without those that were set
        aside or have a later case of the same resident about the same matter."""
        ...
