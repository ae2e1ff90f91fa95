"""How a device stands with the city: the login policy, the recovery key, who was revoked.

Signed by the city's key, which the device knows since its enrolment: a hostile network can neither
loosen the policy nor plant another recovery key nor revoke anybody.
"""

from collections.abc import Callable
from hashlib import sha256

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

_CONTEXT = b"helpdesk-standing-1\n"
_WORD_BYTES = 4


class Policy(msgspec.Struct, array_like=True, frozen=True):
    """The city's rules for logins [default]: how many days an agent may log in without any contact, after
    how many idle minutes the window locks (0: never), how many digits a PIN has at least."""

    offline_days: int = 30
    idle_minutes: int = 10
    pin_digits: int = 4


class Certificate(msgspec.Struct, array_like=True, frozen=True):
    """The city's signature of a device's key, desk and day of enrolment: see `evidence`."""

    desk: str = ""
    day: int = 0
    signature: bytes = b""


class Standing(msgspec.Struct, array_like=True, frozen=True):
    """What the city says to one device at one moment (ms UTC); newer words replace older ones.

    `recovery_key` is the city's X25519 public key; `revoked_agents` are ids at this desk;
    `certificate` makes the device's papers evidence, `seals` what it signs as PDF: the X.509 certificate
    of its key and those that one rests on, in DER, the last one to be trusted. `signers` are certificates
    by which the city seals what it prints, `issuers` those by which it certified devices before, the newest
    last.
    """

    device: str
    at_ms: int
    policy: Policy = Policy()
    recovery_key: bytes = b""
    revoked: bool = False
    revoked_agents: tuple[str, ...] = ()
    certificate: Certificate = Certificate()
    seals: tuple[bytes, ...] = ()
    signers: tuple[bytes, ...] = ()
    issuers: tuple[bytes, ...] = ()


class SignedStanding(msgspec.Struct, array_like=True, frozen=True):
    """A standing as it travels: its bytes, and the city's Ed25519 signature of them."""

    payload: bytes
    signature: bytes


def sign_standing(standing: Standing, sign: Callable[[bytes], bytes]) -> SignedStanding:
    """The standing with the city's signature."""
    payload = msgspec.msgpack.encode(standing)
    return SignedStanding(payload, sign(_CONTEXT + payload))


def word(standing: Standing) -> bytes:
    """What is said without the moment, as four bytes: by them a device names what it holds already."""
    timeless = msgspec.structs.replace(standing, at_ms=0)
    return sha256(msgspec.msgpack.encode(timeless)).digest()[:_WORD_BYTES]


def verified(signed: SignedStanding, *, server_key: bytes, device: str) -> Standing | None:
    """The standing, or None when it is not the city's word for this device."""
    try:
        key = Ed25519PublicKey.from_public_bytes(server_key)
        key.verify(signed.signature, _CONTEXT + signed.payload)
        standing = msgspec.msgpack.decode(signed.payload, type=Standing)
    except (InvalidSignature, ValueError, msgspec.MsgspecError):
        return None
    return standing if standing.device == device else None
