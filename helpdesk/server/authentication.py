"""How a device proves itself: an Ed25519 signature over exactly the bytes it sends, in one header.

`Authorization: Helpdesk <device>.<ms>.<signature>`, the signature (base64url, unpadded) over
`helpdesk-sync-1 LF device LF ms LF body`. The time is the device's clock; clocks are wrong by years,
so nothing is ever refused for it. A recorded request played again changes nothing (idempotence).
"""

import base64
import binascii
from collections.abc import Callable

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from helpdesk.domain.problems import Problem
from helpdesk.protocol.signing import SCHEME, signed_bytes


def authenticated(header: str, body: bytes, *, key_of: Callable[[str], bytes | None]) -> str:
    """The device that sent `body`.

    Raises Problem `credentials-missing`, `device-unknown` or `signature-wrong`.
    """
    scheme, _, rest = header.partition(" ")
    parts = rest.split(".")
    if scheme != SCHEME or len(parts) != 3:
        raise Problem("credentials-missing")
    device, sent_ms, signature = parts
    key = key_of(device)
    if key is None:
        raise Problem("device-unknown")
    try:
        raw = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
        message = signed_bytes(device, sent_ms, body)
        Ed25519PublicKey.from_public_bytes(key).verify(raw, message)
    except (InvalidSignature, binascii.Error, ValueError) as error:
        raise Problem("signature-wrong") from error
    return device
