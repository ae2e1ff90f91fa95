"""The desk of `bench.first_sync`: its first sync, while somebody works there."""

import json
import os
import resource
import statistics
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from bench.store import AGENT
from bench.sync import Timer, device
from helpdesk.application.cases import checklist, open_case
from helpdesk.application.intake import Intake
from helpdesk.application.ports import Session
from helpdesk.application.queries import CaseFilter
from helpdesk.bootstrap import memory
from helpdesk.bootstrap.reference import load_reference
from helpdesk.bootstrap.system import SystemClock, UuidIds
from helpdesk.store.connection import connect
from helpdesk.store.store import Store
from helpdesk.sync import snapshots
from helpdesk.sync.engine import Engine
from helpdesk.sync.transport import Transport
from helpdesk.sync.turns import Tally, Watch

EVERY = 0.5  # seconds between two acts at the counter


@dataclass(slots=True)
class Counter:
    """Somebody at work: registers, looks at the list, searches; milliseconds of each."""

    store: Store
    times: dict[str, list[float]] = field(default_factory=dict)
    over: threading.Event = field(default_factory=threading.Event)
    failed: Exception | None = None

    def work(self) -> None:
        """Until it is over; what goes wrong is told by `said`."""
        try:
            self._work()
        except Exception as error:
            self.failed = error
            raise

    def _work(self) -> None:
        session = Session(
            store=self.store,
            clock=SystemClock(),
            ids=UuidIds(),
            reference=load_reference(),
            author=AGENT,
            desk=self.store.desk,
        )
        matter = self.store.reference.catalogue.matters[0]
        intake = Intake(
            new_resident={"name": "乌日娜", "phone": "13847516701"},
            matter=matter.code,
            materials=tuple(material.take() for material in checklist(matter)),
        )
        queries = self.store.queries
        while not self.over.wait(EVERY):
            self._timed("register", lambda: open_case(session, intake))
            self._timed("list", lambda: queries.cases(CaseFilter(), offset=0, limit=50))
            self._timed("search", lambda: queries.find("乌日娜", limit=20))

    def _timed(self, name: str, act: Callable[[], object]) -> None:
        start = time.perf_counter()
        act()
        self.times.setdefault(name, []).append(1000 * (time.perf_counter() - start))

    def said(self) -> dict[str, object]:
        """Medians and worst. Raises what went wrong at work."""
        if self.failed is not None:
            raise self.failed
        return {
            name: {
                "times": len(found),
                "median_ms": round(statistics.median(found), 1),
                "p99_ms": round(sorted(found)[len(found) * 99 // 100], 1),
                "most_ms": round(max(found), 1),
            }
            for name, found in self.times.items()
        }


def unavoidable(store: Store, url: str, *, requests: int) -> dict[str, float]:
    """The same events without us: so many answers of nothing, and a plain insert."""
    parts = {}
    start = time.perf_counter()
    with httpx.Client() as client:
        for _ in range(requests):
            client.get(f"{url}/status").raise_for_status()
    parts["http"] = time.perf_counter() - start
    plain = connect(store.folder / "plain.db", bytes(32), create=True)
    plain.execute("PRAGMA journal_mode = WAL")
    plain.execute("CREATE TABLE bench (subject BLOB, kind TEXT, body BLOB)")
    with store._connections.read() as connection:
        rows = connection.execute("SELECT subject, kind, body FROM event")
        spent, cpu = 0.0, 0.0
        while some := rows.fetchmany(snapshots.SLICE):
            start, began = time.perf_counter(), time.process_time()
            plain.execute("BEGIN")
            plain.executemany("INSERT INTO bench VALUES (?, ?, ?)", some)
            plain.execute("COMMIT")
            spent += time.perf_counter() - start
            cpu += time.process_time() - began
    plain.close()
    return {**parts, "sqlcipher": spent, "sqlcipher_cpu": cpu}


def main(folder: Path, url: str, code: str) -> dict[str, object]:
    """The first sync."""
    store = device(folder, url, code)
    memory.settle()
    counter = Counter(store)
    thread = threading.Thread(target=counter.work)
    thread.start()
    stages: list[tuple[str, int, int]] = []
    engine = Engine(store.outbox, dial=Transport, timer=Timer(), folder=store.folder)

    def told(tally: Tally) -> None:
        stages.append((tally.step.value, tally.received, tally.expected))

    start, cpu = time.perf_counter(), time.process_time()
    report = engine.run(Watch(progress=told))
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    counter.over.set()
    thread.join()
    if not report.synced:
        raise SystemExit(f"not synced: {report.error}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    tally = report.tally
    figures: dict[str, object] = {
        "seconds": round(seconds, 1),
        "cpu_seconds": round(cpu, 1),
        "memory_mb": peak,
        "received": tally.received,
        "sent": tally.sent,
        "requests": tally.requests,
        "bytes_in": tally.bytes_in,
        "meanwhile": counter.said(),
        "told": len(stages),
        "load": os.getloadavg(),
        "database_mb": sum(f.stat().st_size for f in store.folder.glob("helpdesk.db*")) >> 20,
    }
    start, cpu = time.perf_counter(), time.process_time()
    store._connections.tidy()
    figures["search_terms"] = {
        "seconds": round(time.perf_counter() - start, 1),
        "cpu_seconds": round(time.process_time() - cpu, 1),
    }
    figures["memory_mb_after_terms"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    parts = unavoidable(store, url, requests=tally.requests)
    figures["unavoidable_seconds"] = {name: round(value, 2) for name, value in parts.items()}
    store.close()
    return figures


if __name__ == "__main__":
    found = main(Path(sys.argv[1]), *sys.argv[2:4])
    print(json.dumps(found))
