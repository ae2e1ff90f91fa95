"""What need not happen while somebody waits, in a thread of its own, a slice at a time.

A commit is durable once it stands in the write-ahead log, and found once it stands in a segment of
the search index. Moving the log into the database and merging segments cost tens of milliseconds:
done by the writer, as SQLite would, every thirtieth registration would wait for them. The terms of
what came in bulk cost seconds.
"""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from helpdesk.domain.problems import EnvironmentProblem

QUIET_SECONDS = 0.2  # after the last commit
_PATIENCE = 25  # times this, when commits never stop
LOG_PAGES_MAX = 16_000  # 64 MB: beyond, writers wait once until the log begins anew
_SLICE_PAGES, _SLICES_MAX = 16, 400
_BREATH_SECONDS = 0.003  # between slices, for a writer that waits
_INDEXES = ("search_case", "search_resident")


class Upkeep:
    """The thread. `writer` lends the writing connection while nobody else writes."""

    def __init__(
        self,
        connect: Callable[[], Any],
        writer: Callable[[], AbstractContextManager[Any]],
    ) -> None:
        self._connect = connect
        self._writer = writer
        self.more: Callable[[Any], bool] = lambda _: False
        """Something else that may wait: a slice of it in an open transaction; answers whether it did
        anything."""
        self._committed = threading.Event()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="store-upkeep", daemon=True)
        self._thread.start()

    def committed(self) -> None:
        """There is something to look after."""
        self._committed.set()

    def tidy(self) -> None:
        """Do all of it now, in the calling thread: after many cases at once."""
        for act in (self.more, _merge_slice):
            while self._slice(act):
                pass
        with self._writer() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    def close(self) -> None:
        """Stop and join; what is left is done another time."""
        self._closing.set()
        self._committed.set()
        self._thread.join()

    def _run(self) -> None:
        connection: Any = None
        while self._quiet():
            # A full disk or a lock elsewhere: nothing is lost, the next commit wakes this again.
            with suppress(sqlcipher.DatabaseError, EnvironmentProblem):
                connection = connection or self._connect()
                self._slices(self.more, most=sys.maxsize)
                self._slices(_merge_slice, most=_SLICES_MAX)
                self._move(connection)
        if connection is not None:
            connection.close()

    def _quiet(self) -> bool:
        """Wait for a commit and then for a quiet moment; False when it is time to stop."""
        self._committed.wait()
        for _ in range(_PATIENCE):
            self._committed.clear()
            if self._closing.wait(QUIET_SECONDS):
                return False
            if not self._committed.is_set():
                break
        return True

    def _slices(self, act: Callable[[Any], bool], *, most: int) -> None:
        """Slice after slice until nothing is left to do, or somebody works again."""
        for _ in range(most):
            if self._closing.wait(_BREATH_SECONDS) or not self._slice(act):
                return
            if self._committed.is_set():
                return

    def _slice(self, act: Callable[[Any], bool]) -> bool:
        """One short transaction; answers whether it did anything."""
        with self._writer() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                done = act(connection)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            return done

    def _move(self, connection: Any) -> None:
        """Move the log into the database beside the writers, or, when it is too long, alone."""
        _busy, pages, _moved = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        if pages > LOG_PAGES_MAX:
            with self._writer(), _without_patience(connection):
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def _merge_slice(connection: Any) -> bool:
    """Merge a few pages of each search index; answers whether there was anything to merge."""
    before = connection.total_changes
    for index in _INDEXES:
        connection.execute(
            f"INSERT INTO {index} ({index}, rank) VALUES ('merge', ?)", (_SLICE_PAGES,)
        )
    # Each of the two commands counts as one change; merging makes more.
    return bool(connection.total_changes - before > len(_INDEXES))


@contextmanager
def _without_patience(connection: Any) -> Iterator[None]:
    """A backup reads one snapshot for as long as it takes: nobody waits for it, the log grows instead."""
    (usual,) = connection.execute("PRAGMA busy_timeout").fetchone()
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA busy_timeout = {usual}")
