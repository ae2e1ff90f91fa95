"""What the stick dialog is given: sticks, and what a desk can do with them. No Qt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from helpdesk.domain.problems import Problem


@dataclass(frozen=True, slots=True)
class Stick:
    """A medium that can be taken out, or a folder that was chosen; sizes in bytes, -1 unknown."""

    path: str
    name: str
    free: int = -1
    read_only: bool = False


@dataclass(frozen=True, slots=True)
class Lying:
    """A bundle on a stick. `ours` is on its way to the city, else it is for this desk; `received` says
    that the city has all of it; `problem` is a code, empty for one that was verified. Times in ms UTC."""

    path: str
    name: str
    size: int
    made_ms: int = 0
    records: int = 0
    ours: bool = False
    received: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A bundle that was written, with so many records and files of cases; `asks` for the place of a desk
    that was restored."""

    name: str
    records: int
    files: int = 0
    asks: bool = False


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What return bundles brought; `problem` is a code of what the city could not take, or empty; `found`
    says that a restored desk knows its place again; `failed` are other files, and why none of them could be
    used."""

    bundles: int
    acknowledged: int
    received: int
    problem: str = ""
    found: bool = False
    failed: Sequence[tuple[str, Problem]] = ()


@dataclass(frozen=True, slots=True)
class Onlooker:
    """Hears how many records are done of how many, and may wish to stop."""

    progress: Callable[[int, int], object]
    cancelled: Callable[[], bool]


class Sticks(Protocol):
    """What a desk can do with sticks; background threads. Raises Problem and EnvironmentProblem."""

    def mounted(self) -> Sequence[Stick]:
        """The sticks that are in."""
        ...

    def bundles(self, folder: str) -> Sequence[Lying]:
        """What lies on one, the newest first, each verified."""
        ...

    def export(self, folder: str, onlooker: Onlooker) -> Written:
        """Write what waits."""
        ...

    def take_in(self, folder: str, onlooker: Onlooker) -> TakenIn:
        """Take in every bundle that is for this desk, the oldest first. Raises Problem where none of them can
        be used."""
        ...
