"""The connection pool, and the one place where the driver's errors become ours. Any thread."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool, PoolTimeout

from helpdesk.domain.problems import EnvironmentProblem

Connection = psycopg.Connection[TupleRow]
Row = tuple[Any, ...]


class Database:
    """A pool of connections to `url`. Raises EnvironmentProblem `database-away` when it is away."""

    def __init__(self, url: str, *, size: int = 8) -> None:
        self.url = url
        self._pool: ConnectionPool[Connection] = ConnectionPool(
            url, min_size=1, max_size=size, timeout=20, open=False, kwargs={"autocommit": False}
        )

    def __enter__(self) -> "Database":
        self._pool.open()
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.close()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection in a transaction: committed on leaving, rolled back on any exception."""
        try:
            with self._pool.connection() as connection:
                yield connection
        except (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout) as error:
            raise EnvironmentProblem("database-away") from error
