"""How often Python looks for garbage: less often than its default, which is made for small programs."""

import gc

_YOUNG = 20_000  # new objects between two looks; a page of a sync makes as many


def settle() -> None:
    """Call it when everything is loaded: what there is stays, and is not walked through again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, 20, 50)
