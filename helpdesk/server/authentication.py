"""How a device proves itself: an Ed25519 signature over exactly the bytes it sends, in one header.

`Authorization: Helpdesk <device>.<number>.<signature>`, the signature (base64url, unpadded) over
`helpdesk-sync-1 LF device LF number LF body`; a short request has the three in its first bytes. The number
is the device's clock in ms, or one more than its last where that is more. Each counts once (ADR 0022): a
recorded request played again is refused, so that nobody gets a device's news by it. Clocks are wrong by
years: a device whose numbers have fallen behind is told the highest one, and goes on from there.
"""

import base64
import binascii
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from helpdesk.domain.problems import Problem
from helpdesk.protocol.signing import SCHEME, SHORT, signed_bytes, split_short
from helpdesk.server.limits import Buckets, device_buckets
from helpdesk.server.ports import DeviceDoor

_NUMBER_MAX = 2**62


@dataclass(frozen=True, slots=True)
class Doorkeeper:
    """Lets devices in."""

    door: DeviceDoor
    buckets: Buckets = field(default_factory=device_buckets)

    def device(self, header: str, body: bytes) -> str:
        """The device that sent `body`.

        Raises Problem `credentials-missing`, `device-unknown`, `signature-wrong`, `requests-many`
        (`seconds`) or `request-replayed` (`number`, the highest one that was used).
        """
        scheme, _, rest = header.partition(" ")
        parts = rest.split(".")
        if scheme != SCHEME or len(parts) != 3:
            raise Problem("credentials-missing")
        device, sent, signature = parts
        self._admit(device, _number(sent), signed_bytes(device, sent, body), _raw(signature))
        return device

    def short(self, body: bytes) -> tuple[str, bytes]:
        """The device that sent a short request, and its message. Raises what `device` raises."""
        parts = split_short(body)
        if parts is None:
            raise Problem("credentials-missing")
        device, number, signature, message = parts
        self._admit(device, number, signed_bytes(device, str(number), SHORT + message), signature)
        return device, message

    def _admit(self, device: str, number: int, message: bytes, signature: bytes) -> None:
        key = self.door.public_key(device)
        if key is None:
            raise Problem("device-unknown")
        _verify(key, message, signature)
        if wait := self.buckets.take(device):
            raise Problem("requests-many", seconds=wait)
        highest = self.door.use_number(device, max(-_NUMBER_MAX, min(number, _NUMBER_MAX)))
        if highest is not None:
            raise Problem("request-replayed", number=highest)


def _raw(signature: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
    except (binascii.Error, ValueError) as error:
        raise Problem("signature-wrong") from error


def _verify(key: bytes, message: bytes, signature: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError) as error:
        raise Problem("signature-wrong") from error


def _number(text: str) -> int:
    """Clocks before 1970 count backwards; what is no number at all was never sent by a device."""
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
    if not (digits.isascii() and digits.isdigit() and len(digits) < 20):
        raise Problem("credentials-missing")
    return sign * int(digits)
