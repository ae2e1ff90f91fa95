"""What the city does with a device's batch: a pure decision over what it holds and what it is sent.

No clock, no database, no network: the same code runs in the product and in the simulation.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from helpdesk.protocol.chain import heads
from helpdesk.protocol.messages import (
    MAX_BYTES,
    MAX_EVENTS,
    PROTOCOL,
    SyncRequest,
    WireEvent,
)

HeadAt = Callable[[int], bytes | None]
Verify = Callable[[bytes, bytes], bool]
_MOST = 2**62


@dataclass(frozen=True, slots=True)
class HeldLog:
    """What the city holds of a device's log: the last dseq, the chain's head there, whose key."""

    incarnation: bytes
    acked: int
    head: bytes
    verify: Verify
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """`problem` is a code of `messages.ANSWER_PROBLEMS`, or empty: then `fresh` is to be stored,
    numbered from `first` on, and `heads` are the chain's heads after each of them."""

    problem: str = ""
    first: int = 0
    fresh: Sequence[WireEvent] = ()
    heads: Sequence[bytes] = ()


def decide(held: HeldLog, request: SyncRequest, *, history: str, head_at: HeadAt) -> Decision:
    """What of `request` is new, or why nothing of it can be taken.

    `head_at(dseq)` is the chain's head behind an event that the city holds. An overlap is skipped
    only after its chain was compared; another head means that two logs share an incarnation (a
    restored or cloned device): "fork". Nothing here looks at content or at clocks.
    """
    links = heads(request.prev_head, request.events)
    if problem := _unfit(held, request, links=links, history=history):
        return Decision(problem)
    before = request.first_dseq - 1
    if before > held.acked:
        return Decision("gap")
    known = min(before + len(links), held.acked)
    shared = links[known - before - 1] if known > before else request.prev_head
    if request.prev_head != _head(held, before, head_at) or shared != _head(held, known, head_at):
        return Decision("fork")
    skipped = known - before
    return Decision(first=known + 1, fresh=request.events[skipped:], heads=links[skipped:])


def _unfit(
    held: HeldLog, request: SyncRequest, *, links: Sequence[bytes], history: str
) -> str | None:
    """Why the request cannot be compared with what is held at all."""
    size = sum(len(event.body) for event in request.events)
    unfit = (
        (request.protocol != PROTOCOL or not _in_range(request), "protocol"),
        (held.revoked, "revoked"),
        (request.history != history, "history"),
        (request.incarnation != held.incarnation, "fork"),
        (len(links) > MAX_EVENTS or (size > MAX_BYTES and len(links) > 1), "too-large"),
        (request.head != (links[-1] if links else request.prev_head), "bad-chain"),
        (bool(links) and not held.verify(request.signature, request.head), "bad-signature"),
    )
    return next((code for wrong, code in unfit if wrong), None)


def _in_range(request: SyncRequest) -> bool:
    """Whether the numbers can be numbers of events at all."""
    positions = [cursor.position for cursor in request.cursors]
    return 1 <= request.first_dseq < _MOST and all(0 <= each < _MOST for each in positions)


def _head(held: HeldLog, dseq: int, head_at: HeadAt) -> bytes | None:
    return held.head if dseq == held.acked else head_at(dseq)
