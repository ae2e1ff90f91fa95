"""A city of few lines: holds a log per device, gives positions, answers as the protocol says."""

from dataclasses import dataclass, field

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from helpdesk.domain import events as ev
from helpdesk.protocol import chain
from helpdesk.protocol.events import to_wire
from helpdesk.protocol.messages import (
    Enrolment,
    Placed,
    PlacedEvent,
    Quarantined,
    StreamPage,
    SyncAnswer,
    WireEvent,
)
from helpdesk.protocol.receipts import Receipt, sign_receipt
from helpdesk.store.store import Store
from tests.store.desk import CLERK, DESK, MOMENT

STREAM = DESK.code
AT = 1_795_406_400_000
SERVER = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
CITY = bytes.fromhex("00000000000000c1")  # the log of the city's own clerks


def wire(subject: str, body: ev.Body, *, base: int = 0) -> WireEvent:
    """An act of a clerk in the city."""
    event = ev.Event(ev.Origin(CITY.hex(), 1), STREAM, subject, body, CLERK, MOMENT, base=base)
    return to_wire(event)


def enrol(store: Store, *, history: str = "H1") -> None:
    enrolment = Enrolment(
        device="device-1",
        prefix="021",
        history=history,
        server_ms=AT,
        desk_code=STREAM,
        desk_name=DESK.name,
        streams=[STREAM],
        server_key=SERVER.public_key().public_bytes_raw(),
    )
    store.enrol(enrolment, server="https://city.example")


@dataclass
class City:
    """One stream."""

    history: str = "H1"
    log: list[PlacedEvent] = field(default_factory=list)
    quarantined: dict[tuple[bytes, int], str] = field(default_factory=dict)

    def held(self, incarnation: bytes) -> list[PlacedEvent]:
        return [placed for placed in self.log if placed.incarnation == incarnation]

    def take(self, incarnation: bytes, events: list[WireEvent]) -> None:
        first = len(self.held(incarnation)) + 1
        for dseq, event in enumerate(events, first):
            position = len(self.log) + 1
            self.log.append(PlacedEvent(incarnation, dseq, position, AT + position, event))

    def head(self, incarnation: bytes) -> bytes:
        links = chain.heads(chain.GENESIS, [placed.event for placed in self.held(incarnation)])
        return links[-1] if links else chain.GENESIS

    def answer(
        self, incarnation: bytes, *, since: int = 0, first: int = 1, limit: int = 1000
    ) -> SyncAnswer:
        held = self.held(incarnation)
        own = [placed for placed in held if placed.dseq >= first]
        news = [p for p in self.log if p.incarnation != incarnation and p.position > since]
        page = news[:limit]
        more = len(news) > limit
        position = page[-1].position if more else max(since, len(self.log))
        answer = SyncAnswer(
            history=self.history,
            server_ms=AT,
            acked_dseq=len(held),
            acked_head=self.head(incarnation),
            placed=[Placed(STREAM, p.dseq, p.dseq, p.position, p.received_ms) for p in own],
            streams=[StreamPage(STREAM, 1, since, position=position, more=more, events=page)],
            quarantined=[
                Quarantined(dseq, reason)
                for (whose, dseq), reason in self.quarantined.items()
                if whose == incarnation
            ],
        )
        return signed(answer, incarnation) if held else answer

    def exchange(self, store: Store, *, limit: int = 1000) -> SyncAnswer:
        """One whole exchange, as the engine does it; answers what was answered."""
        acked, _ = store.outbox.acknowledged()
        self.take(
            store.incarnation,
            list(store.outbox.pending(after=acked, max_events=2000, max_bytes=512_000)),
        )
        (cursor,) = store.outbox.cursors()
        answer = self.answer(store.incarnation, since=cursor.position, first=acked + 1, limit=limit)
        store.outbox.apply(answer)
        return answer


def signed(answer: SyncAnswer, incarnation: bytes, **otherwise: object) -> SyncAnswer:
    """The answer with the city's receipt, which may speak of something else."""
    said = Receipt(
        "device-1",
        answer.history,
        incarnation,
        answer.acked_dseq,
        answer.acked_head,
        answer.server_ms,
    )
    receipt = sign_receipt(msgspec.structs.replace(said, **otherwise), SERVER.sign)
    return changed(answer, receipt=receipt)


def changed(answer: SyncAnswer, **changes: object) -> SyncAnswer:
    return msgspec.structs.replace(answer, **changes)
