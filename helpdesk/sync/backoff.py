"""When to try again after a failure: pure arithmetic, chance handed in."""

BASE_SECONDS = 5.0
CAP_SECONDS = 900.0  # nobody waits longer than a quarter of an hour (C9)


def pause(failures: int, *, chance: float, asked: float = 0.0) -> float:
    """Seconds to wait after `failures` failures in a row, the first being 1.

    Doubles each time up to the cap, spread by `chance` (0..1) over half of it, so that desks that
    lost the line together do not come back together. What the server `asked` for (Retry-After) is
    the least, within the cap.
    """
    if failures < 1:
        return 0.0
    longest = min(CAP_SECONDS, BASE_SECONDS * 2.0 ** min(failures - 1, 20))
    return min(CAP_SECONDS, max(asked, longest * (0.5 + 0.5 * chance)))
