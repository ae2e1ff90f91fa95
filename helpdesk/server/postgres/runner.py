"""Who makes the ladder's rounds: a row with a term, by the database's own clock. Any thread.

Whoever dies, or loses the database, loses the term by itself; nothing has to be cleaned up.
"""

from dataclasses import dataclass

from helpdesk.server.ladder import Round, RunnerState
from helpdesk.server.postgres.database import Database
from helpdesk.server.principal import DOOR, SYSTEM

TERM = "60 seconds"
_TAKE = (
    f"UPDATE runner SET holder = %(holder)s, until = now() + interval '{TERM}'"
    " WHERE name = 'ladder' AND (until < now() OR holder = %(holder)s) RETURNING 1"
)
_NOTE = (
    "UPDATE runner SET began_ms = %s, took_ms = %s, steps = %s, backlog = %s, error = %s"
    " WHERE name = 'ladder'"
)
_STATE = (
    "SELECT CASE WHEN until >= now() THEN holder ELSE '' END, error, began_ms, took_ms, steps,"
    " backlog FROM runner WHERE name = 'ladder'"
)


@dataclass(frozen=True, slots=True)
class PostgresRunner:
    """`server.ladder.Runner`."""

    database: Database

    def take(self, holder: str) -> bool:
        """Whether `holder` makes the rounds for the next minute."""
        with self.database.transaction(SYSTEM) as connection:
            return connection.execute(_TAKE, {"holder": holder}).fetchone() is not None

    def release(self, holder: str) -> None:
        """Somebody else may, at once."""
        with self.database.transaction(SYSTEM) as connection:
            connection.execute(
                "UPDATE runner SET until = '-infinity' WHERE name = 'ladder' AND holder = %s",
                [holder],
            )

    def note(self, done: Round, *, error: str = "") -> None:
        """How a round went."""
        with self.database.transaction(SYSTEM) as connection:
            values = [done.began_ms, done.took_ms, done.steps, done.backlog, error]
            connection.execute(_NOTE, values)

    def state(self) -> RunnerState:
        """For whoever watches."""
        with self.database.transaction(DOOR) as connection:
            row = connection.execute(_STATE).fetchone()
        if row is None:
            raise AssertionError("the row is made by the migration")
        return RunnerState(row[0], Round(*row[2:]), error=row[1])
