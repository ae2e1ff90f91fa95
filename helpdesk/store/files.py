"""Files of cases on this desk: kept sealed, once each, and known by rows beside the events. Any thread."""

import threading
from collections.abc import Sequence

import msgspec

from helpdesk.application.cards import PHOTO, photo_of
from helpdesk.application.files import FileState, FilesWaiting
from helpdesk.application.intake import Intake
from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.store.connection import Connections
from helpdesk.store.file_keys import known_vault, vault_of
from helpdesk.store.vault import Vault

LOOSE_MS = 30 * 24 * 3_600_000  # a file that no case, draft or scan has is forgotten after that
PENDING = "kept_ms > 0 AND arrived = 0 AND case_id IS NOT NULL"
COMING = "kept_ms = 0 AND wanted = 1"


class Files:
    """`application.files.FileStore` in one data folder.

    What seals the files is a random key in the encrypted database, so that a new data key rewrites no
    file; the first file after a new data key is sealed with a new one (ADR 18).
    """

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._lock = threading.Lock()
        self._vault: Vault | None = None

    @property
    def vault(self) -> Vault:
        """The sealed files, with the keys of this database."""
        with self._lock:
            if self._vault is None:
                self._vault = vault_of(self._connections)
            return self._vault

    def keep(self, content: bytes, *, now_ms: int) -> str:
        """Seal bytes at once; answers their SHA-256. Known bytes are not kept twice.

        Raises EnvironmentProblem `attachment-no-room` while the disk is short: cases need the rest (C21).
        """
        self.require_room()
        digest = self.vault.keep(content)
        with self._connections.write() as connection:
            connection.execute(
                "INSERT INTO file (hash, size, kept_ms) VALUES (?, ?, ?) ON CONFLICT DO UPDATE"
                " SET kept_ms = excluded.kept_ms, wanted = 0, error = ''",
                (bytes.fromhex(digest), len(content), now_ms),
            )
        return digest

    def require_room(self) -> None:
        """Raises EnvironmentProblem `attachment-no-room` while the disk is short."""
        if not self._connections.reserve.may_store_files():
            raise EnvironmentProblem("attachment-no-room")

    def read(self, sha256: str) -> bytes:
        """A file's bytes. Raises EnvironmentProblem `attachment-missing` or `attachment-damaged`."""
        return self.vault.read(sha256)

    def states(self, hashes: Sequence[str]) -> dict[str, FileState]:
        """Where each of these files is."""
        found = {}
        with self._connections.read() as connection:
            for each in hashes:
                row = connection.execute(
                    "SELECT size, kept_ms > 0, arrived, wanted, done, error FROM file"
                    " WHERE hash = ?",
                    (bytes.fromhex(each),),
                ).fetchone()
                if row:
                    size, here, arrived, wanted, done, error = row
                    found[each] = FileState(
                        size, bool(here), bool(arrived), bool(wanted), done=done, error=error
                    )
        return found

    def case_of(self, sha256: str) -> str:
        """The case that has this file, by its id; empty where none here has."""
        with self._connections.read() as connection:
            row = connection.execute(
                "SELECT case_id FROM file WHERE hash = ? AND case_id IS NOT NULL",
                (bytes.fromhex(sha256),),
            ).fetchone()
        return row[0].hex() if row else ""

    def want(self, hashes: Sequence[str]) -> None:
        """Fetch these with the next exchange, before anything else of their size."""
        with self._connections.write() as connection:
            connection.executemany(
                "UPDATE file SET wanted = 1, next_ms = 0, attempts = 0, error = '', done = 0"
                " WHERE hash = ? AND kept_ms = 0 AND wanted = 0",
                [(bytes.fromhex(each),) for each in hashes],
            )

    def urge(self, case_id: str) -> frozenset[str]:
        """Try what waits of a case before all else, with the next exchange; answers which files (SHA-256)."""
        with self._connections.write() as connection:
            rows = connection.execute(
                f"UPDATE file SET next_ms = -1 WHERE case_id = ? AND (({PENDING}) OR ({COMING}))"
                " RETURNING hash",
                (bytes.fromhex(case_id),),
            ).fetchall()
        return frozenset(digest.hex() for (digest,) in rows)

    def retry(self, case_id: str) -> None:
        """Try the files of a case again at once; what is here is offered again, also where the city had
        it once."""
        with self._connections.write() as connection:
            connection.execute(
                "UPDATE file SET next_ms = 0, arrived = 0 WHERE case_id = ? AND kept_ms > 0",
                (bytes.fromhex(case_id),),
            )
            connection.execute(
                "UPDATE file SET next_ms = 0 WHERE case_id = ?", (bytes.fromhex(case_id),)
            )

    def waiting(self, *, limit: int) -> list[FilesWaiting]:
        """What waits to be sent or fetched, by case, the oldest first."""
        with self._connections.read() as connection:
            rows = connection.execute(
                "SELECT f.case_id, coalesce(cases.applicant, ''), coalesce(cases.title, ''),"
                " CASE WHEN count(DISTINCT nullif(f.label, '')) = 1 THEN max(f.label) ELSE '' END,"
                " f.kept_ms > 0 AS up, sum(f.thumbnail = 0), sum(f.size), sum(f.done),"
                " max(f.attempts), max(f.error), min(f.next_ms)"
                f" FROM file f LEFT JOIN cases ON cases.id = f.case_id WHERE ({PENDING})"
                f" OR ({COMING}) GROUP BY f.case_id, up ORDER BY min(f.kept_ms) LIMIT ?",
                (limit,),
            ).fetchall()
        return [
            FilesWaiting(
                case.hex() if case else "",
                name,
                title,
                label,
                up=bool(up),
                files=files,
                bytes=size,
                done=done,
                attempts=attempts,
                error=error,
                next_ms=next_ms,
            )
            for case, name, title, label, up, files, size, done, attempts, error, next_ms in rows
        ]

    def settle(self, *, now_ms: int) -> None:
        """At the start: remove what a kill left half-written, and files that belong to nothing (C23)."""
        with self._connections.read() as connection:
            wanted = connection.execute(f"SELECT hash FROM file WHERE {COMING}").fetchall()
            loose = connection.execute(
                "SELECT hash FROM file WHERE case_id IS NULL AND kept_ms < ? AND NOT EXISTS"
                " (SELECT 1 FROM scan WHERE file.hash IN (scan.hash, scan.thumbnail))",
                (now_ms - LOOSE_MS,),
            ).fetchall()
            vault = known_vault(connection, self._connections.path.parent)
        if vault is None:
            return
        vault.clean([each.hex() for (each,) in wanted])
        if loose:
            self._forget({each for (each,) in loose})

    def _forget(self, loose: set[bytes]) -> None:
        with self._connections.write() as connection:
            for (raw,) in connection.execute("SELECT intake FROM draft"):
                intake = msgspec.json.decode(raw, type=Intake)
                for file in intake.files:
                    loose -= {bytes.fromhex(file.sha256), bytes.fromhex(file.thumbnail)}
                for fields in (intake.new_resident, *intake.people):
                    photo = photo_of(fields.get(PHOTO, ""))
                    loose -= {bytes.fromhex(photo.sha256)} if photo else set()
            for each in loose:
                connection.execute("DELETE FROM file WHERE hash = ? AND case_id IS NULL", (each,))
                self.vault.drop(each.hex())
