"""Records kept aside, as the console needs them from the city's store."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from helpdesk.application.asides import Settlement, reference_of
from helpdesk.domain.events import Author


@dataclass(frozen=True, slots=True)
class PutAside:
    """A record kept aside: whose, which, why; times in ms UTC. `case` and `number` are empty where it
    belongs to no case that the city has, `kind` and `author`, too, for who may not read the record;
    `settled` is what a person said of it last.

    A registration whose number a case of another desk has, since its paper was entered again, says that
    desk's name, `elsewhere`, and the case, if the principal sees it.
    """

    desk: str
    desk_name: str
    incarnation: str
    dseq: int
    reason: str
    noted_ms: int
    kind: str
    author: str
    device: str
    prefix: str
    case: str
    number: str
    settled: Settlement | None = None
    elsewhere: str = ""

    @property
    def can_be_joined(self) -> bool:
        """Whether a person can say that it is the same case as the one that has its number."""
        return bool(self.is_open and self.elsewhere and self.case)

    @property
    def reference(self) -> str:
        """What desk and city name it by."""
        return reference_of(self.incarnation, self.dseq)

    @property
    def is_open(self) -> bool:
        """Whether it still needs somebody."""
        return self.settled is None or not self.settled.solved


class Asides(Protocol):
    """Records kept aside, as one principal sees them."""

    def asides(self, *, limit: int) -> Sequence[PutAside]:
        """What nobody has settled first, then the newest."""
        ...

    def concern(self, stream: str, case: str) -> bool:
        """Whether a record of this case is put aside and needs a person."""
        ...

    def settle(
        self, stream: str, incarnation: str, dseq: int, *, words: str, solved: bool, author: Author
    ) -> None:
        """Say what came of one. Raises Problem `page-unknown` for one that the principal does not
        see, and what `settle_aside` raises."""
        ...

    def join(self, stream: str, incarnation: str, dseq: int, *, words: str, author: Author) -> None:
        """Say that a registration is the same case as the one of another desk that has its number: what was
        recorded of it is noted there, and its own desk reads where it goes on (`words` may be empty). Once
        more changes nothing. Raises Problem `page-unknown` where the principal does not see both."""
        ...
