"""Scanned papers that are not with their cases yet, as rows. Never an event."""

from collections.abc import Sequence
from typing import Any

from helpdesk.application.scan_rows import Scan
from helpdesk.store.connection import Connection, Connections

_READ = "SELECT hash, size, whole, thumbnail, thumbnail_size, code, reason, near, taken_ms, id FROM scan"
UNSORTED_MAX = 10_000  # that are looked at


class SqliteScans:
    """`application.scan_rows.Scans` on the local store."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def unsorted(self, *, limit: int) -> Sequence[Scan]:
        """Pages that wait for a person, the oldest first."""
        return self._read("whole = 0", limit)

    def unread(self) -> Sequence[Scan]:
        """Scans that were taken in and not read to the end."""
        return self._read("whole = 1", UNSORTED_MAX)

    def count(self) -> int:
        """How many pages wait for a person."""
        with self._connections.read() as connection:
            row = connection.execute("SELECT count(*) FROM scan WHERE whole = 0").fetchone()
        return int(row[0])

    def _read(self, which: str, limit: int) -> list[Scan]:
        with self._connections.read() as connection:
            rows = connection.execute(f"{_READ} WHERE {which} ORDER BY id LIMIT ?", (limit,))
            return [_scan(row) for row in rows]


class SqliteScanWriter:
    """`application.scan_rows.ScanWriter` inside an open transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, scan: Scan) -> int:
        """Have it there, once for the same bytes; a code that can be read now is kept."""
        (scan_id,) = self._connection.execute(
            "INSERT INTO scan (hash, size, whole, thumbnail, thumbnail_size, code, reason, near,"
            " taken_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (hash) DO UPDATE"
            " SET code = excluded.code, reason = excluded.reason RETURNING id",
            (
                *(bytes.fromhex(scan.sha256), scan.size, scan.whole),
                *(bytes.fromhex(scan.thumbnail), scan.thumbnail_size, scan.code, scan.reason),
                *(bytes.fromhex(scan.near), scan.taken_ms),
            ),
        ).fetchone()
        return int(scan_id)

    def take_away(self, scan_id: int) -> bool:
        """Have it there no longer."""
        gone = self._connection.execute("DELETE FROM scan WHERE id = ? RETURNING 1", (scan_id,))
        return bool(gone.fetchall())


def _scan(row: Sequence[Any]) -> Scan:
    digest, size, whole, thumbnail, thumbnail_size, code, reason, near, taken_ms, scan_id = row
    return Scan(
        digest.hex(),
        size,
        whole=bool(whole),
        thumbnail=thumbnail.hex(),
        thumbnail_size=thumbnail_size,
        code=code,
        reason=reason,
        near=near.hex(),
        taken_ms=taken_ms,
        id=scan_id,
    )
