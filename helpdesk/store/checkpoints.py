"""Moves what was committed from the write-ahead log into the database, in a thread of its own.

A commit is durable once it stands in the log. Moving it on costs more fsyncs: were the writer to do
it, every thirtieth registration would wait for them.
"""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

DELAY_SECONDS = 0.2  # commits close together are moved together
LOG_PAGES_MAX = 16_000  # 64 MB: beyond, writers wait once until the log begins anew


class Checkpoints:
    """The thread. It holds `writers` only when the log has grown too long."""

    def __init__(
        self, connect: Callable[[], Any], writers: AbstractContextManager[Any, Any]
    ) -> None:
        self._connect = connect
        self._writers = writers
        self._committed = threading.Event()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="store-checkpoints", daemon=True)
        self._thread.start()

    def committed(self) -> None:
        """There is something to move."""
        self._committed.set()

    def close(self) -> None:
        """Stop and join; the last connection to close moves what is left."""
        self._closing.set()
        self._committed.set()
        self._thread.join()

    def _run(self) -> None:
        connection: Any = None
        while self._committed.wait() and not self._closing.wait(DELAY_SECONDS):
            self._committed.clear()
            # A full disk or a lock elsewhere: nothing is lost, the next commit wakes this again.
            with suppress(sqlcipher.DatabaseError):
                connection = connection or self._connect()
                self._move(connection)
        if connection is not None:
            connection.close()

    def _move(self, connection: Any) -> None:
        _busy, pages, _moved = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        if pages > LOG_PAGES_MAX:
            with self._writers:
                connection.execute("PRAGMA wal_checkpoint(RESTART)").fetchone()
