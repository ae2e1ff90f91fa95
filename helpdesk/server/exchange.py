"""What the city does with a device's request: pure decisions over what it holds and what it is sent.

No clock, no database, no network: the same code runs in the product and in the simulation.
"""

from collections.abc import Callable, Sequence

import msgspec

from helpdesk.protocol.chain import heads
from helpdesk.protocol.messages import (
    MAX_BYTES,
    MAX_EVENTS,
    OLDEST_PROTOCOL,
    PROTOCOL,
    Ability,
    Cursor,
    Grant,
    SnapshotOffer,
    StreamPage,
    SyncAnswer,
    SyncRequest,
    WireEvent,
    brief,
)
from helpdesk.protocol.short import ShortRequest, lengthen
from helpdesk.protocol.snapshots import OFFERS_MAX
from helpdesk.server.ledger import Batch, Ledger, Standpoint
from helpdesk.server.scrutiny import bodies_of, scrutinise

ABILITIES = (
    Ability.STREAMS
    | Ability.DICTIONARY
    | Ability.SNAPSHOT
    | Ability.BRIEF
    | Ability.SHORT
    | Ability.PDF_KEY
)
HeadAt = Callable[[int], bytes | None]
Verify = Callable[[bytes, bytes], bool]
_MOST = 2**62


class HeldLog(msgspec.Struct, frozen=True):
    """What the city holds of a device's log: the last dseq, the chain's head there, whose key."""

    incarnation: bytes
    acked: int
    head: bytes
    verify: Verify
    revoked: bool = False


class Decision(msgspec.Struct, frozen=True):
    """`problem` is a code of `messages.ANSWER_PROBLEMS`, or empty: then `fresh` is to be stored,
    numbered from `first` on, and `heads` are the chain's heads after each of them."""

    problem: str = ""
    first: int = 0
    fresh: Sequence[WireEvent] = ()
    heads: Sequence[bytes] = ()


def answer(ledger: Ledger, request: SyncRequest, *, now_ms: int) -> SyncAnswer:
    """Take what is new, answer receipts, grants and news, within the ledger's transaction."""
    return brief(_answer(ledger, request, now_ms=now_ms), request)


def at_length(ledger: Ledger, short: ShortRequest) -> SyncRequest | None:
    """The request that a device which has what the city has says in short; None where it has not."""
    now, grants = ledger.standpoint(), ledger.grants()
    return lengthen(
        short,
        history=now.history,
        incarnation=now.incarnation,
        acked=ledger.held(lock=False),
        grants=[(grant.stream, grant.number) for grant in grants if not grant.ended],
    )


def _answer(ledger: Ledger, request: SyncRequest, *, now_ms: int) -> SyncAnswer:
    now = ledger.standpoint()
    acked, head = ledger.held(lock=bool(request.events))
    held = HeldLog(now.incarnation, acked, head, verify=ledger.verify, revoked=now.revoked)
    decision = decide(held, request, history=now.history, head_at=ledger.head_at)
    said = SyncAnswer(
        now.history,
        now_ms,
        acked,
        head,
        problem=decision.problem,
        abilities=ABILITIES,
        era=now.era,
        incarnation=request.incarnation,
    )
    if decision.problem == "history":
        return _with(said, parted=ledger.parted(request.history))
    if decision.problem:
        return said
    grants = ledger.grants()
    if decision.fresh:
        stream_of = _streams(now, grants, request)
        ledger.keep(_batch(ledger, request, decision, (now.stream, stream_of), now_ms))
        last = decision.first + len(decision.fresh) - 1
        said = _with(said, acked_dseq=last, acked_head=decision.heads[-1])
    if said.acked_dseq >= request.first_dseq:
        first = request.first_dseq
        receipts, aside = ledger.receipts(first=first), ledger.quarantined(first=first)
        said = _with(said, placed=receipts, quarantined=aside)
    if said.acked_dseq > request.vouched:
        word = ledger.receipt(said.acked_dseq, said.acked_head, at_ms=now_ms)
        said = _with(said, receipt=word)
    return _news(ledger, request, grants, said)


def _with(answer: SyncAnswer, **changes: object) -> SyncAnswer:
    return msgspec.structs.replace(answer, **changes)


