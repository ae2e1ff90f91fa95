"""Files beside the backups: each sealed file copied once, as it lies, under the name it has on the desk.

They open with the keys in the backed-up database. One folder serves all backups of a desk; what a
later backup lacks an earlier one may need, so nothing is taken away here.
"""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.store.backup import Place, desk_mark
from helpdesk.store.connection import Connection, Connections
from helpdesk.store.copying import NOBODY, Watch, sync_file
from helpdesk.store.errors import driver_errors
from helpdesk.store.file_keys import known_vault
from helpdesk.store.vault import FOLDER, INCOMING


def copy_files(connections: Connections, place: Place, *, watch: Watch = NOBODY) -> int:
    """Copy the files of cases that the folder lacks; answers how many.

    Raises EnvironmentProblem `backup-no-room` or the disk's, and Problem `cancelled`; what was copied
    stays and counts.
    """
    with connections.read() as connection:
        vault = known_vault(connection, connections.path.parent)
        if vault is None:
            return 0
        rows = connection.execute(
            "SELECT hash FROM file WHERE kept_ms > 0 AND (case_id IS NOT NULL OR EXISTS"
            " (SELECT 1 FROM scan WHERE file.hash IN (scan.hash, scan.thumbnail)))"
        ).fetchall()
    root, copied = folder_of(place.folder, connections.key), 0
    for number, (digest,) in enumerate(rows):
        source = vault.path(digest.hex())
        target = root / source.parent.name / source.name
        if target.exists() or not source.exists():
            continue
        watch.step(number, len(rows))
        with driver_errors():
            if shutil.disk_usage(place.folder).free < place.room_left:
                raise EnvironmentProblem("backup-no-room", folder=str(place.folder))
            _copy(source, target)
        copied += 1
    return copied


def put_back(folder: Path, backups: Path, data_key: bytes) -> int:
    """Bring back the files that `folder` lacks, from beside a backup; answers how many. A disk that
    fills up ends it quietly: files can be fetched from the city, too."""
    copied = 0
    with suppress(OSError):
        for source in _files_in(folder_of(backups, data_key)):
            target = folder / FOLDER / source.parent.name / source.name
            if not target.exists():
                _copy(source, target)
                copied += 1
    return copied


def reconcile(connection: Connection, folder: Path) -> None:
    """Which files are here is what lies in the folder, whatever the rows said."""
    vault = known_vault(connection, folder)
    rows = connection.execute("SELECT hash, kept_ms FROM file").fetchall()
    for digest, kept_ms in rows:
        here = vault is not None and vault.holds(digest.hex())
        if here != bool(kept_ms):
            connection.execute(
                "UPDATE file SET kept_ms = ?, wanted = 0 WHERE hash = ?", (int(here), digest)
            )


def folder_of(backups: Path, data_key: bytes) -> Path:
    """Where a desk's files lie beside its backups."""
    return backups / f"helpdesk-{desk_mark(data_key)}-files"


def _files_in(root: Path) -> Iterator[Path]:
    for folder in sorted(root.iterdir()) if root.is_dir() else ():
        if folder.is_dir() and folder.name != INCOMING:
            yield from sorted(folder.iterdir())


def _copy(source: Path, target: Path) -> None:
    """There whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    shutil.copyfile(source, part)
    sync_file(part)
    part.replace(target)
