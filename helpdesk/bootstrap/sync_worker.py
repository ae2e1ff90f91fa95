"""The thread that keeps desk and city in step: by itself, and at once when asked."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from helpdesk.bootstrap.system import steady_seconds

LOOK_SECONDS = 30.0  # a machine that slept, or a line that was held back, is noticed after so long
PAUSE_MAX = 900.0  # seconds after a failure (C9), also where the clock was set meanwhile


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When to sync unasked, in seconds: every `every` with `jitter` either way, `soon` after a change."""

    every: float = 300.0
    jitter: float = 30.0
    soon: float = 3.0


class SyncWorker:
    """One per data folder. `run` does one exchange and answers when to try next (ms since 1970, 0: as
    usual); it never raises. `told` hears True when an exchange begins and False when it ended, on the
    worker's thread. `allowed` is asked before an exchange that nobody asked for.
    """

    def __init__(
        self,
        run: Callable[[Callable[[], bool]], int],
        *,
        told: Callable[[bool], None],
        rhythm: Rhythm | None = None,
        allowed: Callable[[], bool] = lambda: True,
    ) -> None:
        self._run = run
        self._told = told
        self._rhythm = rhythm or Rhythm()
        self._allowed = allowed
        self._wanted = threading.Condition()
        self._due = steady_seconds()
        self._asked = False
        self._failed = False
        self._closed = False
        self._cancelled = False
        self._runs = False
        self._thread = threading.Thread(target=self._work, name="sync")

    def start(self) -> None:
        """Begin; the first exchange starts at once."""
        self._thread.start()

    def now(self) -> None:
        """Somebody asks: exchange at once; while one runs, another follows it."""
        with self._wanted:
            self._asked = True
        self._by(0.0)

    def wake(self) -> None:
        """The line changed: exchange at once, if one may run unasked."""
        self._by(0.0)

    def soon(self) -> None:
        """Something changed: exchange in a moment, together with what else changes until then."""
        self._by(self._rhythm.soon)

    @property
    def is_due(self) -> bool:
        """Whether the next exchange should begin already, also while one runs. Any thread."""
        return self._due <= steady_seconds()

    def set_rhythm(self, rhythm: Rhythm) -> None:
        """Another rhythm, from now on; a pause after a failure stays as it is."""
        with self._wanted:
            self._rhythm = rhythm
            if not self._failed and self._due != float("inf"):
                self._due = min(self._due, steady_seconds() + self._pause(0))
            self._wanted.notify()

    def cancel(self) -> None:
        """Stop the running exchange between two batches; what was acknowledged stays so. What was to follow
        it waits for its turn."""
        with self._wanted:
            self._cancelled, self._asked = True, False
            if self._runs:
                self._due = float("inf")
            elif self.is_due:
                self._due = steady_seconds() + self._pause(0)

    def close(self) -> None:
        """End the thread; a running exchange stops between two batches."""
        with self._wanted:
            self._closed = True
            self._wanted.notify()
        if self._thread.ident is not None:
            self._thread.join()

    def _by(self, seconds: float) -> None:
        with self._wanted:
            self._due = min(self._due, steady_seconds() + seconds)
            self._wanted.notify()

    def _work(self) -> None:
        while self._wait():
            self._told(True)
            next_ms = self._run(lambda: self._cancelled or self._closed)
            with self._wanted:
                self._runs, self._failed = False, bool(next_ms)
                self._due = min(self._due, steady_seconds() + self._pause(next_ms))
            self._told(False)

    def _wait(self) -> bool:
        """Until the next exchange is due; False when there is none to come."""
        with self._wanted:
            while not self._closed:
                left = self._due - steady_seconds()
                if left <= 0:
                    if self._asked or self._allowed():
                        self._due, self._asked = float("inf"), False
                        self._runs, self._cancelled = True, False
                        return True
                    left = LOOK_SECONDS
                self._wanted.wait(timeout=min(left, LOOK_SECONDS))
            return False

    def _pause(self, next_ms: int) -> float:
        if next_ms:
            return min(max(1.0, next_ms / 1000 - time.time()), PAUSE_MAX)
        return self._rhythm.every + random.uniform(-1, 1) * self._rhythm.jitter
