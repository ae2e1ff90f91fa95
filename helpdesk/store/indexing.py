"""Search terms of what came in bulk: written in quiet moments, or by the first who searches.

Making the terms of a case costs more than everything else about it; ten thousand that arrive at once
stand in the lists at once, and wait here for their terms (`searched` is empty).
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from helpdesk.application.ports import Reference
from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.store import event_log, folding, search
from helpdesk.store.connection import Connection, Connections
from helpdesk.store.rows import TABLES, Table, row_of

SLICE = 50  # entries in one short transaction
BEHIND = 2_000  # entries that a search waits for: half a second
_SLICE_SEARCHED = 1_000  # the same while somebody waits for the answer
_UNKNOWN = b"\0"  # for a row without events, which `verify` names


class Indexing:
    """What waits for its terms in one store. Any thread."""

    def __init__(self, connections: Connections, reference: Reference) -> None:
        self._connections = connections
        self._reference = reference

    def slice(self, connection: Connection) -> bool:
        """Write the terms of a few within the open transaction; answers whether any waited."""
        return self._write(connection, SLICE)

    @contextmanager
    def searching(self) -> Iterator[Connection]:
        """A connection for a search that misses nothing: what waits is written first. Inside a
        transaction of this thread it is that transaction.

        More than `BEHIND` is waited for by nobody, nor rows that a first sync is still making: a search
        meanwhile finds what is written by then, and `SyncState.unprepared` says about how much is not."""
        own = self._connections.written_here
        if own is not None:
            while self._write(own, _SLICE_SEARCHED):
                pass
            yield own
            return
        with self._connections.read() as connection:
            behind = waiting(connection)
            more_comes = folding.waiting(connection)
        if 0 < behind <= BEHIND and not more_comes:
            self.catch_up()
        with self._connections.read() as connection:
            yield connection

    def catch_up(self) -> None:
        """Write everything that waits; a full disk does not keep anybody from searching."""
        with suppress(EnvironmentProblem):
            more = True
            while more:
                with self._connections.write() as connection:
                    more = self._write(connection, _SLICE_SEARCHED)

    def _write(self, connection: Connection, limit: int) -> bool:
        return any(_write_terms(connection, self._reference, t, limit=limit) for t in TABLES)


def waiting(connection: Connection) -> int:
    """How many rows' terms have to be written, or a little more: what came in bulk follows each other,
    so the first and the last of it are asked for, however many lie between."""
    counts = (
        connection.execute(
            f"SELECT coalesce((SELECT max(entry) FROM {table.name} WHERE searched = x'')"
            f" - (SELECT min(entry) FROM {table.name} WHERE searched = x'') + 1, 0)"
        ).fetchone()
        for table in TABLES
    )
    return sum(count for (count,) in counts)


def _write_terms(connection: Connection, reference: Reference, table: Table, *, limit: int) -> bool:
    entries = {
        subject.hex(): entry
        for subject, entry in connection.execute(
            f"SELECT id, entry FROM {table.name} WHERE searched = x'' ORDER BY entry LIMIT ?",
            (limit,),
        )
    }
    written = dict.fromkeys(entries, _UNKNOWN)
    documents = []
    for subject, events in event_log.of_subjects(connection, entries):
        row = row_of(subject, events, reference)
        if row is not None and row.table is table:
            documents.append((entries[subject], row.document()))
            written[subject] = row.searched
    search.index(connection, table.index, documents)
    connection.executemany(
        f"UPDATE {table.name} SET searched = ? WHERE entry = ?",
        [(searched, entries[subject]) for subject, searched in written.items()],
    )
    return bool(entries)
