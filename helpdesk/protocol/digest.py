"""A number that tells whether two sides hold the same of a stream, cheap enough for every answer.

Each event has a mark of 32 bits (CRC-32 of origin, subject, kind and body); a stream's digest up to a
position is the sum of mark * position, modulo 2^32. So it grows with the stream, one multiplication for
each event, in Python and in SQL alike. It finds drift by accident; against intent stand the chain and
the signatures. The mark is kept beside the event: a body that is erased by law changes no digest.
"""

from collections.abc import Iterable
from zlib import crc32

from helpdesk.protocol.messages import WireEvent

MODULUS = 2**32


def mark(incarnation: bytes, dseq: int, event: WireEvent) -> int:
    """The event's mark, 0 <= mark < 2^32."""
    origin = incarnation + (dseq & 0xFFFF_FFFF_FFFF_FFFF).to_bytes(8, "big")
    return crc32(event.body, crc32(origin + event.subject + event.kind.encode("utf-8", "replace")))


def digest(marks: Iterable[tuple[int, int]]) -> int:
    """The digest of events given as (position, mark)."""
    return sum(position * each for position, each in marks) % MODULUS
