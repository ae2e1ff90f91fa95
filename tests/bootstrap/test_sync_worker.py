"""The sync thread: at once when asked, soon after a change, by itself otherwise."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from helpdesk.bootstrap.sync_worker import PAUSE_MAX, Rhythm, SyncWorker

NEVER = Rhythm(every=3600, jitter=0, soon=0.01)


class Runs:
    """Counts exchanges; each waits for `gate`."""

    def __init__(self) -> None:
        self.begun = threading.Semaphore(0)
        self.gate = threading.Semaphore(0)
        self.cancelled: list[bool] = []

    def __call__(self, cancelled: Callable[[], bool]) -> int:
        self.begun.release()
        assert self.gate.acquire(timeout=10)
        self.cancelled.append(cancelled())
        return 0


@pytest.fixture
def runs() -> Runs:
    return Runs()


@pytest.fixture
def worker(runs: Runs) -> Iterator[SyncWorker]:
    worker = SyncWorker(runs, told=lambda _: None, rhythm=NEVER)
    worker.start()
    yield worker
    for _ in range(10):
        runs.gate.release()
    worker.close()


def test_it_starts_at_once_and_again_when_asked(worker: SyncWorker, runs: Runs) -> None:
    assert runs.begun.acquire(timeout=10)
    runs.gate.release()
    worker.now()
    assert runs.begun.acquire(timeout=10)


def test_asking_while_one_runs_makes_one_more_not_many(worker: SyncWorker, runs: Runs) -> None:
    """C16: manual and automatic sync never run side by side."""
    assert runs.begun.acquire(timeout=10)
    for _ in range(5):
        worker.now()
        worker.soon()
    assert not runs.begun.acquire(blocking=False)
    runs.gate.release()
    assert runs.begun.acquire(timeout=10)
    runs.gate.release()
    assert not runs.begun.acquire(timeout=0.3)


def test_cancel_reaches_the_running_exchange(worker: SyncWorker, runs: Runs) -> None:
    assert runs.begun.acquire(timeout=10)
    worker.cancel()
    runs.gate.release()
    worker.now()
    assert runs.begun.acquire(timeout=10)
    runs.gate.release()
    assert runs.cancelled[0] is True


def test_what_was_to_follow_a_cancelled_exchange_waits_for_its_turn(
    worker: SyncWorker, runs: Runs
) -> None:
    """Whoever presses Cancel is not asked to press it again three seconds later."""
    assert runs.begun.acquire(timeout=10)
    worker.soon()
    worker.now()
    assert worker.is_due
    worker.cancel()
    assert not worker.is_due
    runs.gate.release()
    worker.now()
    assert runs.begun.acquire(timeout=10)


def test_a_try_again_time_is_respected() -> None:
    times: list[float] = []
    twice = threading.Event()

    def run(_: Callable[[], bool]) -> int:
        times.append(time.monotonic())
        if len(times) == 2:
            twice.set()
        return int((time.time() + 1.2) * 1000)

    worker = SyncWorker(run, told=lambda _: None, rhythm=NEVER)
    worker.start()
    assert twice.wait(timeout=10)
    worker.close()
    assert times[1] - times[0] >= 1.0


def test_closing_before_starting_is_fine() -> None:
    SyncWorker(lambda _: 0, told=lambda _: None).close()


def test_a_line_that_costs_holds_back_all_but_what_is_asked_for(runs: Runs) -> None:
    """Metered lines are respected; a press sends all the same."""
    allowed = [False]
    worker = SyncWorker(runs, told=lambda _: None, rhythm=NEVER, allowed=lambda: allowed[0])
    worker.start()
    worker.soon()
    worker.wake()
    assert not runs.begun.acquire(timeout=0.2)
    worker.now()
    assert runs.begun.acquire(timeout=10)
    runs.gate.release()
    allowed[0] = True
    worker.wake()
    assert runs.begun.acquire(timeout=10)
    runs.gate.release()
    worker.close()


def test_another_rhythm_counts_at_once(worker: SyncWorker, runs: Runs) -> None:
    assert runs.begun.acquire(timeout=10)
    runs.gate.release()
    worker.set_rhythm(Rhythm(every=0.01, jitter=0, soon=0.01))
    assert runs.begun.acquire(timeout=10)


def test_a_clock_set_meanwhile_makes_no_pause_of_years(worker: SyncWorker) -> None:
    """C9, C19: nobody waits longer than a quarter of an hour."""
    assert worker._pause(int((time.time() + 10 * 365 * 86_400) * 1000)) == PAUSE_MAX
