"""How far the log had come at the last backup, beside the database.

SQLite takes a write-ahead log up to its first torn frame and says nothing of what stood behind. Whoever
opens a database whose log ends before this mark knows that something is missing.
"""

import contextlib
from pathlib import Path

import msgspec

from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.store import device, event_log
from helpdesk.store.connection import Connection

FILE_NAME = "log-mark.json"


class _Mark(msgspec.Struct, frozen=True):
    incarnation: bytes
    dseq: int
    head: bytes


def note(folder: Path, connection: Connection) -> None:
    """Remember the log's end; a disk that does not take it is no obstacle."""
    incarnation, _, _ = device.log_of(connection)
    tip = event_log.tip(connection, incarnation)
    fresh = folder / f"{FILE_NAME}.new"
    with contextlib.suppress(OSError):
        fresh.write_bytes(msgspec.json.encode(_Mark(incarnation, tip.dseq, tip.head)))
        fresh.replace(folder / FILE_NAME)


def forget(folder: Path) -> None:
    """The log is numbered anew, or comes from elsewhere."""
    with contextlib.suppress(OSError):
        (folder / FILE_NAME).unlink(missing_ok=True)


def check(folder: Path, connection: Connection) -> None:
    """Raises EnvironmentProblem `database-damaged` when the log ends before the mark."""
    if lacks(folder, connection):
        raise EnvironmentProblem("database-damaged")


def lacks(folder: Path, connection: Connection) -> bool:
    """Whether something is missing; a mark that cannot be read says nothing."""
    with contextlib.suppress(OSError, msgspec.MsgspecError):
        mark = msgspec.json.decode((folder / FILE_NAME).read_bytes(), type=_Mark)
        found = event_log.head_at(connection, mark.incarnation, dseq=mark.dseq)
        return found != mark.head
    return False
