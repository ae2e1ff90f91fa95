"""Many threads: writers take turns, readers never wait, numbers stay single."""

import threading
from collections.abc import Callable

from helpdesk.application.queries import CaseFilter
from helpdesk.store.store import Store
from tests.store.desk import DESK, day, register, registered

ALL = CaseFilter()


def in_threads(count: int, work: Callable[[], None]) -> None:
    failed: list[BaseException] = []

    def guarded() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - carried to the test's own thread
            failed.append(error)

    threads = [threading.Thread(target=guarded) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    if failed:
        raise failed[0]
    assert not any(thread.is_alive() for thread in threads)


def test_two_threads_writing(store: Store) -> None:
    """C3: number drawn inside the transaction, whoever writes at the same time."""

    def write() -> None:
        for _ in range(20):
            registered(store)

    in_threads(4, write)
    rows = store.queries.cases(ALL, offset=0, limit=100)
    assert len({row.number for row in rows}) == 80
    assert sorted(int(row.number.split("-")[4]) for row in rows) == list(range(1, 81))


def test_counters_are_drawn_once(store: Store) -> None:
    drawn: list[int] = []

    def draw() -> None:
        for _ in range(25):
            with store.unit_of_work() as work:
                drawn.append(work.next_counter(DESK.prefix, day()))

    in_threads(4, draw)
    assert sorted(drawn) == list(range(1, 101))


def test_readers_see_whole_transactions_while_one_is_open(store: Store) -> None:
    registered(store)
    with store.unit_of_work() as work:
        for _ in range(10):
            register(work)
        in_threads(3, lambda: _sees(store, 1))
    in_threads(3, lambda: _sees(store, 11))


def test_a_reader_keeps_its_state_while_others_write(store: Store) -> None:
    registered(store)
    with store._connections.read() as connection:
        count = "SELECT count(*) FROM cases"
        assert connection.execute(count).fetchone() == (1,)
        in_threads(1, lambda: _registered(store))
        assert connection.execute(count).fetchone() == (1,)
    _sees(store, 2)


def _sees(store: Store, count: int) -> None:
    assert store.queries.count_cases(ALL) == count
    assert len(store.queries.cases(ALL, offset=0, limit=99)) == count


def _registered(store: Store) -> None:
    registered(store)
