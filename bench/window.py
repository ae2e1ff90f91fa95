"""The window measured over 50,000 cases: `python -m bench.window` prints JSON. Times in milliseconds.

Each run is a fresh process on the same desk: from the program's start to the login that takes a
password, and from Enter (key derivation included) to Today with its rows.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench import papers, store

CASES = 50_000
RUNS = 7


def measure(cases: int = CASES) -> dict[str, object]:
    """Make the desk, then start the window on it several times."""
    with tempfile.TemporaryDirectory() as folder:
        desk = store.new_store(Path(folder))
        store.fill(desk, cases=cases)
        desk.close()
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        runs = [
            json.loads(
                subprocess.check_output(
                    [sys.executable, "-m", "bench.window_probe", folder], env=environment
                )
            )
            for _ in range(RUNS)
        ]
    return {
        "cases": cases,
        "start_to_login_ms": papers.spread([run["login"] for run in runs]),
        "unlock_to_today_ms": papers.spread([run["today"] for run in runs]),
        "of_it_key_derivation_ms": papers.spread([run["key"] for run in runs]),
        "start_to_today_without_key_ms": papers.spread(
            [run["login"] + run["today"] - run["key"] for run in runs]
        ),
    }


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]) if sys.argv[1:] else CASES), indent=1))
