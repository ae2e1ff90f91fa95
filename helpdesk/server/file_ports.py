"""What the city's files need from its database; `server/postgres/files.py` says how."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from helpdesk.server.principal import Principal


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file of a case, seen from a stream; `arrived` when it is whole here, `readable` unless the
    device's desk may only still bring what it wrote for this stream."""

    sha256: str
    stream: str
    size: int
    arrived: bool
    readable: bool = True


@dataclass(frozen=True, slots=True)
class MissingFiles:
    """A case whose files have not all come: how many, how large, since when (ms UTC)."""

    stream: str
    case: str
    number: str
    files: int
    bytes: int
    since_ms: int


@dataclass(frozen=True, slots=True)
class FileOf:
    """A case that has a file."""

    case: str
    number: str


class FileRows(Protocol):
    """Which cases have which files, and which of those are whole."""

    def find(self, device: str, sha256: str) -> FileRow | None:
        """The file, where a case in a stream of this device has it, preferably one that it may read; None
        for a revoked device."""
        ...

    def arrive(self, sha256: str, size: int) -> None:
        """The file is whole here."""
        ...

    def lose(self, sha256: str) -> None:
        """The file is not here after all."""
        ...

    def arrived_of(self, device: str, hashes: Sequence[bytes]) -> Sequence[bytes]:
        """Those that are whole here and in scope."""
        ...

    def used(self, stream: str) -> int:
        """Bytes of a desk's files that are here."""
        ...

    def arrived(self, principal: Principal, case_id: str) -> frozenset[str]:
        """Those of a case that are whole here, for somebody who may see the case."""
        ...

    def cases_with(self, principal: Principal, sha256: str) -> Sequence[FileOf]:
        """The cases that have exactly this file, among those that the principal sees."""
        ...

    def missing(self, principal: Principal, *, limit: int) -> Sequence[MissingFiles]:
        """Cases whose files have not all come, those that wait longest first."""
        ...
