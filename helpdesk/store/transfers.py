"""Files on their way between this desk and the city: `protocol.files.FileQueue` on the local store."""

import time
from collections.abc import Callable, Iterable, Sequence

from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.protocol.files import Transfer
from helpdesk.store.connection import Connections
from helpdesk.store.files import COMING, PENDING, Files

# Nobody waits longer (C9); what is due later was said by a clock since set back.
_PAUSE_MAX_MS = 900_000
_ASK_MS, _ASK_MAX_MS = 300_000, 86_400_000  # what the city lacks is asked about ever less often
_ASKED = "kept_ms = 0 AND arrived = 0 AND wanted = 0"
_WAITS = f"(({PENDING}) OR ({COMING}))"


class SqliteFileQueue:
    """Persisted with every step, so that a kill costs one piece. `told` hears which case changed."""

    def __init__(
        self, connections: Connections, files: Files, told: Callable[[frozenset[str]], None]
    ) -> None:
        self._connections = connections
        self._files = files
        self._told = told

    def ready(self, *, now_ms: int) -> Sequence[Transfer]:
        """What may be tried now: what somebody asked for, thumbnails, then the smallest first."""
        with self._connections.read() as connection:
            rows = connection.execute(
                "SELECT hash, size, done, kept_ms > 0, attempts FROM file"
                f" WHERE {_WAITS} AND next_ms NOT BETWEEN ? AND ?"
                " ORDER BY next_ms < 0 DESC, thumbnail DESC, size, hash LIMIT 500",
                (now_ms + 1, now_ms + _PAUSE_MAX_MS),
            ).fetchall()
        return [
            Transfer(digest.hex(), size, done, bool(up), attempts)
            for digest, size, done, up, attempts in rows
        ]

    def due_ms(self, *, now_ms: int) -> int:
        """When the next of those that failed is to be tried, ms since 1970 by the device's clock; 0: none."""
        with self._connections.read() as connection:
            (due,) = connection.execute(
                f"SELECT min(next_ms) FROM file WHERE {_WAITS} AND next_ms BETWEEN ? AND ?",
                (now_ms + 1, now_ms + _PAUSE_MAX_MS),
            ).fetchone()
        return int(due or 0)

    def unknown(self, *, limit: int) -> Sequence[str]:
        """Files of cases that are not here, and of which it is not known whether the city has them: those
        whose turn it is to be asked about, the longest due first."""
        now_ms = time.time_ns() // 1_000_000
        with self._connections.read() as connection:
            rows = connection.execute(
                f"SELECT hash FROM (SELECT hash, next_ms FROM file WHERE {_ASKED} AND next_ms <= ?"
                f" UNION ALL SELECT hash, next_ms FROM file WHERE {_ASKED} AND next_ms > ?)"
                " ORDER BY next_ms LIMIT ?",
                (now_ms, now_ms + _ASK_MAX_MS, limit),
            ).fetchall()
        return [digest.hex() for (digest,) in rows]

    def lacked(self, hashes: Iterable[str], *, now_ms: int) -> None:
        """The city does not have these yet: asked about again after minutes, in the end once a day."""
        with self._connections.write() as connection:
            connection.executemany(
                "UPDATE file SET attempts = min(attempts + 1, 20),"
                f" next_ms = ? + min({_ASK_MAX_MS}, {_ASK_MS} << attempts)"
                f" WHERE hash = ? AND {_ASKED}",
                [(now_ms, bytes.fromhex(each)) for each in hashes],
            )

    def read_part(self, sha256: str, offset: int, count: int) -> bytes:
        """A piece of a file that is here. Raises EnvironmentProblem `attachment-lost` or
        `attachment-damaged`."""
        try:
            return self._files.vault.read_part(sha256, offset, count)
        except EnvironmentProblem as problem:
            if problem.code != "attachment-missing":
                raise
            raise EnvironmentProblem("attachment-lost") from problem

    def fetched(self, sha256: str) -> int:
        """How many bytes of a file are here, from its beginning."""
        return self._files.vault.fetched(sha256)

    def take_piece(self, sha256: str, offset: int, piece: bytes) -> int:
        """Keep a piece that came; the last one makes the file whole, or shows that it is another."""
        self._files.require_room()
        vault = self._files.vault
        here = vault.add_piece(sha256, offset, piece)
        with self._connections.read() as connection:
            (size,) = connection.execute(
                "SELECT size FROM file WHERE hash = ?", (bytes.fromhex(sha256),)
            ).fetchone()
        if here >= size:
            vault.finish(sha256)
            self._change(
                "kept_ms = max(1, CAST(strftime('%s', 'now') AS INTEGER) * 1000), arrived = 1,"
                " wanted = 0, done = size, attempts = 0, error = ''",
                sha256,
            )
        else:
            self.moved(sha256, here)
        return here

    def moved(self, sha256: str, done: int) -> None:
        """So many bytes are across."""
        self._set("done = ?, attempts = 0, error = ''", sha256, done)

    def arrived(self, hashes: Iterable[str]) -> None:
        """The city has these whole."""
        for each in hashes:
            self._change(
                "arrived = 1, done = CASE WHEN kept_ms > 0 THEN size ELSE done END,"
                " attempts = 0, error = ''",
                each,
            )

    def failed(self, sha256: str, *, error: str, next_ms: int) -> None:
        """An attempt failed for a reason that lies in this file."""
        self._set("attempts = attempts + 1, error = ?, next_ms = ?", sha256, error, next_ms)

    def hold(self, reason: str) -> None:
        """All wait, for the line or for the next month; empty: they wait no more."""
        with self._connections.write() as connection:
            connection.execute(
                f"UPDATE file SET error = ? WHERE {_WAITS}"
                " AND error IS NOT ? AND (error = '' OR error LIKE 'files-wait-%')",
                (reason, reason),
            )

    def spent(self, *, metered: bool, month: str) -> int:
        """Bytes of files in this month over this kind of line."""
        with self._connections.read() as connection:
            row = connection.execute(
                "SELECT bytes FROM file_traffic WHERE month = ? AND metered = ?", (month, metered)
            ).fetchone()
        return int(row[0]) if row else 0

    def spend(self, count: int, *, metered: bool, month: str) -> None:
        """So many more."""
        with self._connections.write() as connection:
            connection.execute(
                "INSERT INTO file_traffic VALUES (?, ?, ?)"
                " ON CONFLICT DO UPDATE SET bytes = bytes + excluded.bytes",
                (month, metered, count),
            )

    def _set(self, change: str, sha256: str, *values: object) -> None:
        with self._connections.write() as connection:
            connection.execute(
                f"UPDATE file SET {change} WHERE hash = ?", (*values, bytes.fromhex(sha256))
            )

    def _change(self, change: str, sha256: str) -> None:
        """The same where the case looks different afterwards."""
        with self._connections.write() as connection:
            row = connection.execute(
                f"UPDATE file SET {change} WHERE hash = ? RETURNING case_id",
                (bytes.fromhex(sha256),),
            ).fetchone()
        if row and row[0]:
            self._told(frozenset((row[0].hex(),)))
