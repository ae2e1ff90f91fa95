"""`helpdesk verify` measured: `python -m bench.verify [cases]` prints JSON; about three events a case."""

import json
import random
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from bench.store import AGENT, new_store, register
from helpdesk.domain import events as ev
from helpdesk.domain.moments import Moment
from tests.store.desk import NOON

CASES = 100_000


def measure(cases: int = CASES) -> dict[str, object]:
    """Seconds to verify a log, and what a million events would take at that rate."""
    with tempfile.TemporaryDirectory() as folder:
        store = new_store(Path(folder))
        dice = random.Random(7)
        for first in range(0, cases, 500):
            with store.unit_of_work() as work:
                for n in range(first, first + 500):
                    at = NOON + timedelta(minutes=n)
                    case = register(work, store, at=at, dice=dice)
                    body = ev.Progressed("核对中")
                    work.append(case, body, author=AGENT, moment=Moment.of(at))
        start = time.perf_counter()
        faults = sum(1 for _ in store.checks.faults())
        seconds = time.perf_counter() - start
        events = store.status().events
        store.close()
    return {
        "events": events,
        "faults": faults,
        "seconds": round(seconds, 2),
        "seconds_per_million_events": round(seconds * 1_000_000 / events, 1),
    }


if __name__ == "__main__":
    print(json.dumps(measure(*map(int, sys.argv[1:])), indent=1))
