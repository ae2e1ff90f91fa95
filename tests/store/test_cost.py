"""What the window asks at every refresh costs the same, however long the log is."""

from collections.abc import Callable
from datetime import timedelta

from helpdesk.application.queries import Queries
from helpdesk.store.store import Store
from tests.store.city import City
from tests.store.desk import NOON, register

ASKED: dict[str, Callable[[Queries], object]] = {
    "sync_state": lambda queries: queries.sync_state(),
    "waiting": lambda queries: queries.waiting(limit=50),
    "refusals": lambda queries: queries.refusals(limit=50),
    "figures": lambda queries: queries.figures(now=NOON, soon=NOON + timedelta(days=1)),
    "work_list": lambda queries: queries.work_list(limit=50),
    "city_news": lambda queries: queries.city_news(since_ms=0, limit=10),
    "drafts": lambda queries: queries.drafts(),
}


def steps(store: Store, ask: Callable[[Queries], object]) -> int:
    """Steps of SQLite's machine, in tens."""
    count = 0

    def tick() -> int:
        nonlocal count
        count += 1
        return 0

    with store._connections.read() as connection:
        connection.set_progress_handler(tick, 10)
    ask(store.queries)
    with store._connections.read() as connection:
        connection.set_progress_handler(None, 0)
    return count


def test_ten_times_the_log_is_not_ten_times_the_work(store: Store, city: City) -> None:
    found = []
    for cases in (100, 900):
        with store.unit_of_work() as work:
            for _ in range(cases):
                register(work)
        city.exchange(store)
        register_some_unsent(store)
        found.append({name: steps(store, ask) for name, ask in ASKED.items()})
    short, long = found
    assert all(count > 0 for count in short.values())
    grown = {name for name in ASKED if long[name] > 2 * short[name] + 20}
    assert grown == set()


def register_some_unsent(store: Store) -> None:
    with store.unit_of_work() as work:
        register(work)
