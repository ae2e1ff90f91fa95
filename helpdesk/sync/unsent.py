"""What the city does not have of this device's logs, sealed to the city, whatever state the device is in.

Unlike a bundle it asks for nothing and waits for no answer: it is for a device that was blocked, or that
was restored and cannot reach the city to find its way. The city takes it in when a person there says so.
"""

from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from helpdesk.protocol.bundle import CITY, BundleWriter, EntryKind, Kind, Manifest, Route
from helpdesk.protocol.messages import MAX_BYTES, MAX_EVENTS, SyncRequest
from helpdesk.protocol.outbox import Held, Identity, Outbox, UnsentLog
from helpdesk.protocol.sealing_keys import sealing_public
from helpdesk.protocol.wire import pack
from helpdesk.sync.bundles import Exported, Watch, belonging
from helpdesk.sync.requests import request_of


def export_unsent(
    outbox: Outbox, target: BinaryIO, *, now_ms: int, watch: Watch | None = None
) -> Exported:
    """Write every event without a receipt, log by log, the oldest first.

    Raises Problem `not-enrolled` and `cancelled`.
    """
    identity, watch = belonging(outbox), watch or Watch()
    logs = outbox.unsent_logs()
    records = sum(log.last - log.after for log in logs)
    keys = (sealing_public(identity.server_key), sealing_public(identity.public_key))
    route = Route(Kind.TO_CITY, identity.device, CITY, keys)
    writer = BundleWriter(target, route, sign=outbox.sign)
    manifest = Manifest(
        made_ms=now_ms,
        history=identity.history,
        device=identity.device,
        incarnation=identity.incarnation,
        first=1,
        last=records,
    )
    writer.put(EntryKind.MANIFEST, msgspec.msgpack.encode(manifest))
    done = 0
    for log in logs:
        for request in _requests(outbox, identity, log):
            watch.check()
            writer.put(EntryKind.REQUEST, pack(request))
            done += len(request.events)
            watch.progress(done, records)
    writer.close()
    return Exported(writer.header.id, records)


def _requests(outbox: Outbox, identity: Identity, log: UnsentLog) -> Iterator[SyncRequest]:
    """In batches."""
    whose = msgspec.structs.replace(identity, incarnation=log.incarnation)
    behind = (log.after, log.head)
    while behind[0] < log.last:
        events = outbox.pending(
            after=behind[0], max_events=MAX_EVENTS, max_bytes=MAX_BYTES, log=log.incarnation
        )[: log.last - behind[0]]
        if not events:
            return
        request = request_of(outbox, whose, behind, events=events, cursors=(), held=Held())
        yield request
        behind = behind[0] + len(events), request.head
