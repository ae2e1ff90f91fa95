"""The city's words to the people at a desk: shape, port, and that somebody read one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from helpdesk.application.ports import Session

WORDS, NUMBER_CLAIMED, NUMBER_SETTLED = "words", "number-claimed", "number-settled"
"""Codes of notices: words of a person; somebody else claims case numbers of this desk; what came of that."""
ABOUT_NUMBERS = (NUMBER_CLAIMED, NUMBER_SETTLED)


@dataclass(frozen=True, slots=True)
class CityNotice:
    """A notice: `giver` is who gave it, `number` when (seconds since 1970 UTC), `reader` the name of who
    read it first, `read_ms` when (ms UTC, 0: nobody yet). `value` is its text where `code` is `words`, and
    case numbers with blanks between them where it is about numbers; `case` has the only one of them."""

    number: int
    code: str
    value: str
    giver: str
    read_ms: int = 0
    reader: str = ""
    case: str = ""

    @property
    def given_ms(self) -> int:
        """When it was given, ms UTC."""
        return self.number * 1000


class Notices(Protocol):
    """The notices of this desk. Any thread."""

    def notices(self, *, limit: int) -> Sequence[CityNotice]:
        """Those that nobody read first, then the newest."""
        ...

    def read(self, number: int, *, reader: str, at_ms: int) -> None:
        """Somebody read it; whoever was first stands there."""
        ...


def read_notice(session: Session, notices: Notices, number: int) -> None:
    """The session's author read it: it asks for no attention any more."""
    notices.read(number, reader=session.author.name, at_ms=session.clock.now().utc_ms)
