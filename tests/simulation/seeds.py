"""Which worlds are looked at, and those that ever failed: they come first, for ever."""

import os

# What each found is in the history of this file's commits.
EVER_FAILED = (
    2,
    3,
    7,
    11,
    18,
    27,
    39,
    55,
    83,
    103,
    105,
    139,
    174,
    303,
    415,
    1409,
    4628,
    11263,
    11309,
    19513,
    21217,
    23374,
    40269,
    11567,
    48276,
    122746,
    2047121,
    2063961,
    3053806,
    5325993,
    5379873,
    7182497,
    7205112,
)
COUNT = int(os.environ.get("HELPDESK_WORLDS", "20000"))
FIRST = int(os.environ.get("HELPDESK_SEED", "0"))
PARTS = 8


def part(number: int) -> range:
    """The seeds of one of the equal parts."""
    size = -(-COUNT // PARTS)
    return range(FIRST + number * size, min(FIRST + (number + 1) * size, FIRST + COUNT))
