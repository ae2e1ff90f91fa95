"""What routes and the server's quiet moments need of streams' snapshots; `server/postgres` says how."""

from typing import Protocol


class Snapshots(Protocol):
    """Parts of streams' snapshots, by their hash."""

    def piece(self, device: str, part: bytes, offset: int, count: int) -> tuple[bytes, int]:
        """Bytes of a part of a stream that this device may read, and how many the part has.

        Raises Problem `snapshot-gone`: there is no such part any more, or not for this device.
        """
        ...

    def make(self) -> bool:
        """Make the next part that is due; answers whether there was one."""
        ...
