"""The table over 500,000 cases in the real window: `python -m bench.cases` prints JSON, times in ms.

The desk is made once (`bench.many`, ten minutes) and kept under `build/bench`. Figures that `make bench`
holds against the duties: frames while scrolling p99 <= 16 ms, search to painted result p99 <= 30 ms,
change of screen <= 50 ms, memory <= 350 MB.
"""

import json
import os
import subprocess
import sys

from bench import many

CASES = 500_000


def measure(cases: int = CASES) -> dict[str, object]:
    """One run in a process of its own."""
    folder = many.desk_folder(cases)
    many.opened(folder).close()  # an older schema is upgraded here and not while measured
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "bench.cases_probe", str(folder)]
    answer = subprocess.check_output(command, env=environment, stderr=subprocess.DEVNULL)
    return dict(json.loads(answer))


if __name__ == "__main__":
    chosen = int(sys.argv[1]) if sys.argv[1:] else CASES
    print(json.dumps(measure(chosen), indent=1, ensure_ascii=False))
