"""When a desk exchanges with the city unasked, and what may cost on a line that is paid for by volume."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

EVERY_MIN, EVERY_MAX, EVERY_DEFAULT = 1, 240, 5  # minutes
MEGABYTES_MAX, METERED_MB_DEFAULT = 100_000, 200
METERED_MB, FREE_MB = "files.metered_mb", "files.free_mb"
_EVERY, _METERED = "sync.minutes", "sync.metered"
SETTINGS = (_EVERY, _METERED, METERED_MB, FREE_MB)
"""The choices of this computer that make the policy."""


class Metered(StrEnum):
    """What goes unasked over a metered line: everything, records but no files, or nothing."""

    ALL = "all"
    RECORDS = "records"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class SyncPolicy:
    """`minutes` between two exchanges that nobody asked for, within EVERY_MIN..EVERY_MAX; `metered_mb`
    and `free_mb` are megabytes of files in a month over each kind of line, 0 for no limit."""

    minutes: int = EVERY_DEFAULT
    metered: Metered = Metered.RECORDS
    metered_mb: int = METERED_MB_DEFAULT
    free_mb: int = 0


def policy_of(get: Callable[[str], str]) -> SyncPolicy:
    """The policy among this computer's choices; what makes no sense counts as not chosen."""
    minutes, metered = get(_EVERY), get(_METERED)
    return SyncPolicy(
        minutes=min(max(int(minutes), EVERY_MIN), EVERY_MAX)
        if _is_count(minutes)
        else EVERY_DEFAULT,
        metered=Metered(metered) if metered in list(Metered) else Metered.RECORDS,
        metered_mb=_megabytes(get(METERED_MB), METERED_MB_DEFAULT),
        free_mb=_megabytes(get(FREE_MB), 0),
    )


def keep_policy(put: Callable[[str, str], object], policy: SyncPolicy) -> None:
    """Remember it among this computer's choices."""
    put(_EVERY, str(policy.minutes))
    put(_METERED, policy.metered.value)
    put(METERED_MB, str(policy.metered_mb))
    put(FREE_MB, str(policy.free_mb))


def _megabytes(text: str, default: int) -> int:
    return min(int(text), MEGABYTES_MAX) if _is_count(text) else default


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10
