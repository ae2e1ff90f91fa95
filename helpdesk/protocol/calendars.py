"""Year tables as the city sends them: signed by its key, so that nobody between moves a deadline."""

from collections.abc import Callable, Iterable
from hashlib import sha256

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from helpdesk.domain.calendar import Day, YearTable

_CONTEXT = b"helpdesk-calendar-1\n"
_WORD_BYTES = 4


class SentTable(msgspec.Struct, array_like=True, frozen=True):
    """One year's table as it travels."""

    year: int
    version: str
    source: str
    days: tuple[Day, ...]
    provisional: bool = False


class SignedTables(msgspec.Struct, array_like=True, frozen=True):
    """All tables of the city: their bytes, and its Ed25519 signature of them."""

    payload: bytes
    signature: bytes


def sign_tables(tables: Iterable[YearTable], sign: Callable[[bytes], bytes]) -> SignedTables:
    """The tables with the city's signature."""
    payload = encoded(tables)
    return SignedTables(payload, sign(_CONTEXT + payload))


def encoded(tables: Iterable[YearTable]) -> bytes:
    """The same bytes for the same tables, in whatever order they come."""
    ordered = sorted(tables, key=lambda table: table.year)
    return msgspec.msgpack.encode(
        [SentTable(t.year, t.version, t.source, t.days, t.provisional) for t in ordered]
    )


def word(payload: bytes) -> bytes:
    """Four bytes by which a device names the tables that it holds; empty for none."""
    return sha256(payload).digest()[:_WORD_BYTES] if payload else b""


def verified(signed: SignedTables, *, server_key: bytes) -> tuple[YearTable, ...] | None:
    """The tables, or None when they are not the city's."""
    try:
        key = Ed25519PublicKey.from_public_bytes(server_key)
        key.verify(signed.signature, _CONTEXT + signed.payload)
    except (InvalidSignature, ValueError):
        return None
    return decoded(signed.payload)


def decoded(payload: bytes) -> tuple[YearTable, ...] | None:
    """The tables in these bytes; None where they are no tables."""
    try:
        sent = msgspec.msgpack.decode(payload, type=list[SentTable])
    except (ValueError, msgspec.MsgspecError):
        return None
    return tuple(YearTable(t.year, t.version, t.source, t.days, t.provisional) for t in sent)
