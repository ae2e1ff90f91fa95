"""What an identity card tells beside words: the photograph of a resident."""

from dataclasses import dataclass
from typing import ClassVar

from helpdesk.domain.event import Body


@dataclass(frozen=True, slots=True)
class ResidentPhotographed(Body):
    """The subject's photograph as it stands on their identity card; the last one counts.

    Named by the SHA-256 of its bytes (64 hex digits), `size` of them. The picture stays sealed on the
    desk that read the card (ADR 35): elsewhere it is known that there is one.
    """

    KIND: ClassVar[str] = "resident.photographed"
    sha256: str
    size: int
    media_type: str = "image/jpeg"


CARD_KINDS: tuple[type[Body], ...] = (ResidentPhotographed,)
