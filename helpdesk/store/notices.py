"""What the city said to the people at this desk, kept until somebody read it and a while longer."""

from collections.abc import Sequence

from helpdesk.application.notices import CityNotice
from helpdesk.protocol.messages import Notice
from helpdesk.store.connection import Connection, Connections

_KEPT = 200
_LENGTH_MAX = 2_000  # code points


class StoredNotices:
    """`application.notices.Notices`."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def notices(self, *, limit: int) -> Sequence[CityNotice]:
        """Those that nobody read first, then the newest."""
        with self._connections.read() as connection:
            rows = connection.execute(
                "SELECT number, code, value, giver, read_ms, reader FROM notice"
                " ORDER BY read_ms > 0, number DESC LIMIT ?",
                (limit,),
            ).fetchall()
        return [CityNotice(*row) for row in rows]

    def read(self, number: int, *, reader: str, at_ms: int) -> None:
        """Somebody read it; whoever was first stands there."""
        with self._connections.write() as connection:
            connection.execute(
                "UPDATE notice SET read_ms = ?, reader = ? WHERE number = ? AND read_ms = 0",
                (at_ms, reader, number),
            )


def newest(connection: Connection) -> int:
    """The number of the last one that came; 0: none."""
    (number,) = connection.execute("SELECT coalesce(max(number), 0) FROM notice").fetchone()
    return int(number)


def keep(connection: Connection, notices: Sequence[Notice]) -> bool:
    """Take notices in, each once; answers whether any is new. Old ones that were read are forgotten."""
    new = [
        connection.execute(
            "INSERT INTO notice (number, code, value, giver) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING RETURNING number",
            (each.number, each.code[:40], each.value[:_LENGTH_MAX], each.giver[:100]),
        ).fetchone()
        for each in notices
        if each.number > 0
    ]
    if any(new):
        connection.execute(
            "DELETE FROM notice WHERE read_ms > 0 AND number < (SELECT min(number) FROM"
            " (SELECT number FROM notice ORDER BY number DESC LIMIT ?))",
            (_KEPT,),
        )
    return any(new)
