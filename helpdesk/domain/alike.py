"""Why two records may be one person."""

from enum import IntEnum


class Alike(IntEnum):
    """What two residents have in common, the surest first; those from `HOUSEHOLD` on only bring people
    together."""

    DOCUMENT = 1
    NAME_BIRTH = 2
    NAME_PHONE = 3
    PHONE_BIRTH = 4
    NAME_ADDRESS = 5
    ADDRESS_BIRTH = 6
    HOUSEHOLD = 20
    ADDRESS = 21

    @property
    def suspicious(self) -> bool:
        """Whether sharing it makes one ask if they are the same person."""
        return self < Alike.HOUSEHOLD
