"""One key pair for two jobs: what signs (Ed25519) also says to which X25519 key one seals.

The birational map between the two curves (RFC 7748, section 4.1), as libsodium and age use it. Whoever
knows a device or a city by its signing key can seal to it, without another key being announced.
"""

from hashlib import sha512

_FIELD = 2**255 - 19


def sealing_private(signing_private: bytes) -> bytes:
    """The X25519 private key of an Ed25519 private key of 32 bytes."""
    return sha512(signing_private).digest()[:32]


def sealing_public(signing_public: bytes) -> bytes:
    """The X25519 public key of an Ed25519 public key of 32 bytes."""
    y = int.from_bytes(signing_public, "little") & (2**255 - 1)
    return ((1 + y) * pow(1 - y, -1, _FIELD) % _FIELD).to_bytes(32, "little")
