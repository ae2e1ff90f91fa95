"""The thread that makes the ladder's rounds in a serving process; of all processes one at a time does."""

import contextlib
import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable, Iterator

from helpdesk.bootstrap.city_quiet import STOP_SECONDS
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.server.bugs import whereabouts
from helpdesk.server.city import City
from helpdesk.server.ladder import Ladder, Round, Runner

log = logging.getLogger(__name__)

EVERY_SECONDS = 20.0


class LadderThread:
    """Takes the term, makes a round, waits. A database that is away is waited for; a mistake of ours is
    logged and noted, and the next round tries again."""

    def __init__(
        self,
        ladder: Ladder,
        runner: Runner,
        *,
        now: Callable[[], Moment],
        over: threading.Event | None = None,
        every: float = EVERY_SECONDS,
    ) -> None:
        """With `over` no further round begins."""
        self._ladder = ladder
        self._runner = runner
        self._now = now
        self._every = every
        self._stopping = over or threading.Event()
        self._holder = f"{socket.gethostname()}/{os.getpid()}/{secrets.token_hex(4)}"
        self._thread = threading.Thread(target=self._run, name="ladder", daemon=True)

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Makes rounds until it is left; a round under way ends first, or is undone after STOP_SECONDS."""
        self._thread.start()
        try:
            yield
        finally:
            self._stopping.set()
            self._thread.join(STOP_SECONDS)
            if not self._thread.is_alive():  # else its database does not answer
                with contextlib.suppress(EnvironmentProblem):
                    self._runner.release(self._holder)

    @classmethod
    def of(cls, city: City, over: threading.Event | None = None) -> "LadderThread":
        """That of a serving city."""
        return cls(city.ladder, city.runner, now=lambda: Moment(city.now_ms()), over=over)

    def once(self) -> Round | None:
        """One round, if this is who makes them."""
        try:
            if not self._runner.take(self._holder):
                return None
            done = self._ladder.round(self._now())
            self._runner.note(done)
        except EnvironmentProblem as problem:
            log.warning("The ladder's round waits: %s", problem.code)
            return None
        return done

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.once()
            except Exception as error:  # noqa: BLE001  the next round tries again
                log.error("The ladder's round failed: %s", whereabouts(error))
                self._note_failure(type(error).__name__)
            self._stopping.wait(self._every)

    def _note_failure(self, name: str) -> None:
        with contextlib.suppress(EnvironmentProblem):
            self._runner.note(Round(self._now().utc_ms, 0, 0, 0), error=name)
