"""A clock that stands in a file: the city's process, the desk and the tests read the same time there."""

import os
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from helpdesk.domain.moments import Moment

CLOCK = "HELPDESK_TEST_CLOCK"  # the file, for the city's process


@dataclass(frozen=True, slots=True)
class FileClock:
    """Goes on by itself from the time it was set to, so that what follows something is later."""

    path: Path

    @classmethod
    def of_environment(cls) -> "FileClock":
        """The one that the city's process was given."""
        return cls(Path(os.environ[CLOCK]))

    def set(self, local: str) -> None:
        """It is this time now, as `2026-09-24 10:00`."""
        ms = Moment.of(datetime.fromisoformat(local)).device_ms
        fresh = self.path.with_suffix(".new")
        fresh.write_text(str(ms - self._passed()))
        fresh.replace(self.path)

    def now_ms(self) -> int:
        """Milliseconds since 1970, UTC."""
        return int(self.path.read_text()) + self._passed()

    def now(self) -> Moment:
        """For a session at a desk."""
        return Moment(self.now_ms())

    def seconds(self) -> float:
        """Only forward."""
        return time.monotonic()

    @staticmethod
    def _passed() -> int:
        return time.monotonic_ns() // 1_000_000
