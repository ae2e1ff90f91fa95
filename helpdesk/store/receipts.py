"""The city's signed receipts for this device's logs: the newest of each log and history is kept."""

from collections.abc import Iterator
from dataclasses import dataclass

from helpdesk.protocol.messages import SyncAnswer
from helpdesk.protocol.receipts import Receipt, is_the_citys, is_the_devices
from helpdesk.store import event_log
from helpdesk.store.connection import Connection
from helpdesk.store.device import Device


@dataclass(frozen=True, slots=True)
class Vouched:
    """How far the city vouched for the present log, and when (ms UTC); 0: not yet."""

    dseq: int = 0
    at_ms: int = 0


def keep(connection: Connection, known: Device, answer: SyncAnswer) -> None:
    """Keep an answer's receipt, if it is the city's word and goes further than what is known.

    The device signs the same head, so that a foreign key in its place is noticed, too.
    """
    receipt = Receipt(
        device=known.device,
        history=answer.history,
        incarnation=known.incarnation,
        dseq=answer.acked_dseq,
        head=answer.acked_head,
        at_ms=answer.server_ms,
    )
    if not is_the_citys(receipt, answer.receipt, server_key=known.server_key):
        return
    connection.execute(
        "INSERT INTO receipt VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
        " device = excluded.device, dseq = excluded.dseq, head = excluded.head,"
        " at_ms = excluded.at_ms, signature = excluded.signature, own = excluded.own"
        " WHERE excluded.dseq > dseq",
        (
            *(receipt.incarnation, receipt.history, receipt.device, receipt.dseq, receipt.head),
            *(receipt.at_ms, answer.receipt, known.key.sign(receipt.head)),
        ),
    )


def vouched(connection: Connection) -> Vouched:
    """How far the city vouched for the present log in its present history."""
    row = connection.execute(
        "SELECT dseq, at_ms FROM receipt JOIN device USING (incarnation, history)"
    ).fetchone()
    return Vouched(*row) if row else Vouched()


def forget(connection: Connection, incarnation: bytes, *, after: int) -> None:
    """Drop what was said of events of a closed log that stand elsewhere now."""
    connection.execute(
        "DELETE FROM receipt WHERE incarnation = ? AND dseq > ?", (incarnation, after)
    )


def faults(connection: Connection, known: Device) -> Iterator[tuple[str, int]]:
    """What is wrong with a receipt: a fault's code, and the record's number it speaks of."""
    public_key = known.key.public_key().public_bytes_raw()
    rows = connection.execute(
        "SELECT device, history, incarnation, dseq, head, at_ms, signature, own FROM receipt"
        " ORDER BY incarnation, dseq"
    )
    for *said, signature, own in rows:
        receipt = Receipt(*said)
        if not is_the_citys(receipt, signature, server_key=known.server_key):
            yield "fault-city-signature", receipt.dseq
        head = event_log.head_at(connection, receipt.incarnation, dseq=receipt.dseq)
        if head != receipt.head:
            yield "fault-city-word", receipt.dseq
        if not is_the_devices(receipt.head, own, public_key=public_key):
            yield "fault-own-signature", receipt.dseq
