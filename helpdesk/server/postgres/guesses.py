"""Wrong passwords and codes, counted in the database so that every server process knows them."""

from collections.abc import Callable
from dataclasses import dataclass

from helpdesk.domain.problems import Problem
from helpdesk.server.postgres.database import Database
from helpdesk.server.principal import DOOR

WINDOW_MS = 600_000
MOST = 10  # wrong ones of one source in ten minutes
SHARED = "login "  # how the sources begin that are addresses from which people sign in
# A county's offices may have one address together; each login has its own ten besides.
SHARED_MOST = 100


@dataclass(frozen=True, slots=True)
class PostgresGuesses:
    """`server.ports.Guesses`."""

    database: Database
    now_ms: Callable[[], int]

    def check(self, source: str) -> None:
        """Turn away who guessed wrong too often."""
        with self.database.transaction(DOOR) as connection:
            row = connection.execute(
                "SELECT count FROM guess WHERE source = %s AND window_ms = %s",
                [source, self._window()],
            ).fetchone()
        if row and row[0] >= (SHARED_MOST if source.startswith(SHARED) else MOST):
            raise Problem("guessed-often", minutes=WINDOW_MS // 60_000)

    def count(self, source: str) -> None:
        """One more wrong one; older windows are forgotten."""
        with self.database.transaction(DOOR) as connection:
            connection.execute("DELETE FROM guess WHERE window_ms < %s", [self._window()])
            connection.execute(
                "INSERT INTO guess (source, window_ms, count) VALUES (%s, %s, 1)"
                " ON CONFLICT (source, window_ms) DO UPDATE SET count = guess.count + 1",
                [source, self._window()],
            )

    def _window(self) -> int:
        return self.now_ms() // WINDOW_MS * WINDOW_MS
