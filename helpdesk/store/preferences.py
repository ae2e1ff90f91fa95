"""What each agent set for themselves: in the database, since a saved view may hold a resident's name."""

from helpdesk.store.connection import Connections


class SqlitePreferences:
    """`application.case_table.Preferences` on the local store. Any thread."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def get(self, agent: str, name: str) -> str:
        """What was set last, or nothing."""
        with self._connections.read() as connection:
            row = connection.execute(
                "SELECT value FROM preference WHERE agent = ? AND name = ?", (agent, name)
            ).fetchone()
        return row[0] if row else ""

    def set(self, agent: str, name: str, value: str) -> None:
        """Remember a value."""
        with self._connections.write() as connection:
            connection.execute(
                "INSERT INTO preference VALUES (?, ?, ?)"
                " ON CONFLICT DO UPDATE SET value = excluded.value",
                (agent, name, value),
            )
