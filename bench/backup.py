"""Backups measured: `python -m bench.backup [megabytes]` prints JSON. Commits go on all the while."""

import json
import sys
import tempfile
import threading
import time
from pathlib import Path

from bench.store import new_store
from helpdesk.application.intake import Draft, Intake
from helpdesk.store.backup import Place
from helpdesk.store.store import Store

ROOM = 10_000_000


def grow(store: Store, megabytes: int) -> None:
    """Fill the file with long drafts."""
    text = "诉" * 20_000
    with store.unit_of_work() as work:
        for number in range(megabytes * 1_000_000 // (len(text) * 3)):
            work.save_draft(Draft(f"big-{number}", Intake(text=text), 1))
    store.tidy()


def commits(store: Store, stop: threading.Event, seconds: list[float]) -> None:
    """What somebody at the counter does: a small commit, twenty times a second."""
    number = 0
    while not stop.is_set():
        number += 1
        start = time.perf_counter()
        with store.unit_of_work() as work:
            work.save_draft(Draft(f"small-{number % 50}", Intake(title="路灯不亮"), number))
        seconds.append(time.perf_counter() - start)
        stop.wait(0.05)


def measured(megabytes: int) -> dict[str, float]:
    """Seconds of a backup and of a rehearsal, and the slowest commit without and beside one (ms)."""
    with tempfile.TemporaryDirectory(prefix="helpdesk-bench-") as folder:
        store = new_store(Path(folder) / "desk")
        grow(store, megabytes)
        alone, beside = list[float](), list[float]()
        for seconds, run in ((alone, False), (beside, True)):
            stop = threading.Event()
            worker = threading.Thread(target=commits, args=(store, stop, seconds))
            worker.start()
            start = time.perf_counter()
            if run:
                place = Place(Path(folder) / "backups", ROOM)
                made = store.backups.make(place, now_ms=time.time_ns() // 1_000_000)
                took = time.perf_counter() - start
            else:
                time.sleep(3)
            stop.set()
            worker.join()
        start = time.perf_counter()
        store.backups.rehearse(made)
        rehearsal = time.perf_counter() - start
        size = store.status().bytes
        store.close()
    return {
        "megabytes": round(size / 1e6, 1),
        "backup_s": round(took, 2),
        "rehearsal_s": round(rehearsal, 2),
        "slowest_commit_alone_ms": round(1000 * max(alone), 1),
        "slowest_commit_beside_ms": round(1000 * max(beside), 1),
        "commits_beside": len(beside),
    }


if __name__ == "__main__":
    print(json.dumps(measured(int(sys.argv[1]) if len(sys.argv) > 1 else 100), indent=1))
