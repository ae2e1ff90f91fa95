"""What the city's half of a sync needs of its database, for one device in one transaction.

`server/postgres` implements it on PostgreSQL, the simulation in memory; `server/exchange.py` decides.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Protocol

import msgspec

from helpdesk.domain.events import Body
from helpdesk.protocol.messages import (
    Cursor,
    Grant,
    Parted,
    Placed,
    Quarantined,
    SnapshotOffer,
    StreamPage,
    SyncRequest,
    WireEvent,
)
from helpdesk.server.scrutiny import Holder, Verdicts


class Standpoint(msgspec.Struct, frozen=True):
    """The city's history and its era, and the device: its own stream, its present log."""

    history: str
    era: int
    stream: str
    incarnation: bytes
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class Numbering:
    """What is known of case numbers: the device's `prefixes` (None: no number is at stake), who has
    which of them, and how far each prefix and day has come."""

    prefixes: Set[str] | None = None
    taken: Mapping[str, Holder] = field(default_factory=dict)
    counted: Mapping[tuple[str, str], int] = field(default_factory=dict)


class Batch(msgspec.Struct, frozen=True):
    """New events of the device's log, from number `first` on, with the chain's head behind each.

    `streams` says where each belongs, `verdicts` why some count for nothing, and which case numbers
    they take.
    """

    request: SyncRequest
    first: int
    heads: Sequence[bytes]
    events: Sequence[WireEvent]
    bodies: Sequence[Body]
    streams: Sequence[str]
    verdicts: Verdicts
    now_ms: int


class Ledger(Protocol):
    """The city's database as one device's exchange sees it."""

    def standpoint(self) -> Standpoint:
        """Whose exchange this is."""
        ...

    def verify(self, signature: bytes, head: bytes) -> bool:
        """Whether the device signed this head."""
        ...

    def held(self, *, lock: bool) -> tuple[int, bytes]:
        """The last number held of the device's present log, and the chain's head there; `lock` keeps
        others from adding to it until the transaction ends."""
        ...

    def head_at(self, dseq: int) -> bytes | None:
        """The chain's head behind an event of the present log."""
        ...

    def grants(self) -> Sequence[Grant]:
        """The streams of the device's desk, its own first; for each the last grant."""
        ...

    def numbering(self, bodies: Sequence[Body]) -> Numbering:
        """What is known of the case numbers in these bodies."""
        ...

    def keep(self, batch: Batch) -> None:
        """Store a batch; the streams' rows are locked last, and positions taken under them."""
        ...

    def receipts(self, *, first: int) -> list[Placed]:
        """Where the present log's events lie, from number `first` on."""
        ...

    def quarantined(self, *, first: int) -> list[Quarantined]:
        """Which of them were kept aside."""
        ...

    def page(self, cursor: Cursor, *, limit: int, room: int) -> StreamPage:
        """News of a stream behind a cursor: at most `limit` events and `room` bytes of bodies, but one
        event at least; the device's own only where the cursor asks for the `whole`."""
        ...

    def snapshots(self, cursor: Cursor, *, most: int) -> list[SnapshotOffer]:
        """The parts of a stream's snapshot from the one on that lies behind the cursor, one after the
        other; none where pages would do."""
        ...

    def parted(self, history: str) -> list[Parted]:
        """Up to where the device's streams are those of an earlier history; empty for an unknown one."""
        ...

    def receipt(self, acked: int, head: bytes, *, at_ms: int) -> bytes:
        """The city's signed word for this much of the present log."""
        ...
