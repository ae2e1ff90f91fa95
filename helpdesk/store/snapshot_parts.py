"""Parts of snapshots: what has come of one lies in the database until it is whole and taken in."""

from collections.abc import Callable, Generator
from typing import TypeAlias

from helpdesk.protocol.messages import SyncAnswer
from helpdesk.protocol.outbox import Applied
from helpdesk.store import folding
from helpdesk.store.connection import Connection, Connections
from helpdesk.store.reference import StoredReference

Taken: TypeAlias = Callable[[SyncAnswer, Callable[[Connection, set[bytes]], set[bytes]]], Applied]


class SnapshotParts:
    """`protocol.outbox.Parts`. `taken` takes an answer, `told` hears which subjects look different."""

    def __init__(
        self,
        connections: Connections,
        reference: StoredReference,
        taken: Taken,
        told: Callable[[frozenset[str]], None],
    ) -> None:
        self._connections = connections
        self._reference = reference
        self._taken = taken
        self._told = told

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

    def take(self, answer: SyncAnswer) -> Applied:
        """A slice of a part. What this device knew something of gets its rows at once."""
        with self._connections.read() as connection:
            first = folding.begin(connection)

        def known(connection: Connection, changed: set[bytes]) -> set[bytes]:
            return changed - folding.waits_for(connection, changed, first=first)

        return self._taken(answer, known)

    def fold(self) -> Generator[int, None, None]:
        """Rows of what waits for them."""
        with self._connections.wide():
            while subjects := folding.fold_run(self._connections, self._reference):
                self._told(subjects)
                yield len(subjects)
