"""Many rows at once: in few statements, and made by one thread while another one writes.

SQLite works without Python's lock. A statement for each row gives the lock back and takes it again each
time, and waits for whoever has it meanwhile; one for a hundred rows leaves the other core to Python.
"""

from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from itertools import chain, islice
from typing import Any, TypeVar

from helpdesk.store.connection import Connection

ROWS = 100  # in one statement
P = TypeVar("P")
R = TypeVar("R")


def insert(
    connection: Connection, table: str, columns: tuple[str, ...], rows: Sequence[Sequence[Any]]
) -> None:
    """Insert rows in their order."""
    whole = len(rows) - len(rows) % ROWS
    for first in range(0, whole, ROWS):
        values = list(chain.from_iterable(rows[first : first + ROWS]))
        connection.execute(_statement(table, columns, ROWS), values)
    if whole < len(rows):
        connection.executemany(_statement(table, columns, 1), rows[whole:])


@cache
def _statement(table: str, columns: tuple[str, ...], rows: int) -> str:
    row = f"({', '.join('?' * len(columns))})"
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([row] * rows)}"


def ahead(make: Callable[[P], R], parts: Iterable[P]) -> Generator[R, None, None]:
    """What `make` makes of each part; of several the next one is made while the caller has one. To be
    closed by who leaves early."""
    waiting = iter(parts)
    begun = list(islice(waiting, 2))
    if len(begun) < 2:
        yield from map(make, begun)
        return
    with ThreadPoolExecutor(1, "store-rows") as maker:
        coming: Future[R] = maker.submit(make, begun[0])
        for part in chain(begun[1:], waiting):
            made = coming.result()
            coming = maker.submit(make, part)
            yield made
        yield coming.result()
