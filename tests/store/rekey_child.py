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


def serve() -> None:
    """A process for each line `stop folder`, so that only the first one has to load everything."""
    for line in sys.stdin:
        stop, folder = line.rstrip("\n").split(" ", 1)
        child = os.fork()
        if not child:
            main(Path(folder), int(stop))
            sys.stdout.write("\n")
            sys.stdout.flush()
            os._exit(0)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve() if sys.argv[1] == "serve" else main(Path(sys.argv[1]), int(sys.argv[2]))
