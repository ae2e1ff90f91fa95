"""When a desk exchanges with the city unasked, and what it does on a line that costs by the byte."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

EVERY_MIN, EVERY_MAX, EVERY_DEFAULT = 1, 240, 5  # minutes
_EVERY, _METERED = "sync.minutes", "sync.metered"


class Metered(StrEnum):
    """What goes unasked over a metered line: everything, records but no files, or nothing."""

    ALL = "all"
    RECORDS = "records"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class SyncPolicy:
    """`minutes` between two exchanges that nobody asked for, within EVERY_MIN..EVERY_MAX."""

    minutes: int = EVERY_DEFAULT
    metered: Metered = Metered.RECORDS


def policy_of(get: Callable[[str], str]) -> SyncPolicy:
    """The policy among this computer's choices; what makes no sense counts as not chosen."""
    minutes, metered = get(_EVERY), get(_METERED)
    return SyncPolicy(
        minutes=min(max(int(minutes), EVERY_MIN), EVERY_MAX)
        if _is_count(minutes)
        else EVERY_DEFAULT,
        metered=Metered(metered) if metered in list(Metered) else Metered.RECORDS,
    )


def keep_policy(put: Callable[[str, str], object], policy: SyncPolicy) -> None:
    """Remember it among this computer's choices."""
    put(_EVERY, str(policy.minutes))
    put(_METERED, policy.metered.value)


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10
