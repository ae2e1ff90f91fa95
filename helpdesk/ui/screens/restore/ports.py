"""What the restore dialog needs of the program, as plain data and one port."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

Cancelled = Callable[[], bool]
Progress = Callable[[int, int], object]  # megabytes done, in all


@dataclass(frozen=True, slots=True)
class Found:
    """A backup file: where it lies, when it was made (ms UTC), how many bytes it has."""

    path: str
    folder: str
    made_ms: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Looked:
    """What a backup says of itself after all of it was read: records, and who may open it by id and name.
    `fault` is the code of what is wrong with it, empty when it is complete."""

    events: int = 0
    agents: tuple[tuple[str, str], ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a restore came to: records in the backup, those saved from the damaged database, those that
    the city does not have yet, whether numbers get another prefix, that prefix (empty: the city gives one
    at the next sync), and where the damaged database lies. `keys_only`: the database was in order, only
    the keys came back."""

    made_ms: int
    events: int
    saved: int
    unsent: int
    renewed: bool
    prefix: str
    aside: str
    keys_only: bool


class Restoring(Protocol):
    """Backups and how one is put back; all background work but `folder`, where the desk is put."""

    @property
    def folder(self) -> str: ...

    def find(self, folder: str = "") -> Sequence[Found]:
        """Every backup in the usual places, or in `folder`, the newest first."""
        ...

    def look(self, path: str) -> Looked:
        """Read a backup as a whole."""
        ...

    def restore(
        self, path: str, agent: str, password: str, *, cancelled: Cancelled, progress: Progress
    ) -> Outcome:
        """Put the desk back. Raises Problem `cancelled`, `backup-other`, `desk-healthy` and others."""
        ...
