"""The Mongolian of the papers as the city sends it: signed, so that nobody between changes a word."""

from collections.abc import Callable, Mapping
from hashlib import sha256

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

_CONTEXT = b"helpdesk-mongolian-1\n"
_WORD_BYTES = 4


class SentWords(msgspec.Struct, array_like=True, frozen=True):
    """An edition: Chinese and Mongolian of each translated text."""

    version: int
    words: dict[str, str]


class SignedWords(msgspec.Struct, array_like=True, frozen=True):
    """An edition's bytes and the city's Ed25519 signature of them."""

    payload: bytes
    signature: bytes


def sign_words(
    version: int, words: Mapping[str, str], sign: Callable[[bytes], bytes]
) -> SignedWords:
    """The edition with the city's signature."""
    payload = msgspec.msgpack.encode(SentWords(version, dict(sorted(words.items()))))
    return SignedWords(payload, sign(_CONTEXT + payload))


def word(payload: bytes) -> bytes:
    """Four bytes by which a device names the edition that it holds; empty for none."""
    return sha256(payload).digest()[:_WORD_BYTES] if payload else b""


def verified(signed: SignedWords, *, server_key: bytes) -> SentWords | None:
    """The edition, or None when it is not the city's."""
    try:
        key = Ed25519PublicKey.from_public_bytes(server_key)
        key.verify(signed.signature, _CONTEXT + signed.payload)
    except (InvalidSignature, ValueError):
        return None
    return decoded(signed.payload)


def decoded(payload: bytes) -> SentWords | None:
    """The edition in these bytes; None where they are none."""
    try:
        return msgspec.msgpack.decode(payload, type=SentWords)
    except (ValueError, msgspec.MsgspecError):
        return None
