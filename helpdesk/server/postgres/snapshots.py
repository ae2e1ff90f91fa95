"""Parts of streams' snapshots on PostgreSQL: made in quiet moments, offered, read piece by piece."""

from hashlib import sha256

from helpdesk.domain.problems import Problem
from helpdesk.protocol.messages import Cursor, PlacedEvent, SnapshotOffer
from helpdesk.protocol.snapshots import LEAST, PART_BYTES, PART_EVENTS, pack_part
from helpdesk.server.postgres.database import Connection, Database
from helpdesk.server.postgres.news import kept_aside
from helpdesk.server.postgres.records import COLUMNS, from_row
from helpdesk.server.principal import SYSTEM, Principal

_LOCK = 0x534E4150  # one process makes parts at a time
_FARTHEST = 2**31 - 2  # PostgreSQL counts a value's bytes in an int
_DUE = """
SELECT s.stream, s.head, CASE WHEN p.full_part THEN p.position ELSE coalesce(p.since, 0) END
FROM stream s LEFT JOIN LATERAL (
    SELECT since, position, full_part FROM snapshot_part p
    WHERE p.stream = s.stream ORDER BY since DESC LIMIT 1
) p ON true
WHERE s.head - coalesce(p.position, 0) >= %s ORDER BY s.stream LIMIT 1
"""


def offers(connection: Connection, cursor: Cursor, *, most: int) -> list[SnapshotOffer]:
    """The parts behind a cursor, each beginning where the one before ends; whoever asks may read the
    stream. None where the first of them brings less than a page would."""
    rows = connection.execute(
        "SELECT stream, position, hash, octet_length(content), since FROM snapshot_part"
        " WHERE stream = %s AND position >= %s ORDER BY since LIMIT %s",
        [cursor.stream, cursor.position + LEAST, most],
    ).fetchall()
    found = [SnapshotOffer(*row) for row in rows]
    return found if found and found[0].since <= cursor.position else []


class PostgresSnapshots:
    """`server.snapshots.Snapshots`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def piece(self, device: str, part: bytes, offset: int, count: int) -> tuple[bytes, int]:
        """Bytes of a part, and how many it has. Raises Problem `snapshot-gone`."""
        with self._database.transaction(Principal.device(device)) as connection:
            # A grant that ended leaves a device the stream for what it still has to send, not to read.
            row = connection.execute(
                "SELECT substring(content FROM %s FOR %s), octet_length(content)"
                " FROM snapshot_part p WHERE hash = %s AND EXISTS ("
                "  SELECT FROM device d LEFT JOIN stream_grant g ON g.desk = d.stream"
                "   AND g.stream = p.stream AND g.ended_ms IS NULL"
                "  WHERE d.id = %s AND NOT d.revoked"
                "   AND (d.stream = p.stream OR g.stream IS NOT NULL))",
                [min(offset, _FARTHEST) + 1, count, part, device],
            ).fetchone()
        if row is None:
            raise Problem("snapshot-gone")
        return bytes(row[0]), int(row[1])

    def make(self) -> bool:
        """Make the next part that is due, for whatever stream; answers whether there was one."""
        with self._database.transaction(SYSTEM) as connection:
            alone = connection.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK]).fetchone()
            due = connection.execute(_DUE, [LEAST]).fetchone() if alone and alone[0] else None
            if due is None:
                return False
            stream, head, since = due
            events, full = _stretch(connection, stream, since, head)
            aside = kept_aside(connection, stream, since, events[-1].position)
            content = pack_part(stream, events, aside)
            connection.execute(
                "INSERT INTO snapshot_part (stream, since, position, full_part, hash, content)"
                " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (stream, since) DO UPDATE"
                " SET position = excluded.position, full_part = excluded.full_part,"
                " hash = excluded.hash, content = excluded.content",
                [stream, since, events[-1].position, full, sha256(content).digest(), content],
            )
        return True


def _stretch(
    connection: Connection, stream: str, since: int, head: int
) -> tuple[list[PlacedEvent], bool]:
    """The events of the next part, and whether it has as much as one may have."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM event WHERE stream = %s AND position > %s AND position <= %s"
        " ORDER BY position LIMIT %s",
        [stream, since, head, PART_EVENTS],
    )
    events: list[PlacedEvent] = []
    size = 0
    for row in rows:
        events.append(from_row(row))
        size += len(events[-1].event.body)
        if size >= PART_BYTES:
            break
    return events, len(events) == PART_EVENTS or size >= PART_BYTES
