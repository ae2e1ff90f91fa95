"""The city's signed word of how far it has a device's log.

Only the signature travels: everything it is made over stands in the answer already, or is known to
both. Kept, it proves later that the chain up to there is the one that the city acknowledged.
"""

from collections.abc import Callable

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

_CONTEXT = b"helpdesk-receipt-1\n"


class Receipt(msgspec.Struct, array_like=True, frozen=True):
    """The city, in this `history`, has the device's log up to `dseq`, where the chain's head is `head`;
    said at `at_ms` (ms UTC, the city's clock)."""

    device: str
    history: str
    incarnation: bytes
    dseq: int
    head: bytes
    at_ms: int


def sign_receipt(receipt: Receipt, sign: Callable[[bytes], bytes]) -> bytes:
    """The city's Ed25519 signature of it."""
    return sign(_signed(receipt))


def is_the_citys(receipt: Receipt, signature: bytes, *, server_key: bytes) -> bool:
    """Whether the city said this."""
    return _verifies(server_key, signature, _signed(receipt))


def is_the_devices(head: bytes, signature: bytes, *, public_key: bytes) -> bool:
    """Whether the device vouched for this head of its chain."""
    return _verifies(public_key, signature, head)


def _signed(receipt: Receipt) -> bytes:
    return _CONTEXT + msgspec.msgpack.encode(receipt)


def _verifies(public_key: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
