"""What came in bundles: the port of `server/bundles.py` and of the console."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from helpdesk.protocol.messages import Cursor
from helpdesk.server.principal import Principal


@dataclass(frozen=True, slots=True)
class Carried:
    """A bundle that came: `records` were in it, `taken` of them were new; `problem` is one of
    `messages.ANSWER_PROBLEMS` or empty, `carrier` whoever brought it. Times in ms UTC."""

    id: bytes
    device: str
    carrier: str
    made_ms: int
    received_ms: int
    records: int
    taken: int
    problem: str = ""


@dataclass(frozen=True, slots=True)
class CarriedRow:
    """A bundle in the console's list: its device's prefix and desk, the desk of the device that carried
    it (empty: a person did), and whether the return bundle is kept."""

    carried: Carried
    prefix: str
    desk: str
    carrier_desk: str
    kept: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """How far the city has a device's log, and how far the device had read when it last sent a bundle."""

    device: str
    incarnation: bytes
    acked: int
    cursors: Sequence[Cursor]


class Bundles(Protocol):
    """What came in bundles."""

    def note(self, carried: Carried, *, cursors: Sequence[Cursor]) -> bool:
        """Remember a bundle that was taken in; answers whether it had come before."""
        ...

    def asked(self, name: str, principal: Principal) -> Asked:
        """A device by id or prefix. Raises Problem `device-missing` also for
        one that `principal` may not see."""
        ...

    def recent(self, principal: Principal, *, limit: int) -> Sequence[CarriedRow]:
        """The bundles that came last, the last first."""
        ...

    def keep_reply(self, carried: Carried, reply: bytes) -> None:
        """Keep the return bundle to be fetched; of each device only the last one is kept."""
        ...

    def reply(self, bundle: bytes, principal: Principal) -> tuple[str, bytes] | None:
        """The device's prefix and the return bundle, while it is kept."""
        ...
