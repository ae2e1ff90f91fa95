"""What the sync engine needs from the local store: a port between siblings, so it stands below both."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import msgspec

from helpdesk.protocol.messages import (
    Cursor,
    Placed,
    Quarantined,
    SyncAnswer,
    SyncRequest,
    Target,
    WireEvent,
)
from helpdesk.protocol.pdf_key import PdfKey
from helpdesk.protocol.recovery import SealedBox


class Identity(msgspec.Struct, frozen=True):
    """Who this device is to the city. `incarnation` is 8 random bytes of this log's life; the keys are
    the city's and the device's own public Ed25519 keys."""

    device: str
    incarnation: bytes
    history: str
    server: str
    server_key: bytes = b""
    public_key: bytes = b""


class Applied(msgspec.Struct, frozen=True):
    """What one answer changed: receipts got, events taken in, subjects that look different now.

    `reached_head` is true when no stream has more to give; `problem` is what stands in the way: the
    city's word, or "fork" where the device itself found two logs under one name. `advanced` is true
    when a cursor moved on, `restarted` counts the streams that are compared anew.
    """

    acknowledged: int
    received: int
    changed: frozenset[str]
    reached_head: bool
    problem: str = ""
    advanced: bool = False
    restarted: int = 0


@dataclass(frozen=True, slots=True)
class Attempt:
    """How an exchange ended: `error` is empty or a problem code. Times in ms since 1970, `seconds` wall time.

    `offered` is the last event of the present log that left this device, acknowledged or not.
    """

    at_ms: int
    error: str = ""
    sent: int = 0
    received: int = 0
    bytes_out: int = 0
    bytes_in: int = 0
    seconds: float = 0.0
    next_ms: int = 0
    reached_head: bool = False
    offered: int = 0


@dataclass(frozen=True, slots=True)
class ClosedTip:
    """A log that is continued no more: its first event without a receipt, and its last."""

    incarnation: bytes
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class RenewalState:
    """What a device brings to a renewal. `prefix` is what it draws numbers with now, if anything."""

    incarnation: bytes
    prefix: str
    closed: Sequence[ClosedTip]


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a renewal came to: the prefix from now on and the spare one, how much the city has of the
    present log, and for each closed one the last event that both have, with receipts up to there and
    what of that the city keeps aside."""

    prefix: str
    spare: str
    acked: int
    common: Mapping[bytes, int]
    placed: Mapping[bytes, Sequence[Placed]]
    aside: Mapping[bytes, Sequence[Quarantined]]


class Held(msgspec.Struct, frozen=True):
    """What the device holds of the city's words: `SyncRequest.word`, `.vouched`, `.noticed`, `.tables`
    and `.mongolian`; and what it lacks, `.pdf_key`."""

    word: bytes = b""
    vouched: int = 0
    noticed: int = 0
    tables: bytes = b""
    mongolian: bytes = b""
    pdf_key: PdfKey | None = None


@dataclass(frozen=True, slots=True)
class UnsentLog:
    """A log of this device of which something has no receipt: what follows `after`, up to `last`; `head`
    is the chain's head behind `after`."""

    incarnation: bytes
    after: int
    head: bytes
    last: int


class Parts(Protocol):
    """Parts of snapshots, named by their hash; each method is one transaction, `fold` one at a time."""

    def read(self, part: bytes) -> bytes:
        """What has come of a part, from its beginning."""
        ...

    def keep(self, part: bytes, offset: int, piece: bytes) -> None:
        """Keep a piece of a part that is not whole yet; what is here of other parts goes."""
        ...

    def forget(self) -> None:
        """The part was taken in, or is worth nothing: its pieces go."""
        ...

    def take(self, answer: SyncAnswer) -> Applied:
        """As `Outbox.apply`, for a slice of a part: the lists may show it later, see `fold`."""
        ...

    def fold(self) -> Generator[int, None, None]:
        """Let the lists show what was taken, some at a time; tells how many. Whoever has asked closes it."""
        ...


class Outbox(Protocol):
    """The store as the engine sees it. Each method is one transaction."""

    @property
    def parts(self) -> Parts:
        """Parts of snapshots."""
        ...

    def identity(self) -> Identity | None:
        """This device, or None before enrolment."""
        ...

    def sign(self, message: bytes) -> bytes:
        """The device's Ed25519 signature."""
        ...

    def open_box(self, box: SealedBox) -> bytes:
        """What was sealed to this device in a bundle. Raises Problem `recovery-key-wrong`."""
        ...

    def acknowledged(self) -> tuple[int, bytes]:
        """The last dseq that the city holds, and the chain's head there."""
        ...

    def pending(
        self, *, after: int, max_events: int, max_bytes: int, log: bytes = b""
    ) -> Sequence[WireEvent]:
        """Events of the present log behind `after` (or of another one of this device, by its incarnation),
        in order, within both limits (but at least one if any)."""
        ...

    def unsent_logs(self) -> Sequence[UnsentLog]:
        """The logs of which something has no receipt, closed ones too, the oldest first."""
        ...

    def held(self, *, device_ms: int) -> Held:
        """Which of the city's signed words need not travel again; a standing that is old does."""
        ...

    def targets(self, log: bytes, first: int, last: int) -> Sequence[Target]:
        """Which of a log's events between these belong to another stream than the own."""
        ...

    def cursors(self) -> Sequence[Cursor]:
        """How far each stream of this device was read."""
        ...

    def nothing_new(self, request: SyncRequest) -> SyncAnswer:
        """What the city answers to it where nothing is new (`short.nothing_new`)."""
        ...

    def apply(self, answer: SyncAnswer) -> Applied:
        """Receipts, news, quarantine and cursors of one answer, in one transaction; the standing first.

        A page whose `since` is not the stored cursor any more is left alone (compare and set).
        """
        ...

    def learn_time(self, *, server_ms: int, device_ms: int) -> None:
        """Remember how far the device's clock stands from the city's."""
        ...

    def heard_ms(self) -> int:
        """The city's latest moment that this device heard of, ms UTC; 0: none."""
        ...

    def is_lost(self) -> bool:
        """Whether the city has to be asked for a prefix, or where closed logs part."""
        ...

    def renewal(self) -> RenewalState:
        """What to ask it."""
        ...

    def head_at(self, incarnation: bytes, dseq: int) -> bytes:
        """The chain's head behind an event of one of this device's logs."""
        ...

    def begin_log(self) -> None:
        """Close the present log and begin a new one: the city has another under its name."""
        ...

    def settle(self, settlement: Settlement) -> frozenset[str]:
        """Take what came of a renewal, in one transaction; answers which subjects changed."""
        ...

    def note(self, attempt: Attempt, *, own_clock: bool = True) -> None:
        """Remember how an exchange ended, for the sync screen; its times are of this device's clock, which is
        put right here, or of the city's."""
        ...
