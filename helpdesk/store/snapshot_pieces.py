"""What has come of one part of a snapshot: it lies in the database, encrypted, until the part is whole."""

from helpdesk.store.connection import Connections


class SnapshotPieces:
    """`protocol.outbox.PartPieces`."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def read(self, part: bytes) -> bytes:
        """What is here of this part, from its beginning."""
        content = bytearray()
        with self._connections.read() as connection:
            for offset, piece in connection.execute(
                "SELECT offset, piece FROM snapshot_piece WHERE part = ? ORDER BY offset", (part,)
            ):
                if offset == len(content):
                    content += piece
        return bytes(content)

    def keep(self, part: bytes, offset: int, piece: bytes) -> None:
        """Keep a piece; of one part only, so that nothing gathers here."""
        with self._connections.write() as connection:
            connection.execute("DELETE FROM snapshot_piece WHERE part <> ?", (part,))
            connection.execute(
                "INSERT OR REPLACE INTO snapshot_piece (part, offset, piece) VALUES (?, ?, ?)",
                (part, offset, piece),
            )

    def forget(self) -> None:
        """Nothing is under way any more; what was not there costs no commit."""
        with self._connections.read() as connection:
            (kept,) = connection.execute("SELECT count(*) FROM snapshot_piece").fetchone()
        if kept:
            with self._connections.write() as connection:
                connection.execute("DELETE FROM snapshot_piece")
