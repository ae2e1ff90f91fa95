"""A program that gives a desk a new key and stops without a word before or after its nth act on disk."""

import itertools
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from helpdesk.store.rekey import rekey
from tests.store.desk import AGENT, PASSWORD, QUICK

FRESH_KEY = bytes(range(32))


def counted(act: Callable[..., Any], stop: int, counter: "itertools.count[int]") -> Any:
    def stopping(*values: Any, **named: Any) -> Any:
        if next(counter) == stop:
            os._exit(9)
        done = act(*values, **named)
        if next(counter) == stop:
            os._exit(9)
        return done

    return stopping


def main(folder: Path, stop: int) -> None:
    """Exit code 9 where it stopped, 0 when it came to its end."""
    counter = itertools.count()
    for name in ("fsync", "replace", "unlink", "rename"):
        setattr(os, name, counted(getattr(os, name), stop, counter))
    rekey(folder, AGENT, PASSWORD, fresh_key=FRESH_KEY, stretching=QUICK)
    sys.stdout.write(str(next(counter)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
