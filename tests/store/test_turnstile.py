"""The writer's lock: in the order of asking, and whoever works in bulk sees who waits."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from helpdesk.application.queries import CaseFilter
from helpdesk.store import folding
from helpdesk.store.projections import Projector
from helpdesk.store.store import Store
from helpdesk.store.turnstile import Turnstile
from tests.store.city import CITY, City, wire
from tests.store.desk import new_id, registered
from tests.store.test_indexing import case_body


def until(said: Callable[[], bool]) -> None:
    """Wait for another thread."""
    pause = threading.Event()
    while not said():
        pause.wait(0.001)


def test_whoever_asked_first_comes_first() -> None:
    stile, came = Turnstile(), list[int]()

    def come(number: int) -> None:
        with stile:
            came.append(number)

    threads = [threading.Thread(target=come, args=(number,)) for number in range(4)]
    with stile:
        assert not stile.wanted
        for number, thread in enumerate(threads, 1):
            thread.start()
            until(lambda number=number: len(stile._waiting) == number)  # type: ignore[misc]
        assert stile.wanted
    with stile:  # asked for after the others
        came.append(99)
    for thread in threads:
        thread.join()
    assert came == [0, 1, 2, 3, 99]
    assert not stile.wanted


def test_it_is_passed_again_by_whoever_has_it() -> None:
    stile = Turnstile()
    with stile, stile:
        pass
    other = threading.Thread(target=stile.__enter__)
    other.start()
    other.join()
    assert stile._owner is not None


def test_whoever_gives_up_leaves_no_gap() -> None:
    """Ctrl-C while waiting, before and after the turn was handed over."""
    stile = Turnstile()
    mine = threading.Lock()
    mine.acquire()
    with stile:
        stile._waiting.append((0, mine))
        stile._leave(0, mine)
        assert not stile.wanted
        stile._waiting.append((0, mine))
    stile._leave(0, mine)
    with stile:
        pass


def test_a_bulk_run_ends_for_whoever_waits(
    store: Store, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A registration meanwhile waits for one slice, not for a run; what is left goes on behind it."""
    cases = 3 * folding.SLICE + 7
    store._connections.do_later(lambda _: False)
    city.take(CITY, [wire(new_id(), case_body(number)) for number in range(1, cases + 1)])
    store.outbox.parts.take(city.answer(store.incarnation))
    asked, keep = threading.Event(), Projector._keep

    def kept(*given: Any) -> list[str]:
        if not asked.is_set():
            asked.set()
            until(lambda: store._connections.wanted)
        return keep(*given)

    def register() -> None:
        asked.wait()
        registered(store)

    monkeypatch.setattr(Projector, "_keep", kept)
    other = threading.Thread(target=register)
    other.start()
    assert len(folding.fold_run(store._connections, store.reference)) == folding.SLICE
    other.join()
    assert store.queries.count_cases(CaseFilter()) == folding.SLICE + 1
    left = folding.fold_run(store._connections, store.reference)
    assert len(left) == cases - folding.SLICE
    assert not folding.fold_run(store._connections, store.reference)
    assert store.queries.count_cases(CaseFilter()) == cases + 1
    assert list(store.checks.faults()) == []
