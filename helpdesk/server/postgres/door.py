"""Which devices there are and which numbers their requests have used. Any thread."""

from helpdesk.server.postgres.database import Database
from helpdesk.server.principal import Principal

WINDOW = 64  # requests of one device that may overtake each other


class PostgresDoor:
    """`server.ports.DeviceDoor`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._keys: dict[str, bytes] = {}  # a device's key never changes

    def public_key(self, device: str) -> bytes | None:
        """The device's Ed25519 key."""
        if device not in self._keys:
            with self._database.transaction(Principal.device(device)) as connection:
                row = connection.execute(
                    "SELECT public_key FROM device WHERE id = %s", [device]
                ).fetchone()
            if row is None:
                return None
            self._keys[device] = row[0]
        return self._keys[device]

    def use_number(self, device: str, number: int) -> int | None:
        """Use it once: None, or the highest used one where this one is used or too far behind.

        The last `WINDOW` are remembered; below them all count as used. Not waited for by the disk: what
        a power cut takes away is worth a few ms of replaying.
        """
        with self._database.transaction(Principal.device(device)) as connection:
            connection.execute("SET LOCAL synchronous_commit = off")
            used = connection.execute(
                "UPDATE device SET numbers = (SELECT array_agg(n ORDER BY n DESC) FROM"
                "  (SELECT n FROM unnest(numbers || %(n)s::bigint) AS n ORDER BY n DESC LIMIT %(window)s)"
                "  AS kept)"
                " WHERE id = %(device)s AND %(n)s <> ALL (numbers)"
                " AND (cardinality(numbers) < %(window)s OR %(n)s > numbers[%(window)s])"
                " RETURNING 1",
                {"n": number, "window": WINDOW, "device": device},
            ).fetchone()
            if used is not None:
                return None
            row = connection.execute(
                "SELECT numbers[1] FROM device WHERE id = %s", [device]
            ).fetchone()
        return int(row[0]) if row else 0
