"""Which cases have which files, and which of those are whole, on PostgreSQL. Any thread."""

from collections.abc import Callable, Iterable, Sequence

from helpdesk.domain.attachments import FileAttached
from helpdesk.domain.events import Event
from helpdesk.protocol.files import FILE_MAX, is_hash
from helpdesk.server.file_ports import FileOf, FileRow, MissingFiles
from helpdesk.server.postgres.database import Connection, Database
from helpdesk.server.principal import DOOR, Principal

_SHOWN = 20  # cases that have one file
# A device's scope has the streams that it was ever granted: what it wrote for one arrives also when
# the grant has ended meanwhile, but nothing is read of it any more.
_READABLE = (
    "(f.stream = d.stream OR EXISTS (SELECT FROM stream_grant g WHERE g.desk = d.stream"
    " AND g.stream = f.stream AND g.ended_ms IS NULL))"
)
_FIND = (
    f"SELECT f.stream, f.size, b.arrived_ms IS NOT NULL, {_READABLE} AS readable"
    " FROM device d, case_file f LEFT JOIN blob b ON b.hash = f.hash"
    " WHERE d.id = %s AND NOT d.revoked AND f.hash = %s ORDER BY readable DESC LIMIT 1"
)


class PostgresFileRows:
    """`server.ports.FileRows`."""

    def __init__(self, database: Database, *, now_ms: Callable[[], int]) -> None:
        self._database = database
        self._now_ms = now_ms

    def find(self, device: str, sha256: str) -> FileRow | None:
        """The file, where a case in a stream of this device has it."""
        with self._database.transaction(Principal.device(device)) as connection:
            row = connection.execute(_FIND, [device, bytes.fromhex(sha256)]).fetchone()
        return FileRow(sha256, *row) if row else None

    def arrive(self, sha256: str, size: int) -> None:
        """The file is whole here."""
        with self._database.transaction(DOOR) as connection:
            connection.execute(
                "INSERT INTO blob (hash, size, arrived_ms) VALUES (%s, %s, %s)"
                " ON CONFLICT DO NOTHING",
                [bytes.fromhex(sha256), size, self._now_ms()],
            )

    def lose(self, sha256: str) -> None:
        """The file is not here after all."""
        with self._database.transaction(DOOR) as connection:
            connection.execute("DELETE FROM blob WHERE hash = %s", [bytes.fromhex(sha256)])

    def arrived_of(self, device: str, hashes: Sequence[bytes]) -> Sequence[bytes]:
        """Those that are whole here and in scope."""
        with self._database.transaction(Principal.device(device)) as connection:
            rows = connection.execute(
                "SELECT DISTINCT f.hash FROM device d, case_file f JOIN blob b ON b.hash = f.hash"
                " WHERE d.id = %s AND NOT d.revoked AND f.hash = ANY(%s)",
                [device, list(hashes)],
            ).fetchall()
        return [row[0] for row in rows]

    def used(self, stream: str) -> int:
        """Bytes of a desk's files that are here."""
        with self._database.transaction(Principal.stream(stream)) as connection:
            row = connection.execute(
                "SELECT coalesce(sum(b.size), 0) FROM blob b WHERE b.hash IN"
                " (SELECT hash FROM case_file WHERE stream = %s)",
                [stream],
            ).fetchone()
        return int(row[0]) if row else 0

    def arrived(self, principal: Principal, case_id: str) -> frozenset[str]:
        """Those of a case that are whole here, for somebody who may see the case."""
        with self._database.transaction(principal) as connection:
            rows = connection.execute(
                "SELECT f.hash FROM case_file f JOIN blob b ON b.hash = f.hash WHERE f.case_id = %s",
                [bytes.fromhex(case_id)],
            ).fetchall()
        return frozenset(row[0].hex() for row in rows)

    def cases_with(self, principal: Principal, sha256: str) -> Sequence[FileOf]:
        """The cases that have exactly this file, the first ones first."""
        with self._database.transaction(principal) as connection:
            rows = connection.execute(
                "SELECT c.id, c.number FROM case_file f JOIN city_case c"
                " ON c.stream = f.stream AND c.id = encode(f.case_id, 'hex')"
                " WHERE f.hash = %s AND NOT f.thumbnail ORDER BY f.noted_ms, c.id LIMIT %s",
                [bytes.fromhex(sha256), _SHOWN],
            ).fetchall()
        return [FileOf(*row) for row in rows]

    def missing(self, principal: Principal, *, limit: int) -> Sequence[MissingFiles]:
        """Cases whose files have not all come, those that wait longest first."""
        with self._database.transaction(principal) as connection:
            rows = connection.execute(
                "SELECT f.stream, f.case_id, coalesce(c.number, ''), count(*), sum(f.size),"
                " min(f.noted_ms) FROM case_file f LEFT JOIN blob b ON b.hash = f.hash"
                " LEFT JOIN city_case c ON c.stream = f.stream AND c.id = encode(f.case_id, 'hex')"
                " WHERE b.hash IS NULL AND NOT f.thumbnail GROUP BY 1, 2, 3"
                " ORDER BY min(f.noted_ms) LIMIT %s",
                [limit],
            ).fetchall()
        return [
            MissingFiles(stream, case.hex(), number, files, int(size), since_ms)
            for stream, case, number, files, size, since_ms in rows
        ]


def note_files(connection: Connection, stream: str, events: Iterable[Event]) -> None:
    """The rows of files that these events attach; in the transaction that brings them. What is no hash
    or no bearable size is an event like any other, and no file."""
    rows = [
        (stream, bytes.fromhex(digest), bytes.fromhex(event.subject), size, thumbnail, noted)
        for event in events
        if isinstance(event.body, FileAttached)
        for digest, size, thumbnail in (
            (event.body.sha256, event.body.size, False),
            (event.body.thumbnail, event.body.thumbnail_size, True),
        )
        for noted in (event.received_ms or 0,)
        if is_hash(digest) and 0 < size <= FILE_MAX
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO case_file (stream, hash, case_id, size, thumbnail, noted_ms)"
                " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                rows,
            )
