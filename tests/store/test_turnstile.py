"""The writer's lock: in the order of asking, and whoever works in bulk sees who waits."""

import threading
from collections.abc import Callable

import pytest

from helpdesk.store import folding
from helpdesk.store.store import Store
from helpdesk.store.turnstile import Turnstile
from tests.store.desk import registered


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


def test_a_bulk_run_ends_for_whoever_waits(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A registration meanwhile waits for one slice, not for a run."""
    folded: list[int] = []
    asked, done = threading.Event(), threading.Event()

    def some(*_: object) -> frozenset[str]:
        folded.append(len(folded))
        if len(folded) == 1:
            asked.set()
            until(lambda: store._connections.wanted)
        return frozenset({str(len(folded))}) if len(folded) < 1_000 else frozenset()

    def register() -> None:
        asked.wait()
        registered(store)
        done.set()

    monkeypatch.setattr(folding, "fold", some)
    other = threading.Thread(target=register)
    other.start()
    assert folding.fold_run(store._connections, store.reference) == {"1"}
    other.join()
    assert done.is_set()
    assert len(folding.fold_run(store._connections, store.reference)) == 998
