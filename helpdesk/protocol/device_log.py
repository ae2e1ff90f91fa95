"""What the device's half of a sync needs of its log: a narrow port, inside one transaction.

The store implements it on SQLCipher, the simulation in memory; `protocol/intake.py` and
`protocol/settling.py` decide over it.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple, Protocol

import msgspec

from helpdesk.protocol.messages import Placed, PlacedEvent, WireEvent


class Standpoint(msgspec.Struct, frozen=True):
    """Whose log this is: the present incarnation, the own stream, the city's history and its era."""

    incarnation: bytes
    home: str
    history: str = ""
    era: int = 0


class Reading(msgspec.Struct, frozen=True):
    """How far a stream was read: `digest` is that of what lies here up to `position`. `grant` is its
    number; 0 where it was not told yet, -1 where a restored city has forgotten it.

    `whole` says that the stream is being compared anew, own events too; `ended` that the grant ended:
    nothing more is read, and once nothing waits the others' events are `dropped`. `safe` is up to
    where a verified backup of the city holds the stream.
    """

    stream: str
    grant: int = 0
    position: int = 0
    digest: int = 0
    whole: bool = False
    ended: bool = False
    dropped: bool = False
    safe: int = 0


class Known(NamedTuple):
    """An event that is here already: its content, its place and whether it is this device's own."""

    event: WireEvent
    stream: str
    position: int | None
    own: bool


class Occupant(NamedTuple):
    """The event that lies at a position here."""

    placed: PlacedEvent
    own: bool


class Own(NamedTuple):
    """An event of this device's logs; `arrival` is the order in which it was recorded."""

    arrival: int
    dseq: int
    event: WireEvent


class Run(NamedTuple):
    """Receipts that were taken together: how many; the subjects about which somebody else wrote, too,
    and the others."""

    taken: int
    shared: frozenset[bytes]
    alone: frozenset[bytes]


class Places(Protocol):
    """Where the events of a device's log lie in the city's streams."""

    def between(self, stream: str, since: int, position: int) -> Sequence[Occupant]:
        """Everything that lies behind `since` up to `position`, in order."""
        ...

    def measure(self, stream: str, since: int, position: int) -> tuple[int, int]:
        """How many events lie there, and their digest."""
        ...

    def place(self, incarnation: bytes, dseq: int, *, stream: str, at: tuple[int, int]) -> None:
        """An event that is here lies at this position since this moment (ms). If that is in another
        stream than it was recorded for, the log remembers which that was."""
        ...

    def place_run(self, incarnation: bytes, placed: Placed) -> Run | None:
        """Receipts of many own events at once, if nothing stands in their way; else None."""
        ...

    def waiting(self, incarnation: bytes, first: int, last: int) -> Sequence[tuple[int, bytes]]:
        """Number and subject of the own events between these that have no position."""
        ...

    def unplace(self, incarnation: bytes, dseq: int) -> None:
        """An own event has no position any more and waits again, for the stream that it was recorded
        for."""
        ...

    def unplace_log(self, incarnation: bytes, *, after: int) -> Iterable[bytes]:
        """The same for all of an own log behind number `after`; answers the subjects."""
        ...

    def unplace_above(self, stream: str, position: int, *, after: int = 0) -> Iterable[bytes]:
        """The same for all own events of a stream above a position, of whatever log; of the present
        log only those behind number `after`."""
        ...

    def accept(self, incarnation: bytes, first: int, last: int) -> None:
        """Of an own log's events from `first` to `last` those that wait are not kept aside any more."""
        ...

    def waits(self, stream: str) -> bool:
        """Whether an own event for this stream has no position."""
        ...


class DeviceLog(Protocol):
    """The log of one device within an open transaction."""

    @property
    def places(self) -> Places:
        """Where its events lie."""
        ...

    def standpoint(self) -> Standpoint:
        """Whose it is."""
        ...

    def head_at(self, incarnation: bytes, dseq: int) -> bytes | None:
        """The chain's head behind an own event; None where there is none."""
        ...

    def tip(self, incarnation: bytes) -> tuple[int, bytes]:
        """The last number of an own log, and the head there."""
        ...

    def known(self, incarnation: bytes, dseq: int) -> Known | None:
        """What is here under this origin."""
        ...

    def insert(self, stream: str, placed: PlacedEvent) -> None:
        """Take in another's event."""
        ...

    def insert_run(self, stream: str, events: Sequence[PlacedEvent]) -> bool:
        """The same for many, if all are unknown and their positions free; else False, nothing done."""
        ...

    def remove(self, incarnation: bytes, dseq: int) -> None:
        """Another's event leaves the log; it was put aside before."""
        ...

    def put_aside(self, stream: str, placed: PlacedEvent, reason: str) -> None:
        """Keep an event that cannot stand in the log, whole, with the reason; once."""
        ...

    def refuse(self, incarnation: bytes, dseq: int, reason: str) -> bytes | None:
        """The city keeps an own event aside; answers its subject, if that is new."""
        ...

    def set_aside(
        self, stream: str, since: int, position: int, aside: Collection[int]
    ) -> Iterable[bytes]:
        """Of others' events behind `since` up to `position` those at `aside` count for nothing, as in the
        city, and no other; answers the subjects of those of which that is new."""
        ...

    def readings(self) -> Sequence[Reading]:
        """How far each stream was read."""
        ...

    def read_to(self, reading: Reading) -> None:
        """Remember how far a stream was read."""
        ...

    def drop(self, stream: str) -> Iterable[bytes]:
        """Forget the others' events of a stream; answers all its subjects."""
        ...

    def subjects(self, stream: str) -> Iterable[bytes]:
        """Whom the events of a stream speak of."""
        ...

    def learn(self, history: str, *, era: int, problem: str, abilities: int) -> None:
        """What the city is, and what it had to say against the last request."""
        ...

    def own_behind(self, incarnation: bytes, dseq: int) -> Sequence[Own]:
        """The own events of a log behind a number, in order."""
        ...

    def renumber(self, moved: Sequence[tuple[int, int, bytes]], incarnation: bytes) -> None:
        """Own events (arrival, number, head) belong to this log now and wait."""
        ...
