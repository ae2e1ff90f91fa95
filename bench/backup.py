"""Backups measured: `python -m bench.backup [megabytes]` prints JSON. Commits go on all the while.

The reference of the same run is a plain copy of the same file: read, written, synced, hashed once.
"""

import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from bench.store import new_store
from helpdesk.application.intake import Draft, Intake
from helpdesk.store.backup import Place
from helpdesk.store.connection import FILE_NAME
from helpdesk.store.store import Store

MEGABYTES = 1_000
ROOM = 10_000_000
_CHUNK = 1 << 20


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


def beside(store: Store, act: Callable[[], object]) -> dict[str, float]:
    """Wall and CPU seconds of `act`, and the commits made meanwhile (ms)."""
    stop, seconds = threading.Event(), list[float]()
    worker = threading.Thread(target=commits, args=(store, stop, seconds))
    worker.start()
    start, cpu = time.perf_counter(), time.process_time()
    act()
    took, burnt = time.perf_counter() - start, time.process_time() - cpu
    stop.set()
    worker.join()
    seconds.sort()
    return {
        "seconds": round(took, 2),
        "cpu_seconds": round(burnt, 2),
        "commits": len(seconds),
        "commit_median_ms": round(1000 * seconds[len(seconds) // 2], 1),
        "commit_p99_ms": round(1000 * seconds[int(len(seconds) * 0.99)], 1),
        "commit_max_ms": round(1000 * seconds[-1], 1),
    }


def plain_copy(source: Path, target: Path) -> None:
    """The least that any backup costs."""
    digest = sha256()
    with source.open("rb") as file, target.open("wb") as out:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            out.write(chunk)
            if out.tell() % (8 * _CHUNK) == 0:
                os.fsync(out.fileno())
        os.fsync(out.fileno())


def measured(store: Store, folder: Path) -> dict[str, object]:
    """Commits alone, beside a plain copy, beside a backup; then a rehearsal."""
    made = []
    place = Place(folder / "backups", ROOM)
    source, copy = store.folder / FILE_NAME, folder / "copy"

    def back_up() -> None:
        made.append(store.backups.make(place, now_ms=time.time_ns() // 1_000_000))

    alone = beside(store, lambda: time.sleep(3))
    copied = beside(store, lambda: plain_copy(source, copy))
    copy.unlink()
    backed_up = beside(store, back_up)
    start = time.perf_counter()
    store.backups.rehearse(made[0])
    gigabytes = source.stat().st_size / 1e9
    return {
        "gigabytes": round(gigabytes, 2),
        "commits_alone": alone,
        "plain_copy": copied,
        "backup": backed_up,
        "backup_seconds_per_gigabyte": round(backed_up["seconds"] / gigabytes, 1),
        "backup_cpu_seconds_per_gigabyte": round(backed_up["cpu_seconds"] / gigabytes, 1),
        "backup_to_plain_copy": round(backed_up["seconds"] / copied["seconds"], 1),
        "rehearsal_seconds": round(time.perf_counter() - start, 1),
    }


def measure(megabytes: int = MEGABYTES) -> dict[str, object]:
    """All of it, in a folder that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="helpdesk-bench-") as name:
        store = new_store(Path(name) / "desk")
        try:
            grow(store, megabytes)
            return measured(store, Path(name))
        finally:
            store.close()


if __name__ == "__main__":
    print(json.dumps(measure(*map(int, sys.argv[1:])), indent=1))
