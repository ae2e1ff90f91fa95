"""What a lost device leaves: which numbers on paper never arrived, and the port that knows it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from helpdesk.application.reentry import Stub
from helpdesk.domain.events import Author
from helpdesk.domain.numbering import CaseNumber
from helpdesk.domain.problems import Problem
from helpdesk.server.ports import DeviceRow
from helpdesk.server.principal import Principal

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


@dataclass(frozen=True, slots=True)
class Aside:
    """A registration that arrived and is kept aside, with the reason's code."""

    number: str
    applicant: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Loss:
    """What was on a device and what of it arrived: `desks` are those whose cases it could read, with how
    many of them the principal sees; `acked` how many of its present log's records the city has, `arrived`
    the numbers of its cases, `reentered` those taken from paper stubs (with the case), `aside` what arrived
    and is kept aside."""

    device: DeviceRow
    prefixes: Sequence[str]
    desks: Mapping[str, int]
    acked: int
    arrived: Sequence[str]
    reentered: Mapping[str, str]
    aside: Sequence[Aside]

    @property
    def cases(self) -> int:
        """How many were on it."""
        return sum(self.desks.values())

    @property
    def known(self) -> Sequence[str]:
        """Every number of it that the city ever heard of."""
        return [*self.arrived, *self.reentered, *(each.number for each in self.aside)]


class Losses(Protocol):
    """Lost devices, and what is re-entered from paper."""

    def of(self, name: str, principal: Principal) -> Loss:
        """A device by id or prefix. Raises Problem `device-missing` also for
        one that `principal` may not see."""
        ...

    def devices(self, principal: Principal) -> Sequence[DeviceRow]:
        """The devices that `principal` may see, by desk."""
        ...

    def matters(self) -> Sequence[tuple[str, str]]:
        """Code and name of each matter that a stub can be about."""
        ...

    def reenter(self, stub: Stub, *, author: Author, principal: Principal) -> str:
        """Register a stub's case at its desk; answers the case. Raises the Problems of
        `application.reentry.reenter_case`, and `stub-device`."""
        ...
