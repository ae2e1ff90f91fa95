"""What lies at hand, as rows: favourites, last used matters, phrases. Never an event."""

from collections.abc import Sequence

from helpdesk.application.shelf import Kept, Kind
from helpdesk.store.connection import Connection, Connections

MOST = 500  # of one owner and kind; what was not used for longest is no longer read


class SqliteShelf:
    """`application.shelf.Shelf` on the local store."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def kept(self, owner: str, kind: Kind) -> Sequence[Kept]:
        """What an owner has of a kind, the last used first."""
        with self._connections.read() as connection:
            rows = connection.execute(
                "SELECT key, used_ms, times FROM shelf WHERE owner = ? AND kind = ?"
                " ORDER BY used_ms DESC, key LIMIT ?",
                (owner, kind.value, MOST),
            )
            return [Kept(owner, kind, *row) for row in rows]


class SqliteShelfWriter:
    """`application.shelf.ShelfWriter` inside an open transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, owner: str, kind: Kind, key: str) -> None:
        """Have it there."""
        self._connection.execute(
            "INSERT OR IGNORE INTO shelf VALUES (?, ?, ?, 0, 0)", (owner, kind.value, key)
        )

    def take_away(self, owner: str, kind: Kind, key: str) -> bool:
        """Have it there no longer."""
        gone = self._connection.execute(
            "DELETE FROM shelf WHERE owner = ? AND kind = ? AND key = ? RETURNING 1",
            (owner, kind.value, key),
        ).fetchall()
        return bool(gone)

    def use(self, owner: str, kind: Kind, key: str, *, at_ms: int) -> None:
        """It was used once more."""
        self._connection.execute(
            "INSERT INTO shelf VALUES (?, ?, ?, ?, 1) ON CONFLICT DO UPDATE"
            " SET used_ms = excluded.used_ms, times = times + 1",
            (owner, kind.value, key, at_ms),
        )
