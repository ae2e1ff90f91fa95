"""Bugs of a program with a window: in the crash log and said, instead of a click that does nothing."""

import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType

from helpdesk.bootstrap.crash_log import write_crash

_AGAIN = 2.0  # seconds: what happens as often as that is one mishap, not several


class Mishaps:
    """What went wrong, each place in the crash log once: a picture that cannot be painted is tried many
    times a second. Any thread."""

    def __init__(self) -> None:
        self._noted: dict[tuple[str, int], float] = {}

    def note(self, error: BaseException) -> bool:
        """Write where `error` happened, if that is new; whether it has not happened there just now, too."""
        last = traceback.extract_tb(error.__traceback__)[-1:]
        place = (last[0].filename, last[0].lineno or 0) if last else ("", 0)
        before, now = self._noted.get(place), time.monotonic()
        self._noted[place] = now
        if before is None:
            write_crash(error)
        return before is None or now - before > _AGAIN


@contextmanager
def mishaps_noted(mishaps: Mishaps, say: Callable[[], object]) -> Iterator[None]:
    """While this lasts, what no slot and no thread has caught is noted, and `say` called, on the thread on
    which it happened. Nothing of it goes to the terminal: its message may hold a name."""

    def in_a_slot(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        if mishaps.note(error):
            say()

    def in_a_thread(given: threading.ExceptHookArgs) -> None:
        error = given.exc_value
        if error is not None and not isinstance(error, SystemExit) and mishaps.note(error):
            say()

    before = sys.excepthook, threading.excepthook
    sys.excepthook, threading.excepthook = in_a_slot, in_a_thread
    try:
        yield
    finally:
        sys.excepthook, threading.excepthook = before
