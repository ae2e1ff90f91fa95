"""What commands and pages need to let desks work on each other's cases; `server/postgres` says how."""

from collections.abc import Sequence
from typing import Protocol

from helpdesk.protocol.messages import Grant


class Grants(Protocol):
    """Which streams desks work on besides their own."""

    def grant(self, desk: str, stream: str) -> Grant:
        """The desk may read and write `stream`. Raises Problem `desk-unknown` or `grant-own`."""
        ...

    def end(self, desk: str, stream: str) -> None:
        """It may not any more. Raises Problem `desk-unknown`, `grant-own` or `grant-missing`."""
        ...

    def of_desk(self, desk: str) -> Sequence[Grant]:
        """The last grant of each stream, the desk's own first."""
        ...
