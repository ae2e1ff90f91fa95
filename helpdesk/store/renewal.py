"""A device that lost its way begins a new log, and sorts out with the city what of the old ones arrived.

After a restored backup or a copied folder two logs stand under one name. What both have up to the
place where they part is kept as it is; what only this device has comes behind it in the new log;
what only the city has comes back as news. So nothing is lost and nothing is doubled.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import replace

from helpdesk.protocol.chain import GENESIS, link
from helpdesk.protocol.outbox import ClosedTip, Settlement
from helpdesk.store import answers, device, event_log, receipts
from helpdesk.store.connection import Connection

_OWN = "head IS NOT NULL"


def begin_log(connection: Connection) -> bytes:
    """From now on events go into a new, empty log; answers its incarnation."""
    incarnation = secrets.token_bytes(8)
    connection.execute("UPDATE device SET incarnation = ?, problem = ''", (incarnation,))
    return incarnation


def closed_logs(connection: Connection) -> list[ClosedTip]:
    """The logs before the present one of which something has no receipt."""
    rows = connection.execute(
        "SELECT incarnation, min(dseq) FROM event"
        f" WHERE position IS NULL AND {_OWN} AND incarnation <> (SELECT incarnation FROM device)"
        " GROUP BY incarnation ORDER BY min(arrival)"
    ).fetchall()
    return [
        ClosedTip(incarnation, first, event_log.tip(connection, incarnation).dseq)
        for incarnation, first in rows
    ]


def settle(connection: Connection, settlement: Settlement, *, at_ms: int) -> set[str]:
    """Take what the city answered, in the open transaction; answers which subjects changed."""
    known = device.load(connection)
    changed: set[str] = set()
    for incarnation, placed in settlement.placed.items():
        changed |= answers.place(
            connection, replace(known, incarnation=incarnation), placed, at_ms=at_ms
        )
    for incarnation, last in settlement.common.items():
        receipts.forget(connection, incarnation, after=last)
    changed |= _offer_anew(connection, known, settlement.common, empty=not settlement.acked)
    desk = replace(known.desk, prefix=settlement.prefix, restored=False)
    if desk != known.desk:
        device.save_desk(connection, desk)
    return changed


def _offer_anew(
    connection: Connection, known: device.Device, common: Mapping[bytes, int], *, empty: bool
) -> set[str]:
    """Move what the city lacks of closed logs into the present one, in the order of recording.

    As long as the city has nothing of the present log (`empty`), what was lost comes before what
    was recorded since; otherwise behind it.
    """
    moved = [
        row
        for incarnation, last in common.items()
        for row in connection.execute(
            f"SELECT arrival, subject FROM event WHERE incarnation = ? AND dseq > ? AND {_OWN}",
            (incarnation, last),
        )
    ]
    if not moved:
        return set()
    tip = event_log.tip(connection, known.incarnation)
    if empty:
        moved += connection.execute(
            f"SELECT arrival, subject FROM event WHERE incarnation = ? AND {_OWN}",
            (known.incarnation,),
        ).fetchall()
        tip = event_log.Tip(0, GENESIS)
    _renumber(connection, known, sorted(arrival for arrival, _ in moved), tip)
    return {subject.hex() for _, subject in moved}


def _renumber(
    connection: Connection, known: device.Device, arrivals: Iterable[int], tip: event_log.Tip
) -> None:
    """Give these events the numbers behind `tip` in the present log, and its chain."""
    arrivals = list(arrivals)
    for arrival in arrivals:  # first out of each other's way
        connection.execute(
            "UPDATE event SET incarnation = ?, dseq = -arrival, stream = ?, position = NULL,"
            " received_ms = NULL WHERE arrival = ?",
            (known.incarnation, known.desk.code, arrival),
        )
    head = tip.head
    for dseq, arrival in enumerate(arrivals, tip.dseq + 1):
        (wire,) = event_log.wires(connection, "WHERE arrival = ?", (arrival,))
        head = link(head, wire)
        connection.execute(
            "UPDATE event SET dseq = ?, head = ? WHERE arrival = ?", (dseq, head, arrival)
        )
