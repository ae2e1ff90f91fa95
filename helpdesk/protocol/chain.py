"""The hash chain over a device's events: whoever holds a head can tell another history from this one.

h_0 is 32 zero bytes; h_n = SHA-256(h_{n-1} || header_n || SHA-256(body_n)). The body may be erased by
law later: its hash stays, and the chain still holds.
"""

from collections.abc import Iterable
from hashlib import sha256

import msgspec

from helpdesk.protocol.messages import WireEvent

GENESIS = bytes(32)
_header = msgspec.msgpack.Encoder()


def link(head: bytes, event: WireEvent) -> bytes:
    """The head after one more event."""
    header = _header.encode(
        (
            event.kind,
            event.version,
            event.subject,
            event.author_id,
            event.author_name,
            event.device_ms,
            event.correction_ms,
            event.offset_minutes,
            event.zone,
            event.base,
        )
    )
    return sha256(head + header + sha256(event.body).digest()).digest()


def heads(head: bytes, events: Iterable[WireEvent]) -> list[bytes]:
    """The head after each event, starting behind `head`."""
    links = []
    for event in events:
        head = link(head, event)
        links.append(head)
    return links
