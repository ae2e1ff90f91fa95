"""Files of a real device: kept, attached, sent and fetched."""

import random

from helpdesk.application.files import attach_file
from helpdesk.domain.attachments import FileAttached
from helpdesk.protocol.files import DataPolicy
from helpdesk.sync.file_wire import HttpFileWire
from helpdesk.sync.files import FileTally, FileWatch, Terms, transfer_files
from helpdesk.sync.transport import Transport
from tests.sync.desk import Device, SystemTimer

ANY_LINE = Terms(DataPolicy(wait_for_free=False, metered=0))


def noise(size: int, *, seed: int = 1) -> bytes:
    """Bytes that nothing compresses."""
    return random.Random(seed).randbytes(size)


def attached(device: Device, case: str, content: bytes, *, thumbnail: bytes = b"") -> FileAttached:
    """Keep bytes as they are and attach them."""
    files, now_ms = device.store.files, SystemTimer().now_ms()
    small = files.keep(thumbnail, now_ms=now_ms) if thumbnail else ""
    body = FileAttached(
        sha256=files.keep(content, now_ms=now_ms),
        size=len(content),
        media_type="image/jpeg",
        thumbnail=small,
        thumbnail_size=len(thumbnail),
    )
    attach_file(device.session, case, body)
    return body


def wire_of(device: Device, transport: Transport) -> HttpFileWire:
    """The device's wire over an open transport."""
    identity = device.store.outbox.identity()
    assert identity is not None
    return HttpFileWire(
        transport,
        device=identity.device,
        sign=device.store.outbox.sign,
        now_ms=SystemTimer().now_ms,
    )


def carry(
    device: Device,
    server: str = "",
    *,
    terms: Terms = ANY_LINE,
    watch: FileWatch | None = None,
) -> FileTally:
    """One round of files."""
    with Transport(server or device.server) as transport:
        wire = wire_of(device, transport)
        return transfer_files(
            device.store.file_queue, wire, SystemTimer(), terms=terms, watch=watch
        )
