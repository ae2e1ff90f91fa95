"""Upkeep: nothing that can wait is done while somebody waits, and it is done nevertheless."""

import threading
from pathlib import Path

from helpdesk.application.queries import CaseFilter
from helpdesk.store.connection import FILE_NAME
from helpdesk.store.store import Store
from tests.store.desk import registered


def segments(store: Store) -> int:
    """Segments of the search index: each commit adds one, merging takes them away."""
    with store._connections.read() as connection:
        sql = "SELECT count(DISTINCT segid) FROM search_case_idx"
        return int(connection.execute(sql).fetchone()[0])


def test_tidy_merges_the_index_and_empties_the_log(store: Store, folder: Path) -> None:
    for _ in range(40):
        registered(store)
    assert (folder / f"{FILE_NAME}-wal").stat().st_size > 0
    before = segments(store)
    store.tidy()
    assert segments(store) < min(before, 8)
    assert (folder / f"{FILE_NAME}-wal").stat().st_size == 0
    assert len(store.queries.find("byl", limit=50)) == 40
    assert store.damage() == ()


def test_it_happens_by_itself_in_a_quiet_moment(store: Store) -> None:
    done = threading.Event()
    for _ in range(40):
        registered(store)
    before = segments(store)
    for _ in range(200):
        done.wait(0.05)
        if segments(store) < before:
            break
    assert segments(store) < before


def test_writers_go_on_while_it_runs(store: Store) -> None:
    tidying = threading.Thread(target=lambda: [store.tidy() for _ in range(5)])
    tidying.start()
    for _ in range(40):
        registered(store)
    tidying.join(timeout=30)
    assert not tidying.is_alive()
    assert store.queries.count_cases(CaseFilter()) == 40
    assert store.damage() == ()


def test_closing_ends_the_thread(folder: Path, key: bytes) -> None:
    before = set(threading.enumerate())
    store = Store.open(folder, key)
    registered(store)
    (own,) = [each for each in threading.enumerate() if each not in before]
    assert own.name == "store-upkeep"
    store.close()
    store.close()
    assert not own.is_alive()


def test_an_index_merged_by_another_connection_is_not_damaged(store: Store) -> None:
    """A reader that searched before the merge still knows the pieces that are gone."""
    for _ in range(40):
        registered(store)
    assert store.queries.find("byl", limit=50)
    store.tidy()
    assert store.damage() == ()
