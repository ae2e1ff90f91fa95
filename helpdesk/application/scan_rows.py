"""Scanned papers of this desk that are not with their cases yet, as rows. Never an event."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Scan:
    """A scan of this desk: as it came (`whole`), or one page that waits to be sorted.

    `code` is the text of its code, `reason` why it is not with a case (a `Reason`), `near` the case that
    is likely meant: that of the page before it in the same scan, or of a bare number on it. `taken_ms` is
    UTC.
    """

    sha256: str
    size: int
    whole: bool = False
    thumbnail: str = ""
    thumbnail_size: int = 0
    code: str = ""
    reason: str = ""
    near: str = ""
    taken_ms: int = 0
    id: int = 0


class Reason:
    """Why a page waits for a person."""

    NO_CODE = "no-code"
    FOREIGN = "foreign-code"
    NOT_HERE = "not-here"
    NOT_BELIEVED = "not-believed"
    SHEET = "further-sheet"
    SEVERAL = "several-papers"


class Scans(Protocol):
    """Reading what waits. Any thread."""

    def unsorted(self, *, limit: int) -> Sequence[Scan]:
        """Pages that wait for a person, the oldest first."""
        ...

    def unread(self) -> Sequence[Scan]:
        """Scans that were taken in and not read to the end."""
        ...

    def count(self) -> int:
        """How many pages wait for a person."""
        ...


class ScanWriter(Protocol):
    """Changing it, within a transaction."""

    def put(self, scan: Scan) -> int:
        """Have it there, once for the same bytes; answers its id."""
        ...

    def take_away(self, scan_id: int) -> bool:
        """Have it there no longer; answers whether it was."""
        ...
