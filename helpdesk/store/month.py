"""Reads the cases of a month out of the log; `application.bulletin.Histories`."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from helpdesk.domain.events import Event
from helpdesk.store import event_log
from helpdesk.store.connection import Connections

# Of what ended before the month only a limit can still end in it.
_OF_MONTH = """
SELECT id FROM cases WHERE registered_at < :until AND (open = 1 OR ended_at >= :since
  OR registered_at >= :since OR due >= :since OR respond_due >= :since)
ORDER BY entry
"""


class SqliteMonths:
    """Any thread."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def of_month(
        self, *, since: datetime, until: datetime
    ) -> Iterator[tuple[str, Sequence[Event]]]:
        """Cases with their events, of which something can count in this span of local time."""
        span = {"since": since.isoformat(sep=" "), "until": until.isoformat(sep=" ")}
        with self._connections.read() as connection:
            found = connection.execute(_OF_MONTH, span).fetchall()
            told = set[str]()  # a case that was registered twice has two rows
            for case, events in event_log.of_subjects(connection, (c.hex() for (c,) in found)):
                if case not in told:
                    told.add(case)
                    yield case, events
