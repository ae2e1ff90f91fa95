"""Backups of the city and their restoring: what lies in the folder of one, and in which order things happen.

One backup is a folder `helpdesk-city-<moment>`: the database and `city.json`, sealed with a random key,
which `backup.json` holds sealed to the city's recovery key. Files lie beside the backups, once for all.
"""

import hashlib
import io
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout

from helpdesk.bootstrap.city_parts import RESTORING, city_database, now_ms
from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.protocol.recovery import SealedBox, open_box, seal_to
from helpdesk.protocol.sealing import open_sealed, seal
from helpdesk.server.credentials import Credentials, CredentialsFile
from helpdesk.server.postgres import histories
from helpdesk.server.postgres.database import Database
from helpdesk.server.postgres.dump import dump, heads, is_empty, load
from helpdesk.server.postgres.embedded import EmbeddedPostgres, cluster_set_aside, own_postgres
from helpdesk.server.postgres.schema import HEAD, begin_anew
from helpdesk.server.postgres.serving_role import serving_url
from helpdesk.server.principal import DOOR, Principal
from helpdesk.sync.stick import sync_folder

NAME, FILES = "helpdesk-city-", "files"
_DATABASE, _CITY, _SAID = "database.sealed", "city.sealed", "backup.json"
_PURPOSE = "helpdesk city backup 1"
_PART, _SCRATCH = ".part", "check-"


