"""Papers that read otherwise than they were printed, as desks reported them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class AlteredPaper:
    """What a comparison at a desk found: whose case, which paper and copy (0: not known), the facts that read
    otherwise (`PaperCompared.differing`), what stands there instead, by whom, and when (ms UTC)."""

    case: str
    number: str
    title: str
    desk: str
    paper: str
    copy: int
    differing: tuple[str, ...]
    words: str
    by: str
    at_ms: int


class Altered(Protocol):
    """Those that one principal sees."""

    def found(self, *, limit: int) -> Sequence[AlteredPaper]:
        """The newest first."""
        ...
