"""The window measured over 50,000 cases: `python -m bench.window` prints JSON. Times in milliseconds.

Each run is a fresh process on the same desk: from the program's start to the login that takes a
password, and from Enter (key derivation included) to Today with its rows.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import papers, store
from helpdesk.protocol.chain import GENESIS, heads
from helpdesk.protocol.messages import Enrolment, Placed, SyncAnswer
from helpdesk.store.store import Store

CASES = 50_000
RUNS = 7
PACE = 100  # ms a key: a quick typist


def measure(cases: int = CASES) -> dict[str, object]:
    """Make the desk, then start the window on it several times."""
    with tempfile.TemporaryDirectory() as folder:
        desk = store.new_store(Path(folder))
        store.fill(desk, cases=cases)
        acknowledge(desk)
        desk.close()
        typed, at_once = probed(folder, PACE), probed(folder, 0)
    return {
        "cases": cases,
        "reference_python_with_qt_ms": reference(),
        "start_to_login_ms": of(typed + at_once, "login"),
        "unlock_to_today_ms": of(typed, "today"),
        "of_it_key_derivation_ms": of(typed, "key"),
        "of_it_cpu_ms": of(typed, "cpu"),
        "unlock_to_today_typed_by_a_robot_ms": of(at_once, "today"),
    }


def probed(folder: str, pace: int) -> list[dict[str, float]]:
    """Several starts with the password typed at `pace` ms a key."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "bench.window_probe", folder, str(pace)]
    return [
        json.loads(subprocess.check_output(command, env=environment, stderr=subprocess.DEVNULL))
        for _ in range(RUNS)
    ]


def reference() -> dict[str, float]:
    """Python with Qt's widgets and nothing else, started and ended: what no window of ours can beat."""
    seconds = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        subprocess.check_call([sys.executable, "-c", "import PySide6.QtWidgets"])
        seconds.append(1000 * (time.perf_counter() - begun))
    return papers.spread(seconds)


def of(runs: list[dict[str, float]], name: str) -> dict[str, float]:
    """One of the figures."""
    return papers.spread([run[name] for run in runs])


def acknowledge(desk: Store) -> None:
    """The city's receipt for everything but the last 20 records, as on a desk at work."""
    history, now = "bench", int(time.time() * 1000)
    enrolment = Enrolment(
        device="bench",
        prefix=store.PREFIX,
        history=history,
        server_ms=now,
        desk_code=store.DESK.code,
        desk_name=store.DESK.name,
        streams=[store.DESK.code],
    )
    desk.enrol(enrolment, server="http://127.0.0.1:9")
    last = desk.status().events - 20
    events = desk.outbox.pending(after=0, max_events=last, max_bytes=1 << 40)
    head = heads(GENESIS, events)[-1]
    placed = Placed(store.DESK.code, first=1, last=last, position=1, received_ms=now)
    desk.outbox.apply(SyncAnswer(history, now, last, head, placed=[placed]))
    if desk.queries.sync_state().acknowledged != last:
        raise SystemExit("the receipts were not taken")


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]) if sys.argv[1:] else CASES), indent=1))
