"""How far a running exchange with the city has come, for whoever looks on."""

from dataclasses import dataclass
from enum import StrEnum


class SyncStage(StrEnum):
    """What an exchange is at."""

    ASKING = "asking"
    SENDING = "sending"
    RECEIVING = "receiving"
    LISTS = "lists"
    FILES = "files"


@dataclass(frozen=True, slots=True)
class UnderWay:
    """`done` of `total` records or files at this stage, `total` 0 where nobody knows it yet; `bytes`
    both ways since the exchange began."""

    stage: SyncStage = SyncStage.ASKING
    done: int = 0
    total: int = 0
    bytes: int = 0
