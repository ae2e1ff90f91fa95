"""Records that were put aside, and what a person did about them: the city's people or the desk's own."""

from dataclasses import dataclass
from typing import ClassVar

from helpdesk.domain.event import Body


@dataclass(frozen=True, slots=True)
class AsideSettled(Body):
    """Somebody looked at record `dseq` of the log `incarnation` (16 hex digits) that was put aside.

    `words` say what came of it; until it is `solved` it goes on asking for attention. The subject is
    that log's device: it stands in no case's history, and reaches the desk with its next sync.
    """

    KIND: ClassVar[str] = "device.aside_settled"
    incarnation: str
    dseq: int
    words: str
    solved: bool = True
