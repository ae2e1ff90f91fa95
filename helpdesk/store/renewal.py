"""A device that lost its way begins a new log, and sorts out with the city what of the old ones arrived.

After a restored backup or a copied folder two logs stand under one name. What both have up to the
place where they part is kept as it is; what only this device has comes behind it in the new log;
what only the city has comes back as news. So nothing is lost and nothing is doubled. The decisions
are in `protocol/settling.py`.
"""

import secrets
from dataclasses import replace

from helpdesk.protocol import settling
from helpdesk.protocol.outbox import ClosedTip, Settlement, UnsentLog
from helpdesk.store import device, event_log, receipts
from helpdesk.store.connection import Connection
from helpdesk.store.device_log import SqliteDeviceLog

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


def unsent_logs(connection: Connection) -> list[UnsentLog]:
    """The logs of which something has no receipt, the oldest first."""
    rows = connection.execute(
        f"SELECT incarnation, min(dseq) FROM event WHERE position IS NULL AND {_OWN}"
        " GROUP BY incarnation ORDER BY min(arrival)"
    ).fetchall()
    found = []
    for incarnation, first in rows:
        head = event_log.head_at(connection, incarnation, dseq=first - 1)
        if head is None:
            raise AssertionError("a log has no holes")
        last = event_log.tip(connection, incarnation).dseq
        found.append(UnsentLog(incarnation, first - 1, head, last))
    return found


def settle(connection: Connection, settlement: Settlement, *, at_ms: int) -> set[str]:
    """Take what the city answered, in the open transaction; answers which subjects changed."""
    known = device.load(connection)
    changed = settling.settle(SqliteDeviceLog(connection, now_ms=at_ms), settlement)
    for incarnation, last in settlement.common.items():
        receipts.forget(connection, incarnation, after=last)
    desk = replace(known.desk, prefix=settlement.prefix, restored=False)
    if desk != known.desk:
        device.save_desk(connection, desk)
    return {subject.hex() for subject in changed}
