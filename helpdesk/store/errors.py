"""The driver's errors, translated once: what the machine is guilty of becomes an EnvironmentProblem."""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlcipher

from helpdesk.domain.problems import EnvironmentProblem

# By the beginning of SQLite's error name: extended codes only say more of the same.
_BY_NAME = (
    ("SQLITE_FULL", "disk-full"),
    ("SQLITE_READONLY", "disk-readonly"),
    ("SQLITE_PERM", "disk-readonly"),
    ("SQLITE_BUSY", "database-locked"),
    ("SQLITE_LOCKED", "database-locked"),
    ("SQLITE_CORRUPT", "database-damaged"),
    ("SQLITE_NOTADB", "database-foreign"),
    ("SQLITE_CANTOPEN", "database-unreachable"),
    ("SQLITE_IOERR", "disk-failed"),
)
_BY_ERRNO = {
    errno.ENOSPC: "disk-full",
    errno.EDQUOT: "disk-full",
    errno.EROFS: "disk-readonly",
    errno.EACCES: "disk-readonly",
    errno.EPERM: "disk-readonly",
}


_FULL_BYTES = 128_000  # with less room than this, a failed write is one for want of room


@contextmanager
def driver_errors() -> Iterator[None]:
    """Within it, errors of files, lock and key are EnvironmentProblems; bugs stay bugs."""
    try:
        with database_errors():
            yield
    except OSError as error:
        raise EnvironmentProblem(_BY_ERRNO.get(error.errno or 0, "disk-failed")) from error


@contextmanager
def database_errors(path: Path | None = None) -> Iterator[None]:
    """The same for the database's errors alone, where other people's code runs inside.

    `path` is the database: on a full disk SQLite sometimes says no more than that it failed.
    """
    try:
        yield
    except sqlcipher.DatabaseError as error:
        problem = problem_of(error)
        if problem is None:
            raise
        if problem.code == "disk-failed" and path is not None and _is_full(path):
            problem = EnvironmentProblem("disk-full")
        raise problem from error


def problem_of(error: Exception) -> EnvironmentProblem | None:
    """The problem behind a driver's error; None when it is a bug of ours."""
    name = getattr(error, "sqlite_errorname", None) or ""
    for beginning, code in _BY_NAME:
        if name.startswith(beginning):
            return EnvironmentProblem(code)
    return None


def _is_full(path: Path) -> bool:
    try:
        return shutil.disk_usage(path.parent).free < _FULL_BYTES
    except OSError:
        return False