class Said(msgspec.Struct, frozen=True):
    """`backup.json`: what can be known without the key. `sums` are SHA-256 by file."""

    made_ms: int
    history: str
    schema: str
    box: SealedBox
    sums: dict[str, str]


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup that was read back and restored once: where it is, and how far it reaches."""

    path: Path
    streams: Mapping[str, int]
    bytes: int


def back_up(data: Path, url: str, target: Path, *, keep: int) -> Kept:
    """Make a backup of the serving city in the folder `target`, restore it into a scratch database, and
    tell the devices what is safe. The newest `keep` stay.

    Raises EnvironmentProblem `city-dump-failed`, `city-dump-differs`, `city-backup-folder`, or
    `city-backup-running` while another one is made.
    """
    with _alone(data):
        path, streams, size = _made(data, url, target, keep=keep)
    _tell_safe(data, url, streams)
    return Kept(path, streams, size)


def _made(data: Path, url: str, target: Path, *, keep: int) -> tuple[Path, Mapping[str, int], int]:
    """Written, restored once, and on the disk under its name: where, how far it reaches, its bytes."""
    try:
        target.mkdir(parents=True, exist_ok=True)
        for left in target.glob(f"{NAME}*{_PART}"):
            shutil.rmtree(left)
        path = target / f"{NAME}{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
        part = path.with_name(path.name + _PART)
        part.mkdir(mode=0o700)
        key = secrets.token_bytes(32)
        _write(part, data, url, key)
        streams = _rehearsed(part, data, key)
        _mirror(data / FILES, target / FILES)
        sync_folder(part)
        part.rename(path)
        sync_folder(target)  # devices are told that they may forget what lies in it
        size = sum(each.stat().st_size for each in path.iterdir())
        _thin_out(target, keep=keep)
    except OSError as error:
        raise EnvironmentProblem("city-backup-folder", folder=str(target)) from error
    return path, streams, size


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """One backup at a time. What a killed one left is cleared away: its scratch database is as large as the
    city's, and may be running (C23)."""
    lock = FileLock(data / "backup.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise EnvironmentProblem("city-backup-running") from None
    try:
        for left in data.glob(f"{_SCRATCH}*"):
            EmbeddedPostgres(left).stop()
            shutil.rmtree(left, ignore_errors=True)
        yield
    finally:
        lock.release()


def bring_back(source: Path, data: Path, database: str, *, recovery_key: Path | None) -> Kept:
    """Restore a backup: into a new cluster of our own (the old one keeps lying beside it), or into the
    empty `database`. A new history begins (C13).

    Raises EnvironmentProblem `city-backup-none`, `city-backup-damaged`, `city-backup-newer`,
    `recovery-key-missing`, `city-not-empty`, `city-running`, `city-other`, and Problem
    `recovery-key-wrong`.
    """
    said = _said(source)
    keeping = CredentialsFile(data)
    key = open_box(keeping.recovery_private(recovery_key), said.box, purpose=_PURPOSE)
    credentials = _credentials(source, keeping, key)
    if database:
        if not is_empty(database):
            raise EnvironmentProblem("city-not-empty")
        streams = _refilled(source, database, key)
    else:
        with (
            _under_way(data),
            cluster_set_aside(data / "postgres", mark=f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"),
            own_postgres(data / "postgres", serving=True) as url,
        ):
            streams = _refilled(source, url, key)
            credentials.history = begin_anew(url, now_ms=now_ms())
    if database:
        credentials.history = begin_anew(database, now_ms=now_ms())
    keeping.save(credentials)
    with city_database(data, database, serving=False):
        pass  # brought to this program's schema, with its serving user
    _mirror(source.parent / FILES, data / FILES)
    return Kept(source, streams, sum(each.stat().st_size for each in source.iterdir()))


@contextmanager
def _under_way(data: Path) -> Iterator[None]:
    """Until it has ended nothing else opens this city: after a power cut in the middle a database that lacks
    rows, and who may see them, would begin to serve by itself."""
    mark = data / RESTORING
    mark.touch()
    sync_folder(data)
    try:
        yield
    finally:  # a failure has put the database before in its place again
        mark.unlink()


def _write(part: Path, data: Path, url: str, key: bytes) -> None:
    keeping = CredentialsFile(data)
    credentials = keeping.load()
    with _private(part / _DATABASE) as file:
        dump(url, file, key=key)
        _durable(file)
    with _private(part / _CITY) as file:
        seal(io.BytesIO(keeping.path.read_bytes()), file, key=key)
        _durable(file)
    said = Said(
        made_ms=now_ms(),
        history=credentials.history,
        schema=HEAD,
        box=seal_to(credentials.recovery_public, key, purpose=_PURPOSE),
        sums={name: _sum(part / name) for name in (_DATABASE, _CITY)},
    )
    with _private(part / _SAID) as file:
        file.write(msgspec.json.encode(said))
        _durable(file)


def _rehearsed(part: Path, data: Path, key: bytes) -> Mapping[str, int]:
    """Read back from the disk, and restored into a scratch cluster that is gone afterwards."""
    _said(part)
    with (
        tempfile.TemporaryDirectory(prefix=_SCRATCH, dir=data) as scratch,
        own_postgres(Path(scratch), serving=True, options=("fsync=off",)) as url,
    ):
        return _refilled(part, url, key)


def _refilled(source: Path, url: str, key: bytes) -> Mapping[str, int]:
    with (source / _DATABASE).open("rb") as file:
        load(url, file, key=key)
    return heads(url)


def _said(source: Path) -> Said:
    """What the backup says of itself, and every byte of it is as it was written."""
    try:
        said = msgspec.json.decode((source / _SAID).read_bytes(), type=Said)
        damaged = any(_sum(source / name) != wanted for name, wanted in said.sums.items())
    except FileNotFoundError as error:
        raise EnvironmentProblem("city-backup-none", folder=str(source)) from error
    except (OSError, msgspec.MsgspecError) as error:
        raise EnvironmentProblem("city-backup-damaged", folder=str(source)) from error
    if damaged or set(said.sums) != {_DATABASE, _CITY}:
        raise EnvironmentProblem("city-backup-damaged", folder=str(source))
    if said.schema > HEAD:
        raise EnvironmentProblem("city-backup-newer", version=said.schema, known=HEAD)
    return said


def _credentials(source: Path, keeping: CredentialsFile, key: bytes) -> Credentials:
    """The city's own, as they are in the data folder; where there are none, the backup's."""
    plain = io.BytesIO()
    with (source / _CITY).open("rb") as file:
        open_sealed(file, plain, key=key)
    kept = msgspec.json.decode(plain.getvalue(), type=Credentials)
    if not keeping.path.exists():
        return kept
    here = keeping.load()
    if here.key != kept.key:
        raise EnvironmentProblem("city-other", path=str(keeping.path))
    return here


def _tell_safe(data: Path, url: str, streams: Mapping[str, int]) -> None:
    """One stream after the other, so that no desk waits for another's."""
    credentials = CredentialsFile(data).load()
    with Database(serving_url(url, credentials.database_password), size=1) as database:
        for stream, head in streams.items():
            with database.transaction(Principal.stream(stream)) as connection:
                histories.note_safe(connection, {stream: head})
        with database.transaction(DOOR) as connection:
            histories.note_backup(connection, now_ms())


def _mirror(source: Path, target: Path) -> None:
    """Files are named by their content: what is there already is the same."""
    for file in source.rglob("*") if source.is_dir() else ():
        copy = target / file.relative_to(source)
        if not file.is_file() or (copy.exists() and copy.stat().st_size == file.stat().st_size):
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        part = copy.with_name(copy.name + _PART)
        shutil.copyfile(file, part)
        part.chmod(0o600)
        part.replace(copy)


def _thin_out(target: Path, *, keep: int) -> None:
    whole = sorted(each for each in target.glob(f"{NAME}*Z") if (each / _SAID).exists())
    for old in whole[: -max(keep, 2)]:
        shutil.rmtree(old)


def _private(path: Path) -> io.BufferedRandom:
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")


def _durable(file: io.BufferedRandom) -> None:
    file.flush()
    os.fsync(file.fileno())


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
