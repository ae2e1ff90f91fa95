"""Which devices there are and which numbers their requests have used. Any thread."""

from collections.abc import Callable

from helpdesk.server.postgres.database import Database
from helpdesk.server.principal import Principal

WINDOW = 64  # requests of one device that may overtake each other


class PostgresDoor:
    """`server.ports.DeviceDoor`."""

    def __init__(self, database: Database, *, now_ms: Callable[[], int]) -> None:
        self._database = database
        self._now_ms = now_ms
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
        a power cut takes away is worth a few ms of replaying. Notes when the device was here.
        """
        row = self._database.answer(
            "SELECT use_number(%s, %s, %s, %s)", [device, number, WINDOW, self._now_ms()]
        )
        return int(row[0]) if row and row[0] is not None else None