def _batch(
    ledger: Ledger,
    request: SyncRequest,
    decision: "Decision",
    where: tuple[str, Callable[[int], str | None]],
    now_ms: int,
) -> Batch:
    """What to store, and what of it to keep aside; nothing here refuses a batch."""
    bodies = bodies_of(decision.fresh)
    known = ledger.numbering(bodies)
    home, stream_of = where
    targets = [stream_of(decision.first + place) for place in range(len(bodies))]
    streams = [target or home for target in targets]
    verdicts = scrutinise(
        decision.fresh,
        bodies,
        prefixes=known.prefixes,
        taken=known.taken,
        counted=known.counted,
        streams=streams,
    )
    for place, target in enumerate(targets):
        if target is None:
            verdicts.reasons.setdefault(place, "stream-foreign")
    return Batch(
        request=request,
        first=decision.first,
        heads=decision.heads,
        events=decision.fresh,
        bodies=bodies,
        streams=streams,
        verdicts=verdicts,
        now_ms=now_ms,
    )


def _streams(
    now: Standpoint, grants: Sequence[Grant], request: SyncRequest
) -> Callable[[int], str | None]:
    """Where an event belongs, by its number: where the device says, if its desk may or once might write
    there. None: it never might, and the event goes to the device's own stream."""
    ever = {grant.stream for grant in grants}

    def stream_of(dseq: int) -> str | None:
        for target in request.targets:
            if target.first <= dseq <= target.last:
                return target.stream if target.stream in ever else None
        return now.stream

    return stream_of


def _news(
    ledger: Ledger, request: SyncRequest, grants: Sequence[Grant], said: SyncAnswer
) -> SyncAnswer:
    """Pages for the cursors that fit a grant, within the request's limit and the protocol's for all, or
    the parts of a snapshot; all grants, where the cursors are not the same."""
    live = {grant.stream: grant.number for grant in grants if not grant.ended}
    left, room = max(1, min(request.limit, MAX_EVENTS)), MAX_BYTES
    pages: list[StreamPage] = []
    offers: list[SnapshotOffer] = []
    for cursor in request.cursors:
        number = live.get(cursor.stream)
        if number is None or cursor.grant not in (0, number):
            continue
        if parts := _parts(ledger, request, cursor):  # not this time, perhaps, but no pages either
            some = parts[: OFFERS_MAX - len(offers)]
            offers += [msgspec.structs.replace(part, grant=number) for part in some]
            continue
        page = ledger.page(cursor, limit=max(left, 1), room=room)
        pages.append(msgspec.structs.replace(page, grant=number, whole=cursor.whole))
        left -= len(page.events)
        if page.events:
            room -= sum(len(each.event.body) for each in page.events)
    fit = {cursor.stream: cursor.grant for cursor in request.cursors} == live
    return _with(said, streams=pages, snapshots=offers, grants=None if fit else list(grants))


def _parts(ledger: Ledger, request: SyncRequest, cursor: Cursor) -> Sequence[SnapshotOffer]:
    """What is offered instead of a page. A stream that is compared anew is read from the events."""
    if not request.abilities & Ability.SNAPSHOT or cursor.whole:
        return ()
    return ledger.snapshots(cursor, most=OFFERS_MAX)


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
    size = sum(len(event.body) for event in request.events) if links else 0
    unfit = (
        (not OLDEST_PROTOCOL <= request.protocol <= PROTOCOL or not _in_range(request), "protocol"),
        (held.revoked, "revoked"),
        (request.history != history, "history"),
        (request.incarnation != held.incarnation, "fork"),
        (len(links) > MAX_EVENTS or (size > MAX_BYTES and len(links) > 1), "too-large"),
        (request.head != (links[-1] if links else request.prev_head), "bad-chain"),
        (bool(links) and not held.verify(request.signature, request.head), "bad-signature"),
    )
    for wrong, code in unfit:
        if wrong:
            return code
    return None


def _in_range(request: SyncRequest) -> bool:
    """Whether the numbers can be numbers of events at all."""
    for cursor in request.cursors:
        if not 0 <= cursor.position < _MOST:
            return False
    return 1 <= request.first_dseq < _MOST


def _head(held: HeldLog, dseq: int, head_at: HeadAt) -> bytes | None:
    return held.head if dseq == held.acked else head_at(dseq)
