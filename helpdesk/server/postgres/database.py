"""The connection pool, and the one place where the driver's errors become ours. Any thread."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.errors import DiskFull
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool, PoolTimeout

from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.server.principal import Principal

WAIT_SECONDS = 3.0  # for a free connection; then the request is told to come back
RECONNECT_SECONDS = 1.0  # then the next request tries: waits that double would outlast the outage
Connection = psycopg.Connection[TupleRow]
Row = tuple[Any, ...]


class Database:
    """A pool of connections to `url`, whose user owns nothing: PostgreSQL holds it to its scope.

    Raises EnvironmentProblem `database-away` when the database is away, `server-full` when it has no
    room left.
    """

    def __init__(self, url: str, *, size: int = 8) -> None:
        self._size = size
        self._pool: ConnectionPool[Connection] = ConnectionPool(
            url,
            min_size=1,
            max_size=size,
            timeout=WAIT_SECONDS,
            reconnect_timeout=RECONNECT_SECONDS,
            open=False,
            kwargs={"autocommit": False},
        )

    def __enter__(self) -> "Database":
        self._pool.open()
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.close()

    @contextmanager
    def transaction(self, principal: Principal) -> Iterator[Connection]:
        """A connection in a transaction on behalf of `principal`: committed on leaving, rolled back
        on any exception."""
        try:
            connection = self._connected(principal)
            try:
                with connection:  # commits or rolls back
                    yield connection
            finally:
                self._pool.putconn(connection)
        except DiskFull as error:
            raise EnvironmentProblem("server-full") from error
        except (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout) as error:
            raise EnvironmentProblem("database-away") from error

    def _connected(self, principal: Principal) -> Connection:
        """A connection that answers: PostgreSQL may have been restarted since it was made."""
        left = self._size
        while True:
            connection = self._pool.getconn()
            try:
                act_as(connection, principal)
            except BaseException as error:
                self._pool.putconn(connection)  # a broken one is thrown away there
                left -= 1
                if not left or not connection.broken or not isinstance(error, psycopg.Error):
                    raise
            else:
                return connection


def act_as(connection: Connection, principal: Principal) -> None:
    """For the rest of the transaction only what is this principal's is there."""
    connection.execute("SELECT act_as(%s, %s)", [principal.kind, principal.id])
