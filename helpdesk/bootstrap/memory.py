"""Memory of a program that stays open all day: when Python looks for garbage, how many heaps there are."""

import ctypes
import gc
import sys

# glibc's mallopt(3): how many heaps, from which size on a block is the system's own, what is kept at the end
_M_ARENA_MAX, _M_MMAP_THRESHOLD, _M_TRIM_THRESHOLD = -8, -3, -1
_ARENAS, _LARGE, _KEPT = 2, 512 * 1024, 1024 * 1024
_YOUNG = 20_000  # new objects between two looks; a page of a sync makes as many


def settle() -> None:
    """Call it when everything is loaded: what there is stays, and is not walked through again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, 20, 50)


def share() -> None:
    """Call it before the first thread: on Linux each one would keep a heap of its own, and what a worker
    once needed for a list of half a million cases would never be used by the next. Large blocks go back
    to the system as soon as they are free; glibc would take ever larger ones from its heap, and keep the
    holes (40 MB of them in a day)."""
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none
        if mallopt is not None:
            mallopt(_M_ARENA_MAX, _ARENAS)
            mallopt(_M_MMAP_THRESHOLD, _LARGE)
            mallopt(_M_TRIM_THRESHOLD, _KEPT)
