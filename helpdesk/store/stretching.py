"""From a password to a key: Argon2id, as slow as this machine bears it."""

import os
import time
import unicodedata

import msgspec
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from helpdesk.domain.problems import Problem

KEY_BYTES = 32
PASSWORD_MIN = 8  # characters
_GOAL_SECONDS = 0.5  # a login of 0.3 to 0.8 s
_LEAST, _MOST = 3, 40  # passes
_BEARABLE, _BEARABLE_KIB = 1_000, 1 << 20  # passes, KiB


class Stretching(msgspec.Struct, frozen=True):
    """Argon2id's parameters: passes, memory in KiB, lanes.

    RFC 9106, section 4, second recommended option (64 MiB for machines short of memory), with more
    passes: about 0.3 s on a slow office PC.
    """

    iterations: int = 6
    memory_kib: int = 65_536
    lanes: int = 4


def measured() -> Stretching:
    """Parameters with which this machine needs about half a second; never fewer than three passes."""
    least = Stretching(iterations=_LEAST)
    # The quicker of two: while something else is busy, a password must not come out weaker.
    each = min(_seconds(least), _seconds(least)) / _LEAST
    return Stretching(iterations=min(_MOST, max(_LEAST, round(_GOAL_SECONDS / each))))


def _seconds(stretching: Stretching) -> float:
    begun = time.perf_counter()
    stretch("measured", os.urandom(16), stretching)
    return time.perf_counter() - begun


def stretch(password: str, salt: bytes, stretching: Stretching) -> bytes:
    """A key of 32 bytes; the same for every Unicode form of the password.

    Raises ValueError for parameters that no desk has: the keys of a backup may come from anywhere.
    """
    if stretching.iterations > _BEARABLE or stretching.memory_kib > _BEARABLE_KIB:
        raise ValueError("more than any desk needs")
    return Argon2id(
        salt=salt,
        length=KEY_BYTES,
        iterations=stretching.iterations,
        lanes=stretching.lanes,
        memory_cost=stretching.memory_kib,
    ).derive(unicodedata.normalize("NFC", password).encode())


def check_password(password: str) -> None:
    """Raises Problem `password-short` (`minimum`)."""
    if len(password) < PASSWORD_MIN:
        raise Problem("password-short", minimum=PASSWORD_MIN)
