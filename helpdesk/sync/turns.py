"""What passes between an exchange and who drives it: requests out, answers in, and how far it came."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from helpdesk.protocol.messages import SyncAnswer, SyncRequest
from helpdesk.protocol.renewal import RenewAnswer, RenewRequest
from helpdesk.protocol.short import ShortAnswer, ShortRequest
from helpdesk.sync.requests import PieceWanted


class Step(StrEnum):
    """What an exchange is at: asking what the city has, sending (and receiving too), receiving, taking in
    a snapshot, or making the lists' rows of it."""

    PROBE = "probe"
    SEND = "send"
    RECEIVE = "receive"
    SNAPSHOT = "snapshot"
    FOLD = "fold"


class Tally(msgspec.Struct):
    """What an exchange has done so far; given to `progress` after every answer. `offered` is the last
    event that left this device, whether or not an answer came; `expected` how many will have been
    received once the snapshot is taken in, `folded` how many cases and residents of it the lists show.

    `synced` is true only when every event has its receipt and the pull reached the head (C12).
    """

    step: Step = Step.PROBE
    sent: int = 0
    received: int = 0
    expected: int = 0
    folded: int = 0
    offered: int = 0
    requests: int = 0
    bytes_out: int = 0
    bytes_in: int = 0
    reached_head: bool = False
    synced: bool = False
    cancelled: bool = False
    changed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Watch:
    """Who looks on: `progress` hears of every answer, `cancelled` is asked all the time."""

    progress: Callable[[Tally], None] = lambda _: None
    cancelled: Callable[[], bool] = lambda: False


class Heard(msgspec.Struct, frozen=True):
    """An answer (bytes: a piece of a snapshot), the device's clock half-way between asking and hearing,
    the bytes that went, and how long a piece took."""

    answer: SyncAnswer | ShortAnswer | RenewAnswer | bytes
    at_ms: int = 0
    bytes_out: int = 0
    bytes_in: int = 0
    seconds: float = 0.0


def nothing() -> None:
    """There is nothing to do meanwhile."""


class Turn(msgspec.Struct, frozen=True):
    """A request, and what can be done while the city works on it; `short` says the same, for whoever can
    send it, and may be answered in short or at length."""

    request: SyncRequest | RenewRequest | PieceWanted
    meanwhile: Callable[[], object] = nothing
    short: ShortRequest | None = None


Talk = Generator[Turn, Heard, None]
