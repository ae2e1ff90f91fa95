"""Which streams a desk may read and write besides its own, on PostgreSQL."""

from collections.abc import Callable, Sequence

from helpdesk.domain.problems import Problem
from helpdesk.protocol.messages import Grant
from helpdesk.server.postgres.database import Connection, Database
from helpdesk.server.principal import SYSTEM


def of_desk(connection: Connection, desk: str) -> Sequence[Grant]:
    """The last grant of each stream, the desk's own first."""
    rows = connection.execute(
        "SELECT stream, grant_number, false, 0 AS place FROM stream WHERE stream = %(desk)s"
        " UNION ALL (SELECT DISTINCT ON (stream) stream, number, ended_ms IS NOT NULL, 1"
        " FROM stream_grant WHERE desk = %(desk)s ORDER BY stream, number DESC)"
        " ORDER BY place, stream",
        {"desk": desk},
    )
    return [Grant(*row[:3]) for row in rows]


class PostgresGrants:
    """`server.ports.Grants`."""

    def __init__(self, database: Database, *, now_ms: Callable[[], int]) -> None:
        self._database = database
        self._now_ms = now_ms

    def grant(self, desk: str, stream: str) -> Grant:
        """The desk may read `stream`, from its beginning; a grant that lasts stays as it is.

        Raises Problem `desk-unknown` (`code`) or `grant-own`.
        """
        with self._database.transaction(SYSTEM) as connection:
            _check(connection, desk, stream)
            row = connection.execute(
                "INSERT INTO stream_grant (desk, stream, number, granted_ms)"
                " SELECT %(desk)s, %(stream)s, coalesce(max(number), 0) + 1, %(now)s"
                " FROM stream_grant WHERE desk = %(desk)s AND stream = %(stream)s"
                " HAVING coalesce(bool_and(ended_ms IS NOT NULL), true) RETURNING number",
                {"desk": desk, "stream": stream, "now": self._now_ms()},
            ).fetchone()
            granted = {each.stream: each for each in of_desk(connection, desk)}
        return Grant(stream, row[0]) if row else granted[stream]

    def end(self, desk: str, stream: str) -> None:
        """The desk may not read `stream` any more; what it has written for it is still taken.

        Raises Problem `desk-unknown` or `grant-missing` (`desk`, `stream`).
        """
        with self._database.transaction(SYSTEM) as connection:
            _check(connection, desk, stream)
            ended = connection.execute(
                "UPDATE stream_grant SET ended_ms = %s"
                " WHERE desk = %s AND stream = %s AND ended_ms IS NULL",
                [self._now_ms(), desk, stream],
            )
            if not ended.rowcount:
                raise Problem("grant-missing", desk=desk, stream=stream)

    def of_desk(self, desk: str) -> Sequence[Grant]:
        """The last grant of each stream, the desk's own first."""
        with self._database.transaction(SYSTEM) as connection:
            return of_desk(connection, desk)


def _check(connection: Connection, desk: str, stream: str) -> None:
    if desk == stream:
        raise Problem("grant-own")
    for code in (desk, stream):
        if not connection.execute("SELECT 1 FROM stream WHERE stream = %s", [code]).fetchone():
            raise Problem("desk-unknown", code=code)
