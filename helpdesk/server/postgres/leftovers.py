"""What a killed PostgreSQL leaves in its cluster: processes that have not ended yet, and files that name a
process which is somebody else's by now.

PostgreSQL refuses to start beside the first, and believes the second wherever any process of its user has
that number: after a power cut, or in a container, where numbers come again soon. Only Linux tells where a
process works; elsewhere everything is left to PostgreSQL.
"""

import logging
import os
import select
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

log = logging.getLogger(__name__)

_PROCESSES = Path("/proc")
_NAME = "postgres"
_END_SECONDS = 1.0


def postmaster(cluster: Path) -> int | None:
    """The process that the cluster's own file names; None where there is none, or not any more."""
    found = _named_in(cluster / "postmaster.pid")
    return found if found is not None and _works_in(cluster, found) else None


def clear(cluster: Path, *, sockets: Path, seconds: float) -> None:
    """End what still works in a cluster whose postmaster is gone, and remove the files that it left there
    and in the folder of its `sockets`.

    A crash needs no decent end: what was committed comes back from the log. Gives up after `seconds`; then
    PostgreSQL says what is in its way.
    """
    end = time.monotonic() + seconds
    while left := list(_left_in(cluster)):
        if time.monotonic() > end:
            return
        log.info("%s processes of a killed PostgreSQL are ended", len(left))
        for process in left:
            with suppress(OSError):
                _end(process)
    for path in (cluster / "postmaster.pid", *sockets.glob(".s.PGSQL.*.lock")):
        named = _named_in(path)
        if named is not None and not _works_in(cluster, named):
            log.info("%s of a killed PostgreSQL is removed", path.name)
            path.unlink(missing_ok=True)


def _end(process: int) -> None:
    handle = os.pidfd_open(process)
    try:
        signal.pidfd_send_signal(handle, signal.SIGKILL)
        select.select([handle], [], [], _END_SECONDS)
    finally:
        os.close(handle)


def _named_in(path: Path) -> int | None:
    try:
        return abs(int(path.read_text(encoding="utf-8").split("\n", 1)[0]))
    except (OSError, ValueError):
        return None


def _works_in(cluster: Path, process: int) -> bool:
    """Whether a process is a PostgreSQL of this cluster; true, too, where the system does not tell."""
    entry = _PROCESSES / str(process)
    try:
        return _is_postgres(entry) and (entry / "cwd").readlink() == cluster
    except (FileNotFoundError, ProcessLookupError):  # ended; or ended, and nobody has taken notice
        return not (_PROCESSES / "self" / "comm").exists()
    except OSError:
        return True


def _left_in(cluster: Path) -> Iterator[int]:
    for entry in _PROCESSES.glob("[0-9]*"):
        with suppress(OSError):  # another user's, or ended meanwhile
            if _is_postgres(entry) and (entry / "cwd").readlink() == cluster:
                yield int(entry.name)


def _is_postgres(entry: Path) -> bool:
    return (entry / "comm").read_text(encoding="utf-8").strip() == _NAME
