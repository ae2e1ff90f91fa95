"""What a lost device leaves: which numbers on paper never arrived. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from helpdesk.domain.numbering import CaseNumber
from helpdesk.domain.problems import Problem

LISTED_MAX = 200


@dataclass(frozen=True, slots=True)
class Missing:
    """Numbers below the highest known of their prefix and day that no case has; `more` are not listed."""

    numbers: tuple[CaseNumber, ...]
    more: int

    @property
    def total(self) -> int:
        """How many."""
        return len(self.numbers) + self.more


def missing(known: Iterable[str]) -> Missing:
    """The holes among the `known` numbers of a device, in order.

    A device draws its counters one after the other, so where 8 is known, from a record or from a stub, 1 to
    7 were drawn, too. What lies above the highest known, only the papers themselves can tell.
    """
    days: dict[tuple[str, str, object], set[int]] = {}
    for text in known:
        try:
            number = CaseNumber.parse(text)
        except Problem:
            continue
        days.setdefault((number.city, number.prefix, number.on), set()).add(number.counter)
    total = sum(max(counters) - len(counters) for counters in days.values())
    listed = tuple(islice(_holes(days), LISTED_MAX))
    return Missing(listed, total - len(listed))


def _holes(days: dict[tuple[str, str, object], set[int]]) -> Iterator[CaseNumber]:
    for (city, prefix, day), counters in sorted(days.items(), key=lambda each: str(each[0])):
        for counter in range(1, max(counters)):
            if counter not in counters:
                yield CaseNumber(city, prefix, day, counter)  # type: ignore[arg-type]
