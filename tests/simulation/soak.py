"""`python -m tests.simulation.soak`: the worlds of HELPDESK_WORLDS and HELPDESK_SEED, on all cores.

Every 10,000 worlds are a line in `build/worlds.txt`; begun again with the same seed and the same program it
goes on behind the last line. Ends with 1 if a world failed.
"""

import os
import sys
import time
from collections.abc import Iterable
from hashlib import sha256
from itertools import chain
from multiprocessing import Pool
from pathlib import Path

from tests.simulation.life import failing

ROOT = Path(__file__).resolve().parents[2]
RESULT = ROOT / "build" / "worlds.txt"
LINE = 10_000  # worlds
_SHARE = 100  # worlds that a process takes at once
_CORE = (
    "helpdesk.domain.",
    "helpdesk.protocol.",
    "helpdesk.server.",
    "helpdesk.sync.",
    "tests.simulation.",
)


def program() -> str:
    """What tells one state of the core and of its simulation from another: the modules that worlds run."""
    digest = sha256()
    for name in sorted(each for each in sys.modules if each.startswith(_CORE)):
        digest.update(Path(str(sys.modules[name].__file__)).read_bytes())
    return digest.hexdigest()[:12]


def share(first: int) -> list[str]:
    """Those of the share of worlds from `first` on that fail, each with why."""
    found = failing(range(first, first + _SHARE))
    return [f"{seed} {type(error).__name__} {error}" for seed, error in found]


def done(lines: Iterable[str], mark: str) -> dict[int, int]:
    """First worlds of the lines that are there for this program, and how many failed in each."""
    rows = [line.split() for line in lines if line.startswith(mark + " ")]
    return {int(row[1]): int(row[3]) for row in rows}


def main() -> int:
    """Go on until all worlds were looked at."""
    count, seed = int(os.environ.get("HELPDESK_WORLDS", "1000000")), os.environ.get("HELPDESK_SEED")
    first, mark = int(seed or "0"), program()
    RESULT.parent.mkdir(exist_ok=True)
    known = done(RESULT.read_text("utf-8").splitlines() if RESULT.exists() else (), mark)
    failed = 0
    with Pool() as pool, RESULT.open("a", encoding="utf-8") as result:
        for start in range(first, first + count, LINE):
            if start in known:
                failed += known[start]
                continue
            began = time.monotonic()
            shares = pool.imap_unordered(share, range(start, start + LINE, _SHARE))
            wrong = sorted(chain.from_iterable(shares))
            failed += len(wrong)
            words = [mark, start, LINE, len(wrong), "failed", round(time.monotonic() - began), "s"]
            for line in (" ".join(map(str, words)), *(f"  {each}" for each in wrong)):
                result.write(line + "\n")
                sys.stdout.write(line + "\n")
            result.flush()
            sys.stdout.flush()
    sys.stdout.write(f"{count} worlds from {first} on, {failed} failed; see {RESULT.name}\n")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
