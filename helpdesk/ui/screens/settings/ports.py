"""What the settings screen needs of the program, as plain data and one port."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

FOLDER_SETTING = "backup_folder"
RESERVE_SETTING = "reserve_mb"
"""Names of choices of this computer that an administrator may lock."""


class Token(Protocol):
    """Whether the work was given up; `ui.tasks.CancelToken`."""

    @property
    def cancelled(self) -> bool: ...


Report = Callable[..., None]  # done, total, what


@dataclass(frozen=True, slots=True)
class AgentLine:
    """Somebody who has a password here; `state` is a key of `i18n.words.AGENT_STATES`."""

    id: str
    name: str
    state: str
    own: bool


@dataclass(frozen=True, slots=True)
class SafetyNote:
    """What came of the last backup and of the last one restored on trial. Moments in ms UTC, 0 = never;
    `error` and `fault` are problem codes, empty when it went well."""

    made_ms: int = 0
    error: str = ""
    rehearsed_ms: int = 0
    fault: str = ""


@dataclass(frozen=True, slots=True)
class VaultState:
    """How this computer's safety stands. Moments in ms UTC, 0 = never; `error`, `fault` and `damage` are
    problem codes, empty when all is well; `own_folder` says that backups lie beside the data, where a
    broken disk takes both; `reserve_mb` 0 keeps nothing back."""

    agents: tuple[AgentLine, ...]
    has_pin: bool
    pin_digits: int
    made_ms: int
    error: str
    rehearsed_ms: int
    fault: str
    checked_ms: int
    damage: str
    folder: str
    own_folder: bool
    sticks: tuple[str, ...]
    reserve_mb: int
    unsent: int
    enrolled: bool
    in_city: bool


class Vault(Protocol):
    """Acts on keys and backups; each is background work, raises Problems, and leaves a record.

    `password` is always that of whoever is at work: an unlocked window alone changes no key.
    """

    def state(self) -> VaultState:
        """How everything stands now."""
        ...

    def safety(self) -> SafetyNote:
        """What came of the last backup and rehearsal; quick."""
        ...

    def change_password(self, password: str, new: str) -> None:
        """One's own password."""
        ...

    def set_pin(self, password: str, pin: str) -> None:
        """One's own PIN; an empty one takes it away."""
        ...

    def add_agent(self, password: str, agent: str, name: str, new: str) -> None:
        """Let somebody in."""
        ...

    def reset_password(self, password: str, agent: str, new: str) -> None:
        """A new password for a colleague who forgot theirs."""
        ...

    def change_agent(self, password: str, agent: str, act: str) -> None:
        """`disable`, `enable` or `remove` a colleague."""
        ...

    def enrol(self, server: str, code: str) -> None:
        """Give this computer its place in the city, where the first start was not finished."""
        ...

    def back_up(self, cancel: Token, report: Report) -> int:
        """A backup to every place now; answers how many were made."""
        ...

    def keep_in(self, folder: str, cancel: Token, report: Report) -> None:
        """Backups go to this folder from now on, the first at once; an empty one: beside the data."""
        ...

    def keep_on_stick(self, disk: str, cancel: Token, report: Report) -> None:
        """Whenever this removable disk is in, it takes backups, too; the first at once."""
        ...

    def rehearse(self, cancel: Token, report: Report) -> str:
        """Restore the newest backup on trial; answers a problem code, empty when it went well."""
        ...

    def export_unsent(self, path: str, cancel: Token, report: Report) -> int:
        """Everything without a receipt into a file for the city; answers how many records."""
        ...

    def check_pages(self, cancel: Token) -> bool:
        """Check every page of the database; answers whether all are sound."""
        ...

    def set_reserve(self, megabytes: int) -> None:
        """So much is kept back on the disk for cases."""
        ...
