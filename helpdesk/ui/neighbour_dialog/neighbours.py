"""What the neighbour dialog is given. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Visited:
    """What a visit came to: records given, return bundles fetched and what they brought; `problem` is a
    code of what the city would not take, or empty. `asks`: this desk was restored, and asked the city for its
    place; `found`: the city named it."""

    records: int
    returns: int
    acknowledged: int
    received: int
    problem: str = ""
    asks: bool = False
    found: bool = False


@dataclass(frozen=True, slots=True)
class Door:
    """Where this desk listens: its addresses, the code that opens, for how many minutes."""

    addresses: tuple[str, ...]
    code: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Carrying:
    """Bundles of neighbours that lie here: on their way to the city, and return bundles that nobody fetched;
    `problem` is a code of what kept the last try from going on, or empty."""

    to_city: int = 0
    to_fetch: int = 0
    problem: str = ""


class Neighbours(Protocol):
    """Two desks on one cable. Raises Problem and EnvironmentProblem."""

    def visit(self, address: str, code: str) -> Visited:
        """Hand over what waits, fetch what came back; background threads."""
        ...

    def carrying(self) -> Carrying:
        """What lies here for others; background threads."""
        ...

    def open_door(self, ended: Callable[[str], object]) -> Door:
        """Listen; `ended` hears on another thread that somebody came (an empty text) or why nobody will
        any more (a code). A door that is open already is closed first. Background threads."""
        ...

    def close_door(self) -> None:
        """Listen no more; `ended` is not called. At once, also while a neighbour is being served."""
        ...
