"""What lies at hand: favourite and last used matters of an agent, phrases of an agent or of the desk.

It stays on this computer and in its backups; nothing of it is an event.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

DESK = ""
"""The owner of what the whole desk has at hand."""


class Kind(StrEnum):
    """What sort of thing it is; `key` is a matter's code, or the phrase itself."""

    FAVOURITE = "favourite"
    USED = "used"
    PHRASE = "phrase"


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing: whose (an agent's id or `DESK`), what, and how often and when (ms UTC) it was used."""

    owner: str
    kind: Kind
    key: str
    used_ms: int = 0
    times: int = 0


class Shelf(Protocol):
    """Reading what lies at hand. Any thread."""

    def kept(self, owner: str, kind: Kind) -> Sequence[Kept]:
        """What an owner has of a kind, the last used first."""
        ...


class ShelfWriter(Protocol):
    """Changing it, within a transaction."""

    def put(self, owner: str, kind: Kind, key: str) -> None:
        """Have it there; what is there already stays as it is."""
        ...

    def take_away(self, owner: str, kind: Kind, key: str) -> bool:
        """Have it there no longer; answers whether it was."""
        ...

    def use(self, owner: str, kind: Kind, key: str, *, at_ms: int) -> None:
        """It was used just now, for the first time or once more."""
        ...
