"""What a device makes of a renewal: pure decisions over a `DeviceLog`, as in `protocol/intake.py`.

What both sides have of a closed log keeps its place; what only this device has moves into the present
log, in the order of recording, with a new chain; what only the city has comes as news.
"""

from helpdesk.protocol.chain import GENESIS, link
from helpdesk.protocol.device_log import DeviceLog
from helpdesk.protocol.intake import doubt_holes, receive
from helpdesk.protocol.outbox import Settlement


def settle(log: DeviceLog, settlement: Settlement) -> set[bytes]:
    """Take what the city answered, in the log's transaction; answers which subjects changed."""
    changed: set[bytes] = set()
    for incarnation, placed in settlement.placed.items():
        taken = receive(log, incarnation, placed, settlement.aside.get(incarnation, ()))
        changed |= taken.changed | taken.settled
    return changed | _offer_anew(log, settlement)


def _offer_anew(log: DeviceLog, settlement: Settlement) -> set[bytes]:
    """As long as the city has nothing of the present log, what was lost comes before what was recorded
    since; otherwise behind it."""
    present = log.standpoint().incarnation
    moved = [
        own
        for incarnation, last in settlement.common.items()
        for own in log.own_behind(incarnation, last)
    ]
    if not moved:
        return set()
    subjects = {own.event.subject for own in moved}
    dseq, head = log.tip(present)
    if not settlement.acked:
        moved += log.own_behind(present, 0)
        dseq, head = 0, GENESIS
    numbered = []
    for own in sorted(moved):
        dseq, head = dseq + 1, link(head, own.event)
        numbered.append((own.arrival, dseq, head))
    log.renumber(numbered, present)
    doubt_holes(log)
    return subjects
