"""A batch as it is asked for, over the network and in a bundle alike."""

from collections.abc import Sequence
from dataclasses import dataclass

from helpdesk.protocol.chain import heads
from helpdesk.protocol.messages import PROTOCOL, Ability, Cursor, SyncRequest, WireEvent
from helpdesk.protocol.outbox import Held, Identity, Outbox


@dataclass(frozen=True, slots=True)
class PieceWanted:
    """`count` bytes of a part of a snapshot, named by its hash, from `offset` on."""

    part: bytes
    offset: int
    count: int


ABILITIES = Ability.STREAMS | Ability.DICTIONARY | Ability.PDF_KEY


def request_of(
    outbox: Outbox,
    identity: Identity,
    behind: tuple[int, bytes],
    *,
    events: Sequence[WireEvent],
    cursors: Sequence[Cursor],
    held: Held,
) -> SyncRequest:
    """A request with the events that follow `behind` (dseq and head); it asks for pages, not for
    snapshots, which a bundle could not bring."""
    acked, head = behind
    links = heads(head, events)
    last = links[-1] if links else head
    return SyncRequest(
        protocol=PROTOCOL,
        history=identity.history,
        incarnation=identity.incarnation,
        first_dseq=acked + 1,
        prev_head=head,
        head=last,
        signature=outbox.sign(last) if links else b"",
        events=list(events),
        cursors=list(cursors),
        abilities=ABILITIES,
        targets=list(outbox.targets(identity.incarnation, acked + 1, acked + len(events))),
        word=held.word,
        vouched=held.vouched,
        noticed=held.noticed,
        tables=held.tables,
        mongolian=held.mongolian,
        pdf_key=held.pdf_key,
    )
