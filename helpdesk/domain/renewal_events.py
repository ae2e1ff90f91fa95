"""Certificates that expire (无感续证): what became of offering their renewal."""

from dataclasses import dataclass
from typing import ClassVar

from helpdesk.domain.event import Body


@dataclass(frozen=True, slots=True)
class RenewalSettled(Body):
    """Nobody has to offer the renewal of this case's document any more, for `reason`."""

    KIND: ClassVar[str] = "case.renewal_settled"
    reason: str


RENEWAL_KINDS: tuple[type[Body], ...] = (RenewalSettled,)
