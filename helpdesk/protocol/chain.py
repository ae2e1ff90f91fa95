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
_HEADER = WireEvent.__struct_fields__.index("body")  # the fields before it


def link(head: bytes, event: WireEvent) -> bytes:
    """The head after one more event."""
    header = _header.encode(msgspec.structs.astuple(event)[:_HEADER])
    return sha256(head + header + sha256(event.body).digest()).digest()


def heads(head: bytes, events: Iterable[WireEvent]) -> list[bytes]:
    """The head after each event, starting behind `head`."""
    links = []
    for event in events:
        head = link(head, event)
        links.append(head)
    return links
