"""A paper, or its signed copy, held beside what was printed: what somebody found."""

from dataclasses import dataclass
from typing import ClassVar

from helpdesk.domain.event import Body

OTHER_WORDS = "words"
"""Among what differs: something on the paper that is no fact."""


@dataclass(frozen=True, slots=True)
class PaperCompared(Body):
    """Somebody compared a paper with the record of its printing, fact by fact.

    `paper`, `printing`, `copy` and `digest` (hex, of its code) say which one; `files` are the pictures that
    were looked at (SHA-256), none where the paper itself was in the hand. `differing` are the facts that
    read otherwise on it, as they were recorded, and `OTHER_WORDS`; none: all agreed. `words` say what
    stands there instead.
    """

    KIND: ClassVar[str] = "paper.compared"
    paper: str
    printing: int = 0
    copy: int = 0
    digest: str = ""
    files: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()
    words: str = ""
