"""The connection pool, and the one place where the driver's errors become ours. Any thread."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

import psycopg
from psycopg import sql
from psycopg.errors import DeadlockDetected, DiskFull, UniqueViolation
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool, PoolTimeout

from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.server.principal import Principal

WAIT_SECONDS = 3.0  # for a free connection; then the request is told to come back
COLLISIONS_MAX = 5  # with other requests, for one
RECONNECT_SECONDS = 1.0  # then the next request tries: waits that double would outlast the outage
Connection = psycopg.Connection[TupleRow]
Row = tuple[Any, ...]
T = TypeVar("T")


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
            kwargs={"autocommit": True},  # `begin` does, in one message
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
        with _told():
            connection, _ = self._connected(lambda connection: begin(connection, principal))
            try:
                with connection:  # commits or rolls back
                    yield connection
            finally:
                self._pool.putconn(connection)

    def answer(self, statement: str, values: Sequence[object]) -> Row | None:
        """The row of one statement that is a transaction by itself, on nobody's behalf: it sees no table,
        only the owner's functions, which look after the scope themselves."""
        with _told():
            connection, row = self._connected(
                lambda link: link.execute(statement, values).fetchone()
            )
            self._pool.putconn(connection)
            return row

    def _connected(self, first: Callable[[Connection], T]) -> tuple[Connection, T]:
        """A connection that answers, and what it answered `first`: PostgreSQL may have been restarted
        since it was made."""
        left = self._size
        while True:
            connection = self._pool.getconn()
            try:
                answer = first(connection)
            except BaseException as error:
                self._pool.putconn(connection)  # a broken one is thrown away there
                left -= 1
                if not left or not connection.broken or not isinstance(error, psycopg.Error):
                    raise
            else:
                return connection, answer


class Collided(EnvironmentProblem):
    """Two transactions waited for each other, and this one gave way: done again it gets through."""

    def __init__(self) -> None:
        super().__init__("database-away")


def until_first(work: Callable[[], T]) -> T:
    """What `work` answers, done again where another transaction claimed the same at the same moment: by
    then it sees what that one did."""
    for _ in range(COLLISIONS_MAX):
        with suppress(UniqueViolation, Collided):
            return work()
    return work()


@contextmanager
def _told() -> Iterator[None]:
    """The driver's errors as ours."""
    try:
        yield
    except DiskFull as error:
        raise EnvironmentProblem("server-full") from error
    except DeadlockDetected as error:
        raise Collided from error
    except (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout) as error:
        raise EnvironmentProblem("database-away") from error


def begin(connection: Connection, principal: Principal) -> None:
    """A transaction on behalf of `principal`; its first two words go in one."""
    kind, who = sql.Literal(principal.kind), sql.Literal(principal.id)
    connection.execute(sql.SQL("BEGIN; SELECT act_as({}, {})").format(kind, who))


def act_as(connection: Connection, principal: Principal) -> None:
    """For the rest of the transaction only what is this principal's is there."""
    connection.execute("SELECT act_as(%s, %s)", [principal.kind, principal.id])
