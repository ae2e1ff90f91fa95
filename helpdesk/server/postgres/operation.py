"""What whoever runs the city watches, on PostgreSQL. Any thread."""

from collections.abc import Callable
from dataclasses import dataclass

from helpdesk.server.operation import SEEN_MS
from helpdesk.server.ports import Operation
from helpdesk.server.postgres.database import Database
from helpdesk.server.principal import DOOR

_NOW = """
SELECT backup_ms, (SELECT coalesce(sum(head - safe), 0)::bigint FROM stream),
    (SELECT count(*) FROM device WHERE NOT revoked),
    (SELECT count(*) FROM device WHERE seen_ms > %s)
FROM city
"""


@dataclass(frozen=True, slots=True)
class PostgresOperations:
    """`server.ports.Operations`."""

    database: Database
    now_ms: Callable[[], int]

    def now(self) -> Operation:
        """As it is."""
        with self.database.transaction(DOOR) as connection:
            row = connection.execute(_NOW, [self.now_ms() - SEEN_MS]).fetchone()
        return Operation(*(row or (0, 0, 0, 0)))

    def tidy(self) -> None:
        """Search terms that wait are sorted into their index."""
        with self.database.transaction(DOOR) as connection:
            connection.execute("SELECT settle_terms()")
