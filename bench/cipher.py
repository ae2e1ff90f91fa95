"""What encryption costs: `python -m bench.cipher [cases]` prints JSON.

The same work on two stores in turn, one encrypted, one plain SQLite through the same driver: rounds
alternate, so that whatever else the machine does falls on both.
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from bench import store
from helpdesk.store import connection
from helpdesk.store.store import Store

CASES = 20_000
ROUNDS = 15

Work = Callable[[Store], dict[str, object]]


class _Plain(sqlcipher.Connection):  # type: ignore[misc]
    """SQLCipher without a key is SQLite."""

    def execute(self, sql: str, *values: Any) -> Any:
        return super().execute("SELECT 1" if sql.startswith("PRAGMA key") else sql, *values)


@contextmanager
def plain_sqlite() -> Iterator[None]:
    """Inside, the store opens plain files."""
    real = connection.sqlcipher
    connection.sqlcipher = SimpleNamespace(
        connect=lambda *values, **options: real.connect(*values, factory=_Plain, **options)
    )
    try:
        yield
    finally:
        connection.sqlcipher = real


def work_of() -> dict[str, Work]:
    """Register, search, list: each answers figures with a median."""
    return {
        "register": lambda made: store.registering(made, times=30),
        "search": lambda made: store.typing(made, rounds=1),
        "list": lambda made: store.listing(made)["first_page"],
        "list_middle": lambda made: store.listing(made)["middle_page"],
    }


def measure(cases: int = CASES) -> dict[str, object]:
    """Medians of the rounds' medians (ms), and encrypted to plain."""
    found: dict[str, dict[str, list[tuple[float, float]]]] = {}
    with tempfile.TemporaryDirectory(prefix="helpdesk-bench-") as name:
        stores = {"encrypted": _filled(Path(name) / "encrypted", cases)}
        with plain_sqlite():  # readers connect when they are first needed
            stores["plain"] = _filled(Path(name) / "plain", cases)
            _warm(stores["plain"])
        header = (Path(name) / "plain" / connection.FILE_NAME).read_bytes()[:16]
        if header != b"SQLite format 3\0":
            raise SystemExit("the plain store is not plain")
        for _ in range(ROUNDS):
            for kind, made in stores.items():
                for what, work in work_of().items():
                    cpu = time.thread_time()
                    said = work(made)
                    burnt = 1000 * (time.thread_time() - cpu) / int(str(said["times"]))
                    both = found.setdefault(what, {}).setdefault(kind, [])
                    both.append((float(str(said["median_ms"])), burnt))
        for made in stores.values():
            made.close()
    return {"cases": cases, **{what: _compared(kinds) for what, kinds in found.items()}}


def _filled(folder: Path, cases: int) -> Store:
    folder.mkdir()
    made = store.new_store(folder)
    store.fill(made, cases=cases)
    return made


def _warm(made: Store) -> None:
    for work in work_of().values():
        work(made)


def _compared(kinds: dict[str, list[tuple[float, float]]]) -> dict[str, float]:
    """Wall time with the disk's syncs in it, and the CPU time of the calling thread."""
    result = {}
    for place, unit in enumerate(("ms", "cpu_ms")):
        encrypted, plain = (
            statistics.median(each[place] for each in kinds[kind])
            for kind in ("encrypted", "plain")
        )
        result |= {
            f"encrypted_{unit}": round(encrypted, 3),
            f"plain_{unit}": round(plain, 3),
            f"ratio_{unit}": round(encrypted / plain, 2),
        }
    return result


if __name__ == "__main__":
    print(json.dumps(measure(*map(int, sys.argv[1:])), indent=1))
