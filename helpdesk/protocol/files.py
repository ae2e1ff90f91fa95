"""What desks and the city agree on about files, and the port between the store's queue and the sync.

Files travel apart from events, by tus 1.0 (https://tus.io): created by their hash, asked for their
offset, appended to at the offset. The record that a case has a file travels as an event.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

import msgspec

TUS_VERSION = "1.0.0"
OFFSET_TYPE = "application/offset+octet-stream"
KNOWN_TYPE = "application/vnd.helpdesk.files"
FILE_MAX = 20_000_000  # bytes
PIECE_MAX = 256 * 1024  # bytes in one request
KNOWN_MAX = 1_000  # hashes in one question


class Known(msgspec.Struct, frozen=True):
    """A question which of these files the city holds whole, and its answer: SHA-256 as 32 bytes."""

    hashes: list[bytes]


def said(method: str, path: str, *values: int | str) -> bytes:
    """What a device signs of a request about a file: all that decides, but not the piece itself. The
    bytes of a file are proved by its hash, and that stands in a signed event."""
    return "\n".join(("helpdesk-files-1", method, path, *map(str, values))).encode()


def is_hash(text: str) -> bool:
    """Whether this is a SHA-256 in lower-case hexadecimal."""
    return len(text) == sha256().digest_size * 2 and set(text) <= set("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class Transfer:
    """A file on its way, to the city (`up`) or from it; `done` of its `size` bytes are across."""

    sha256: str
    size: int
    done: int
    up: bool
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class DataPolicy:
    """What files may cost. `wait_for_free`: none over a metered line; `metered` and `free` are bytes in
    a calendar month over each kind of line, 0 for no limit."""

    wait_for_free: bool = True
    metered: int = 200_000_000
    free: int = 0

    def budget(self, *, metered: bool) -> int:
        """Bytes in a month over this kind of line; 0 for no limit."""
        return self.metered if metered else self.free


class FileQueue(Protocol):
    """The store as the sync of files sees it. Each method is one transaction."""

    def ready(self, *, now_ms: int) -> Sequence[Transfer]:
        """What may be tried now: thumbnails first, then the smallest first."""
        ...

    def unknown(self, *, limit: int) -> Sequence[str]:
        """Files of cases that are not here, and of which it is not known whether the city has them."""
        ...

    def read_part(self, sha256: str, offset: int, count: int) -> bytes:
        """A piece of a file that is here."""
        ...

    def fetched(self, sha256: str) -> int:
        """How many bytes of a file are here, from its beginning."""
        ...

    def take_piece(self, sha256: str, offset: int, piece: bytes) -> int:
        """Keep a piece that came; with the last one the file is compared with its hash and kept whole.
        Answers how many bytes are here. Raises EnvironmentProblem `attachment-differs`: then none is."""
        ...

    def moved(self, sha256: str, done: int) -> None:
        """So many bytes are across."""
        ...

    def arrived(self, hashes: Iterable[str]) -> None:
        """The city has these whole."""
        ...

    def failed(self, sha256: str, *, error: str, next_ms: int) -> None:
        """An attempt failed for a reason that lies in this file; tried again at `next_ms`."""
        ...

    def hold(self, reason: str) -> None:
        """All wait, for the line or for the next month; empty: they wait no more."""
        ...

    def spent(self, *, metered: bool, month: str) -> int:
        """Bytes of files in this month ("2026-11") over this kind of line."""
        ...

    def spend(self, count: int, *, metered: bool, month: str) -> None:
        """So many more."""
        ...
