"""The Mongolian of the papers in the city, as console and sync need it from the city's store."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from helpdesk.protocol.mongolian import SignedWords
from helpdesk.server.ladder import Editor

NOBODY = Editor()
Proof = Callable[[Mapping[str, str], str], bytes]
"""The PDF of every text with its Mongolian, by whom it is printed."""


@dataclass(frozen=True, slots=True)
class MongolianEdition:
    """Chinese -> Mongolian since somebody put it in force; version 0 is the program's own: nothing."""

    version: int
    words: Mapping[str, str]
    editor: Editor = NOBODY


class Mongolian(Protocol):
    """Each edition is kept; the newest is in force."""

    def editions(self) -> Sequence[MongolianEdition]:
        """The newest first, the empty one last."""
        ...

    def keep(self, words: Mapping[str, str], *, editor: Editor) -> int:
        """Another edition, in force from now on; answers its number."""
        ...

    def sent(self, held: bytes) -> SignedWords | None:
        """The edition in force for a device that holds the one with this word: None where it is that."""
        ...
